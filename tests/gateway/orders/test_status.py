"""Domain §2.3."""

import pytest

from gateway.orders.status import find_row


@pytest.mark.parametrize(
    ("quote", "erp", "sync", "status"),
    [
        ("OFFERED", None, "IN_SYNC", "AWAITING_DECISION"),
        ("ACCEPTED", None, "PENDING", "SUBMITTING"),
        ("ACCEPTED", None, "RETRYING", "PENDING_ERP"),
        (None, None, "RETRYING", "PENDING_ERP"),
        ("ORDERED", "CREDIT_BLOCKED", "IN_SYNC", "ON_HOLD"),
        ("ORDERED", "CONFIRMED", "IN_SYNC", "CONFIRMED"),
        ("ACCEPTED", "CONFIRMED", "RETRYING", "CONFIRMED"),
        ("CANCELLED", None, "IN_SYNC", "CANCELLED"),
    ],
)
def test_each_row_of_the_table(quote: str | None, erp: str | None, sync: str, status: str):
    assert find_row(quote, erp, sync).status == status
