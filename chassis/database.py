"""One database of one system: SQLAlchemy Core over SQLite (default) or PostgreSQL, by URL.

Writers queue, so that of two read-modify-writes none is lost: on SQLite they begin with BEGIN
IMMEDIATE, on PostgreSQL they take a lock first (``chassis.locks``). Readers see one moment and
never wait for a writer. A commit is on the disk before it is acknowledged. A SQLite file belongs to
one process; a PostgreSQL database may be shared by several of the same system.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol, Self, cast

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.engines import open_engine, unusable
from chassis.migration import migrate
from chassis.postgresql_connection import PostgresqlConnection
from chassis.postgresql_server import PostgresqlServer
from chassis.signals import Signals
from chassis.sqlite_connection import SqliteConnection
from chassis.sqlite_file import SqliteFile

_Connection = PostgresqlConnection | SqliteConnection


class Transactions(Protocol):
    """What each kind of database does in its own way; ``read`` and ``write`` as ``Database``'s."""

    @property
    def is_shared(self) -> bool:
        """Whether other processes may work on it, too."""
        ...

    def read(self) -> AbstractAsyncContextManager[_Connection]:
        """A consistent view of one moment."""
        ...

    def write(self, name: str | None) -> AbstractAsyncContextManager[_Connection]:
        """One transaction."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


class Database:
    """A migrated database with two doors: ``read`` and ``write``.

    Attributes:
        signals: hints about it, across all processes that work on it.
    """

    def __init__(self, transactions: Transactions, signals: Signals) -> None:
        self._transactions = transactions
        self.signals = signals

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
        await engine.dispose()
        if engine.dialect.name != "sqlite":
            server = PostgresqlServer(engine.url)
            return cls(server, Signals(server))
        return cls(SqliteFile(str(engine.url.database)), Signals(None))

    @property
    def is_shared(self) -> bool:
        """Whether other processes may work on it, too."""
        return self._transactions.is_shared

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view of one moment."""
        async with self._transactions.read() as connection:
            yield cast(AsyncConnection, connection)  # both kinds have what we use of it

    @asynccontextmanager
    async def write(self, name: str | None = None) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back when the body raises.

        With a ``name`` others may write at the same time on PostgreSQL, except those of the same
        name: for writers that never touch one another's rows.
        """
        async with self._transactions.write(name) as connection:
            yield cast(AsyncConnection, connection)

    async def close(self) -> None:
        """Close all connections."""
        await self.signals.close()
        await self._transactions.close()
