"""Half-up to the currency's minor unit (R-PRC-2), and shares that sum exactly (R-PRC-5)."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from chassis.decimals import minor_digits


def round_amount(value: Decimal, currency: str) -> Decimal:
    """Half-up to the minor unit."""
    return value.quantize(_minor_unit(currency), ROUND_HALF_UP)


def distribute(total: Decimal, weights: Sequence[Decimal], currency: str) -> tuple[Decimal, ...]:
    """Largest remainder by weight, ties to the lower position; the shares sum to ``total``."""
    whole = sum(weights, Decimal(0))
    if whole == 0:
        return tuple(Decimal(0) for _ in weights)
    unit = _minor_unit(currency)
    exact = [total * weight / whole for weight in weights]
    shares = [value.quantize(unit, ROUND_DOWN) for value in exact]
    missing = int((total - sum(shares, Decimal(0))) / unit)
    order = sorted(range(len(shares)), key=lambda index: (shares[index] - exact[index], index))
    for index in order[:missing]:
        shares[index] += unit
    return tuple(shares)


def _minor_unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_digits(currency))
