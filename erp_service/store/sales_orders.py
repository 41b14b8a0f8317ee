"""Sales orders in two statements: the headers, then the lines with their schedules."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any, Literal

import msgspec
from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service.pricing.order import Tax
from erp_service.pricing.steps import Condition
from erp_service.sales_orders.fields import HEADER_FIELDS, QUANTITY_FIELDS
from erp_service.sales_orders.record import Line, SalesOrder, ScheduleLine
from erp_service.sales_orders.request import ShipTo
from erp_service.sales_orders.status import LineQuantities
from erp_service.sales_orders.tables import sales_order_lines, sales_orders, schedule_lines

Key = Literal["id", "number", "external_reference"]
KEYS: tuple[Key, ...] = ("id", "number", "external_reference")
_VALUES: BindParameter[Any] = bindparam("values", expanding=True)
_HEADERS = {key: select(sales_orders).where(sales_orders.c[key].in_(_VALUES)) for key in KEYS}
_LOCKED_HEADERS = {key: query.with_for_update() for key, query in _HEADERS.items()}
# A line has one row for each part of its schedule, or one without; the part's columns are last.
_PART_FIELDS = tuple(ScheduleLine.__dataclass_fields__)
_LINES = (
    select(
        sales_order_lines,
        *(schedule_lines.c[name].label(f"part_{name}") for name in _PART_FIELDS),
    )
    .outerjoin_from(
        sales_order_lines, schedule_lines, schedule_lines.c.line_id == sales_order_lines.c.id
    )
    .where(sales_order_lines.c.sales_order_id.in_(_VALUES))
    .order_by(
        sales_order_lines.c.sales_order_id,
        sales_order_lines.c.position,
        schedule_lines.c.position,
    )
)


async def load_sales_orders(
    connection: AsyncConnection, key: Key, values: Collection[str], *, locks: bool = False
) -> list[SalesOrder]:
    """The known ones, by one of their keys."""
    query = (_LOCKED_HEADERS if locks else _HEADERS)[key]
    headers = (await connection.execute(query, {"values": list(values)})).all()
    lines = await _lines(connection, [row.id for row in headers])
    return [_order(row, lines[row.id]) for row in headers]


def _order(row: Any, lines: Sequence[Line]) -> SalesOrder:
    return SalesOrder(
        **{name: getattr(row, name) for name in HEADER_FIELDS},
        ship_to=ShipTo(**row.ship_to),
        taxes=msgspec.convert(row.taxes, tuple[Tax, ...]),
        conditions=msgspec.convert(row.conditions, tuple[Condition, ...]),
        lines=tuple(lines),
    )


async def _lines(connection: AsyncConnection, ids: Collection[str]) -> Mapping[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    rows = await connection.execute(_LINES, {"values": list(ids)}) if ids else ()
    for _, of_line in groupby(rows, key=lambda row: row.id):
        parts = list(of_line)
        found[parts[0].sales_order_id].append(_line(parts))
    return found


def _line(rows: Sequence[Any]) -> Line:
    row = rows[0]
    quantities: dict[str, Any] = {name: getattr(row, name) for name in QUANTITY_FIELDS}
    return Line(
        row.id,
        row.position,
        row.sku,
        row.unit,
        row.warehouse,
        row.requested_delivery_date,
        LineQuantities(**quantities, cancelled_after_shipment=row.cancelled_after_shipment),
        tuple(
            ScheduleLine(*each[-len(_PART_FIELDS) :]) for each in rows if each.part_id is not None
        ),
        row.unit_price,
        row.discount_percent,
        row.discount_amount,
        row.net_amount,
        row.tax_category,
        row.invoiced_net,
        row.price_kind,
        row.contract_line_id,
    )
