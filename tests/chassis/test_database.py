import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database import Database
from chassis.errors import DatabaseUnusableError
from tests.databases.kinds import Databases
from tests.patience import PATIENCE_SECONDS

MIGRATIONS = Path(__file__).parent / "migrations"


@pytest.fixture
async def database(tmp_path: Path, databases: Databases) -> AsyncIterator[Database]:
    opened = await Database.open(databases.at(tmp_path / "test.db"), MIGRATIONS)
    yield opened
    await opened.close()


async def count(connection: AsyncConnection) -> int:
    return int((await connection.execute(text("SELECT n FROM counter"))).scalar_one())


async def add(database: Database, number: int = 1) -> None:
    async with database.write() as connection:
        before = await count(connection)
        await connection.execute(text("UPDATE counter SET n = :n"), {"n": before + number})


async def test_forty_read_modify_writes_at_once_lose_nothing(database: Database):
    await asyncio.gather(*(add(database) for _ in range(40)))
    async with database.read() as connection:
        assert await count(connection) == 40


async def test_a_reader_sees_one_moment_however_often_it_looks(database: Database):
    async with database.read() as connection:
        assert await count(connection) == 0
        await add(database)
        assert await count(connection) == 0
    async with database.read() as connection:
        assert await count(connection) == 1


async def test_a_write_that_fails_leaves_nothing(database: Database):
    async def fail_halfway() -> None:
        async with database.write() as connection:
            await connection.execute(text("UPDATE counter SET n = 7"))
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        await fail_halfway()
    async with database.read() as connection:
        assert await count(connection) == 0
    await add(database)


async def test_many_rows_travel_in_one_statement(database: Database):
    async with database.write() as connection:
        await connection.execute(
            text("INSERT INTO counter VALUES (:n)"), [{"n": n} for n in range(5)]
        )
        returned = await connection.execute(text("UPDATE counter SET n = n + 1 RETURNING n"))
        assert len(returned.all()) == 6


async def test_processes_on_one_server_lose_nothing_of_one_another(
    database: Database, databases: Databases, tmp_path: Path
):
    """Two pools stand for two processes: nothing in memory is shared."""
    if databases.kind == "sqlite":
        pytest.skip("a SQLite file belongs to one process")
    other = await Database.open(databases.at(tmp_path / "test.db"), MIGRATIONS)
    await asyncio.gather(*(add(each) for _ in range(20) for each in (database, other)))
    await other.close()
    async with database.read() as connection:
        assert await count(connection) == 40


async def test_writers_of_different_names_need_not_wait_for_each_other(
    database: Database, databases: Databases
):
    if databases.kind == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    async with database.write("first") as first:
        await first.execute(text("SELECT 1"))
        async with asyncio.timeout(PATIENCE_SECONDS), database.write("second") as second:
            await second.execute(text("SELECT 1"))


@pytest.mark.parametrize("name", ["first", None])
async def test_a_writer_waits_for_one_of_the_same_name_and_a_nameless_one_for_all(
    database: Database, name: str | None
):
    has_his_turn = asyncio.Event()

    async def write_too() -> None:
        async with database.write(name) as connection:
            # On PostgreSQL the turn comes with the first statement; this one no row would hold up.
            await connection.execute(text("SELECT 1"))
            has_his_turn.set()
            await connection.execute(text("UPDATE counter SET n = n + 1"))

    async with database.write("first") as first:
        waiting = asyncio.ensure_future(write_too())
        await first.execute(text("UPDATE counter SET n = 10 * (n + 1)"))
        # Who waits for nobody is done with much more in the meantime.
        for _ in range(10):
            async with database.read() as reading:
                await count(reading)
        assert not has_his_turn.is_set()
    await waiting
    async with database.read() as connection:
        assert await count(connection) == 11


async def test_a_schema_of_a_newer_program_is_not_touched(
    database: Database, databases: Databases, tmp_path: Path
):
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnusableError, match="newer program"):
        await Database.open(databases.at(tmp_path / "test.db"), MIGRATIONS)


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://x/y",
        "sqlite+aiosqlite:////nowhere/at/all.db",
        "postgresql+psycopg://127.0.0.1:1/nothing",
    ],
)
async def test_a_database_that_cannot_be_used_is_told_in_one_sentence(url: str):
    with pytest.raises(DatabaseUnusableError, match="database: "):
        await Database.open(url, MIGRATIONS)
