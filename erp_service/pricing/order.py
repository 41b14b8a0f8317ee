"""The price of an order: list, tier, header discount, tax once per rate (R-PRC-1 to 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from erp_service.pricing.rounding import distribute, round_amount

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tier:
    """From ``minimum`` units of one line on, ``percent`` off."""

    minimum: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class LineToPrice:
    """A line's pricing facts; ``tiers`` is empty for an item without tier discounts."""

    line_id: str
    quantity: Decimal
    unit_price: Decimal
    tiers: tuple[Tier, ...]
    tax_category: str
    price_kind: str = "LIST_PRICE"


@dataclass(frozen=True, slots=True)
class PricedLine:
    """``discount_amount`` is the full amount of the line (R-PRC-4), header share included."""

    line_id: str
    unit_price: Decimal
    discount_percent: Decimal
    discount_amount: Decimal
    net_amount: Decimal
    tax_category: str
    price_kind: str = "LIST_PRICE"


@dataclass(frozen=True, slots=True)
class Tax:
    """One rate's tax on the sum of its nets."""

    category: str
    rate: Decimal
    basis: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """Totals in one currency."""

    currency: str
    lines: tuple[PricedLine, ...]
    net: Decimal
    taxes: tuple[Tax, ...]
    gross: Decimal


def price_order(
    lines: Sequence[LineToPrice],
    rates: Mapping[str, Decimal],
    currency: str,
    header_discount: Decimal = ZERO,
) -> PricedOrder:
    """Price every line, share the header discount (an amount), tax the sums.

    Of a header discount above the net total only that much applies: a change may leave less of an
    order than the discount was agreed on.
    ``rates`` gives the tax rate in percent of each tax category (R-TRM-3 already applied).
    """
    priced = [_price_line(line, currency) for line in lines]
    nets = [line.net_amount for line in priced]
    shares = distribute(min(header_discount, sum(nets, ZERO)), nets, currency)
    final = tuple(_with_share(line, share) for line, share in zip(priced, shares, strict=True))
    net = sum((line.net_amount for line in final), round_amount(ZERO, currency))
    taxes = _taxes(final, rates, currency)
    return PricedOrder(currency, final, net, taxes, net + sum((t.amount for t in taxes), ZERO))


def tier_percent(tiers: Sequence[Tier], quantity: Decimal) -> Decimal:
    """The discount of the highest tier that the line's quantity reaches."""
    return max((tier.percent for tier in tiers if quantity >= tier.minimum), default=ZERO)


def _price_line(line: LineToPrice, currency: str) -> PricedLine:
    percent = tier_percent(line.tiers, line.quantity)
    value = line.quantity * line.unit_price
    discount = round_amount(value * percent / 100, currency)
    # A value of x.xx5 that is free is discounted by its rounded self, half a cent too much.
    net = max(round_amount(ZERO, currency), round_amount(value - discount, currency))
    return PricedLine(
        line.line_id,
        line.unit_price,
        percent,
        discount,
        net,
        line.tax_category,
        line.price_kind,
    )


def _with_share(line: PricedLine, share: Decimal) -> PricedLine:
    discount, net = line.discount_amount + share, line.net_amount - share
    return replace(line, discount_amount=discount, net_amount=net)


def _taxes(
    lines: Sequence[PricedLine], rates: Mapping[str, Decimal], currency: str
) -> tuple[Tax, ...]:
    basis: dict[tuple[Decimal, str], Decimal] = {}
    first: dict[Decimal, str] = {}
    for line in lines:
        rate = rates[line.tax_category]
        key = (rate, first.setdefault(rate, line.tax_category))
        basis[key] = basis.get(key, ZERO) + line.net_amount
    return tuple(
        Tax(category, rate, amount, round_amount(amount * rate / 100, currency))
        for (rate, category), amount in basis.items()
    )
