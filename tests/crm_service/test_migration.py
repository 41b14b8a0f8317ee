from pathlib import Path

from sqlalchemy import select

import crm_service
from chassis.database import Database
from crm_service.tables import CUSTOMERS

MIGRATIONS = Path(crm_service.__file__).parent / "migrations"


async def test_a_new_database_is_migrated_and_opening_it_again_changes_nothing(tmp_path: Path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'crm.db'}"
    for _ in range(2):
        database = await Database.open(url, MIGRATIONS)
        async with database.read() as connection:
            assert (await connection.execute(select(CUSTOMERS))).all() == []
        await database.close()
