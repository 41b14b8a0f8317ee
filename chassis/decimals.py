"""Exact decimals on the wire: quantities, amounts, unit prices. No float, no exponent."""

import re
from decimal import Decimal

_PLAIN = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,12})?")
_MINOR_DIGITS = {"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "HUF": 2, "BHD": 3, "KWD": 3, "TND": 3}


def parse_decimal(text: str) -> Decimal:
    """Read plain decimal notation.

    Raises:
        ValueError: an exponent, a sign alone, NaN, blanks, or more than 18 + 12 digits.
    """
    if _PLAIN.fullmatch(text) is None:
        raise ValueError(f"{text!r} is no decimal number; write it like '12.50'")
    return Decimal(text)


def show_decimal(value: Decimal) -> str:
    """Print as stored, trailing zeros included."""
    return f"{value:f}"


def show_quantity(value: Decimal) -> str:
    """Print without trailing zeros: ``100``, ``1.5``, ``0``."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def minor_digits(currency: str) -> int:
    """Digits behind the point of a currency's amounts (ISO 4217); two unless listed."""
    return _MINOR_DIGITS.get(currency, 2)


def show_amount(value: Decimal, currency: str) -> str:
    """Print with the currency's minor digits; the value is already rounded to them."""
    return f"{value:.{minor_digits(currency)}f}"
