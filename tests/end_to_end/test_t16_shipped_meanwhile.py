"""T16: the warehouse ships while a cancellation waits for the ERP; the ERP has the last word."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.databases.kinds import Databases
from tests.end_to_end.invariants import assert_invariants
from tests.end_to_end.operations import ORDER, PLACE, k2
from tests.end_to_end.proxied_stack import ProxiedStack, proxied_stack
from tests.end_to_end.test_t16_cancel_while_the_erp_is_down import cancel
from tests.end_to_end.warehouse import sales_order_of, ship

STORY = """
query Story($id: ID!) { order(id: $id) {
  status revision lines { cancelledQuantity shippedQuantity openQuantity }
  history(first: 50) { edges { node { type } } } sync { conflicts { code } }
} }
"""


@pytest.fixture
def stack(tmp_path: Path, databases: Databases) -> Iterator[ProxiedStack]:
    with proxied_stack(tmp_path, databases) as proxied:
        yield proxied
        assert_invariants(proxied)


def cancelled_meanwhile(stack: ProxiedStack, key: str, *quantities: str) -> Any:
    """An order that is being cancelled while so much of it leaves the house."""
    order = stack.ask(PLACE, {"input": k2("VALVE-20", "20", key)})["placeOrder"]["order"]
    stack.eventually(ORDER, {"id": order["id"]}, {"order": {"sync": {"state": "IN_SYNC"}}})
    sales_order = sales_order_of(stack, order)
    stack.lines["erp"].cut()
    answer = cancel(stack, order, f"{key}-cancel")
    assert answer["userErrors"] == [{"code": "SYSTEM_UNAVAILABLE", "system": "ERP", "queued": True}]
    assert answer["order"] == {"status": "CANCELLING", "quote": {"state": "ORDERED"}}
    for quantity in quantities:
        ship(stack, sales_order, quantity, door="erp")
    stack.lines["erp"].is_cut = False
    done = {"status": "SHIPPED", "sync": {"state": "IN_SYNC"}, "quote": {"state": "ORDERED"}}
    stack.eventually(ORDER, {"id": order["id"]}, {"order": done})
    return stack.ask(STORY, {"id": order["id"]})["order"]


def types(found: Any) -> list[str]:
    return [edge["node"]["type"] for edge in found["history"]["edges"]]


def test_everything_shipped_the_cancellation_is_refused(stack: ProxiedStack):
    found = cancelled_meanwhile(stack, "scenario-t16-all", "20")
    assert (found["revision"], found["sync"]["conflicts"]) == (1, [])
    assert types(found).count("CANCEL_REFUSED") == types(found).count("SHIPPED") == 1
    assert "CANCELLED" not in types(found)
    assert found["lines"] == [
        {"cancelledQuantity": "0", "shippedQuantity": "20", "openQuantity": "0"}
    ]


def test_half_shipped_the_rest_is_cancelled(stack: ProxiedStack):
    found = cancelled_meanwhile(stack, "scenario-t16-half", "5", "5")
    assert (found["revision"], found["sync"]["conflicts"]) == (2, [])
    assert found["lines"] == [
        {"cancelledQuantity": "10", "shippedQuantity": "10", "openQuantity": "0"}
    ]
    assert "CANCEL_REFUSED" not in types(found)
