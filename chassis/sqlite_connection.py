"""An aiosqlite connection that crosses to its thread once for each statement.

aiosqlite crosses for the cursor, the execution, the rows and the close: four times, each a switch
of threads and a wake-up of the event loop, which together cost more than the statement. Here one
crossing does all four; the rows wait in memory, as SQLAlchemy's asynchronous cursor keeps them
anyway. ``Database`` gives SQLAlchemy this connection through ``async_creator``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

import aiosqlite

Row = Any


class SingleCrossingConnection(aiosqlite.Connection):
    """What SQLAlchemy's dialect for aiosqlite asks of a connection, with cheaper cursors.

    A transaction begins in the crossing of its first statement. Nobody waits for the end of one
    that has only read: whatever comes next on this connection comes after it.
    """

    _begin: str | None = None
    _is_reading = False

    def begin_reading(self) -> None:
        """Let the next statement begin a transaction that will only read."""
        self._begin, self._is_reading = "BEGIN", True

    def begin_writing(self) -> None:
        """Let the next statement begin a transaction that holds the writer's lock."""
        self._begin, self._is_reading = "BEGIN IMMEDIATE", False

    def cursor(self) -> SingleCrossingCursor:  # type: ignore[override]
        """A cursor; nothing happens before its first statement."""
        return SingleCrossingCursor(self)

    async def rollback(self) -> None:
        """Roll back, where there is anything to: a pool asks after every commit, too."""
        if self._is_reading:
            self._begin, self._is_reading = None, False
            self._tx.put_nowait((None, self._conn.rollback))
        elif self._conn.in_transaction:
            await super().rollback()
        self._begin = None

    async def run(self, statement: str, parameters: Sequence[Any]) -> SingleCrossingResult:
        """Execute a statement and fetch everything, in the connection's thread."""
        result: SingleCrossingResult = await self._crossing(self._run, statement, parameters)
        return result

    async def run_many(
        self, statement: str, parameters: Iterable[Sequence[Any]]
    ) -> SingleCrossingResult:
        """Execute a statement once for each set of parameters, in the connection's thread."""
        result: SingleCrossingResult = await self._crossing(self._run_many, statement, parameters)
        return result

    async def _crossing(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await self._execute(function, *arguments)  # type: ignore[no-untyped-call]  # aiosqlite's own

    def _run(self, statement: str, parameters: Sequence[Any]) -> SingleCrossingResult:
        self._begin_now()
        return SingleCrossingResult(self._conn.execute(statement, parameters))

    def _run_many(
        self, statement: str, parameters: Iterable[Sequence[Any]]
    ) -> SingleCrossingResult:
        self._begin_now()
        return SingleCrossingResult(self._conn.executemany(statement, parameters))

    def _begin_now(self) -> None:
        if self._begin is not None:
            begin, self._begin = self._begin, None
            self._conn.execute(begin)


class SingleCrossingResult:
    """Everything a finished statement has to tell."""

    __slots__ = ("description", "lastrowid", "rowcount", "rows")

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.description: Any = cursor.description
        self.rows: list[Row] = cursor.fetchall() if cursor.description else []
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        cursor.close()


class SingleCrossingCursor:
    """The part of a cursor that SQLAlchemy uses."""

    __slots__ = ("_connection", "_rows", "arraysize", "description", "lastrowid", "rowcount")

    def __init__(self, connection: SingleCrossingConnection) -> None:
        self._connection = connection
        self._rows: list[Row] = []
        self.arraysize = 1
        self.description: Any = None
        self.lastrowid: int | None = None
        self.rowcount = -1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> SingleCrossingCursor:
        """Execute one statement."""
        return self._take(await self._connection.run(statement, parameters))

    async def executemany(
        self, statement: str, parameters: Iterable[Sequence[Any]]
    ) -> SingleCrossingCursor:
        """Execute one statement many times."""
        return self._take(await self._connection.run_many(statement, parameters))

    async def fetchall(self) -> list[Row]:
        """All rows; they are here already."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open."""

    def _take(self, result: SingleCrossingResult) -> SingleCrossingCursor:
        self.description = result.description
        self.lastrowid = result.lastrowid
        self.rowcount = result.rowcount
        self._rows = result.rows
        return self
