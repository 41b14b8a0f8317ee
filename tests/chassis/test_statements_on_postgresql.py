"""What is particular about statements on PostgreSQL: they travel together, and end together."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Column, MetaData, String, Table, insert, make_url, select, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from chassis.database import Database
from chassis.deferred import execute_later, insertion
from chassis.postgresql_server import PostgresqlServer
from chassis.postgresql_wire import MOST_PREPARED, PostgresqlWire
from tests.databases.kinds import Databases

COUNTED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
SLEEPING = COUNTED + "AND wait_event = 'PgSleep'"
OTHERS = COUNTED + "AND pid <> pg_backend_pid()"
IDLE = COUNTED + "AND state = 'idle in transaction'"
MIGRATIONS = Path(__file__).parent / "migrations"
NAMES = Table("names", MetaData(), Column("name", String(8), primary_key=True))


@pytest.fixture
def url(tmp_path: Path, databases: Databases) -> str:
    if databases.kind != "postgresql":
        pytest.skip("statements on SQLite are executed where they stand")
    return databases.at(tmp_path / "one.db")


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = await Database.open(url, MIGRATIONS)
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE names (name varchar(8) PRIMARY KEY)"))
    yield database
    await database.close()


async def names(database: Database) -> set[str]:
    async with database.read() as connection:
        return set((await connection.execute(select(NAMES.c.name))).scalars())


async def test_many_first_connections_at_once_wait_for_none_of_them_for_ever(
    database: Database,
):
    async with asyncio.timeout(20):
        assert await asyncio.gather(*[names(database) for _ in range(12)]) == [set()] * 12


async def test_what_waits_for_a_round_trip_is_seen_by_the_next_statement(database: Database):
    async with database.write() as connection:
        await execute_later(connection, insertion(NAMES), {"name": "ada"})
        found = (await connection.execute(select(NAMES.c.name))).scalars().all()
    assert found == ["ada"]
    assert await names(database) == {"ada"}


async def test_what_waits_for_a_round_trip_is_committed_with_it(database: Database):
    async with database.write() as connection:
        await execute_later(connection, insertion(NAMES), [{"name": "ada"}, {"name": "bob"}])
    assert await names(database) == {"ada", "bob"}


async def test_an_error_of_what_waited_ends_the_commit_and_leaves_nothing(database: Database):
    with pytest.raises(IntegrityError):
        await _write(database, "ada", "ada")
    with pytest.raises(DataError):
        await _write(database, "ada", "longer than eight")
    assert await names(database) == set()


async def test_what_waited_is_dropped_when_the_body_raises(database: Database):
    async def give_up() -> None:
        async with database.write() as connection:
            await execute_later(connection, insertion(NAMES), {"name": "ada"})
            raise LookupError

    with pytest.raises(LookupError):
        await give_up()
    assert await names(database) == set()


async def test_a_commit_after_a_swallowed_error_is_no_commit(database: Database):
    async def go_on() -> None:
        async with database.write() as connection:
            await connection.execute(insert(NAMES), {"name": "ada"})
            with pytest.raises(IntegrityError):
                await connection.execute(insert(NAMES), {"name": "ada"})

    with pytest.raises(OperationalError, match="rolled back"):
        await go_on()
    assert await names(database) == set()


async def test_a_text_with_a_nul_is_refused_and_not_cut(database: Database):
    with pytest.raises(DataError):
        async with database.write() as connection:
            await connection.execute(insert(NAMES), {"name": "a\0b"})
    assert await names(database) == set()


async def test_a_cancelled_statement_frees_its_lock_and_the_connection_is_not_used_again(
    database: Database, url: str
):
    async def sleep_under_the_lock() -> None:
        async with database.write() as connection:
            await connection.execute(text("SELECT pg_sleep(60)"))

    sleeping = asyncio.create_task(sleep_under_the_lock())
    async with asyncio.timeout(10):
        await _seen(url, SLEEPING, 1)
        sleeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sleeping
        await _write(database, "ada")
    assert await names(database) == {"ada"}


async def test_a_commit_that_has_begun_is_waited_for(database: Database):
    writing = asyncio.create_task(_write(database, "ada"))
    while not writing.done():
        await asyncio.sleep(0)
        writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    async with database.write() as connection:
        # Either nothing was begun, or it is there as soon as the writer is at its end.
        found = set((await connection.execute(select(NAMES.c.name))).scalars())
    assert found in (set(), {"ada"})
    assert await names(database) == found


async def test_the_end_of_a_read_does_not_wait_for_the_next_one(database: Database, url: str):
    await names(database)
    async with asyncio.timeout(10):
        await _seen(url, IDLE, 0)


async def test_many_statements_of_other_texts_keep_no_more_than_are_prepared(database: Database):
    for number in range(700):
        async with database.read() as connection:
            assert await connection.scalar(text(f"SELECT {number}")) == number
    async with database.read() as connection:
        kept = await connection.scalar(text("SELECT count(*) FROM pg_prepared_statements"))
    assert kept is not None
    assert kept <= 301


async def test_an_error_stays_where_it_arose_when_all_names_of_statements_are_taken(
    database: Database,
):
    for number in range(MOST_PREPARED):
        async with database.write() as connection:
            await connection.scalar(text(f"SELECT {number}"))
    assert await _quotient(database, 1) == 1
    with pytest.raises(DataError):
        await _quotient(database, 0)
    assert await _quotient(database, 1) == 1


async def test_a_statement_that_always_fails_is_prepared_once(database: Database):
    for _ in range(5):
        with pytest.raises(DataError):
            await _quotient(database, 0)
    async with database.read() as connection:
        kept = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 1 /%'"
        assert await connection.scalar(text(kept)) == 1


async def test_who_gives_up_while_it_connects_leaves_no_connection(url: str):
    server = PostgresqlServer(make_url(url))

    async def connect() -> None:
        async with server.read():
            pass

    async with server._opening:
        connecting = asyncio.create_task(connect())
        async with asyncio.timeout(10):
            await _seen(url, OTHERS, 1)
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)
            await _seen(url, OTHERS, 0)


async def _quotient(database: Database, divisor: int) -> int | None:
    async with database.write() as connection:
        asked = text("SELECT 1 / CAST(:divisor AS integer)")
        return await connection.scalar(asked, {"divisor": divisor})


async def _write(database: Database, *those: str) -> None:
    async with database.write() as connection:
        for name in those:
            await execute_later(connection, insertion(NAMES), {"name": name})


async def _seen(url: str, asked: str, number: int) -> None:
    """Look from outside until there are so many such connections."""
    conninfo = url.replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as observer:
        while (await (await observer.execute(asked)).fetchone()) != (number,):
            pass


async def test_a_connection_that_cannot_send_the_rest_is_lost_and_answers(url: str):
    class Failing:
        def __init__(self, libpq: object) -> None:
            self._libpq = libpq

        def __getattr__(self, name: str) -> object:
            return getattr(self._libpq, name)

        def flush(self) -> int:
            raise psycopg.OperationalError("the peer has gone")

    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    wire = await PostgresqlWire.open(address)
    answer = wire.send(b"SELECT pg_sleep(60)")
    wire._libpq = Failing(wire._libpq)
    wire._writable()
    with pytest.raises(psycopg.OperationalError, match="the peer has gone"):
        await asyncio.wait_for(answer, 10)
    assert wire.lost.is_set()
