"""A participant's stored answers: the same request id gets the same answer, and writes once."""

from functools import cache
from typing import Any

from sqlalchemy import Column, MetaData, Select, String, Table, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import now
from chassis.columns import Instant, JSONText
from chassis.deferred import execute_later, insertion


class RequestIdReusedError(Exception):
    """A request id that was first used for another operation."""


def answers_table(metadata: MetaData) -> Table:
    """The table ``request_answers`` of one service."""
    return Table(
        "request_answers",
        metadata,
        Column("request_id", String(200), primary_key=True),
        Column("operation", String(64), nullable=False),
        Column("answer", JSONText, nullable=False),
        Column("at", Instant, nullable=False),
    )


async def stored_answer(
    connection: AsyncConnection, table: Table, request_id: str, operation: str
) -> Any | None:
    """The answer given before, or None. Call it first in the transaction of the write.

    Raises:
        RequestIdReusedError: see there.
    """
    row = (await connection.execute(_answer(table), {"request_id": request_id})).one_or_none()
    if row is None:
        return None
    if row.operation != operation:
        raise RequestIdReusedError(
            f"request id {request_id!r} was used for {row.operation}, not {operation}; "
            "make a new one for each step"
        )
    return row.answer


async def store_answer(
    connection: AsyncConnection, table: Table, request_id: str, operation: str, answer: object
) -> None:
    """Keep the answer, in the transaction of the write it answers."""
    values = {"request_id": request_id, "operation": operation, "answer": answer, "at": now()}
    await execute_later(connection, insertion(table), values)


@cache
def _answer(table: Table) -> Select[Any]:
    """Built once for a table: every write of a service begins with it."""
    wanted = table.c.request_id == bindparam("request_id")
    return select(table.c.operation, table.c.answer).where(wanted)
