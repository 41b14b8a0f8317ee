"""Deliveries and invoices, as stored."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service.sales_orders.tables import deliveries, invoices
from erp_service.sales_orders.tables import delivery_lines as lines

Key = Literal["id", "sales_order_id"]
KEYS: tuple[Key, ...] = ("id", "sales_order_id")


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

    def state_on(self, today: dt.date) -> str:
        """OVERDUE from the day after the due date on, while something is outstanding."""
        is_late = self.state in {"POSTED", "PARTIALLY_PAID"} and self.due_date < today
        return "OVERDUE" if is_late else self.state


# A delivery has one row for each of its lines, or one without.
_DELIVERIES = (
    select(deliveries, lines.c.sales_order_line_id, lines.c.sku, lines.c.quantity)
    .outerjoin_from(deliveries, lines, lines.c.delivery_id == deliveries.c.id)
    .order_by(deliveries.c.id, lines.c.sales_order_line_id)
)
_FIELDS = tuple(name for name in Delivery.__dataclass_fields__ if name != "lines")
_INVOICES = select(invoices).order_by(invoices.c.id)
_VALUES: BindParameter[Any] = bindparam("values", expanding=True)
_DELIVERIES_BY = {key: _DELIVERIES.where(deliveries.c[key].in_(_VALUES)) for key in KEYS}
_INVOICES_BY = {key: _INVOICES.where(invoices.c[key].in_(_VALUES)) for key in KEYS}


async def load_deliveries(
    connection: AsyncConnection, key: Key, values: Collection[str]
) -> list[Delivery]:
    """By id, which is the order of their making."""
    rows = await connection.execute(_DELIVERIES_BY[key], {"values": list(values)})
    return [_delivery(list(of_delivery)) for _, of_delivery in groupby(rows, lambda row: row.id)]


async def load_invoices(
    connection: AsyncConnection, key: Key, values: Collection[str]
) -> list[Invoice]:
    """By id, which is the order of their making."""
    rows = (await connection.execute(_INVOICES_BY[key], {"values": list(values)})).all()
    names = Invoice.__dataclass_fields__
    return [Invoice(**{name: getattr(row, name) for name in names}) for row in rows]


def _delivery(rows: Sequence[Any]) -> Delivery:
    found = tuple(
        DeliveryLine(row.sales_order_line_id, row.sku, row.quantity)
        for row in rows
        if row.sales_order_line_id is not None
    )
    return Delivery(**{name: getattr(rows[0], name) for name in _FIELDS}, lines=found)
