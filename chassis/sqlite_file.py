"""The transactions of one process on a SQLite file, which belongs to it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import NullPool, create_engine

from chassis.errors import DatabaseUnusableError
from chassis.locks import WriterQueue
from chassis.sqlite_connection import SqliteConnection, open_driver, uncancelled

_MOST_IDLE = 10


class SqliteFile:
    """``Transactions`` on a file that has been migrated."""

    is_shared = False

    def __init__(self, file: str) -> None:
        self._file = file
        self._idle: list[SqliteConnection] = []
        self._is_closed = False
        self._writers = WriterQueue(is_one=True)
        self._opened: list[sqlite3.Connection] = []
        # One engine, so that a statement is compiled once for all connections.
        self._engine = create_engine("sqlite://", creator=self._opened.pop, poolclass=NullPool)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqliteConnection]:
        """A consistent view of one moment."""
        async with self._connection() as connection:
            connection.begin_reading()
            yield connection

    @asynccontextmanager
    async def write(self, name: str | None) -> AsyncIterator[SqliteConnection]:
        """One transaction; writers of all names take turns."""
        async with self._writers.turn(name), self._connection() as connection:
            await connection.begin_writing()
            yield connection
            await connection.commit()

    async def close(self) -> None:
        """Close all connections; those in use, as soon as they are not."""
        self._is_closed = True
        while self._idle:
            await self._idle.pop().close()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[SqliteConnection]:
        while not self._idle:
            await uncancelled(self._open_one())
        connection = self._idle.pop()
        try:
            yield connection
        finally:
            connection.roll_back()
            if len(self._idle) < _MOST_IDLE and not self._is_closed:
                self._idle.append(connection)
            else:
                await uncancelled(connection.close())

    async def _open_one(self) -> None:
        if self._is_closed:
            raise DatabaseUnusableError(f"database: {self._file} is closed; the process is ending")
        driver, raw = await open_driver(self._file)
        self._opened.append(raw)
        self._idle.append(SqliteConnection(driver, raw, self._engine.connect()))
