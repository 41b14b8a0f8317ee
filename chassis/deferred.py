"""Statements that need no answer of their own: they wait for the next round trip."""

from functools import cache
from typing import Any, Protocol, cast

from sqlalchemy import Executable, Insert, Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection


class _Deferring(Protocol):
    async def execute_later(self, statement: Executable, parameters: Any) -> None: ...


async def execute_later(
    connection: AsyncConnection, statement: Executable, parameters: Any = None
) -> None:
    """Execute a statement whose result nobody reads, in its place among the others.

    On SQLite it is executed at once. On PostgreSQL it travels with the next statement of the
    transaction, or with the commit, and an error of it is raised there.
    """
    await cast("_Deferring", connection).execute_later(statement, parameters)


@cache
def insertion(table: Table) -> Insert:
    """An insert into a table that gives back no key; built once for each."""
    return insert(table).inline()
