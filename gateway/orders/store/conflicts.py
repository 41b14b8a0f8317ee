"""Conflicts that were found, each until it is resolved; a document has plain JSON values."""

import asyncio
import contextlib
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from chassis.audit import record
from chassis.database import Database
from chassis.identity import Actor
from chassis.relay import encode_cursor
from gateway.orders.store.tables import AUDIT, CONFLICTS

Document = dict[str, Any]
TABLE = CONFLICTS.c


class ConflictStore:
    """Reads and writes conflicts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changed = asyncio.Event()
        database.signals.listen("conflicts", lambda _: self._wake())

    async def open(self, found: Document) -> Document:
        """Keep a conflict, or give the open one about the same thing.

        What a person has closed as intended stays closed while both sides say the same.
        """
        known = await self._known(found)
        if known is not None:
            return known
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(CONFLICTS).values(**_row(found)))
        except IntegrityError:
            # Another run was faster.
            return (await self._select(TABLE.open_key == _key(found)))[0]
        self._notify()
        return found

    async def get(self, conflict_id: str) -> Document | None:
        """One conflict."""
        found = await self._select(TABLE.id == conflict_id)
        return found[0] if found else None

    async def of(self, entity_ids: Collection[str]) -> list[Document]:
        """The open ones about some orders and customers."""
        return await self._select(TABLE.is_open == 1, TABLE.entity_id.in_(entity_ids))

    async def resolve(self, conflict_id: str, resolution: Document, actor: Actor) -> Document:
        """Note what was done about it; the second time changes nothing."""
        async with self._database.write() as connection:
            query = select(TABLE.document, TABLE.is_open).where(TABLE.id == conflict_id)
            row = (await connection.execute(query.with_for_update())).one()
            document: Document = row.document
            if not row.is_open:
                return document
            document = {**document, "resolution": resolution}
            values = {"is_open": 0, "open_key": conflict_id, "document": document}
            change = update(CONFLICTS).where(TABLE.id == conflict_id).values(**values)
            await connection.execute(change)
            await record(
                connection,
                AUDIT,
                actor,
                operation="resolveConflict",
                entity_type=document["entity_type"],
                entity_id=document["entity_id"],
                changes=_told(document),
                correlation_id=document["order_id"] or document["entity_id"],
                personal=("*",) if document["entity_type"] == "Customer" else (),
            )
        self._notify()
        return document

    async def find(self, *conditions: Any, limit: int) -> list[Document]:
        """Conflicts by conditions, in the order of their detection, with cursors."""
        query = select(TABLE.position, TABLE.document).where(*conditions)
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(TABLE.position).limit(limit))).all()
        return [{**row.document, "cursor": encode_cursor(row.position)} for row in rows]

    async def count(self, *conditions: Any) -> int:
        """How many fulfil the conditions."""
        query = select(func.count()).select_from(CONFLICTS).where(*conditions)
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0

    async def newest(self) -> int:
        """The position of the newest."""
        async with self._database.read() as connection:
            return await connection.scalar(select(func.max(TABLE.position))) or 0

    async def changed(self, seconds: float) -> None:
        """Wait for the next change, or for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    async def _known(self, found: Document) -> Document | None:
        same = [TABLE.code == found["code"], TABLE.entity_id == found["entity_id"]]
        for document in await self._select(*same):
            if document["field"] != found["field"]:
                continue
            if document["resolution"] is None or _is_intended(document, found):
                return document
        return None

    async def _select(self, *conditions: Any) -> list[Document]:
        query = select(TABLE.document).where(*conditions).order_by(TABLE.position)
        async with self._database.read() as connection:
            found: Sequence[Document] = (await connection.execute(query)).scalars().all()
        return list(found)

    def _notify(self) -> None:
        self._database.signals.tell("conflicts")

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _is_intended(known: Document, found: Document) -> bool:
    is_closed = known["resolution"]["action"] == "CLOSE_AS_INTENDED"
    return is_closed and all(known[name] == found[name] for name in ("crm_value", "erp_value"))


def _row(document: Document) -> Document:
    same = ("id", "code", "entity_id", "order_id")
    values = {name: document[name] for name in same}
    return {**values, "is_open": 1, "open_key": _key(document), "document": document}


def _key(document: Document) -> str:
    return "|".join(document[name] for name in ("code", "entity_id", "field"))


def _told(document: Document) -> Document:
    """Both systems' values, and what was decided: whose value counts stands after."""
    crm, erp = document["crm_value"], document["erp_value"]
    action = document["resolution"]["action"]
    note = document["resolution"].get("note")
    values = [crm, erp] if action == "TAKE_ERP" else [erp, crm]
    decided = action if note is None else f"{action}: {note}"
    return {document["field"]: values, document["code"]: [None, decided]}
