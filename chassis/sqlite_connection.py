"""An aiosqlite connection whose statements run where they are asked for.

aiosqlite crosses to a thread for the cursor, the execution, the rows and the close, and each
crossing is a switch of threads and a wake-up of the event loop, which cost more than the statement.
Statements of our services touch a page of rows by their keys, some 20 µs; so here they run in the
event loop's thread. Only what waits crosses: a commit for the disk, and whatever another process
has locked out. ``Database`` gives SQLAlchemy this connection through ``async_creator``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

import aiosqlite

BUSY_TIMEOUT_MILLISECONDS = 10_000
_PRIMARY = 0xFF  # of an extended result code (sqlite.org/rescode.html)
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
Row = Any


class ShortStatementConnection(aiosqlite.Connection):
    """What SQLAlchemy's dialect for aiosqlite asks of a connection.

    A transaction begins with its first statement. The connection has to be opened with
    ``check_same_thread=False``; it is used by one coroutine at a time, so by one thread.
    """

    _begin: str | None = None
    _is_reading = False

    def begin_reading(self) -> None:
        """Let the next statement begin a transaction that will only read."""
        self._begin, self._is_reading = "BEGIN", True

    def begin_writing(self) -> None:
        """Let the next statement begin a transaction that holds the writer's lock."""
        self._begin, self._is_reading = "BEGIN IMMEDIATE", False

    def cursor(self) -> ShortStatementCursor:  # type: ignore[override]
        """A cursor; nothing happens before its first statement."""
        return ShortStatementCursor(self)

    async def rollback(self) -> None:
        """Roll back, where there is anything to: a pool asks after every commit, too."""
        if self._is_reading:
            self._is_reading = False
            self._conn.rollback()
        elif self._conn.in_transaction:
            await super().rollback()
        self._begin = None

    async def run(self, statement: str, parameters: Sequence[Any]) -> ShortStatementResult:
        """Execute a statement and fetch everything."""
        return await self._run(
            lambda: ShortStatementResult(self._conn.execute(statement, parameters))
        )

    async def run_many(
        self, statement: str, parameters: Iterable[Sequence[Any]]
    ) -> ShortStatementResult:
        """Execute a statement once for each set of parameters."""
        sets = list(parameters)
        return await self._run(
            lambda: ShortStatementResult(self._conn.executemany(statement, sets))
        )

    async def _run(self, work: Callable[[], ShortStatementResult]) -> ShortStatementResult:
        try:
            return self._begun(work)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY not in _LOCKED:
                raise
        # Another process has what this needs; what was refused has changed nothing.
        waiting = self._execute(self._patiently, work)  # type: ignore[no-untyped-call]  # aiosqlite's own
        result: ShortStatementResult = await waiting
        return result

    def _begun(self, work: Callable[[], ShortStatementResult]) -> ShortStatementResult:
        if self._begin is not None:
            self._conn.execute(self._begin)
            self._begin = None
        return work()

    def _patiently(self, work: Callable[[], ShortStatementResult]) -> ShortStatementResult:
        self._conn.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MILLISECONDS}")
        try:
            return self._begun(work)
        finally:
            self._conn.execute("PRAGMA busy_timeout=0")


class ShortStatementResult:
    """Everything a finished statement has to tell."""

    __slots__ = ("description", "lastrowid", "rowcount", "rows")

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.description: Any = cursor.description
        self.rows: list[Row] = cursor.fetchall() if cursor.description else []
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        cursor.close()


class ShortStatementCursor:
    """The part of a cursor that SQLAlchemy uses."""

    __slots__ = ("_connection", "_rows", "arraysize", "description", "lastrowid", "rowcount")

    def __init__(self, connection: ShortStatementConnection) -> None:
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

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> ShortStatementCursor:
        """Execute one statement."""
        return self._take(await self._connection.run(statement, parameters))

    async def executemany(
        self, statement: str, parameters: Iterable[Sequence[Any]]
    ) -> ShortStatementCursor:
        """Execute one statement many times."""
        return self._take(await self._connection.run_many(statement, parameters))

    async def fetchall(self) -> list[Row]:
        """All rows; they are here already."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open."""

    def _take(self, result: ShortStatementResult) -> ShortStatementCursor:
        self.description = result.description
        self.lastrowid = result.lastrowid
        self.rowcount = result.rowcount
        self._rows = result.rows
        return self
