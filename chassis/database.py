"""One database of one system: SQLAlchemy Core over SQLite (default) or PostgreSQL, by URL.

Writers queue, so that of two read-modify-writes none is lost: on SQLite they begin with BEGIN
IMMEDIATE, on PostgreSQL they take a lock first (``chassis.locks``). Readers see one moment and
never wait for a writer. A commit is on the disk before it is acknowledged. A SQLite file belongs to
one process; a PostgreSQL database may be shared by several of the same system.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.engines import open_engine, unusable
from chassis.locks import WriterQueue, lock_writing
from chassis.migration import migrate
from chassis.sqlite_connection import ShortStatementConnection


class Database:
    """A migrated database with two doors: ``read`` and ``write``."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._writers = WriterQueue(is_one=self._is_sqlite)
        self._reading = (
            engine
            if self._is_sqlite
            else engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        )

    @classmethod
    async def open(cls, url: str, migrations: str | Path) -> Self:
        """Connect, and bring the schema up to the newest migration of the folder ``migrations``.

        Raises:
            DatabaseUnusableError: a URL of another kind, an unwritable file, no server, a schema
                of a newer program.
        """
        engine = open_engine(url)
        try:
            await migrate(engine, migrations)
        except BaseException as error:
            await engine.dispose()
            if isinstance(error, SQLAlchemyError | OSError):
                raise unusable(url, error) from error
            raise
        return cls(engine)

    @property
    def is_shared(self) -> bool:
        """Whether other processes may work on it, too."""
        return not self._is_sqlite

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view of one moment."""
        async with self._reading.connect() as connection:
            if self._is_sqlite:
                (await _sqlite(connection)).begin_reading()
            yield connection

    @asynccontextmanager
    async def write(self, name: str | None = None) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back when the body raises.

        With a ``name`` others may write at the same time on PostgreSQL, except those of the same
        name: for writers that never touch one another's rows.
        """
        async with self._writers.turn(name), self._engine.connect() as connection:
            if self._is_sqlite:
                (await _sqlite(connection)).begin_writing()
            else:
                await lock_writing(connection, name)
            yield connection
            await connection.commit()

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


async def _sqlite(connection: AsyncConnection) -> ShortStatementConnection:
    driver = (await connection.get_raw_connection()).driver_connection
    if not isinstance(driver, ShortStatementConnection):
        raise AssertionError(f"a connection of another driver: {type(driver).__name__}")
    return driver
