"""Which events a step of the ERP is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.orders.progress import Progress, event_types, progress_of

ZERO = Decimal(0)
CONFIRMED = Progress("CONFIRMED", ZERO, ZERO, ZERO, "2026-03-06")
PICKING = replace(CONFIRMED, status="PICKING", waiting=Decimal(5))
HALF = replace(CONFIRMED, status="PARTIALLY_SHIPPED", shipped=Decimal(5))
SHIPPED = replace(CONFIRMED, status="SHIPPED", shipped=Decimal(9))
COMPLETED = replace(SHIPPED, status="COMPLETED", invoiced=Decimal(9))
HELD = replace(CONFIRMED, status="CREDIT_BLOCKED")
LATER = replace(CONFIRMED, promised_on="2026-03-17")


@pytest.mark.parametrize(
    ("before", "after", "types"),
    [
        (CONFIRMED, CONFIRMED, []),
        (CONFIRMED, PICKING, ["PICKED"]),
        (PICKING, HALF, ["SHIPPED"]),
        (HALF, SHIPPED, ["SHIPPED"]),
        (CONFIRMED, COMPLETED, ["SHIPPED", "INVOICED"]),
        (HELD, CONFIRMED, ["RELEASED", "CONFIRMED"]),
        (CONFIRMED, HELD, ["HELD"]),
        (HELD, replace(HELD, status="ON_HOLD"), []),
        (CONFIRMED, LATER, ["CONFIRMED"]),
    ],
)
def test_a_step_is_told_by_what_it_moved(before: Progress, after: Progress, types: list[str]):
    assert event_types(before, after) == types


def test_picked_contains_what_is_shipped():
    lines = [{"picked_quantity": "12", "shipped_quantity": "5"}, {"shipped_quantity": "1"}]
    document = {"lines": lines, "erp_status": "PARTIALLY_SHIPPED", "confirmed_delivery_date": None}
    found = progress_of(document)
    assert (found.waiting, found.shipped, found.invoiced) == (Decimal(6), Decimal(6), ZERO)
