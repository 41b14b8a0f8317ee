"""A SQLite connection whose statements run where they are asked for.

aiosqlite crosses to a thread for the cursor, the execution, the rows and the close, and SQLAlchemy
switches greenlets to await them, which together cost ten times the statement: our services touch a
page of rows by their keys, some 5 µs. So statements run in the event loop's thread, by SQLAlchemy's
synchronous dialect. Only what waits crosses to aiosqlite's thread: opening, a commit for the disk,
and a writer for another process. A statement that is not short holds everybody up.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Iterator
from itertools import islice
from typing import Any

import aiosqlite
from sqlalchemy import Connection, CursorResult, Dialect, Executable
from sqlalchemy.exc import DBAPIError

BUSY_TIMEOUT_MILLISECONDS = 10_000
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MILLISECONDS}",
    "PRAGMA foreign_keys=ON",
)
_PRIMARY = 0xFF  # of an extended result code (sqlite.org/rescode.html)
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class SqliteConnection:
    """What our code uses of SQLAlchemy's ``AsyncConnection``, over one open file."""

    def __init__(
        self, driver: aiosqlite.Connection, raw: sqlite3.Connection, statements: Connection
    ) -> None:
        """``raw`` is the driver's own connection, and ``statements`` SQLAlchemy's upon it."""
        self._driver = driver
        self._raw = raw
        self._statements = statements

    @property
    def dialect(self) -> Dialect:
        """SQLAlchemy's description of the database."""
        return self._statements.dialect

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Execute a statement, or one for each of a list of parameters; all rows are fetched."""
        return self._statements.execute(statement, parameters)

    async def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        """The first column of the first row, or None."""
        return self._statements.scalar(statement, parameters)

    async def execute_later(self, statement: Executable, parameters: Any = None) -> None:
        """Execute a statement whose result nobody reads."""
        self._statements.execute(statement, parameters)

    def begin_reading(self) -> None:
        """Begin a transaction that sees one moment."""
        self._raw.execute("BEGIN")

    async def begin_writing(self) -> None:
        """Begin a transaction that holds the writer's lock.

        Raises:
            DBAPIError: another process has held it for too long.
        """
        self._raw.execute("PRAGMA busy_timeout=0")
        try:
            self._raw.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY not in _LOCKED:
                raise wrapped(error) from error
        finally:
            self._raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MILLISECONDS}")
        if not self._raw.in_transaction:
            await uncancelled(self._driver.execute("BEGIN IMMEDIATE"))

    async def commit(self) -> None:
        """Commit; once begun, it is waited for even when the caller is cancelled.

        Raises:
            DBAPIError: it is not committed.
        """
        await uncancelled(self._driver.commit())

    def roll_back(self) -> None:
        """Roll back what is not committed."""
        if self._raw.in_transaction:
            self._raw.rollback()

    async def close(self) -> None:
        """Close the file."""
        self._statements.close()
        await self._driver.close()


class BufferedConnection(sqlite3.Connection):
    """Its cursors fetch at once: no statement is under way when a commit or another one comes."""

    def cursor(self, factory: Any = None) -> Any:
        """A cursor that fetches at once."""
        return super().cursor(factory or _BufferedCursor)


class _BufferedCursor(sqlite3.Cursor):
    _rows: Iterator[Any] = iter(())

    def execute(self, statement: str, parameters: Any = ()) -> _BufferedCursor:
        super().execute(statement, parameters)
        self._rows = iter(super().fetchall() if self.description else ())
        return self

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        return list(islice(self._rows, size))


async def open_driver(file: str) -> tuple[aiosqlite.Connection, sqlite3.Connection]:
    """Open a file, with its thread; gives what waits, and what does not.

    Raises:
        sqlite3.Error: it cannot be used.
    """
    opened: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        raw = sqlite3.connect(
            file, isolation_level=None, check_same_thread=False, factory=BufferedConnection
        )
        opened.append(raw)
        for pragma in PRAGMAS:
            raw.execute(pragma)
        return raw

    driver = aiosqlite.Connection(connect, iter_chunk_size=64)
    driver._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does with its own connections
    await driver
    return driver, opened[0]


async def uncancelled(waiting: Awaitable[Any]) -> None:
    """Wait to the end however often cancelled: nobody may go on beside what the thread still does.

    Raises:
        DBAPIError: what the driver says, as a statement's fault would be told.
        CancelledError: at the end.
    """
    task = asyncio.ensure_future(waiting)
    try:
        await asyncio.shield(task)
    except sqlite3.Error as error:
        raise wrapped(error) from error
    except asyncio.CancelledError:
        while not task.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        if not task.cancelled():
            task.exception()
        raise


def wrapped(error: sqlite3.Error) -> DBAPIError:
    """SQLAlchemy's error for one of the driver's."""
    found = DBAPIError.instance(None, None, error, sqlite3.Error)
    return found if isinstance(found, DBAPIError) else DBAPIError(None, None, error)
