"""Keys of partners' programs, as they are kept: never the key itself."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from chassis.clock import now
from chassis.database import Database
from gateway.orders.store.tables import PARTNER_KEYS


class PartnerKeyStore:
    """Reads and writes rows; nothing is ever removed, so that a key's history can be told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, row: dict[str, Any]) -> None:
        """Keep a new key."""
        async with self._database.write() as connection:
            await connection.execute(insert(PARTNER_KEYS).values(**row))

    async def all(self) -> Sequence[Any]:
        """All rows, the newest last."""
        query = select(PARTNER_KEYS).order_by(PARTNER_KEYS.c.position)
        async with self._database.read() as connection:
            return (await connection.execute(query)).all()

    async def find(self, key_id: str) -> Any | None:
        """A row, revoked or not."""
        query = select(PARTNER_KEYS).where(PARTNER_KEYS.c.id == key_id)
        async with self._database.read() as connection:
            return (await connection.execute(query)).one_or_none()

    async def revoke(self, key_id: str) -> None:
        """End a key; one that has ended keeps its instant."""
        live = (PARTNER_KEYS.c.id == key_id) & PARTNER_KEYS.c.revoked_at.is_(None)
        async with self._database.write() as connection:
            await connection.execute(update(PARTNER_KEYS).where(live).values(revoked_at=now()))
