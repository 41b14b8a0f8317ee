"""Domain §2.3: the table of the unified status."""

from pathlib import Path

import pytest

import gateway
from gateway.orders.projection import new_document
from gateway.orders.status import evaluate, find_row
from gateway.orders.status_page import status_page

PAGE = Path(gateway.__file__).parent.parent / "docs" / "order-status.md"
ROWS = """
OFFERED   -                   IN_SYNC         -      AWAITING_DECISION
ACCEPTED  -                   PENDING         -      SUBMITTING
ACCEPTED  -                   UNKNOWN_OUTCOME -      SUBMITTING
ACCEPTED  -                   RETRYING        -      PENDING_ERP
-         -                   RETRYING        -      PENDING_ERP
ACCEPTED  -                   FAILED          -      AWAITING_DECISION
DRAFT     -                   IN_SYNC         -      DRAFT
OFFERED   -                   PENDING         -      CHECKING
ORDERED   CREDIT_BLOCKED      IN_SYNC         -      ON_HOLD
ORDERED   INCOMPLETE          IN_SYNC         -      ON_HOLD
ORDERED   ON_HOLD             IN_SYNC         -      ON_HOLD
ORDERED   BACKORDERED         IN_SYNC         -      BACKORDERED
ORDERED   PARTIALLY_CONFIRMED IN_SYNC         -      PARTIALLY_CONFIRMED
ORDERED   CONFIRMED           IN_SYNC         -      CONFIRMED
ACCEPTED  CONFIRMED           RETRYING        -      CONFIRMED
ORDERED   PICKING             IN_SYNC         -      IN_FULFILMENT
ORDERED   PARTIALLY_SHIPPED   IN_SYNC         -      PARTIALLY_SHIPPED
ORDERED   SHIPPED             IN_SYNC         -      SHIPPED
ORDERED   COMPLETED           IN_SYNC         -      COMPLETED
ORDERED   CLOSED_SHORT        IN_SYNC         -      COMPLETED
CANCELLED CANCELLED           IN_SYNC         -      CANCELLED
CANCELLED -                   IN_SYNC         -      CANCELLED
ORDERED   CANCELLED           RETRYING        -      CANCELLED
LOST      -                   IN_SYNC         -      LOST
EXPIRED   -                   IN_SYNC         -      LOST
ORDERED   CONFIRMED           IN_SYNC         CANCEL CANCELLING
OFFERED   -                   PENDING         CANCEL CANCELLING
ORDERED   CONFIRMED           RETRYING        AMEND  CHANGE_PENDING
ORDERED   CONFIRMED           CONFLICT        -      NEEDS_ATTENTION
ORDERED   CONFIRMED           CONFLICT        CANCEL NEEDS_ATTENTION
"""


@pytest.mark.parametrize("row", ROWS.strip().splitlines())
def test_each_row_of_the_table(row: str):
    quote, erp, sync, running, status = (None if word == "-" else word for word in row.split())
    assert sync is not None
    assert find_row(quote, erp, sync, running).status == status


@pytest.mark.parametrize(
    ("fields", "actions"),
    [
        ({"quote_state": "OFFERED", "sync_state": "IN_SYNC"}, ["DECIDE", "CANCEL"]),
        ({"quote_state": "ACCEPTED", "sync_state": "RETRYING"}, ["CANCEL", "RETRY_SYNC"]),
        ({"erp_status": "CONFIRMED", "sync_state": "IN_SYNC"}, ["AMEND", "CANCEL", "CANCEL_LINES"]),
        ({"erp_status": "SHIPPED", "sync_state": "IN_SYNC"}, ["AMEND"]),
        ({"erp_status": "COMPLETED", "sync_state": "IN_SYNC"}, []),
        ({"erp_status": "CANCELLED", "sync_state": "IN_SYNC"}, []),
    ],
)
def test_actions_follow_the_state_machine(fields: dict[str, str], actions: list[str]):
    request = {"requested_delivery_date": "2026-03-06", "lines": []}
    document = new_document("ord_1", {"hold": "hld_1", "lines": []}, request, "cus_1", {})
    document |= fields
    evaluate(document)
    assert document["allowed_actions"] == actions


def test_the_page_is_what_the_table_says():
    assert PAGE.read_text() == status_page(), "run scripts/document_order_status.py"
