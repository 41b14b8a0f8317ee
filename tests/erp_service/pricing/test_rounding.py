"""R-PRC-2: exact decimals, half-up to the currency's minor unit, discount and net apart."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_service.pricing.order import LineToPrice, Tier, price_order
from erp_service.pricing.rounding import round_amount
from tests.erp_service.conftest import SIMULATE, Erp, order

PRICES = st.decimals("0.0001", "9999.9999", places=4)
CURRENCIES = st.sampled_from(["EUR", "JPY"])
FREE = {"STANDARD": Decimal(0)}


@pytest.mark.parametrize(
    ("value", "currency", "rounded"),
    [
        ("0.005", "EUR", "0.01"),
        ("0.0049", "EUR", "0.00"),
        ("2.5", "JPY", "3"),
        ("2.49", "JPY", "2"),
    ],
)
def test_half_is_up(value: str, currency: str, rounded: str):
    assert str(round_amount(Decimal(value), currency)) == rounded


@given(PRICES, st.integers(1, 5000), st.integers(0, 100), CURRENCIES)
def test_the_discount_is_rounded_and_the_net_is_what_it_leaves(
    price: Decimal, quantity: int, percent: int, currency: str
):
    tiers = (Tier(Decimal(1), Decimal(percent)),)
    line = LineToPrice("a", Decimal(quantity), price, tiers, "STANDARD")
    (found,) = price_order([line], FREE, currency).lines
    value = price * quantity
    assert found.discount_amount == round_amount(value * percent / 100, currency)
    left = round_amount(value, currency) - found.discount_amount
    assert found.net_amount == left >= Decimal(0)


@pytest.mark.parametrize(("price", "quantity"), [("0.0050", 1), ("0.3350", 3), ("2.0010", 5)])
def test_what_is_free_costs_nothing(price: str, quantity: int):
    tiers = (Tier(Decimal(1), Decimal(100)),)
    line = LineToPrice("a", Decimal(quantity), Decimal(price), tiers, "STANDARD")
    found = price_order([line], FREE, "EUR")
    assert (str(found.net), str(found.gross)) == ("0.00", "0.00")


async def test_yen_have_no_cents(erp: Erp):
    wanted = order(("BOLT-8", "7"), customerId="cus_j")
    found = await erp.call(SIMULATE, input=wanted)
    assert found["netTotal"] == {"amount": "9331"}
    assert found["taxes"] == [{"rate": "10", "amount": {"amount": "933"}}]
    assert found["grossTotal"] == {"amount": "10264", "currency": "JPY"}
