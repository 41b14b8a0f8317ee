"""What a change of one item's supply in one warehouse does to the promises behind it. Pure.

Where more is promised than will be there, the youngest promises that rest on a receipt give way
and are made anew, the eldest first. Where these are not enough, so do those from stock: goods that
were shipped before their day may have been theirs. What is left over reserves promises that had no
goods yet, then confirms backorders, the eldest first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from erp_service.availability.pool import ZERO, Pool
from erp_service.availability.promise import (
    DeliveryPolicy,
    Promise,
    Route,
    Schedule,
    Wanted,
    later_schedule,
    split_schedule,
)
from erp_service.sales_orders.record import Line, SalesOrder, ScheduleLine
from erp_service.sales_orders.scheduling import scheduled
from erp_service.store.items import Item


@dataclass(frozen=True, slots=True)
class Place:
    """One item in one warehouse: what is there, and how goods leave to each country."""

    item: Item
    warehouse: str
    pool: Pool
    routes: dict[str, Route]


def recheck(place: Place, orders: Sequence[SalesOrder]) -> tuple[SalesOrder, ...]:
    """The orders, eldest first, with promises that can be kept; unchanged where all can."""
    pool, victims = _give_way(place, orders)
    found = []
    for order in orders:
        lines = []
        for line in order.lines:
            if line.sku == place.item.sku:
                pool, line = _again(place, pool, order, line, victims)  # noqa: PLW2901
            lines.append(line)
        found.append(replace(order, lines=tuple(lines)))
    return tuple(found)


def first_shortage(pool: Pool) -> date | None:
    """The first day on which more has been promised than is there."""
    days = sorted({each.day for each in pool.demands if each.day < pool.horizon})
    return next((day for day in days if pool.projected(day) < ZERO), None)


def _give_way(place: Place, orders: Sequence[SalesOrder]) -> tuple[Pool, frozenset[str]]:
    """The pool without the promises that must be made anew, and these by schedule line id."""
    pool, victims = place.pool, set[str]()
    parts = [part for order in reversed(orders) for part in _waiting(place, order)]
    # Sorting keeps the order of equals: the youngest first among each source.
    parts.sort(key=lambda part: part.basis != "RECEIPT")
    while (day := first_shortage(pool)) is not None:
        part = next((p for p in parts if p.id not in victims and p.ship_date <= day), None)
        if part is None:
            break
        victims.add(part.id)
        pool = pool.take(part.ship_date, -part.reserved)
    return pool, frozenset(victims)


def _waiting(place: Place, order: SalesOrder) -> Iterator[ScheduleLine]:
    for line in order.lines:
        for part in reversed(line.schedule) if line.sku == place.item.sku else ():
            is_here = part.warehouse == place.warehouse
            if is_here and part.reserved > ZERO and part.picked == ZERO:
                yield part


def _again(
    place: Place, pool: Pool, order: SalesOrder, line: Line, victims: frozenset[str]
) -> tuple[Pool, Line]:
    lost = sum((part.confirmed for part in line.schedule if part.id in victims), ZERO)
    kept = replace(line, schedule=tuple(p for p in line.schedule if p.id not in victims))
    pool, kept = _reserve(place, pool, kept)
    schedule = _promises(place, pool, order, kept, lost)
    for part in schedule:
        pool = pool.take(part.ship_date, part.quantity)
    pool, backorder = _backorder(place, pool, order, scheduled(kept, schedule))
    return pool, backorder


def _promises(
    place: Place, pool: Pool, order: SalesOrder, line: Line, quantity: Decimal
) -> Schedule:
    if quantity == ZERO:
        return ()
    route = place.routes[order.ship_to.country]
    day = route.calendar.on_or_after(line.requested_delivery_date)
    wanted = Wanted(quantity, place.item.multiple, day)
    is_split = order.delivery_policy == DeliveryPolicy.SPLIT
    return (split_schedule if is_split else later_schedule)(pool, route, wanted)


def _reserve(place: Place, pool: Pool, line: Line) -> tuple[Pool, Line]:
    """Goods for what was promised by the lead time only."""
    parts = []
    for part in line.schedule:
        missing = part.confirmed - part.picked - part.reserved
        available = pool.available(part.ship_date)
        is_here = part.warehouse == place.warehouse and missing > ZERO
        if is_here and available is not None and available >= missing:
            basis = pool.basis(part.ship_date, missing)
            pool = pool.take(part.ship_date, missing)
            part = replace(part, basis=basis, reserved=part.reserved + missing)  # noqa: PLW2901
        parts.append(part)
    return pool, replace(line, schedule=tuple(parts))


def _backorder(place: Place, pool: Pool, order: SalesOrder, line: Line) -> tuple[Pool, Line]:
    """Confirm what was not; under ONE_TIME and COMPLETE the rest was given up."""
    missing = line.quantities.net - line.quantities.confirmed
    if missing == ZERO or order.delivery_policy != DeliveryPolicy.SPLIT:
        return pool, line
    if line.warehouse != place.warehouse:
        return pool, line
    route = place.routes[order.ship_to.country]
    day = route.calendar.on_or_after(line.requested_delivery_date)
    ship = max(route.earliest_ship, route.ship_of(day))
    available = pool.available(ship)
    part = missing if available is None else min(missing, available)
    part -= part % place.item.multiple
    if part == ZERO:
        return pool, line
    promise = Promise(route.delivery_of(ship), ship, part, place.warehouse, pool.basis(ship, part))
    return pool.take(ship, part), scheduled(line, (promise,))
