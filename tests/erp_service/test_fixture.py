from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

import erp_service
from chassis.database import Database
from chassis.errors import InputError
from erp_service import tables
from erp_service.fixture import load_fixture
from tests.databases.kinds import Databases

MIGRATIONS = Path(erp_service.__file__).parent / "migrations"
SMALL = """
erp:
  calendar: {businessDays: [MON, TUE, WED, THU, FRI], holidays: []}
  replenishmentLeadDays: 20
  transitBusinessDays: {DE: 1}
  taxRates: {DE: {STANDARD: "19"}}
  warehouses:
    - {code: BER, name: Berlin, country: DE, timeZone: Europe/Berlin, cutOff: "14:00"}
  priceLists:
    - {code: STANDARD-EUR, currency: EUR, tiers: [{minQuantity: "10", discountPercent: "3"}], prices: {PUMP-100: "149.90"}}
  items:
    - sku: PUMP-100
      stock: [{warehouse: BER, onHand: "40"}]
      reservations: [{warehouse: BER, shipDate: 2026-03-10, quantity: "10"}]
      receipts: [{warehouse: BER, date: 2026-03-16, quantity: "50", confirmed: true}]
  partners:
    - {customerId: cus_k1, number: BP-100001, class: NEW, paymentTerms: NET14, creditLimit: "2000.00", priceList: STANDARD-EUR}
"""


async def test_a_fixture_loads_once_and_only_into_an_empty_database(
    tmp_path: Path, databases: Databases
):
    file = tmp_path / "world.yaml"
    file.write_text(SMALL)
    database = await Database.open(databases.at(tmp_path / "erp.db"), MIGRATIONS)
    try:
        await load_fixture(database, file)
        async with database.read() as connection:
            price = (await connection.execute(select(tables.prices.c.amount))).scalar_one()
        assert price == Decimal("149.90")
        with pytest.raises(InputError, match="not empty"):
            await load_fixture(database, file)
    finally:
        await database.close()


async def test_an_unknown_key_is_refused_with_its_line(tmp_path: Path, databases: Databases):
    file = tmp_path / "world.yaml"
    file.write_text(SMALL.replace("sku: PUMP-100\n", "sku: PUMP-100\n      colour: red\n"))
    database = await Database.open(databases.at(tmp_path / "erp.db"), MIGRATIONS)
    try:
        with pytest.raises(InputError, match="unknown key 'colour'"):
            await load_fixture(database, file)
    finally:
        await database.close()


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ('{PUMP-100: "149.90"}', '{NONE: "1"}', "there is no item NONE"),
        ("stock: [{warehouse: BER", "stock: [{warehouse: MUC", "there is no warehouse MUC"),
        ("priceList: STANDARD-EUR", "priceList: GONE", "there is no price list GONE"),
        ("Europe/Berlin", "Europe/Nowhere", "Europe/Nowhere"),
        ("[MON,", "[MONDAY,", "business days"),
        ("{DE: {STANDARD", "{AT: {STANDARD", "country DE has none"),
    ],
)
async def test_a_fixture_with_a_fault_is_refused_with_its_reason(
    tmp_path: Path, right: str, wrong: str, reason: str, databases: Databases
):
    file = tmp_path / "world.yaml"
    file.write_text(SMALL.replace(right, wrong))
    database = await Database.open(databases.at(tmp_path / "erp.db"), MIGRATIONS)
    try:
        with pytest.raises(InputError, match=reason):
            await load_fixture(database, file)
    finally:
        await database.close()


async def test_blocks_of_a_partner_are_kept(tmp_path: Path, databases: Databases):
    file = tmp_path / "world.yaml"
    file.write_text(SMALL.replace("class: NEW,", "class: NEW, blocks: [ORDER, BILLING],"))
    database = await Database.open(databases.at(tmp_path / "erp.db"), MIGRATIONS)
    try:
        await load_fixture(database, file)
        async with database.read() as connection:
            row = (await connection.execute(select(tables.partners))).one()
        assert (row.order_block, row.delivery_block, row.billing_block) == (True, False, True)
    finally:
        await database.close()
