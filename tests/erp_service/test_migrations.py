"""An older database is brought up to date with what it holds."""

from decimal import Decimal
from pathlib import Path

from sqlalchemy import text

from chassis.database import Database
from chassis.engines import open_engine
from chassis.migration import migrate
from erp_service.sales_orders.tables import sales_orders
from erp_service.service import MIGRATIONS
from erp_service.store.sales_orders import load_sales_orders
from tests.databases.kinds import Databases
from tests.databases.migrating import assert_there_and_back

ORDER = """insert into sales_orders values ('sor_1', 'SO-1', 'ord_1', 1, 1, 'CREDIT_BLOCKED', 'AWAITING_PREPAYMENT',
  'cus_1', null, '2026-03-06', 'SPLIT', false, '2026-03-02', 'STANDARD-EUR', 'EUR', 'NET14',
  '{"country": "DE", "time_zone": "Europe/Berlin"}', '0', '10.00', '[]', '11.90', '11.90', null, null,
  '2026-03-02T08:00:00.000000+00:00', '2026-03-02T08:00:00.000000+00:00')"""
ROWS = (
    "insert into price_lists (code, name, currency, tiers) values ('STANDARD-EUR', 'S', 'EUR', '[]')",
    "insert into partners (customer_id, number, class, payment_terms, price_list, version) values ('cus_1', 'BP-1', 'NEW', 'NET14', 'STANDARD-EUR', 1)",
    ORDER,
    "insert into price_conditions values ('sor_1', 2, null, 'HEADER_DISCOUNT', null, null, '-2.00')",
    "insert into price_conditions values ('sor_1', 1, null, 'LIST_PRICE', '1', '12.00', '12.00')",
    "insert into prepayments values ('pay_1', 'sor_1', 'bank-1', '4.00', '2026-03-02T08:00:00.000000+00:00')",
    "insert into prepayments values ('pay_2', 'sor_1', 'bank-2', '1.50', '2026-03-02T08:00:00.000000+00:00')",
)


CONDITIONS = "select position, kind, basis, amount from price_conditions order by position"


async def older_database(url: str) -> None:
    engine = open_engine(url)
    await migrate(engine, MIGRATIONS, "0002")
    async with engine.begin() as connection:
        for row in ROWS:
            await connection.execute(text(row))
    await engine.dispose()


async def test_conditions_and_prepayments_of_an_older_order_are_kept(
    tmp_path: Path, databases: Databases
):
    url = databases.at(tmp_path / "erp.db")
    await older_database(url)
    database = await Database.open(url, MIGRATIONS)
    async with database.read() as read:
        (order,) = await load_sales_orders(read, "id", {"sor_1"})
    await database.close()
    assert order.prepaid == Decimal("5.50")
    assert [(each.kind, each.basis, each.amount) for each in order.conditions] == [
        ("LIST_PRICE", Decimal(1), Decimal("12.00")),
        ("HEADER_DISCOUNT", None, Decimal("-2.00")),
    ]


async def test_on_the_way_back_conditions_return_to_their_table(
    tmp_path: Path, databases: Databases
):
    url = databases.at(tmp_path / "erp.db")
    await older_database(url)
    engine = open_engine(url)
    for revision in ("head", "0002"):
        await migrate(engine, MIGRATIONS, revision)
    async with engine.connect() as connection:
        rows = (await connection.execute(text(CONDITIONS))).all()
    await engine.dispose()
    assert [tuple(row) for row in rows] == [
        (1, "LIST_PRICE", "1", "12.00"),
        (2, "HEADER_DISCOUNT", None, "-2.00"),
    ]


async def test_all_migrations_go_there_and_back_to_the_tables_that_the_code_uses(
    tmp_path: Path, loaded: Path, databases: Databases
):
    url = databases.copy(loaded, tmp_path / "erp.db")
    await assert_there_and_back(url, MIGRATIONS, sales_orders.metadata)
