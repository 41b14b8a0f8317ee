"""Cross-references: which record of a system stands for a customer, at which version (§1.1, §3.6).

Ids and versions only, nothing of a person. A link is PENDING while a newer version is wanted than
the system has; a TOMBSTONE stands for one who was merged or erased and is never linked again.
"""

import asyncio
import contextlib
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import now
from chassis.database import Database
from gateway.orders.store.tables import LINKS

Document = dict[str, Any]
OF_CUSTOMERS = (LINKS.c.system == "ERP") & (LINKS.c.entity_type == "Customer")


class LinkStore:
    """Reads and writes the links of customers to their ERP partners."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._wanted = asyncio.Event()

    async def want(self, versions: Mapping[str, int]) -> None:
        """Note that customers have these versions; lower ones than known change nothing."""
        async with self._database.write() as connection:
            known = await _wanted_versions(connection, versions)
            for customer_id, version in versions.items():
                await _want(connection, customer_id, version, known.get(customer_id))
        if any(known.get(each, -1) < version for each, version in versions.items()):
            self._wanted.set()

    async def pending(self, limit: int) -> list[str]:
        """Customers whose partners lag behind."""
        query = select(LINKS.c.entity_id).where(OF_CUSTOMERS, LINKS.c.state == "PENDING")
        async with self._database.read() as connection:
            found = await connection.execute(query.order_by(LINKS.c.entity_id).limit(limit))
            return list(found.scalars())

    async def lagging(self, customer_ids: Collection[str]) -> set[str]:
        """Which of the customers have a version that the ERP was not told yet."""
        is_pending = (LINKS.c.state == "PENDING") & LINKS.c.entity_id.in_(list(customer_ids))
        query = select(LINKS.c.entity_id).where(OF_CUSTOMERS, is_pending)
        async with self._database.read() as connection:
            return set((await connection.execute(query)).scalars())

    async def link(self, customer_id: str, number: str, version: int) -> bool:
        """The ERP has this version; says whether it is the newest that is wanted."""
        is_newest = LINKS.c.wanted_version <= version
        values = {"external_id": number, "external_version": version, "linked_at": now()}
        mine = OF_CUSTOMERS & (LINKS.c.entity_id == customer_id) & (LINKS.c.state != "TOMBSTONE")
        async with self._database.write() as connection:
            await connection.execute(update(LINKS).where(mine).values(**values))
            linked = update(LINKS).where(mine, is_newest).values(state="LINKED")
            return (await connection.execute(linked)).rowcount > 0

    async def set_state(self, customer_ids: Collection[str], state: str) -> None:
        """BROKEN or TOMBSTONE."""
        if not customer_ids:
            return
        mine = OF_CUSTOMERS & LINKS.c.entity_id.in_(list(customer_ids))
        async with self._database.write() as connection:
            await connection.execute(update(LINKS).where(mine).values(state=state))

    async def customer_of(self, number: str) -> str | None:
        """Whose partner has this number in the ERP."""
        query = select(LINKS.c.entity_id).where(OF_CUSTOMERS, LINKS.c.external_id == number)
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(query)
        return found

    async def of(self, customer_id: str) -> Document | None:
        """One customer's link."""
        query = select(LINKS).where(OF_CUSTOMERS, LINKS.c.entity_id == customer_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else dict(row)

    async def wanted(self, seconds: float) -> None:
        """Wait until something newer is wanted, or for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wanted.wait()
        self._wanted.clear()


async def _wanted_versions(
    connection: AsyncConnection, customer_ids: Collection[str]
) -> dict[str, int]:
    query = select(LINKS.c.entity_id, LINKS.c.wanted_version)
    mine = OF_CUSTOMERS & LINKS.c.entity_id.in_(list(customer_ids))
    rows = (await connection.execute(query.where(mine).with_for_update())).all()
    return {row.entity_id: row.wanted_version for row in rows}


async def _want(
    connection: AsyncConnection, customer_id: str, version: int, known: int | None
) -> None:
    if known is None:
        key = {"system": "ERP", "entity_type": "Customer", "entity_id": customer_id}
        values = {**key, "wanted_version": version, "state": "PENDING"}
        await connection.execute(insert(LINKS).values(**values))
    elif known < version:
        mine = OF_CUSTOMERS & (LINKS.c.entity_id == customer_id)
        change = update(LINKS).where(mine)
        await connection.execute(change.values(wanted_version=version))
        is_living = LINKS.c.state != "TOMBSTONE"
        await connection.execute(change.where(is_living).values(state="PENDING"))
