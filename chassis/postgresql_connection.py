"""What our code uses of SQLAlchemy's ``AsyncConnection``, over one connection to PostgreSQL.

SQLAlchemy compiles statements and reads results by its synchronous dialect. Its driver is a cursor
that sends by ``PostgresqlWire`` and waits in a greenlet; what needs no answer of its own it leaves
for the next round trip.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from sqlalchemy import Connection, CursorResult, Dialect, Executable
from sqlalchemy.exc import DBAPIError

from chassis.greenlet_worker import GreenletWorker, wait_for
from chassis.postgresql_wire import MOST_PREPARED, ROLLBACK, Parameters, PostgresqlWire

Statement = tuple[bytes, Parameters]
Description = Sequence[Any]
MOST_SECONDS_OPEN = 0.02


class PostgresqlConnection:
    """Statements of one transaction at a time; ``PostgresqlServer`` begins and ends it.

    The beginning waits for the first statement: both are one round trip, and a transaction in which
    nothing is executed costs none.
    """

    def __init__(self, driver: Driver, statements: Connection, worker: GreenletWorker) -> None:
        """``statements`` is SQLAlchemy's connection upon ``driver``."""
        self._driver = driver
        self._worker = worker
        self._wire = driver.wire
        self._statements = statements
        self._has_work = False
        self._has_read = False
        self._ending: asyncio.TimerHandle | None = None

    @property
    def dialect(self) -> Dialect:
        """SQLAlchemy's description of the database."""
        return self._statements.dialect

    @property
    def is_usable(self) -> bool:
        """Whether it can be used for a transaction, as far as can be seen without asking."""
        return self._wire.is_usable and not self._statements.invalidated

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Execute a statement, or one for each of a list of parameters; all rows are fetched.

        Raises:
            DBAPIError: it failed, or what was to be executed along with it.
        """
        self._has_work, self._has_read = True, False
        return await self._worker.call(self._statements.execute, statement, parameters)

    async def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        """The first column of the first row, or None."""
        return (await self.execute(statement, parameters)).scalar()

    async def execute_later(self, statement: Executable, parameters: Any = None) -> None:
        """Execute along with the next statement or the commit, which fail when it does."""
        self._has_work = True
        self._driver.is_deferring = True
        try:
            self._statements.execute(statement, parameters)
        finally:
            self._driver.is_deferring = False

    def begin(self, statements: Iterable[Statement] = ()) -> None:
        """Begin a transaction with the first statement that is executed."""
        if self._ending is not None:
            self._ending.cancel()
        if self._has_read:
            self._wire.add(ROLLBACK)
        for statement, parameters in statements:
            self._wire.add(statement, parameters)

    async def commit(self) -> None:
        """Commit; once begun, it is waited for even when the caller is cancelled.

        Raises:
            DBAPIError: it is not committed, or the connection was lost and nobody knows.
        """
        if not self._has_work:
            return
        self._has_read = False
        try:
            result = await _to_its_end(self._wire.send(b"COMMIT"))
        except psycopg.Error as error:
            # What travelled with it may have failed: then the transaction is still open.
            raise wrapped(error) from error
        self._has_work = False
        if result.command_status != b"COMMIT":
            raise wrapped(psycopg.OperationalError("a statement before had failed: rolled back"))

    def end_reading(self) -> bool:
        """End a transaction that has only read; says whether the connection can be used again.

        The end travels with what the connection is used for next, if that is soon.
        """
        self._wire.forget()
        self._has_read |= self._has_work
        self._has_work = False
        if self._has_read:
            self._ending = asyncio.get_running_loop().call_later(MOST_SECONDS_OPEN, self._end)
        return self._wire.is_idle and self.is_usable

    def roll_back(self) -> bool:
        """Roll back what is not committed; says whether the connection can be used again."""
        self._wire.forget()
        is_usable = self._wire.is_idle and self.is_usable
        if is_usable and (self._has_work or self._has_read):
            self._end()
        self._has_work = False
        return is_usable

    def _end(self) -> None:
        self._has_read = False
        self._wire.send(ROLLBACK).add_done_callback(_heard)

    async def notify(self, channel: str, payload: str) -> None:
        """Tell all who listen, without a transaction.

        Raises:
            DBAPIError: nobody was told.
        """
        self.begin()
        self._has_read = False
        answer = self._wire.send(b"SELECT pg_notify($1, $2)", (channel.encode(), payload.encode()))
        try:
            await answer
        except psycopg.Error as error:
            raise wrapped(error) from error

    async def close(self) -> None:
        """End; what is under way is cancelled, and the server rolls it back."""
        if self._ending is not None:
            self._ending.cancel()
        await self._wire.close()


class Driver:
    """What SQLAlchemy takes for the driver's connection."""

    closed = broken = False  # ``PostgresqlServer`` looks after that
    autocommit = True

    def __init__(self, wire: PostgresqlWire) -> None:
        self.wire = wire
        self.info = wire.info
        self.transformer = Transformer()
        self.descriptions: dict[str, Description] = {}
        self.is_deferring = False

    def cursor(self) -> Cursor:
        """A new cursor."""
        return Cursor(self)

    def add_notice_handler(self, _: object) -> None:
        """Nobody reads notices."""

    def commit(self) -> None:
        """``PostgresqlConnection`` does."""

    rollback = close = commit


class Cursor:
    """A cursor as far as SQLAlchemy uses it (PEP 249)."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self.description: Description | None = None
        self.rowcount = -1
        self._rows: Iterator[Any] = iter(())

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Send and wait, in a greenlet; or keep for later."""
        wire, values = self._driver.wire, [_encoded(each) for each in parameters]
        if self._driver.is_deferring:
            wire.add(statement.encode(), values)
        else:
            self._take(statement, wait_for(wire.send(statement.encode(), values)))

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """All of them in one round trip."""
        encoded = statement.encode()
        for row in rows[:-1]:
            self._driver.wire.add(encoded, [_encoded(each) for each in row])
        self.execute(statement, rows[-1])
        self.rowcount = -1

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        return list(self._rows)

    def fetchone(self) -> Any:
        """The next row, or None."""
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        """The next rows."""
        return list(islice(self._rows, size))

    def close(self) -> None:
        """Nothing is held."""

    def _described(self, statement: str, result: pq.abc.PGresult) -> Description:
        """The columns; a prepared statement has the same ones for ever."""
        known = self._driver.descriptions
        found = known.get(statement)
        if found is None:
            if len(known) >= MOST_PREPARED:
                known.clear()
            found = known[statement] = [
                ((result.fname(each) or b"").decode(), result.ftype(each), *[None] * 5)
                for each in range(result.nfields)
            ]
        return found

    def _take(self, statement: str, result: pq.abc.PGresult) -> None:
        self.rowcount = result.command_tuples or 0
        if result.status == pq.ExecStatus.TUPLES_OK:
            self.description = self._described(statement, result)
            transformer = self._driver.transformer
            transformer.set_pgresult(result)
            self._rows = iter(transformer.load_rows(0, result.ntuples, tuple))


def wrapped(error: psycopg.Error) -> DBAPIError:
    """SQLAlchemy's error for one of the driver's."""
    found = DBAPIError.instance(None, None, error, psycopg.Error)
    return found if isinstance(found, DBAPIError) else DBAPIError(None, None, error)


def _encoded(value: Any) -> bytes | None:
    """A parameter as text: what Python writes for numbers, truths and days, PostgreSQL reads."""
    if value is None:
        return None
    text = str(value)
    if "\0" in text:
        # libpq would end the text there.
        raise psycopg.DataError("PostgreSQL texts cannot contain NUL (0x00)")
    return text.encode()


async def _to_its_end(answer: asyncio.Future[pq.abc.PGresult]) -> pq.abc.PGresult:
    """Wait however often cancelled: nobody may go on beside a commit.

    Raises:
        psycopg.Error: what the server says.
        CancelledError: at the end.
    """
    try:
        return await asyncio.shield(answer)
    except asyncio.CancelledError:
        while not answer.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([answer])
        _heard(answer)
        raise


def _heard(answer: asyncio.Future[pq.abc.PGresult]) -> None:
    """Take note of an error that nobody waits for: the next use of the connection meets it."""
    if not answer.cancelled():
        answer.exception()
