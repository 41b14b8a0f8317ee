"""Schedules for a wanted line in one warehouse: on the day, split, later (R-ATP-6, R-ATP-7)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from erp_service.availability.calendar import Calendar
from erp_service.availability.pool import ZERO, Pool

# From the most certain source to the least.
BASES = ("STOCK", "RECEIPT", "LEAD_TIME")


class DeliveryPolicy(StrEnum):
    """R-ATP-6."""

    COMPLETE = "COMPLETE"
    ONE_TIME = "ONE_TIME"
    SPLIT = "SPLIT"


@dataclass(frozen=True, slots=True)
class Route:
    """A warehouse as the ship-to sees it; ``transit_days`` are business days."""

    warehouse: str
    calendar: Calendar
    earliest_ship: date
    transit_days: int

    def delivery_of(self, ship: date) -> date:
        """The arrival of what leaves on a day."""
        return self.calendar.shift(ship, self.transit_days)

    def ship_of(self, delivery: date) -> date:
        """The day on which it must leave; may lie before ``earliest_ship``."""
        return self.calendar.shift(delivery, -self.transit_days)


@dataclass(frozen=True, slots=True)
class Promise:
    """One delivery of a schedule."""

    delivery_date: date
    ship_date: date
    quantity: Decimal
    warehouse: str
    basis: str

    @property
    def is_reserved(self) -> bool:
        """What lies beyond the horizon is confirmed, not reserved (rule 3.9.4)."""
        return self.basis != "LEAD_TIME"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line's wish; ``effective_date`` is already a business day."""

    quantity: Decimal
    multiple: Decimal
    effective_date: date


Schedule = tuple[Promise, ...]


def available_on_date(pool: Pool, route: Route, wanted: Wanted) -> Decimal:
    """What can arrive on the day.

    From the horizon on any quantity is procurable, so the wanted quantity is answered.
    """
    ship = route.ship_of(wanted.effective_date)
    if ship < route.earliest_ship:
        return ZERO
    available = pool.available(ship)
    return wanted.quantity if available is None else available


def split_schedule(pool: Pool, route: Route, wanted: Wanted) -> Schedule:
    """As much as possible on the day, the rest at the earliest days after it."""
    rest, parts = wanted.quantity, []
    for ship in _ship_days(pool, route, wanted):
        available = pool.available(ship)
        part = rest if available is None or available >= rest else round_down(available, wanted)
        if part > ZERO:
            parts.append(_promise(pool, route, ship, part))
            pool, rest = pool.take(ship, part), rest - part
        if rest == ZERO:
            break
    return tuple(parts)


def later_schedule(pool: Pool, route: Route, wanted: Wanted) -> Schedule:
    """The full quantity at the earliest day on which it can arrive at once."""
    for ship in _ship_days(pool, route, wanted):
        available = pool.available(ship)
        if available is None or available >= wanted.quantity:
            return (_promise(pool, route, ship, wanted.quantity),)
    raise AssertionError("from the horizon on every quantity is available")


def confirmed_schedule(
    pool: Pool, route: Route, wanted: Wanted, policy: DeliveryPolicy
) -> Schedule:
    """What the delivery policy confirms; the held candidate of a shortage (rule 3.9.3)."""
    if policy is DeliveryPolicy.SPLIT:
        return split_schedule(pool, route, wanted)
    on_day = reduced_schedule(pool, route, wanted)
    if policy is DeliveryPolicy.ONE_TIME and on_day:
        return on_day
    return later_schedule(pool, route, wanted)


def reduced_schedule(pool: Pool, route: Route, wanted: Wanted) -> Schedule:
    """What can arrive on the day in whole multiples; empty when nothing can."""
    available = available_on_date(pool, route, wanted)
    quantity = wanted.quantity if available >= wanted.quantity else round_down(available, wanted)
    if quantity == ZERO:
        return ()
    return (_promise(pool, route, route.ship_of(wanted.effective_date), quantity),)


def merged(schedule: Schedule) -> Schedule:
    """Parts that arrive together from one warehouse as one, by delivery date.

    What arrives together rests on the least certain of its sources.
    """
    found: dict[tuple[date, str], Promise] = {}
    for part in sorted(schedule, key=lambda each: each.delivery_date):
        key = part.delivery_date, part.warehouse
        before = found.get(key)
        if before is not None:
            basis = max(before.basis, part.basis, key=BASES.index)
            part = replace(part, quantity=before.quantity + part.quantity, basis=basis)  # noqa: PLW2901
        found[key] = part
    return tuple(found.values())


def quantity_of(schedule: Schedule) -> Decimal:
    """All of it."""
    return sum((part.quantity for part in schedule), ZERO)


def round_down(quantity: Decimal, wanted: Wanted) -> Decimal:
    """Down to the order multiple."""
    return quantity - quantity % wanted.multiple


def _ship_days(pool: Pool, route: Route, wanted: Wanted) -> Iterator[date]:
    day = max(route.ship_of(wanted.effective_date), route.earliest_ship)
    while day < pool.horizon:
        yield day
        day = route.calendar.shift(day, 1)
    yield day


def _promise(pool: Pool, route: Route, ship: date, quantity: Decimal) -> Promise:
    basis = pool.basis(ship, quantity)
    return Promise(route.delivery_of(ship), ship, quantity, route.warehouse, basis)
