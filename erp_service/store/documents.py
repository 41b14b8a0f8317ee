"""Deliveries and invoices, as stored."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service.sales_orders import tables


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """So much of one line of the order."""

    sales_order_line_id: str
    sku: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Delivery:
    """One shipment of one order from one warehouse."""

    id: str
    number: str
    sales_order_id: str
    state: str
    warehouse: str
    planned_ship_date: dt.date
    shipped_at: dt.datetime | None
    carrier: str | None
    tracking_number: str | None
    lines: tuple[DeliveryLine, ...]


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice; a collective one has no order."""

    id: str
    number: str
    sales_order_id: str | None
    kind: str
    state: str
    date: dt.date
    due_date: dt.date
    currency: str
    net_total: Decimal
    tax_total: Decimal
    gross_total: Decimal
    outstanding: Decimal


async def load_deliveries(
    connection: AsyncConnection, condition: ColumnElement[bool]
) -> list[Delivery]:
    """By id, which is the order of their making."""
    query = select(tables.deliveries).where(condition).order_by(tables.deliveries.c.id)
    rows = (await connection.execute(query)).all()
    lines = await _delivery_lines(connection, [row.id for row in rows])
    names = [name for name in Delivery.__dataclass_fields__ if name != "lines"]
    return [
        Delivery(**{name: getattr(row, name) for name in names}, lines=tuple(lines[row.id]))
        for row in rows
    ]


async def load_invoices(
    connection: AsyncConnection, condition: ColumnElement[bool]
) -> list[Invoice]:
    """By id, which is the order of their making."""
    query = select(tables.invoices).where(condition).order_by(tables.invoices.c.id)
    rows: list[Any] = list(await connection.execute(query))
    names = Invoice.__dataclass_fields__
    return [Invoice(**{name: getattr(row, name) for name in names}) for row in rows]


async def _delivery_lines(
    connection: AsyncConnection, ids: list[str]
) -> Mapping[str, list[DeliveryLine]]:
    table = tables.delivery_lines
    query = select(table).where(table.c.delivery_id.in_(ids)).order_by(*table.primary_key)
    found: dict[str, list[DeliveryLine]] = defaultdict(list)
    for row in await connection.execute(query) if ids else ():
        line = DeliveryLine(row.sales_order_line_id, row.sku, row.quantity)
        found[row.delivery_id].append(line)
    return found
