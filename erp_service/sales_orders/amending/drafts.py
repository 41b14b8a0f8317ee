"""The lines that a change makes of an order's, before anything is promised. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from erp_service.availability.pool import ZERO
from erp_service.availability.supply import Agreed
from erp_service.sales_orders.amending.request import LineChange, OrderChange
from erp_service.sales_orders.record import Line, SalesOrder, ScheduleLine, shortened
from erp_service.sales_orders.request import unit_price
from erp_service.sales_orders.situation import Situation
from erp_service.sales_orders.status import LineQuantities

Schedule = tuple[ScheduleLine, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A line as it shall be; its schedule is what stays of the present one.

    Attributes:
        before: the line as it is; None for an added one.
        rest: what is to be promised on top of what stays.
        asked: how the rest was agreed with the customer, if it was.
        path: where the input names the line.
    """

    line: Line
    before: Line | None
    rest: Decimal
    asked: tuple[Agreed, ...] | None
    path: tuple[str, ...]


def draft_lines(order: SalesOrder, change: OrderChange, situation: Situation) -> tuple[Draft, ...]:
    """The order's lines by position, then the added ones; known and unknown SKUs checked before."""
    changes = {each.line_id: (index, each) for index, each in enumerate(change.lines)}
    has_new_way = is_rerouted(order, change, situation)
    known = [_known(line, changes.get(line.id), situation, has_new_way) for line in order.lines]
    return (*known, *_added(order, change, situation))


def is_rerouted(order: SalesOrder, change: OrderChange, situation: Situation) -> bool:
    """Whether the new address is farther or nearer than the present one."""
    if change.ship_to is None:
        return False
    days = situation.company.transit_days
    return days[change.ship_to.country] != days[order.ship_to.country]


def _known(
    line: Line, named: tuple[int, LineChange] | None, situation: Situation, has_new_way: bool
) -> Draft:
    quantities = line.quantities
    if named is None:
        if has_new_way and line.open > ZERO:
            stays = shortened(line.schedule, quantities.picked)
            rest = quantities.net - _confirmed(stays)
            return Draft(replace(line, schedule=stays), line, rest, None, ("shipTo",))
        return Draft(line, line, ZERO, None, ())
    index, change = named
    drafted = _changed(line, change, situation)
    return _scheduled(drafted, line, change, index, situation, has_new_way)


def _changed(line: Line, change: LineChange, situation: Situation) -> Line:
    day = change.requested_delivery_date or line.requested_delivery_date
    quantities = replace(line.quantities, ordered=change.quantity + line.quantities.cancelled)
    drafted = replace(line, requested_delivery_date=day, quantities=quantities)
    if change.sku == line.sku:
        return drafted
    item = situation.items[change.sku]
    return replace(
        drafted,
        sku=change.sku,
        unit=item.base_unit,
        unit_price=situation.prices[change.sku],
        tax_category=item.tax_category,
        warehouse=situation.company.default.code,
        price_kind="LIST_PRICE",
        contract_line_id=None,
    )


def _scheduled(
    drafted: Line,
    before: Line,
    change: LineChange,
    index: int,
    situation: Situation,
    has_new_way: bool,
) -> Draft:
    path = ("lines", str(index))
    is_anew = drafted.sku != before.sku or has_new_way
    is_moved = is_anew or drafted.requested_delivery_date != before.requested_delivery_date
    net, fixed = change.quantity, shortened(before.schedule, before.quantities.picked)
    if change.agreed is not None:
        candidates = fixed if is_anew else before.schedule
        stays, asked = _match(candidates, change.agreed, situation.company.default.code)
        rest = sum((each.quantity for each in asked), ZERO)
        return Draft(replace(drafted, schedule=stays), before, rest, asked, path)
    stays = fixed if is_moved else shortened(before.schedule, min(before.quantities.confirmed, net))
    added = net - _confirmed(stays) if is_moved else max(ZERO, net - before.quantities.net)
    return Draft(replace(drafted, schedule=stays), before, added, None, path)


def _match(
    schedule: Schedule, agreed: Sequence[Agreed], default: str
) -> tuple[Schedule, tuple[Agreed, ...]]:
    """What of the agreed schedule is there already, and what is new."""
    left: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
    for each in agreed:
        left[each.delivery_date, each.warehouse or default] += each.quantity
    stays = []
    for part in schedule:
        key = part.delivery_date, part.warehouse
        quantity = min(part.confirmed, left[key])
        left[key] -= quantity
        if quantity > ZERO:
            reserved = min(part.reserved, max(ZERO, quantity - part.shipped))
            stays.append(replace(part, confirmed=quantity, reserved=reserved))
    asked = (Agreed(day, rest, warehouse) for (day, warehouse), rest in left.items() if rest > ZERO)
    return tuple(stays), tuple(asked)


def _added(order: SalesOrder, change: OrderChange, situation: Situation) -> Iterator[Draft]:
    known = {line.id for line in order.lines}
    day = change.requested_delivery_date or order.requested_delivery_date
    position = max(line.position for line in order.lines)
    for index, each in enumerate(change.lines):
        if each.line_id not in known:
            position += 1
            line = _new_line(each, position, day, situation)
            yield Draft(line, None, each.quantity, each.agreed, ("lines", str(index)))


def _new_line(change: LineChange, position: int, day: date, situation: Situation) -> Line:
    item, contract = situation.items[change.sku], change.contract
    price, kind = unit_price(contract, situation.prices[change.sku])
    return Line(
        id=change.line_id,
        position=position,
        sku=change.sku,
        unit=item.base_unit,
        warehouse=situation.company.default.code,
        requested_delivery_date=change.requested_delivery_date or day,
        quantities=LineQuantities(change.quantity),
        schedule=(),
        unit_price=price,
        discount_percent=ZERO,
        discount_amount=ZERO,
        net_amount=ZERO,
        tax_category=item.tax_category,
        price_kind=kind,
        contract_line_id=None if contract is None else contract.line_id,
    )


def _confirmed(schedule: Schedule) -> Decimal:
    return sum((part.confirmed for part in schedule), ZERO)


def same_lines(order: SalesOrder, drafts: Sequence[Draft]) -> bool:
    """Whether the drafts are the lines that the order has."""
    present: Mapping[str, Line] = {line.id: line for line in order.lines}
    return all(present.get(each.line.id) == each.line and each.rest == ZERO for each in drafts)
