"""Change events, written in the transaction of the change; readers follow a cursor.

A notification only wakes waiting readers: a missed one costs latency, never an event.
"""

import asyncio
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Select, String, Table, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import now
from chassis.columns import Instant, JSONText
from chassis.database import Database
from chassis.deferred import execute_later, insertion
from chassis.identifiers import new_id

BATCH = 200
TOPIC = "outbox"


def outbox_table(metadata: MetaData) -> Table:
    """The table ``outbox`` of one service."""
    return Table(
        "outbox",
        metadata,
        Column("sequence", Integer, primary_key=True, autoincrement=True),
        Column("id", String(64), nullable=False, unique=True),
        Column("type", String(64), nullable=False),
        Column("entity_type", String(64), nullable=False),
        Column("entity_id", String(64), nullable=False),
        Column("version", Integer, nullable=False),
        Column("payload", JSONText, nullable=False),
        Column("at", Instant, nullable=False),
        sqlite_autoincrement=True,
    )


async def publish(
    connection: AsyncConnection,
    table: Table,
    *,
    type: str,  # noqa: A002 - the event's field
    entity_type: str,
    entity_id: str,
    version: int,
    payload: Mapping[str, Any],
) -> None:
    """Append one event; it becomes visible with the caller's commit."""
    await execute_later(
        connection,
        insertion(table),
        {
            "id": new_id("evt"),
            "type": type,
            "entity_type": entity_type,
            "entity_id": entity_id,
            "version": version,
            "payload": payload,
            "at": now(),
        },
    )


class OutboxFeed:
    """The reading side: ordered events after a cursor, with a long poll."""

    def __init__(self, database: Database, table: Table) -> None:
        self._database = database
        self._table = table
        self._changed = asyncio.Event()
        self._is_closing = False
        database.signals.listen(TOPIC, lambda _: self._wake())

    def close(self) -> None:
        """Let nobody wait any longer; the process is about to end."""
        self._is_closing = True
        self._wake()

    def notify(self) -> None:
        """Wake the waiting readers, of all processes; call it after the commit."""
        self._database.signals.tell(TOPIC)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self) -> None:
        """Wait for the next write of this process."""
        await self._changed.wait()

    async def read_after(self, cursor: int, wait_seconds: float = 0.0) -> list[dict[str, Any]]:
        """Events with a sequence above ``cursor``, oldest first; waits while there are none."""
        changed = self._changed
        events = await self._select(cursor)
        if events or wait_seconds <= 0 or self._is_closing:
            return events
        try:
            async with asyncio.timeout(wait_seconds):
                await changed.wait()
        except TimeoutError:
            return []
        return await self._select(cursor)

    async def _select(self, cursor: int) -> list[dict[str, Any]]:
        async with self._database.read() as connection:
            found = await connection.execute(_after(self._table), {"cursor": cursor})
            rows = found.mappings().all()
        return [
            {
                "sequence": row["sequence"],
                "id": row["id"],
                "type": row["type"],
                "entityType": row["entity_type"],
                "entityId": row["entity_id"],
                "version": row["version"],
                "payload": row["payload"],
                "at": row["at"],
            }
            for row in rows
        ]


@cache
def _after(table: Table) -> Select[Any]:
    """Built once for a table: every reader asks it again and again."""
    after = table.c.sequence > bindparam("cursor")
    return select(table).where(after).order_by(table.c.sequence).limit(BATCH)
