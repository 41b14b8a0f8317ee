"""One database of one process: SQLAlchemy Core over SQLite (default) or PostgreSQL, by URL.

Writers begin with BEGIN IMMEDIATE, so that two read-modify-writes queue instead of losing one;
readers begin plainly and, under WAL, never wait for a writer. A commit is on the disk before it
is acknowledged (synchronous=FULL). SQLite files belong to one host and one service.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from chassis.errors import DatabaseUnusableError
from chassis.sqlite_connection import BUSY_TIMEOUT_MILLISECONDS, ShortStatementConnection

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=0",  # who must wait, waits in a thread (``sqlite_connection``)
    "PRAGMA foreign_keys=ON",
)


class Database:
    """A migrated database with two doors: ``read`` and ``write``."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        is_sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer at a time; those of one process queue here, in order and without
        # the polling of its busy timeout, which is left for other processes.
        self._writer = asyncio.Lock() if is_sqlite else contextlib.nullcontext()

    @classmethod
    async def open(cls, url: str, migrations: str | Path) -> Self:
        """Connect, and bring the schema up to the newest migration of the folder ``migrations``.

        Raises:
            DatabaseUnusableError: a URL of another kind, an unwritable file, no server.
        """
        engine = _engine(url)
        _check_file(url)
        try:
            async with engine.connect() as connection:
                await connection.run_sync(_migrate, str(migrations))
        except (SQLAlchemyError, OSError) as error:
            await engine.dispose()
            raise DatabaseUnusableError(_explain(url, error)) from error
        return cls(engine)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view of one moment."""
        async with self._engine.connect() as connection:
            sqlite = await _sqlite(connection)
            if sqlite is not None:
                sqlite.begin_reading()
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back when the body raises."""
        async with self._writer, self._engine.connect() as connection:
            sqlite = await _sqlite(connection)
            if sqlite is not None:
                sqlite.begin_writing()
            yield connection
            await connection.commit()

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


async def _sqlite(connection: AsyncConnection) -> ShortStatementConnection | None:
    driver = (await connection.get_raw_connection()).driver_connection
    return driver if isinstance(driver, ShortStatementConnection) else None


def _engine(url: str) -> AsyncEngine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseUnusableError(f"database: {url!r} is no database URL") from error
    if parsed.drivername == "postgresql+psycopg":
        return create_async_engine(parsed, pool_size=10)
    if parsed.drivername != "sqlite+aiosqlite":
        raise DatabaseUnusableError(
            f"database: {parsed.drivername} is not supported; "
            "use sqlite+aiosqlite:///FILE or postgresql+psycopg://HOST/NAME"
        )
    # The driver's own transaction handling is off: `read` and `write` begin by themselves.
    engine = create_async_engine(
        parsed,
        connect_args={
            "async_creator_fn": _connect,
            "isolation_level": None,
            "check_same_thread": False,
        },
        pool_size=10,
    )
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    return engine


def _connect(file: str, **options: Any) -> ShortStatementConnection:
    connection = ShortStatementConnection(lambda: sqlite3.connect(file, **options), 64)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does with its own connections
    return connection


def _check_file(url: str) -> None:
    """Try the file before any worker thread of the driver is started for it."""
    parsed = make_url(url)
    if parsed.drivername != "sqlite+aiosqlite" or parsed.database is None:
        return
    try:
        with contextlib.closing(sqlite3.connect(parsed.database, isolation_level=None)) as probe:
            probe.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MILLISECONDS}")
            probe.execute("BEGIN IMMEDIATE")
            probe.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise DatabaseUnusableError(_explain(url, error)) from error


def _set_pragmas(connection: Any, record: object) -> None:
    del record
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _migrate(connection: Connection, migrations: str) -> None:
    config = Config()
    config.set_main_option("script_location", migrations.replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()


def _explain(url: str, error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    where = make_url(url).render_as_string(hide_password=True)
    return f"database: {where} cannot be used: {cause}; check that path, rights and server exist"
