"""Who may write at the same time: one after the other, or one after the other by name.

SQLite has one writer at a time, whatever he writes. On PostgreSQL a writer without a name is alone
in the whole database, as on SQLite; writers with names run at once and only those of one name
queue. The locks are PostgreSQL's advisory ones, held to the end of the transaction, which release
after the commit has become visible: with READ COMMITTED, who gets the lock sees what was written.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

_ALONE = text("SELECT pg_advisory_xact_lock(0)")
_NAMED = text(
    "SELECT pg_advisory_xact_lock_shared(0), pg_advisory_xact_lock(hashtextextended(:name, 1))"
)
_ALSO = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 1))")


class WriterQueue:
    """The writers of one process: they wait here, and not each on a connection of its own."""

    def __init__(self, *, is_one: bool) -> None:
        self._is_one = is_one
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, name: str | None) -> AsyncIterator[None]:
        """The caller's turn, among those of his name."""
        key = "" if self._is_one or name is None else name
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        async with lock:
            yield


async def lock_writing(connection: AsyncConnection, name: str | None) -> None:
    """Take the lock of a writing transaction on PostgreSQL, first of all."""
    if name is None:
        await connection.execute(_ALONE)
    else:
        await _lock(connection, _NAMED, name)


async def lock_also(connection: AsyncConnection, name: str) -> None:
    """Queue for one thing more in an open write; whoever takes several takes this one last."""
    if connection.dialect.name == "postgresql":
        await _lock(connection, _ALSO, name)


async def _lock(connection: AsyncConnection, statement: TextClause, name: str) -> None:
    await connection.execute(statement, {"name": name})
