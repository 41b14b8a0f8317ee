from pathlib import Path

from sqlalchemy import select

from chassis.database import Database
from crm_service.service import MIGRATIONS
from crm_service.tables import CUSTOMERS, METADATA
from tests.databases.kinds import Databases
from tests.databases.migrating import assert_there_and_back


async def test_a_new_database_is_migrated_and_opening_it_again_changes_nothing(
    tmp_path: Path, databases: Databases
):
    for _ in range(2):
        database = await Database.open(databases.at(tmp_path / "crm.db"), MIGRATIONS)
        async with database.read() as connection:
            assert (await connection.execute(select(CUSTOMERS))).all() == []
        await database.close()


async def test_all_migrations_go_there_and_back_to_the_tables_that_the_code_uses(
    tmp_path: Path, loaded: Path, databases: Databases
):
    url = databases.copy(loaded, tmp_path / "crm.db")
    await assert_there_and_back(url, MIGRATIONS, METADATA)
