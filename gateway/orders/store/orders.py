"""The projection of orders, their decisions and gapless events, each change in one transaction."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.audit import record
from chassis.clock import now
from chassis.database import Database
from chassis.deferred import execute_later, insertion
from chassis.identity import Actor
from chassis.locks import lock_also
from chassis.relay import encode_cursor
from gateway.orders.status import evaluate
from gateway.orders.store.claims import ACTING, IS_OVER, Claim, OvertakenError
from gateway.orders.store.merging import SURVIVOR, survivor_of
from gateway.orders.store.tables import AUDIT, CURSORS, DECISIONS, EVENTS, ORDERS

Document = dict[str, Any]
Change = Callable[[Document], Sequence[str]]
# What several orders share: numbers, and the log of events, whose positions rise with the commits.
LOG = "log"
# Built once: making a statement costs three times as much as executing it.
_IS_ORDER = ORDERS.c.id == bindparam("order_id")
_DOCUMENT = select(ORDERS.c.document).where(_IS_ORDER)
_BEFORE_CHANGE = select(ORDERS.c.document, IS_OVER.label("is_over")).where(_IS_ORDER)
# What a new order is made from: itself, if it is here already; whom its customer became; a number.
_BEFORE_BIRTH = select(
    _DOCUMENT.scalar_subquery().label("document"),
    SURVIVOR.scalar_subquery().label("survivor_id"),
    select(func.max(ORDERS.c.position)).scalar_subquery().label("highest"),
    IS_OVER.label("is_over"),
)
DOCUMENTS = select(ORDERS.c.id, ORDERS.c.document).where(
    ORDERS.c.id.in_(bindparam("order_ids", expanding=True))
)
_REWRITE = update(ORDERS).where(_IS_ORDER)
AUDITED = {
    "status": "status",
    "revision": "revision",
    "quoteState": "quote_state",
    "erpStatus": "erp_status",
    "grossTotal": "gross_total",
    "confirmedDeliveryDate": "confirmed_delivery_date",
}


class OrderStore:
    """Reads and writes order documents (plain JSON values, snake-case keys)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changed = asyncio.Event()
        database.signals.listen("orders", lambda _: self._wake())

    async def create(
        self, document: Document, actor: Actor, events: Sequence[str] = ("PLACED",)
    ) -> Document:
        """Insert the order once; a repeat changes nothing and gives what is stored.

        Raises:
            OvertakenError: the claim that the task acts for is at its end.
        """
        async with self._database.write(document["id"]) as connection:
            await lock_also(connection, LOG)
            asked = {"order_id": document["id"], "customer_id": document["customer_id"]}
            asked["acting"] = ACTING.get()
            found = (await connection.execute(_BEFORE_BIRTH, asked)).one()
            if found.is_over:
                raise OvertakenError
            if found.document is not None:
                stored: Document = found.document
                return stored
            document["customer_id"] = found.survivor_id or document["customer_id"]
            document["number"] = f"O-{now():%Y}-{(found.highest or 0) + 1:06d}"
            document["created_at"] = document["updated_at"] = _instant()
            document["events"] = len(events)
            evaluate(document)
            await execute_later(connection, insertion(ORDERS), _row(document))
            await _emit(connection, document, None, actor, events)
            await _audit(connection, actor, "placeOrder", document, {})
        self._notify()
        return document

    async def change(
        self, order_id: str, actor: Actor, operation: str, change: Change
    ) -> Document | None:
        """Apply ``change`` to the document and emit the event types that it returns.

        Raises:
            OvertakenError: the claim that the task acts for is at its end.
        """
        async with self._database.write(order_id) as connection:
            asked = {"order_id": order_id, "acting": ACTING.get()}
            found = (await connection.execute(_BEFORE_CHANGE, asked)).one_or_none()
            if found is None:
                return None
            if found.is_over:
                raise OvertakenError
            document: Document = found.document
            image = msgspec.json.encode(document)
            types = change(document)
            evaluate(document)
            if not types and msgspec.json.encode(document) == image:
                return document
            before = msgspec.json.decode(image)
            if document["customer_id"] != before["customer_id"]:
                document["customer_id"] = await survivor_of(connection, document["customer_id"])
            document["updated_at"] = _instant()
            document["events"] += len(types)
            if types:
                await lock_also(connection, LOG)
            values = {"order_id": order_id, **_row(document)}
            await execute_later(connection, _REWRITE, values)
            await _emit(connection, document, before["status"], actor, types)
            await _audit(connection, actor, operation, document, before)
        self._notify()
        return document

    async def require_change(
        self, order_id: str, actor: Actor, operation: str, change: Change
    ) -> Document:
        """``change`` of an order that is known to be here."""
        stored = await self.change(order_id, actor, operation, change)
        if stored is None:
            raise AssertionError(f"order {order_id} has no document")
        return stored

    async def update(self, claim: Claim, changes: Document, events: Sequence[str]) -> Document:
        """Set fields of a claim's order and emit events."""

        def change(document: Document) -> Sequence[str]:
            document.update(changes)
            return events

        return await self.require_change(claim.order_id, claim.actor, claim.operation, change)

    async def get(self, order_id: str) -> Document | None:
        """One order."""
        async with self._database.read() as connection:
            return await _document(connection, order_id)

    async def get_all(self, order_ids: Sequence[str]) -> dict[str, Document]:
        """Those that are here, by id."""
        async with self._database.read() as connection:
            rows = (await connection.execute(DOCUMENTS, {"order_ids": list(order_ids)})).all()
        return {row.id: row.document for row in rows}

    async def find(self, *conditions: Any, limit: int = 1, newest: bool = False) -> list[Document]:
        """Orders by conditions on the table, in order of their making."""
        order = ORDERS.c.position.desc() if newest else ORDERS.c.position
        query = select(ORDERS.c.position, ORDERS.c.document).where(*conditions)
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(order).limit(limit))).all()
        return [{**row.document, "cursor": encode_cursor(row.position)} for row in rows]

    async def position(self, order_id: str) -> int:
        """Where an order stands in the order of their making."""
        query = select(ORDERS.c.position).where(ORDERS.c.id == order_id)
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0

    async def count(self, *conditions: Any) -> int:
        """How many orders fulfil the conditions."""
        query = select(func.count()).select_from(ORDERS).where(*conditions)
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0

    async def keep_decision(self, order_id: str, decision: Document) -> None:
        """Write a decision; the same one again replaces it."""
        values = {"id": decision["id"], "order_id": order_id, "document": decision}
        async with self._database.write(order_id) as connection:
            if await connection.scalar(select(IS_OVER), {"acting": ACTING.get()}):
                raise OvertakenError
            await connection.execute(delete(DECISIONS).where(DECISIONS.c.id == decision["id"]))
            await connection.execute(insert(DECISIONS).values(**values))

    async def decision(self, decision_id: str) -> Document | None:
        """One decision."""
        query = select(DECISIONS.c.document).where(DECISIONS.c.id == decision_id)
        async with self._database.read() as connection:
            found: Document | None = await connection.scalar(query)
        return found

    async def changed(self) -> None:
        """Wait for the next change of any order."""
        await self._changed.wait()

    async def changed_within(self, seconds: float) -> None:
        """Wait for the next change of any order, or for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    async def cursor(self, system: str) -> int:
        """How far a system's events were read."""
        query = select(CURSORS.c.position).where(CURSORS.c.system == system)
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0

    async def move_cursor(self, system: str, position: int) -> None:
        """Remember how far a system's events were read."""
        async with self._database.write(f"cursor of the {system}") as connection:
            moved = await connection.execute(
                update(CURSORS).where(CURSORS.c.system == system).values(position=position)
            )
            if moved.rowcount == 0:
                await connection.execute(insert(CURSORS).values(system=system, position=position))

    def _notify(self) -> None:
        self._database.signals.tell("orders")

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


async def _document(connection: AsyncConnection, order_id: str) -> Document | None:
    found: Document | None = await connection.scalar(_DOCUMENT, {"order_id": order_id})
    return found


def _row(document: Document) -> dict[str, Any]:
    return {
        "id": document["id"],
        "number": document["number"],
        "customer_id": document["customer_id"],
        "partner_id": document.get("partner_id"),
        "status": document["status"],
        "updated_at": datetime.fromisoformat(document["updated_at"]),
        "document": document,
    }


async def _emit(
    connection: AsyncConnection,
    document: Document,
    before: str | None,
    actor: Actor,
    types: Sequence[str],
) -> None:
    first = document["events"] - len(types) + 1
    common = {"order_id": document["id"], "customer_id": document["customer_id"]}
    if not types:
        return
    rows = [
        {
            **common,
            "sequence": sequence,
            "document": {
                "sequence": sequence,
                "type": type_,
                "at": _instant(),
                "order_id": document["id"],
                "revision": document["revision"],
                "from_status": before,
                "to_status": document["status"],
                "actor": msgspec.to_builtins(actor),
                "detail": _detail(type_, document),
            },
        }
        for sequence, type_ in enumerate(types, first)
    ]
    await execute_later(connection, insertion(EVENTS), rows)


def _detail(type_: str, document: Document) -> Document | None:
    if type_ != "CONFLICT_DETECTED":
        return None
    newest = document["conflicts"][-1]
    return {"conflictId": newest["id"], "code": newest["code"]}


async def _audit(
    connection: AsyncConnection,
    actor: Actor,
    operation: str,
    document: Document,
    before: Document,
) -> None:
    changes = {
        path: [before.get(name), document[name]]
        for path, name in AUDITED.items()
        if before.get(name) != document[name]
    }
    if not changes:
        return
    await record(
        connection,
        AUDIT,
        actor,
        operation=operation,
        entity_type="Order",
        entity_id=document["id"],
        changes=changes,
        correlation_id=document["id"],
    )


def _instant() -> str:
    return now().astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
