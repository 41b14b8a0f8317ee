from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select

import crm_service
from chassis.database import Database
from crm_service.tables import CUSTOMERS, METADATA

MIGRATIONS = Path(crm_service.__file__).parent / "migrations"


async def test_a_new_database_is_migrated_and_opening_it_again_changes_nothing(tmp_path: Path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'crm.db'}"
    for _ in range(2):
        database = await Database.open(url, MIGRATIONS)
        async with database.read() as connection:
            assert (await connection.execute(select(CUSTOMERS))).all() == []
        await database.close()


async def test_the_migrations_make_exactly_the_tables_that_the_code_uses(tmp_path: Path):
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'crm.db'}", MIGRATIONS)
    async with database.read() as connection:
        difference = await connection.run_sync(
            lambda plain: compare_metadata(MigrationContext.configure(plain), METADATA)
        )
    await database.close()
    assert [item for item in difference if "alembic_version" not in str(item)] == []
