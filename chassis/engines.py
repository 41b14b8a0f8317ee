"""Engines of the two kinds of database, by URL; those of SQLite only migrate (``SqliteFile``)."""

import contextlib
import select
import sqlite3
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from chassis.errors import DatabaseUnusableError
from chassis.sqlite_connection import BUSY_TIMEOUT_MILLISECONDS, PRAGMAS

# A host that vanishes must not keep its locks: neither in the middle of a transaction nor for as
# long as TCP would by itself, which is hours.
_SERVER_OPTIONS = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "lock_timeout": BUSY_TIMEOUT_MILLISECONDS,
        "idle_in_transaction_session_timeout": 30_000,
        "tcp_keepalives_idle": 5,
        "tcp_keepalives_interval": 2,
        "tcp_keepalives_count": 3,
    }.items()
)
POSTGRESQL_ARGUMENTS: dict[str, Any] = {
    "options": _SERVER_OPTIONS,
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def open_engine(url: str) -> AsyncEngine:
    """An engine that has not connected yet.

    Raises:
        DatabaseUnusableError: a URL of another kind, or a file that cannot be written.
    """
    parsed = _parsed(url)
    if parsed.drivername == "postgresql+psycopg":
        return _postgresql(parsed)
    if parsed.drivername == "sqlite+aiosqlite":
        _check_file(parsed)
        return _sqlite(parsed)
    raise DatabaseUnusableError(
        f"database: {parsed.drivername} is not supported; "
        "use sqlite+aiosqlite:///FILE or postgresql+psycopg://HOST/NAME"
    )


def unusable(url: str | URL, error: Exception) -> DatabaseUnusableError:
    """What cannot be used, and why, in one sentence."""
    cause = str(getattr(error, "orig", None) or error).strip().splitlines()
    where = make_url(url).render_as_string(hide_password=True)
    return DatabaseUnusableError(
        f"database: {where} cannot be used: {cause[0] if cause else type(error).__name__}; "
        "check that path, rights and server exist"
    )


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise DatabaseUnusableError(f"database: {url!r} is no database URL") from error


def _postgresql(url: URL) -> AsyncEngine:
    # The driver's own transaction handling is off: `read` and `write` begin by themselves.
    engine = create_async_engine(
        url,
        pool_size=10,
        max_overflow=10,
        isolation_level="AUTOCOMMIT",
        connect_args=POSTGRESQL_ARGUMENTS,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_the_dead)
    return engine


def _refuse_the_dead(connection: Any, record: object, proxy: object) -> None:
    """A server that has gone leaves something to read on an idle connection: no round trip."""
    del record, proxy
    poll = select.poll()
    poll.register(connection.driver_connection.fileno(), select.POLLIN)
    if poll.poll(0):
        raise InvalidatePoolError


def _sqlite(url: URL) -> AsyncEngine:
    # The driver's own transaction handling is off: who uses the engine begins by himself.
    engine = create_async_engine(url, connect_args={"isolation_level": None}, pool_size=1)
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    return engine


def _check_file(url: URL) -> None:
    """Try the file before any worker thread of the driver is started for it."""
    if not url.database or url.database == ":memory:":
        raise DatabaseUnusableError(
            "database: a database in memory is nobody's record; use sqlite+aiosqlite:///FILE"
        )
    try:
        with contextlib.closing(sqlite3.connect(url.database, isolation_level=None)) as probe:
            probe.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MILLISECONDS}")
            probe.execute("BEGIN IMMEDIATE")
            probe.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise unusable(url, error) from error


def _set_pragmas(connection: Any, record: object) -> None:
    del record
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
