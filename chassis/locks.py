"""Who may write at the same time: one after the other, or one after the other by name.

SQLite has one writer at a time, whatever he writes. On PostgreSQL a writer without a name is alone
in the whole database, as on SQLite; writers with names run at once and only those of one name
queue. The locks are PostgreSQL's advisory ones, held to the end of the transaction, which release
after the commit has become visible: with READ COMMITTED, who gets the lock sees what was written.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.deferred import execute_later

_BEGIN: tuple[bytes, Sequence[bytes]] = (b"BEGIN", ())
_LOCK_NAMED = b"SELECT pg_advisory_xact_lock_shared(0), pg_advisory_xact_lock($1)"
_LOCK = select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger)))


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


def begin_writing(name: str | None) -> Sequence[tuple[bytes, Sequence[bytes]]]:
    """The statements and parameters that begin a writing transaction on PostgreSQL, and lock."""
    if name is None:
        return (_BEGIN, (b"SELECT pg_advisory_xact_lock(0)", ()))
    return (_BEGIN, (_LOCK_NAMED, (b"%d" % _key(name),)))


async def lock_also(connection: AsyncConnection, name: str) -> None:
    """Queue for one thing more in an open write; whoever takes several takes this one last.

    It is locked by the time the next statement is executed.
    """
    if connection.dialect.name == "postgresql":
        await execute_later(connection, _LOCK, {"key": _key(name)})


def _key(name: str) -> int:
    """Names that share a key only wait for one another without need."""
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
