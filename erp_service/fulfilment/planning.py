"""Deliveries of an order: those that have begun, and those that its schedule still plans. Pure.

A planned delivery is all that is promised from one warehouse on one day and not picked yet. It is
stored when its picking or shipment begins; until then it follows every change of the schedule.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from erp_service.availability.pool import ZERO
from erp_service.sales_orders.record import SalesOrder
from erp_service.store.documents import Delivery, DeliveryLine

_PREFIX = "dlv_"


def deliveries_of(order: SalesOrder, stored: Sequence[Delivery]) -> list[Delivery]:
    """Begun and planned ones by id, which is by ship date."""
    groups: dict[tuple[date, str], list[DeliveryLine]] = defaultdict(list)
    for line in order.lines:
        wanted: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
        for part in line.schedule:
            wanted[part.ship_date, part.warehouse] += part.confirmed - part.picked
        for key, quantity in wanted.items():
            if quantity > ZERO:
                groups[key].append(DeliveryLine(line.id, line.sku, quantity))
    planned = [
        _planned(order, day, warehouse, tuple(lines), stored)
        for (day, warehouse), lines in groups.items()
    ]
    return sorted([*stored, *planned], key=lambda each: each.id)


def order_of(delivery_id: str) -> str | None:
    """The order's id in the id of a delivery, or None where it is no such id."""
    parts = delivery_id.removeprefix(_PREFIX).rsplit("_", 3)
    return parts[0] if delivery_id.startswith(_PREFIX) and len(parts) > 3 else None  # noqa: PLR2004 - order, day, warehouse, number


def _planned(
    order: SalesOrder,
    day: date,
    warehouse: str,
    lines: tuple[DeliveryLine, ...],
    stored: Sequence[Delivery],
) -> Delivery:
    begun = [
        each for each in stored if (each.planned_ship_date, each.warehouse) == (day, warehouse)
    ]
    number = f"{len(begun) + 1:02}"
    return Delivery(
        id=f"{_PREFIX}{order.id}_{day:%Y%m%d}_{warehouse}_{number}",
        number=f"DN-{order.number.removeprefix('SO-')}-{day:%y%m%d}-{warehouse}-{number}",
        sales_order_id=order.id,
        state="PLANNED",
        warehouse=warehouse,
        planned_ship_date=day,
        shipped_at=None,
        carrier=None,
        tracking_number=None,
        lines=lines,
    )
