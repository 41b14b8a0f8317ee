"""The table of section 3.3: what a line's status lets an amendment do. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from erp_service.availability.pool import ZERO
from erp_service.refusals import Refusal
from erp_service.sales_orders.amending.request import LineChange, OrderChange
from erp_service.sales_orders.record import Line, SalesOrder
from erp_service.sales_orders.request import ShipTo
from erp_service.sales_orders.status import OVER, line_status, order_status


@dataclass(frozen=True, slots=True)
class Permission:
    """Less is allowed down to what is picked in every status that allows it; see ``_amount``."""

    more: bool = True
    less: bool = True
    date: bool = True
    product: bool = True


_FREE, _PICKED = Permission(), Permission(product=False)
_NOTHING = Permission(more=False, less=False, date=False, product=False)
PERMISSIONS = {
    "OPEN": _FREE,
    "BACKORDERED": _FREE,
    "PARTIALLY_CONFIRMED": _FREE,
    "CONFIRMED": _FREE,
    "PICKING": _PICKED,
    "PICKED": _PICKED,
    "PARTIALLY_SHIPPED": _PICKED,
    "SHIPPED": _NOTHING,
    "INVOICED": _NOTHING,
    "CANCELLED": _NOTHING,
}


def check_order(order: SalesOrder, change: OrderChange) -> Iterator[Refusal]:
    """Whether the order as a whole may be changed."""
    status = order_status(order.facts)
    if status in OVER:
        message = f"{order.number} is {status}; place a new order"
        yield Refusal("NOT_ALLOWED_IN_STATE", message, ("externalReference",))
    elif change.ship_to is not None and change.ship_to != order.ship_to:
        yield from _check_ship_to(order, change.ship_to)


def check_line(line: Line, change: LineChange, *path: str) -> Iterator[Refusal]:
    """Every "no" of the table that the change of a known line meets."""
    allowed = PERMISSIONS[line_status(line.quantities)]
    day = change.requested_delivery_date
    if change.sku != line.sku and not allowed.product:
        yield _refuse(line, "the product stays", *path, "sku")
    if change.quantity != line.quantities.net:
        yield from _check_quantity(line, change, allowed, *path, "quantity")
    is_open = change.quantity > line.quantities.picked
    if day not in {None, line.requested_delivery_date} and not (allowed.date and is_open):
        yield _refuse(line, "the date stays", *path, "requestedDeliveryDate")


def _check_quantity(
    line: Line, change: LineChange, allowed: Permission, *path: str
) -> Iterator[Refusal]:
    is_more = change.quantity > line.quantities.net
    if is_more and not allowed.more:
        yield _refuse(line, "add a new line for more", *path)
    elif not is_more and not (allowed.less and change.quantity >= line.quantities.picked):
        least = f"at least {line.quantities.picked:f} must remain"
        yield _refuse(line, f"{least}; agree a return instead", *path)


def _check_ship_to(order: SalesOrder, ship_to: ShipTo) -> Iterator[Refusal]:
    live = order.facts.live
    message = None
    if any(line.picked > line.shipped for line in live):
        message = "goods are picked for the present address; ship them first"
    elif all(line.shipped == line.net for line in live):
        message = "everything is shipped; the address stays"
    elif ship_to.country != order.ship_to.country and any(line.shipped > ZERO for line in live):
        message = "a part is shipped and taxed for the present country; place a new order"
    if message is not None:
        yield Refusal("NOT_ALLOWED_IN_STATE", message, ("shipTo",))


def _refuse(line: Line, what: str, *path: str) -> Refusal:
    status = line_status(line.quantities)
    return Refusal(
        "NOT_ALLOWED_IN_STATE",
        f"line {line.id} is {status}: {what}",
        path,
        line_id=line.id,
        line_status=status,
        minimum_quantity=line.quantities.picked,
    )
