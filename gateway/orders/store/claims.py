"""Claims of idempotency keys: inserted and committed before any work (domain §3.4)."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from chassis.database import Database
from chassis.identity import Actor
from gateway.orders.store.tables import CLAIMS


class Claim(msgspec.Struct, frozen=True):
    """One accepted request; ``id`` is its workflow's id, ``ids`` were made before any write."""

    id: str
    client_id: str
    key: str
    operation: str
    fingerprint: str
    order_id: str
    ids: dict[str, Any]
    request: dict[str, Any]
    actor: Actor
    at: datetime
    answer: dict[str, Any] | None = None
    finished: int = 0


class ClaimStore:
    """Reads and writes claims."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, wanted: Claim) -> Claim:
        """Insert; when client and key are taken, the earlier claim is given instead."""
        earlier = await self.find(wanted.client_id, wanted.key)
        if earlier is not None:
            return earlier
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(CLAIMS).values(**msgspec.structs.asdict(wanted)))
        except IntegrityError:
            earlier = await self.find(wanted.client_id, wanted.key)
            if earlier is None:
                raise
            return earlier
        return wanted

    async def find(self, client_id: str, key: str) -> Claim | None:
        """The claim of this client's key."""
        found = await self._select(CLAIMS.c.client_id == client_id, CLAIMS.c.key == key)
        return found[0] if found else None

    async def by_id(self, claim_id: str) -> Claim:
        """The claim of a workflow."""
        return (await self._select(CLAIMS.c.id == claim_id))[0]

    async def unfinished(self) -> list[Claim]:
        """What a restart has to carry on."""
        return await self._select(CLAIMS.c.finished == 0)

    async def answer(self, claim_id: str, answer: dict[str, Any], *, is_final: bool) -> None:
        """Keep the answer; a queued request has one before it is finished."""
        values = {"answer": answer, "finished": int(is_final)}
        async with self._database.write() as connection:
            await connection.execute(update(CLAIMS).where(CLAIMS.c.id == claim_id).values(**values))

    async def release(self, claim_id: str) -> None:
        """Forget a claim whose refusal must not be replayed (SYSTEM_UNAVAILABLE, not queued)."""
        async with self._database.write() as connection:
            await connection.execute(
                update(CLAIMS)
                .where(CLAIMS.c.id == claim_id)
                .values(key=f"released:{claim_id}", finished=1)
            )

    async def _select(self, *conditions: Any) -> list[Claim]:
        async with self._database.read() as connection:
            rows = (await connection.execute(select(CLAIMS).where(*conditions))).mappings().all()
        return [Claim(**{**row, "actor": msgspec.convert(row["actor"], Actor)}) for row in rows]
