"""R-PRC-1: list price, then the tier of the line's quantity, then the header discount, then tax."""

import pytest

from tests.erp_service.conftest import Erp, order

STEPS = [
    ("9", [("LIST_PRICE", "111.15")]),
    ("10", [("LIST_PRICE", "123.50"), ("TIER_DISCOUNT", "-3.71")]),
    ("50", [("LIST_PRICE", "617.50"), ("TIER_DISCOUNT", "-30.88")]),
    ("100", [("LIST_PRICE", "1235.00"), ("TIER_DISCOUNT", "-98.80")]),
]


@pytest.mark.parametrize(("quantity", "steps"), STEPS)
async def test_the_tier_is_that_of_the_line(erp: Erp, quantity: str, steps: list[tuple[str, str]]):
    found = (await erp.place(order(("VALVE-20", quantity))))["salesOrder"]
    shown = [(each["kind"], each["amount"]["amount"]) for each in found["priceConditions"]]
    assert shown == steps


async def test_two_lines_of_one_item_do_not_add_up_to_a_tier(erp: Erp):
    found = (await erp.place(order(("VALVE-20", "5"), ("VALVE-20", "5"))))["salesOrder"]
    assert found["netTotal"] == {"amount": "123.50"}


async def test_the_header_discount_comes_after_the_tier_and_before_the_tax(erp: Erp):
    found = (await erp.place(order(("VALVE-20", "10"), headerDiscount="9.79")))["salesOrder"]
    kinds = [each["kind"] for each in found["priceConditions"]]
    assert kinds == ["LIST_PRICE", "TIER_DISCOUNT", "HEADER_DISCOUNT"]
    assert (found["netTotal"]["amount"], found["grossTotal"]["amount"]) == ("110.00", "130.90")
