"""A connection to PostgreSQL as libpq offers it: statements go out in batches, each a round trip.

psycopg's own asynchronous cursors cost three times as much a statement, and SQLAlchemy's engine
upon them seven times; an order is some two hundred small statements. So psycopg opens the
connection, and from then on its ``pq`` module is used: the socket has one reader for ever,
statements are prepared once, and what needs no answer of its own travels with what follows.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

import psycopg
from psycopg import errors, pq

from chassis.engines import POSTGRESQL_ARGUMENTS

Parameters = Sequence[bytes | None]
MOST_PREPARED = 300
ROLLBACK = b"ROLLBACK"
CANCEL_SECONDS = 5.0
_GOOD = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)
_SQLSTATE = pq.DiagnosticField.SQLSTATE


@dataclass(slots=True)
class _Batch:
    """What was sent together; ``answer`` becomes the result of its last statement.

    Attributes:
        sent: how many commands it consists of. ``obeyed``: how many before the first that failed.
        prepared: statements, each with the number of commands before the one that prepares it.
    """

    answer: asyncio.Future[pq.abc.PGresult]
    sent: int = 0
    obeyed: int = 0
    prepared: list[tuple[int, bytes]] = field(default_factory=list)
    last: pq.abc.PGresult | None = None
    failed: pq.abc.PGresult | None = None


class PostgresqlWire:
    """One connection, used by one task at a time."""

    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        self._connection = connection
        self._libpq = connection.pgconn
        self._socket = self._libpq.socket
        self._loop = asyncio.get_running_loop()
        self._batches: deque[_Batch] = deque()
        self._waiting: list[tuple[bytes, Parameters]] = []
        self._names: OrderedDict[bytes, bytes] = OrderedDict()
        self._made = 0
        self._is_writing = False
        self.lost = asyncio.Event()
        self.on_hint: Callable[[str], None] | None = None
        self._libpq.enter_pipeline_mode()
        self._loop.add_reader(self._socket, self._readable)

    @classmethod
    async def open(cls, conninfo: str) -> Self:
        """Connect.

        Raises:
            psycopg.OperationalError: no server, or not with these rights.
        """
        connection = await psycopg.AsyncConnection.connect(
            conninfo, autocommit=True, **POSTGRESQL_ARGUMENTS
        )
        return cls(connection)

    @property
    def info(self) -> psycopg.ConnectionInfo:
        """What psycopg knows of the connection."""
        return self._connection.info

    @property
    def is_usable(self) -> bool:
        """Whether it is open, as far as can be seen without asking."""
        if not self._batches and not self.lost.is_set():
            self._readable()
        return not self.lost.is_set()

    @property
    def is_idle(self) -> bool:
        """Whether every batch has its answer."""
        return not self._batches

    def add(self, statement: bytes, parameters: Parameters = ()) -> None:
        """Keep a statement for the next batch; if it fails, what is sent with it fails."""
        self._waiting.append((statement, parameters))

    def forget(self) -> None:
        """Drop what was kept and not sent."""
        self._waiting.clear()

    def send(
        self, statement: bytes, parameters: Parameters = ()
    ) -> asyncio.Future[pq.abc.PGresult]:
        """Send a statement, after what was kept; gives its result.

        The future raises psycopg's error for the first that failed in the batch.
        """
        batch = _Batch(self._loop.create_future())
        if self.lost.is_set():
            batch.answer.set_exception(psycopg.OperationalError("the connection was lost"))
            return batch.answer
        self._waiting.append((statement, parameters))
        self._batches.append(batch)
        try:
            for each, values in self._waiting:
                self._libpq.send_query_prepared(self._prepared(each, batch), values)
                batch.sent += 1
            self._libpq.pipeline_sync()
            self._flush()
        except psycopg.Error as error:
            self._lose(error)
        self._waiting.clear()
        return batch.answer

    async def close(self) -> None:
        """End; what is under way is cancelled, and the server rolls it back."""
        if self._batches and not self.lost.is_set():
            try:
                await self._connection.cancel_safe(timeout=CANCEL_SECONDS)
            except (psycopg.Error, OSError) as error:
                self._lose(psycopg.OperationalError(str(error)))
        self._lose(psycopg.OperationalError("the connection was closed"))

    def _prepared(self, statement: bytes, batch: _Batch) -> bytes:
        name = self._names.get(statement)
        if name is not None:
            self._names.move_to_end(statement)
            return name
        # A failed transaction obeys nothing but its end: whatever went before that would undo it.
        while len(self._names) >= MOST_PREPARED and statement != ROLLBACK:
            _, oldest = self._names.popitem(last=False)
            self._libpq.send_query_params(b"DEALLOCATE " + oldest, None)
            batch.sent += 1
        self._made += 1
        name = self._names[statement] = b"s%d" % self._made
        batch.prepared.append((batch.sent, statement))
        self._libpq.send_prepare(name, statement)
        batch.sent += 1
        return name

    def _flush(self) -> None:
        is_left = self._libpq.flush() == 1
        if is_left and not self._is_writing:
            self._loop.add_writer(self._socket, self._writable)
        elif self._is_writing and not is_left:
            self._loop.remove_writer(self._socket)
        self._is_writing = is_left

    def _writable(self) -> None:
        # Nobody waits for this call: an error that it let through would leave a batch unanswered.
        try:
            self._flush()
        except psycopg.Error as error:
            self._lose(error)

    def _readable(self) -> None:
        try:
            self._libpq.consume_input()
            while self._batches and not self._libpq.is_busy():
                self._take(self._libpq.get_result())
            while self.on_hint is not None and (found := self._libpq.notifies()) is not None:
                self.on_hint(found.extra.decode())
        except psycopg.Error as error:
            self._lose(error)

    def _take(self, result: pq.abc.PGresult | None) -> None:
        if result is None:
            if self._libpq.status == pq.ConnStatus.BAD:
                raise psycopg.OperationalError(self._libpq.get_error_message())
            return
        batch, status = self._batches[0], result.status
        if status == pq.ExecStatus.PIPELINE_SYNC:
            self._batches.popleft()
            self._answer(batch)
        elif status in _GOOD:
            batch.last = result
            batch.obeyed += 1
        elif batch.failed is None:
            batch.failed = result

    def _answer(self, batch: _Batch) -> None:
        if batch.failed is not None:
            for position, statement in batch.prepared:
                if position >= batch.obeyed:
                    self._names.pop(statement, None)
        if batch.answer.done():
            return
        if batch.failed is not None:
            batch.answer.set_exception(_error(batch.failed))
        elif batch.last is not None:
            batch.answer.set_result(batch.last)

    def _lose(self, error: psycopg.Error) -> None:
        if self.lost.is_set():
            return
        self.lost.set()
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._libpq.finish()
        while self._batches:
            answer = self._batches.popleft().answer
            if not answer.done():
                answer.set_exception(error)


def _error(result: pq.abc.PGresult) -> psycopg.Error:
    state = (result.error_field(_SQLSTATE) or b"").decode()
    message = pq.error_message(result)
    try:
        return errors.lookup(state)(message)
    except KeyError:
        return psycopg.OperationalError(message)
