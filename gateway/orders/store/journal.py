"""What happened and who did it, read back: order events and audit entries, oldest first."""

from typing import Any

import msgspec
from sqlalchemy import select

from chassis.audit_chain import AuditChain, Verification
from chassis.database import Database
from chassis.relay import encode_cursor
from gateway.orders.store.tables import AUDIT, AUDIT_CHAIN, EVENTS, ORDERS

Document = dict[str, Any]


class Journal:
    """The reading side of the events and the audit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._chain = AuditChain(database, AUDIT, AUDIT_CHAIN)

    async def events(self, position: int, *conditions: Any, limit: int = 100) -> list[Document]:
        """Events after a position in the log of all orders."""
        query = (
            select(EVENTS.c.position, EVENTS.c.document)
            .where(EVENTS.c.position > position, *conditions)
            .order_by(EVENTS.c.position)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [{**row.document, "cursor": encode_cursor(row.position)} for row in rows]

    async def seal(self) -> None:
        """Seal the newest audit entries."""
        await self._chain.seal()

    async def verify(self) -> Verification:
        """Whether the audit's chain holds, up to the newest entry."""
        await self._chain.seal()
        return await self._chain.verify()

    async def audit(self, position: int, *conditions: Any, limit: int) -> list[Document]:
        """Entries about orders after a position; conditions may speak of the orders too."""
        # What was written just now is sealed first: an entry is shown with its hash.
        await self._chain.seal()
        query = (
            select(AUDIT, AUDIT_CHAIN.c.previous_hash, AUDIT_CHAIN.c.hash)
            .join(AUDIT_CHAIN, AUDIT_CHAIN.c.entry == AUDIT.c.sequence)
            .join(ORDERS, ORDERS.c.id == AUDIT.c.entity_id)
            .where(AUDIT.c.sequence > position, *conditions)
            .order_by(AUDIT.c.sequence)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [_entry(dict(row)) for row in rows]


def _entry(row: Document) -> Document:
    actor = {name: row[name] for name in ("client_id", "partner_id")}
    return {
        **{name: row[name] for name in ("id", "at", "operation", "entity_type", "entity_id")},
        **{name: row[name] for name in ("previous_hash", "hash")},
        "cursor": encode_cursor(row["sequence"]),
        "actor": {**actor, "kind": row["actor_kind"], "id": row["actor_id"]},
        "system": "GATEWAY",
        "correlation_id": row["correlation_id"] or row["entity_id"],
        "changes": [
            {"path": path, "before": _text(before), "after": _text(after)}
            for path, (before, after) in row["changes"].items()
        ],
    }


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()
