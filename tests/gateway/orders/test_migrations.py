from pathlib import Path

from gateway.orders.service import MIGRATIONS
from gateway.orders.store.tables import METADATA
from tests.databases.kinds import Databases
from tests.databases.migrating import assert_there_and_back


async def test_all_migrations_go_there_and_back_to_the_tables_that_the_code_uses(
    tmp_path: Path, databases: Databases
):
    url = databases.at(tmp_path / "orders.db")
    await assert_there_and_back(url, MIGRATIONS, METADATA)
