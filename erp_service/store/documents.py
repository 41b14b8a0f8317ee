"""Deliveries and invoices, as stored."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service.sales_orders.tables import deliveries, invoices
from erp_service.sales_orders.tables import delivery_lines as lines


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


# A delivery has one row for each of its lines, or one without.
_DELIVERIES = (
    select(deliveries, lines.c.sales_order_line_id, lines.c.sku, lines.c.quantity)
    .outerjoin_from(deliveries, lines, lines.c.delivery_id == deliveries.c.id)
    .order_by(deliveries.c.id, lines.c.sales_order_line_id)
)
_FIELDS = tuple(name for name in Delivery.__dataclass_fields__ if name != "lines")


async def load_deliveries(
    connection: AsyncConnection, condition: ColumnElement[bool]
) -> list[Delivery]:
    """By id, which is the order of their making."""
    rows = await connection.execute(_DELIVERIES.where(condition))
    return [_delivery(list(of_delivery)) for _, of_delivery in groupby(rows, lambda row: row.id)]


async def load_invoices(
    connection: AsyncConnection, condition: ColumnElement[bool]
) -> list[Invoice]:
    """By id, which is the order of their making."""
    query = select(invoices).where(condition).order_by(invoices.c.id)
    rows: list[Any] = list(await connection.execute(query))
    names = Invoice.__dataclass_fields__
    return [Invoice(**{name: getattr(row, name) for name in names}) for row in rows]


def _delivery(rows: Sequence[Any]) -> Delivery:
    found = tuple(
        DeliveryLine(row.sales_order_line_id, row.sku, row.quantity)
        for row in rows
        if row.sales_order_line_id is not None
    )
    return Delivery(**{name: getattr(rows[0], name) for name in _FIELDS}, lines=found)
