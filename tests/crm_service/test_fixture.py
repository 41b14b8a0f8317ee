from pathlib import Path

import pytest
from sqlalchemy import select

import crm_service
from chassis.database import Database
from chassis.errors import InputError
from crm_service.customers import load
from crm_service.fixture import load_fixture
from crm_service.tables import OUTBOX
from tests.databases.kinds import Databases

MIGRATIONS = Path(crm_service.__file__).parent / "migrations"
FIXTURE = """
crm:
  staff: [{id: stf_anna, displayName: Anna Berg}]
  customers:
    - id: cus_k1
      number: K-10001
      kind: COMPANY
      lifecycle: CUSTOMER
      legalName: Nord AG
      addresses: [{id: adr_k1, roles: [SHIP_TO], street: Hafenweg, postalCode: "10115", city: Berlin, country: DE}]
"""


async def test_a_fixture_is_loaded_once_and_zones_follow_the_country(
    tmp_path: Path, databases: Databases
):
    file = tmp_path / "w.yaml"
    file.write_text(FIXTURE)
    database = await Database.open(databases.at(tmp_path / "crm.db"), MIGRATIONS)
    await load_fixture(database, file, only_if_empty=False)
    async with database.read() as connection:
        found = await load(connection, ["cus_k1"])
        events = (await connection.execute(select(OUTBOX.c.entity_id))).scalars().all()
    assert found["cus_k1"].addresses[0].time_zone == "Europe/Berlin"
    assert events == ["cus_k1"]
    with pytest.raises(InputError, match="not empty"):
        await load_fixture(database, file, only_if_empty=False)
    await load_fixture(database, file, only_if_empty=True)
    await database.close()


async def test_an_unknown_key_is_refused_with_file_line_and_key(
    tmp_path: Path, databases: Databases
):
    file = tmp_path / "w.yaml"
    file.write_text(FIXTURE.replace("legalName", "legalNam"))
    database = await Database.open(databases.at(tmp_path / "crm.db"), MIGRATIONS)
    with pytest.raises(InputError, match=r"w.yaml:9: unknown key 'legalNam'"):
        await load_fixture(database, file, only_if_empty=False)
    await database.close()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("lifecycle: CUSTOMER", "lifecycle: CLIENT", "w.yaml:8: .*CLIENT"),
        ("[SHIP_TO]", "[SHIPPING]", r"unknown roles \['SHIPPING'\]"),
        ("country: DE", "country: DE, timeZone: Mars/Olympus", "is no IANA time zone"),
        ("legalName: Nord AG", 'legalName: Nord AG\n      phones: ["abc"]', "is no phone number"),
        ("number: K-10001", "number: K-10001\n      consent: []", "unknown key 'consent'"),
        ("crm:", "crm:\n  products: [{sku: A, category: cat_x, name: {}}]", "no category cat_x"),
        (
            "staff: [",
            "staff: [{id: stf_anna, displayName: Twin}, ",
            "staff id stf_anna occurs 2 times",
        ),
    ],
)
async def test_a_fixture_with_a_fault_is_refused_before_anything_is_written(
    tmp_path: Path, before: str, after: str, message: str, databases: Databases
):
    file = tmp_path / "w.yaml"
    file.write_text(FIXTURE.replace(before, after, 1))
    database = await Database.open(databases.at(tmp_path / "crm.db"), MIGRATIONS)
    with pytest.raises(InputError, match=message):
        await load_fixture(database, file, only_if_empty=False)
    file.write_text(FIXTURE)
    await load_fixture(database, file, only_if_empty=False)
    await database.close()
