"""Supply and demand of one item in one warehouse: what can still be promised (R-ATP-1 to 3)."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Movement:
    """A quantity on a day: a confirmed receipt, or a reservation or hold by its ship date."""

    day: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Pool:
    """Only confirmed receipts (R-ATP-8), hard reservations and live foreign holds belong here."""

    on_hand: Decimal
    safety_stock: Decimal
    receipts: tuple[Movement, ...]
    demands: tuple[Movement, ...]
    horizon: date

    def projected(self, day: date) -> Decimal:
        """R-ATP-1: the stock at the day's end that nobody has been promised."""
        supply = sum((each.quantity for each in self.receipts if each.day <= day), ZERO)
        demand = sum((each.quantity for each in self.demands if each.day <= day), ZERO)
        return self.on_hand - self.safety_stock + supply - demand

    def available(self, day: date) -> Decimal | None:
        """R-ATP-2 by ship date: the least projection up to the horizon; None is unlimited."""
        if day >= self.horizon:
            return None
        turns = {each.day for each in self.demands if day < each.day < self.horizon}
        return max(ZERO, min(self.projected(turn) for turn in {day} | turns))

    def take(self, day: date, quantity: Decimal) -> "Pool":
        """The pool after a promise; from the horizon on nothing is taken (LEAD_TIME)."""
        if day >= self.horizon:
            return self
        return replace(self, demands=(*self.demands, Movement(day, quantity)))

    def basis(self, day: date, quantity: Decimal) -> str:
        """STOCK when no receipt is needed, RECEIPT before the horizon, else LEAD_TIME."""
        if day >= self.horizon:
            return "LEAD_TIME"
        from_stock = replace(self, receipts=()).available(day)
        return "STOCK" if from_stock is not None and from_stock >= quantity else "RECEIPT"
