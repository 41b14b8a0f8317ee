from decimal import Decimal
from typing import Any

import pytest

from erp_service.sales_orders.status import LineQuantities, OrderFacts, line_status, order_status

TEN = Decimal(10)


@pytest.mark.parametrize(
    ("quantities", "expected"),
    [
        ({"cancelled": TEN}, "CANCELLED"),
        ({"shipped": TEN, "invoiced": TEN}, "INVOICED"),
        ({"shipped": TEN}, "SHIPPED"),
        ({"shipped": Decimal(1)}, "PARTIALLY_SHIPPED"),
        ({"picked": TEN}, "PICKED"),
        ({"picked": Decimal(1)}, "PICKING"),
        ({"confirmed": TEN}, "CONFIRMED"),
        ({"confirmed": Decimal(1)}, "PARTIALLY_CONFIRMED"),
        ({}, "BACKORDERED"),
        ({"is_checked": False}, "OPEN"),
    ],
)
def test_a_line_status_is_the_first_rule_that_holds(quantities: dict[str, Any], expected: str):
    assert line_status(LineQuantities(TEN, **quantities)) == expected


def test_a_prepayment_outranks_the_confirmation():
    lines = (LineQuantities(TEN, confirmed=TEN),)
    assert order_status(OrderFacts(lines)) == "CONFIRMED"
    assert order_status(OrderFacts(lines, "AWAITING_PREPAYMENT")) == "CREDIT_BLOCKED"


def test_everything_shipped_and_billed_is_completed():
    lines = (LineQuantities(TEN, TEN, TEN, TEN, TEN),)
    assert order_status(OrderFacts(lines)) == "COMPLETED"
