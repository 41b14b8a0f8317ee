"""A unique index lost to a parallel write is no fault: the next run sees the winner."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

import crm_service
from chassis.database import Database
from chassis.identity import DEVELOPMENT_ACTOR
from chassis.outbox import OutboxFeed
from crm_service.refusals import RefusedError
from crm_service.tables import OUTBOX, STAFF
from crm_service.writing import Transaction, Writer
from tests.databases.kinds import Databases, PostgresqlDatabases

MIGRATIONS = Path(crm_service.__file__).parent / "migrations"


async def collide(transaction: Transaction) -> None:
    for _ in range(2):
        row = insert(STAFF).values(id="stf_1", display_name="Twice")
        await transaction.connection.execute(row)


async def test_a_write_that_lost_a_race_runs_again_and_its_first_run_leaves_nothing(
    tmp_path: Path, databases: Databases
):
    database = await Database.open(databases.at(tmp_path / "crm.db"), MIGRATIONS)
    writer = Writer(database, OutboxFeed(database, OUTBOX), DEVELOPMENT_ACTOR)
    runs = []

    async def work(transaction: Transaction) -> str:
        runs.append(transaction.operation)
        if len(runs) == 1:
            await collide(transaction)
        return "done"

    assert await writer.write("try", work) == "done"
    async with database.read() as connection:
        assert (await connection.execute(select(STAFF))).all() == []
    await database.close()
    assert runs == ["try", "try"]


async def test_a_write_that_can_never_succeed_is_a_fault(tmp_path: Path, databases: Databases):
    database = await Database.open(databases.at(tmp_path / "crm.db"), MIGRATIONS)
    writer = Writer(database, OutboxFeed(database, OUTBOX), DEVELOPMENT_ACTOR)

    async def work(transaction: Transaction) -> str:
        await collide(transaction)
        return "never"

    with pytest.raises(IntegrityError):
        await writer.write("try", work)
    await database.close()


@pytest.mark.parametrize("name", ["x" * 65, "nul\0"])
async def test_what_postgresql_does_not_take_is_refused(
    name: str, tmp_path: Path, postgresql: PostgresqlDatabases
):
    database = await Database.open(postgresql.at(tmp_path / "crm.db"), MIGRATIONS)
    writer = Writer(database, OutboxFeed(database, OUTBOX), DEVELOPMENT_ACTOR)

    async def work(transaction: Transaction) -> str:
        await transaction.connection.execute(insert(STAFF).values(id=name, display_name="Long"))
        return "never"

    with pytest.raises(RefusedError) as refused:
        await writer.write("try", work)
    assert [each.code for each in refused.value.refusals] == ["INVALID"]
    await database.close()
    postgresql.drop_below(tmp_path)
