"""Availability as a child would count it: every day, every promise, one by one."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

DAY = timedelta(days=1)
HORIZON_DAYS = 20


def business(day: date) -> date:
    while day.weekday() > 4:
        day += DAY
    return day


def shift(day: date, count: int) -> date:
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while day.weekday() > 4:
            day += step
    return day


@dataclass(frozen=True)
class Kept:
    """A quantity that somebody was promised from the pool."""

    owner: str
    ship: date
    quantity: Decimal


@dataclass
class Shelf:
    """One item in one warehouse."""

    on_hand: Decimal
    receipts: dict[str, tuple[date, Decimal]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)

    def left_on(self, day: date, *, but: str = "") -> Decimal:
        come = sum(quantity for when, quantity in self.receipts.values() if when <= day)
        gone = sum(each.quantity for each in self.kept if each.ship <= day and each.owner != but)
        return Decimal(self.on_hand + come - gone)

    def available(self, ship: date, today: date, *, but: str = "") -> Decimal | None:
        """None is as much as wanted."""
        horizon = shift(today, HORIZON_DAYS)
        if ship >= horizon:
            return None
        days = [ship + DAY * number for number in range((horizon - ship).days)]
        return max(Decimal(0), min(self.left_on(day, but=but) for day in days))

    def keep(self, owner: str, parts: list[tuple[date, Decimal]]) -> None:
        self.kept = [each for each in self.kept if each.owner != owner]
        self.kept += [Kept(owner, ship, quantity) for ship, quantity in parts if quantity > 0]
