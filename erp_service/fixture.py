"""The ERP half of a fixture file, loaded into an empty database in one transaction."""

from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database import Database
from chassis.errors import InputError
from chassis.identifiers import new_id
from chassis.strict_yaml import load_yaml
from erp_service import tables
from erp_service.fixture_faults import faults
from erp_service.fixture_form import (
    ErpFixture,
    FixtureFile,
    ItemEntry,
    PartnerEntry,
    PriceListEntry,
)
from erp_service.sales_orders import tables as order_tables

BLOCKS = ("ORDER", "DELIVERY", "BILLING")
_FIRST_PARTNER = 100001
Row = dict[str, Any]


async def load_fixture(database: Database, file: Path) -> None:
    """Fill an empty database.

    Raises:
        InputError: an unusable file, or a database that already holds data.
    """
    fixture = load_yaml(file, FixtureFile).erp
    fault = next(faults(fixture), None)
    if fault is not None:
        raise InputError(f"{file}: {fault}; correct the entry")
    async with database.write() as connection:
        if (await connection.execute(select(tables.warehouses.c.code).limit(1))).first():
            raise InputError(f"{file}: the ERP's database is not empty; load into a new one")
        for table, rows in _rows(fixture):
            await _insert(connection, table, rows)


async def _insert(connection: AsyncConnection, table: Table, rows: list[Row]) -> None:
    if rows:
        await connection.execute(insert(table), rows)


def _rows(fixture: ErpFixture) -> list[tuple[Table, list[Row]]]:
    return [
        (tables.settings, _settings(fixture)),
        (
            tables.warehouses,
            [
                {**msgspec.structs.asdict(entry), "priority": index}
                for index, entry in enumerate(fixture.warehouses)
            ],
        ),
        (tables.price_lists, [_price_list(entry) for entry in fixture.price_lists]),
        (tables.items, [_item(entry, fixture) for entry in fixture.items]),
        (tables.prices, _prices(fixture)),
        (tables.stock, _of_items(fixture, "stock")),
        (tables.receipts, [_receipt(row) for row in _of_items(fixture, "receipts")]),
        (tables.reservations, [_reservation(row) for row in _of_items(fixture, "reservations")]),
        (tables.partners, [_partner(entry) for entry in fixture.partners]),
        (order_tables.number_sequences, _sequences(fixture)),
    ]


def _settings(fixture: ErpFixture) -> list[Row]:
    names = ("calendar", "transit_business_days", "tax_rates")
    return [{"name": name, "value": getattr(fixture, name)} for name in names]


def _price_list(entry: PriceListEntry) -> Row:
    row = {"code": entry.code, "name": entry.code, "currency": entry.currency}
    return {**row, "tiers": entry.tiers}


def _prices(fixture: ErpFixture) -> list[Row]:
    return [
        {"price_list": entry.code, "sku": sku, "amount": amount}
        for entry in fixture.price_lists
        for sku, amount in entry.prices.items()
    ]


def _item(entry: ItemEntry, fixture: ErpFixture) -> Row:
    own_lead = entry.replenishment_lead_days
    return {
        "sku": entry.sku,
        "base_unit": entry.base_unit,
        "tax_category": entry.tax_category,
        "minimum_quantity": entry.min_order_quantity,
        "order_multiple": entry.order_multiple,
        "lead_days": fixture.replenishment_lead_days if own_lead is None else own_lead,
        "has_tiers": entry.tiers,
        "substitutes": entry.substitutes,
    }


def _of_items(fixture: ErpFixture, part: str) -> list[Row]:
    return [
        {"sku": item.sku, **msgspec.structs.asdict(entry)}
        for item in fixture.items
        for entry in getattr(item, part)
    ]


def _receipt(row: Row) -> Row:
    day = row.pop("date")
    return {**row, "id": new_id("rcp"), "day": day}


def _reservation(row: Row) -> Row:
    return {**row, "id": new_id("rsv")}


def _partner(entry: PartnerEntry) -> Row:
    row = msgspec.structs.asdict(entry)
    customer_class, blocks = row.pop("class_"), row.pop("blocks")
    blocked = {f"{name.lower()}_block": name in blocks for name in BLOCKS}
    return {**row, "class": customer_class, "version": 0, **blocked}


def _sequences(fixture: ErpFixture) -> list[Row]:
    taken = [_FIRST_PARTNER - 1]
    for entry in fixture.partners:
        digits = entry.number.removeprefix("BP-")
        taken += [int(digits)] if digits.isdecimal() else []
    return [{"name": "BP", "next": max(taken) + 1}]
