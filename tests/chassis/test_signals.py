"""Hints reach whoever listens, in this process and in the others."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from chassis.database import Database
from tests.databases.kinds import Databases, PostgresqlDatabases
from tests.patience import PATIENCE_SECONDS

MIGRATIONS = Path(__file__).parent / "migrations"


def listened(database: Database, topic: str) -> asyncio.Queue[str]:
    heard: asyncio.Queue[str] = asyncio.Queue()
    database.signals.listen(topic, heard.put_nowait)
    return heard


async def test_a_hint_is_heard_at_once_in_its_own_process(tmp_path: Path, databases: Databases):
    database = await Database.open(databases.at(tmp_path / "test.db"), MIGRATIONS)
    heard, others = listened(database, "orders"), listened(database, "claims")
    database.signals.tell("orders", "ord_1")
    assert (heard.get_nowait(), others.empty()) == ("ord_1", True)
    await database.close()


@pytest.fixture
async def two(
    tmp_path: Path, postgresql: PostgresqlDatabases
) -> AsyncIterator[tuple[Database, Database]]:
    """Two pools on one database stand for two processes."""
    url = postgresql.at(tmp_path / "test.db")
    first, second = [await Database.open(url, MIGRATIONS) for _ in range(2)]
    yield first, second
    await asyncio.gather(first.close(), second.close())
    postgresql.drop_below(tmp_path)


async def test_a_hint_reaches_the_other_processes_once_each(two: tuple[Database, Database]):
    first, second = two
    here, there = listened(first, "orders"), listened(second, "orders")
    async with asyncio.timeout(PATIENCE_SECONDS):
        # Who begins to listen is told to look for himself: from now on he hears the rest.
        assert (await here.get(), await there.get()) == ("", "")
        for number in range(120):
            first.signals.tell("orders", f"ord_{number}")
        heard = {await there.get() for _ in range(120)}
    assert heard == {f"ord_{number}" for number in range(120)}
    assert (here.qsize(), there.qsize()) == (120, 0)


async def test_after_a_broken_line_everybody_is_told_to_look_for_himself(
    two: tuple[Database, Database],
):
    first, second = two
    there = listened(second, "orders")
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await there.get() == ""
        async with first.write() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND starts_with(query, 'LISTEN')"
                )
            )
        assert await there.get() == ""
        first.signals.tell("orders", "ord_1")
        assert await there.get() == "ord_1"


async def test_a_server_that_was_away_costs_no_caller_a_broken_connection(
    two: tuple[Database, Database],
):
    first, second = two
    async with second.read() as connection:
        await connection.execute(text("SELECT 1"))
    async with first.write() as connection:
        ended = await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity "  # waits for it
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        assert set(ended.scalars()) == {True}
    async with second.read() as connection:
        assert (await connection.execute(text("SELECT n FROM counter"))).scalar_one() == 0
