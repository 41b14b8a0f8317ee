"""An older database is brought up to date with what it holds."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text

from chassis.database import Database
from erp_service.sales_orders.tables import sales_orders
from erp_service.service import MIGRATIONS
from erp_service.store.sales_orders import load_sales_orders

ORDER = """insert into sales_orders values ('sor_1', 'SO-1', 'ord_1', 1, 1, 'CREDIT_BLOCKED', 'AWAITING_PREPAYMENT',
  'cus_1', null, '2026-03-06', 'SPLIT', 0, '2026-03-02', 'STANDARD-EUR', 'EUR', 'NET14',
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


def migrate(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    connection.commit()


async def test_conditions_and_prepayments_of_an_older_order_are_kept(tmp_path: Path):
    file = tmp_path / "erp.db"
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        migrate(connection, "0002")
        for row in ROWS:
            connection.execute(text(row))
        connection.commit()
    engine.dispose()
    database = await Database.open(f"sqlite+aiosqlite:///{file}", MIGRATIONS)
    async with database.read() as read:
        (order,) = await load_sales_orders(read, "id", {"sor_1"})
    await database.close()
    assert order.prepaid == Decimal("5.50")
    assert [(each.kind, each.basis, each.amount) for each in order.conditions] == [
        ("LIST_PRICE", Decimal(1), Decimal("12.00")),
        ("HEADER_DISCOUNT", None, Decimal("-2.00")),
    ]


def test_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path):
    engine = create_engine(f"sqlite:///{tmp_path / 'erp.db'}")
    with engine.connect() as connection:
        migrate(connection, "head")
        differences: list[Any] = compare_metadata(
            MigrationContext.configure(connection), sales_orders.metadata
        )
    engine.dispose()
    assert differences == []
