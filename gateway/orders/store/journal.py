"""What happened and who did it, read back: order events and audit entries, oldest first."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import case, select

from chassis.audit_chain import AuditChain, Verification
from chassis.database import Database
from chassis.personal_values import restore
from chassis.relay import encode_cursor
from gateway.orders.store.tables import AUDIT, AUDIT_CHAIN, EVENTS, ORDERS

Document = dict[str, Any]


# An entry about a customer is his; one about an order is its customer's.
_CUSTOMER = case((AUDIT.c.entity_type == "Customer", AUDIT.c.entity_id), else_=ORDERS.c.customer_id)


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

    async def audit(
        self, kind: Literal["order", "customer"], owners: Sequence[str], scope: str | None
    ) -> list[Document]:
        """Records about orders, by themselves or by their customers; a scope is a partner's."""
        # What was written just now is sealed first: a record is shown with its hash.
        await self._chain.seal()
        owner = ORDERS.c.id if kind == "order" else _CUSTOMER
        seal = (AUDIT_CHAIN.c.previous_hash, AUDIT_CHAIN.c.hash)
        query = (
            select(AUDIT, *seal, owner.label("owner"))
            .join(AUDIT_CHAIN, AUDIT_CHAIN.c.entry == AUDIT.c.sequence)
            .outerjoin(ORDERS, ORDERS.c.id == AUDIT.c.entity_id)
            .where(owner.in_(owners))
            .order_by(AUDIT.c.at, AUDIT.c.sequence)
        )
        if scope is not None:
            query = query.where(ORDERS.c.partner_id == scope)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [_record(dict(row)) for row in rows]


def _record(row: Document) -> Document:
    changes = [
        {"path": path, "before": _text(before), "after": _text(after)}
        for path, (before, after) in restore(row["changes"], row["personal"]).items()
    ]
    return {**row, "changes": changes}


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()
