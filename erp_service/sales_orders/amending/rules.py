"""Whether a change is possible at all: every violation with its place in the input. Pure."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from erp_service.availability.pool import ZERO
from erp_service.refusals import Refusal
from erp_service.sales_orders.amending.permissions import check_line
from erp_service.sales_orders.amending.request import LineChange, OrderChange
from erp_service.sales_orders.record import Line, SalesOrder, ScheduleLine
from erp_service.sales_orders.request import RequestLine
from erp_service.sales_orders.rules import agreed_errors, check_days
from erp_service.sales_orders.rules import check_line as check_item
from erp_service.sales_orders.situation import Situation


def check_change(
    order: SalesOrder, change: OrderChange, situation: Situation
) -> tuple[Refusal, ...]:
    """All violations; nothing of the availability is asked here."""
    return (
        *_check_header(order, change),
        *_check_lines(order, change, situation),
        *_check_dates(order, change, situation),
    )


def _check_header(order: SalesOrder, change: OrderChange) -> Iterator[Refusal]:
    if change.new_revision != change.expected_revision + 1:
        message = f"the revision after {change.expected_revision} is one more"
        yield Refusal("INVALID", message, ("newRevision",))
    net = {line.id: line.quantities.net for line in order.lines}
    net.update({each.line_id: each.quantity for each in change.lines})
    if not any(quantity > ZERO for quantity in net.values()):
        message = "no line would remain; cancel the order instead"
        yield Refusal("INVALID", message, ("lines",))


def _check_lines(order: SalesOrder, change: OrderChange, situation: Situation) -> Iterator[Refusal]:
    known, seen = {line.id: line for line in order.lines}, set[str]()
    for index, each in enumerate(change.lines):
        path = ("lines", str(index))
        if each.line_id in seen:
            message = f"line id {each.line_id} occurs twice"
            yield Refusal("INVALID", message, (*path, "lineId"))
        seen.add(each.line_id)
        line = known.get(each.line_id)
        if line is not None:
            yield from check_line(line, each, *path)
        yield from _check_wish(line, each, situation, *path)
        yield from _check_agreed(line, each, situation, *path)


def _check_wish(
    line: Line | None, change: LineChange, situation: Situation, *path: str
) -> Iterator[Refusal]:
    before = None if line is None else (line.sku, line.quantities.net)
    if before == (change.sku, change.quantity) or (before and change.quantity == ZERO):
        return
    is_more = line is None or change.sku != line.sku or change.quantity > line.quantities.net
    if is_more and situation.buyer.order_block:
        message = "the customer is blocked for orders; ask finance"
        yield Refusal("LOCKED", message, ("customerId",))
    if is_more or change.quantity != line.quantities.picked:  # type: ignore[union-attr]
        yield from check_item(_request_line(change, date.max), situation, *path)


def _check_agreed(
    line: Line | None, change: LineChange, situation: Situation, *path: str
) -> Iterator[Refusal]:
    if change.agreed is None or change.sku not in situation.items:
        return
    problems = list(agreed_errors(_request_line(change, date.max), situation))
    if not problems and line is not None:
        problems = list(_lost(line, change, situation.company.default.code))
    for message in problems:
        yield Refusal("INVALID", message, (*path, "acceptedSchedule"))


def _lost(line: Line, change: LineChange, default: str) -> Iterator[str]:
    """What is picked or has left stays in the schedule."""
    for part in line.schedule:
        if _agreed_for(part, change, default) < part.picked:
            yield f"{part.picked:f} of {part.delivery_date} are picked and stay in the schedule"


def _agreed_for(part: ScheduleLine, change: LineChange, default: str) -> Decimal:
    key = part.delivery_date, part.warehouse
    parts = change.agreed or ()
    same = (each for each in parts if (each.delivery_date, each.warehouse or default) == key)
    return sum((each.quantity for each in same), ZERO)


def _request_line(change: LineChange, day: date) -> RequestLine:
    wanted = change.requested_delivery_date or day
    agreed, contract = change.agreed, change.contract
    return RequestLine(
        change.line_id, change.sku, change.quantity, change.unit, wanted, agreed, contract
    )


def _check_dates(
    order: SalesOrder, change: OrderChange, situation: Situation
) -> tuple[Refusal, ...]:
    """Only days that the change names; those agreed before may be past.

    So may the wanted day of a line whose schedule was agreed: its promised days count.
    """
    wanted: list[tuple[date, tuple[str, ...]]] = [
        (each.requested_delivery_date, ("lines", str(index), "requestedDeliveryDate"))
        for index, each in enumerate(change.lines)
        if each.requested_delivery_date is not None
        and each.agreed is None
        and not _is_kept(order, each)
    ]
    day = change.requested_delivery_date
    if day is not None and day != order.requested_delivery_date:
        wanted.append((day, ("requestedDeliveryDate",)))
    zone = (change.ship_to or order.ship_to).time_zone
    return check_days(wanted, zone, situation.moment)


def _is_kept(order: SalesOrder, change: LineChange) -> bool:
    days = {line.id: line.requested_delivery_date for line in order.lines}
    return days.get(change.line_id) == change.requested_delivery_date
