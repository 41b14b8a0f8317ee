from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.decimals import parse_decimal, show_amount, show_quantity

QUANTITIES = st.decimals(
    min_value=-(10**12), max_value=10**12, places=6, allow_nan=False, allow_infinity=False
)


@given(QUANTITIES)
def test_a_quantity_survives_the_wire_without_zeros_or_exponent(quantity: Decimal):
    text = show_quantity(quantity)
    assert parse_decimal(text) == quantity
    assert "e" not in text.lower()
    assert "." not in text or not text.endswith("0")


@pytest.mark.parametrize(
    "text", ["", "abc", "1e3", "NaN", "1,5", " 1", "1.", ".5", "1_000", "\u0663"]
)
def test_anything_but_plain_notation_is_refused(text: str):
    with pytest.raises(ValueError, match="decimal"):
        parse_decimal(text)


def test_amounts_carry_the_minor_digits_of_their_currency():
    assert show_amount(Decimal("1352.0800"), "EUR") == "1352.08"
    assert show_amount(Decimal("1333.00"), "JPY") == "1333"
