"""The pricing of an order step by step, as it is shown and kept (R-PRC-1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from erp_service.pricing.order import ZERO, PricedLine, PricedOrder
from erp_service.pricing.rounding import round_amount


@dataclass(frozen=True, slots=True)
class Condition:
    """One step; ``line_id`` is None for the header's."""

    kind: str
    basis: Decimal | None
    rate: Decimal | None
    amount: Decimal
    line_id: str | None = None


def conditions(quantities: Mapping[str, Decimal], priced: PricedOrder) -> Iterator[Condition]:
    """List or contract price and tier of each line by its quantity, then the header discount."""
    header = Decimal(0)
    for line in priced.lines:
        quantity, line_id = quantities[line.line_id], line.line_id
        value = round_amount(quantity * line.unit_price, priced.currency)
        yield Condition(line.price_kind, quantity, line.unit_price, value, line_id)
        off = _tier_discount(line, quantity, priced.currency)
        if off > ZERO:
            yield Condition("TIER_DISCOUNT", value, line.discount_percent, -off, line_id)
        header += line.discount_amount - off
    if header > ZERO:
        yield Condition("HEADER_DISCOUNT", None, None, -header)


def header_discount(quantities: Mapping[str, Decimal], priced: PricedOrder) -> Decimal:
    """How much of a header discount the order could bear."""
    steps = conditions(quantities, priced)
    return sum((-step.amount for step in steps if step.kind == "HEADER_DISCOUNT"), ZERO)


def _tier_discount(line: PricedLine, quantity: Decimal, currency: str) -> Decimal:
    return round_amount(quantity * line.unit_price * line.discount_percent / 100, currency)
