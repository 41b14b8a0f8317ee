"""Status derived from quantities, first match wins (section 2.2). Never typed by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
OVER = frozenset({"CANCELLED", "COMPLETED", "CLOSED_SHORT"})


@dataclass(frozen=True, slots=True)
class LineQuantities:
    """``picked`` contains what is shipped."""

    ordered: Decimal
    confirmed: Decimal = ZERO
    picked: Decimal = ZERO
    shipped: Decimal = ZERO
    invoiced: Decimal = ZERO
    cancelled: Decimal = ZERO
    is_checked: bool = True
    cancelled_after_shipment: bool = False

    @property
    def net(self) -> Decimal:
        """Ordered less cancelled."""
        return self.ordered - self.cancelled


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the header's status follows from."""

    lines: tuple[LineQuantities, ...]
    credit_status: str = "APPROVED"
    is_incomplete: bool = False
    is_on_hold: bool = False

    @property
    def live(self) -> tuple[LineQuantities, ...]:
        """The lines that are not cancelled."""
        return tuple(line for line in self.lines if line.net > ZERO)


_LINE_RULES: tuple[tuple[str, Callable[[LineQuantities], bool]], ...] = (
    ("CANCELLED", lambda line: line.net == ZERO),
    ("INVOICED", lambda line: line.invoiced == line.net),
    ("SHIPPED", lambda line: line.shipped == line.net),
    ("PARTIALLY_SHIPPED", lambda line: line.shipped > ZERO),
    ("PICKED", lambda line: line.picked == line.net),
    ("PICKING", lambda line: line.picked > ZERO),
    ("CONFIRMED", lambda line: line.confirmed == line.net),
    ("PARTIALLY_CONFIRMED", lambda line: line.confirmed > ZERO),
    ("BACKORDERED", lambda line: line.is_checked),
    ("OPEN", lambda line: not line.is_checked),
)
_BLOCKING_CREDIT = frozenset({"BLOCKED", "AWAITING_PREPAYMENT"})


def line_status(line: LineQuantities) -> str:
    """The first rule that holds."""
    return next(name for name, holds in _LINE_RULES if holds(line))


def order_status(facts: OrderFacts) -> str:
    """The first rule that holds."""
    return next(name for name, holds in _ORDER_RULES if holds(facts))


def completeness(done: Sequence[Decimal], net: Sequence[Decimal]) -> str:
    """A progress axis: NONE, PARTIAL or FULL."""
    if not any(quantity > ZERO for quantity in done):
        return "NONE"
    is_full = all(part >= whole for part, whole in zip(done, net, strict=True))
    return "FULL" if is_full else "PARTIAL"


def _is_billed(facts: OrderFacts) -> bool:
    return all(line.shipped == line.net == line.invoiced for line in facts.live)


def _is_short(facts: OrderFacts) -> bool:
    return any(line.cancelled_after_shipment for line in facts.lines)


_ORDER_RULES: tuple[tuple[str, Callable[[OrderFacts], bool]], ...] = (
    ("CANCELLED", lambda facts: not facts.live),
    ("CLOSED_SHORT", lambda facts: _is_billed(facts) and _is_short(facts)),
    ("COMPLETED", _is_billed),
    ("INCOMPLETE", lambda facts: facts.is_incomplete),
    ("CREDIT_BLOCKED", lambda facts: facts.credit_status in _BLOCKING_CREDIT),
    ("ON_HOLD", lambda facts: facts.is_on_hold),
    ("SHIPPED", lambda facts: all(line.shipped == line.net for line in facts.live)),
    ("PARTIALLY_SHIPPED", lambda facts: any(line.shipped > ZERO for line in facts.live)),
    ("PICKING", lambda facts: any(line.picked > ZERO for line in facts.live)),
    ("CONFIRMED", lambda facts: all(line.confirmed == line.net for line in facts.live)),
    ("PARTIALLY_CONFIRMED", lambda facts: any(line.confirmed > ZERO for line in facts.live)),
    ("BACKORDERED", lambda facts: bool(facts.live)),
)
