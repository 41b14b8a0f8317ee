"""The transactions of one process on a PostgreSQL database, which others may share."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import psycopg
from sqlalchemy import URL, NullPool, create_engine
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from chassis.greenlet_worker import GreenletWorker
from chassis.locks import WriterQueue, begin_writing
from chassis.postgresql_connection import Driver, PostgresqlConnection, wrapped
from chassis.postgresql_wire import PostgresqlWire

READING = ((b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ()),)
_MOST_IDLE = 10
_MOST_OPEN = 20
_WAIT_SECONDS = 30.0


class PostgresqlServer:
    """``Transactions`` on a database that has been migrated."""

    is_shared = True

    def __init__(self, url: URL) -> None:
        conninfo = url.set(drivername="postgresql")
        self._conninfo = conninfo.render_as_string(hide_password=False)
        self._writers = WriterQueue(is_one=False)
        self._places = asyncio.Semaphore(_MOST_OPEN)
        self._idle: list[PostgresqlConnection] = []
        self._is_closed = False
        self._ending: set[asyncio.Task[None]] = set()
        self._opening = asyncio.Lock()
        self._opened: list[Driver] = []
        # One engine, so that a statement is compiled once for all connections.
        self._engine = create_engine(
            "postgresql+psycopg://",
            creator=self._opened.pop,
            poolclass=NullPool,
            paramstyle="numeric_dollar",
            use_native_hstore=False,
        )

    @asynccontextmanager
    async def read(self) -> AsyncIterator[PostgresqlConnection]:
        """A consistent view of one moment."""
        async with self._connection(PostgresqlConnection.end_reading) as connection:
            connection.begin(READING)
            yield connection

    @asynccontextmanager
    async def write(self, name: str | None) -> AsyncIterator[PostgresqlConnection]:
        """One transaction, with the lock that the name means."""
        async with self._writers.turn(name), self._connection() as connection:
            connection.begin(begin_writing(name))
            yield connection
            await connection.commit()

    async def notify(self, channel: str, payload: str) -> None:
        """Tell all who listen.

        Raises:
            DBAPIError: nobody was told.
        """
        async with self._connection() as connection:
            await connection.notify(channel, payload)

    @asynccontextmanager
    async def listening(
        self, channel: str, hear: Callable[[str], None]
    ) -> AsyncIterator[asyncio.Event]:
        """Hear what is told, by a connection of its own; the event comes when that is lost.

        Raises:
            psycopg.Error: no server.
        """
        wire = await PostgresqlWire.open(self._conninfo)
        try:
            wire.on_hint = hear
            await wire.send(b"LISTEN " + channel.encode())
            yield wire.lost
        finally:
            await wire.close()

    async def close(self) -> None:
        """Close all connections; those in use, as soon as they are not."""
        self._is_closed = True
        while self._idle:
            self._end(self._idle.pop())
        await asyncio.gather(*self._ending)

    @asynccontextmanager
    async def _connection(
        self, end: Callable[[PostgresqlConnection], bool] = PostgresqlConnection.roll_back
    ) -> AsyncIterator[PostgresqlConnection]:
        await self._take_place()
        try:
            connection = self._idle_one() or await self._open_one()
            try:
                yield connection
            finally:
                self._give_back(connection, is_usable=end(connection))
        finally:
            self._places.release()

    async def _take_place(self) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._places.acquire()
        except TimeoutError as error:
            raise PoolTimeoutError(
                f"database: all {_MOST_OPEN} connections were in use for {_WAIT_SECONDS:.0f} s"
            ) from error

    def _idle_one(self) -> PostgresqlConnection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_usable:
                return connection
            self._end(connection)
        return None

    async def _open_one(self) -> PostgresqlConnection:
        try:
            wire = await PostgresqlWire.open(self._conninfo)
        except psycopg.Error as error:
            raise wrapped(error) from error
        driver = Driver(wire)
        try:
            # An engine's first connection asks what server it is, and holds a thread's lock.
            async with self._opening:
                self._opened.append(driver)
                worker = GreenletWorker()
                return PostgresqlConnection(driver, await worker.call(self._engine.connect), worker)
        except BaseException:
            await wire.close()
            raise

    def _give_back(self, connection: PostgresqlConnection, *, is_usable: bool) -> None:
        if is_usable and len(self._idle) < _MOST_IDLE and not self._is_closed:
            self._idle.append(connection)
        else:
            self._end(connection)

    def _end(self, connection: PostgresqlConnection) -> None:
        """Close it beside: whoever has been cancelled does not wait for the server."""
        task = asyncio.create_task(connection.close())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
