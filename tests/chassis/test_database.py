import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database import Database
from chassis.errors import DatabaseUnusableError

MIGRATIONS = Path(__file__).parent / "migrations"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}", MIGRATIONS)
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


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://x/y", "sqlite+aiosqlite:////nowhere/at/all.db"]
)
async def test_a_database_that_cannot_be_used_is_told_in_one_sentence(url: str):
    with pytest.raises(DatabaseUnusableError, match="database: "):
        await Database.open(url, MIGRATIONS)
