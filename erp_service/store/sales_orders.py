"""Sales orders with their lines, schedules, conditions and prepayments, in five statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service.availability.pool import ZERO
from erp_service.pricing.order import Tax
from erp_service.pricing.steps import Condition
from erp_service.sales_orders import tables
from erp_service.sales_orders.fields import HEADER_FIELDS, QUANTITY_FIELDS
from erp_service.sales_orders.record import Line, SalesOrder, ScheduleLine
from erp_service.sales_orders.request import ShipTo
from erp_service.sales_orders.status import LineQuantities


async def load_sales_orders(
    connection: AsyncConnection, condition: ColumnElement[bool], *, locks: bool = False
) -> list[SalesOrder]:
    """The orders that fulfil a condition on the header."""
    query = select(tables.sales_orders).where(condition)
    query = query.with_for_update() if locks else query
    headers = (await connection.execute(query)).all()
    ids = [row.id for row in headers]
    lines = await _lines(connection, ids)
    conditions = await _by_order(connection, tables.price_conditions, ids)
    paid = await _by_order(connection, tables.prepayments, ids)
    return [
        SalesOrder(
            **{name: getattr(row, name) for name in HEADER_FIELDS},
            ship_to=ShipTo(**row.ship_to),
            taxes=tuple(msgspec.convert(each, Tax, strict=False) for each in row.taxes),
            prepaid=sum((each.amount for each in paid[row.id]), ZERO),
            lines=tuple(lines[row.id]),
            conditions=tuple(_condition(each) for each in conditions[row.id]),
        )
        for row in headers
    ]


async def _lines(connection: AsyncConnection, ids: Collection[str]) -> Mapping[str, list[Line]]:
    table = tables.sales_order_lines
    query = select(table).where(table.c.sales_order_id.in_(ids)).order_by(table.c.position)
    rows = (await connection.execute(query)).all() if ids else []
    schedules = await _schedules(connection, [row.id for row in rows])
    lines: dict[str, list[Line]] = defaultdict(list)
    for row in rows:
        lines[row.sales_order_id].append(_line(row, schedules[row.id]))
    return lines


async def _schedules(
    connection: AsyncConnection, line_ids: Collection[str]
) -> Mapping[str, list[ScheduleLine]]:
    table = tables.schedule_lines
    query = select(table).where(table.c.line_id.in_(line_ids)).order_by(table.c.position)
    found: dict[str, list[ScheduleLine]] = defaultdict(list)
    for row in await connection.execute(query) if line_ids else ():
        names = ScheduleLine.__dataclass_fields__
        found[row.line_id].append(ScheduleLine(**{name: getattr(row, name) for name in names}))
    return found


async def _by_order(
    connection: AsyncConnection, table: Table, ids: Collection[str]
) -> Mapping[str, list[Any]]:
    query = select(table).where(table.c.sales_order_id.in_(ids)).order_by(*table.primary_key)
    found: dict[str, list[Any]] = defaultdict(list)
    for row in await connection.execute(query) if ids else ():
        found[row.sales_order_id].append(row)
    return found


def _line(row: Any, schedule: Iterable[ScheduleLine]) -> Line:
    quantities: dict[str, Any] = {name: getattr(row, name) for name in QUANTITY_FIELDS}
    return Line(
        row.id,
        row.position,
        row.sku,
        row.unit,
        row.warehouse,
        row.requested_delivery_date,
        LineQuantities(**quantities, cancelled_after_shipment=row.cancelled_after_shipment),
        tuple(schedule),
        row.unit_price,
        row.discount_percent,
        row.discount_amount,
        row.net_amount,
        row.tax_category,
    )


def _condition(row: Any) -> Condition:
    return Condition(row.kind, row.basis, row.rate, row.amount, row.line_id)
