"""T08, T09, T11: the ERP is away, its answer gets lost, the CRM dies after the pivot."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.databases.kinds import Databases
from tests.end_to_end.invariants import assert_invariants
from tests.end_to_end.operations import ORDER, PLACE, STOCK, k2
from tests.end_to_end.proxied_stack import ProxiedStack, proxied_stack
from tests.end_to_end.stack import Stack

HISTORY = "query H($id: ID!) { order(id: $id) { history(first: 50) { edges { node { type } } } } }"


@pytest.fixture
def stack(tmp_path: Path, databases: Databases) -> Iterator[ProxiedStack]:
    with proxied_stack(tmp_path, databases) as proxied:
        yield proxied
        assert_invariants(proxied)


def place(stack: Stack, key: str, **more: object) -> dict[str, Any]:
    payload: dict[str, Any] = stack.ask(PLACE, {"input": k2("VALVE-20", "100", key, **more)})
    return payload["placeOrder"]  # type: ignore[no-any-return]


def types(stack: Stack, order_id: str) -> list[str]:
    edges = stack.ask(HISTORY, {"id": order_id})["order"]["history"]["edges"]
    return [edge["node"]["type"] for edge in edges]


def reserved(stack: Stack) -> str:
    stock = stack.ask(STOCK, {"sku": "VALVE-20"})["product"]["item"]["stock"]
    return str(next(each["reserved"] for each in stock if each["warehouse"]["code"] == "BER"))


def reach_confirmed(stack: Stack, order_id: str) -> None:
    done = {
        "status": "CONFIRMED",
        "sync": {"state": "IN_SYNC"},
        "quote": {"state": "ORDERED"},
        "salesOrder": {"status": "CONFIRMED"},
    }
    stack.eventually(ORDER, {"id": order_id}, {"order": done})


def test_t08_an_order_waits_for_the_erp_and_is_placed_once(stack: ProxiedStack):
    stack.kill("erp")
    began = monotonic()
    placed = place(stack, "scenario-t08")
    assert monotonic() - began < 5
    order = placed["order"]
    assert (placed["outcome"], order["status"]) == ("QUEUED", "PENDING_ERP")
    assert (order["confirmedDeliveryDate"], order["quote"]["state"]) == (None, "ACCEPTED")
    stack.eventually(ORDER, {"id": order["id"]}, {"order": {"sync": {"erp": {"available": False}}}})
    stack.start("erp")
    reach_confirmed(stack, order["id"])
    found = types(stack, order["id"])
    assert [each for each in found if each in {"QUEUED", "ERP_CREATED", "CONFIRMED"}] == [
        *("QUEUED", "ERP_CREATED", "CONFIRMED")
    ]
    assert reserved(stack) == "100"


def test_t08_refused_at_once_no_quote_is_left_open(stack: ProxiedStack):
    stack.kill("erp")
    placed = place(stack, "scenario-t08-fail", onErpUnavailable="FAIL")
    assert (placed["outcome"], placed["order"]) == ("REFUSED", None)
    assert placed["userErrors"][0]["code"] == "SYSTEM_UNAVAILABLE"
    ids = stack.ask("{ orders { edges { node { id } } } }")["orders"]["edges"]
    ended = {"status": "CANCELLED", "quote": {"state": "CANCELLED"}}
    stack.eventually(ORDER, {"id": ids[0]["node"]["id"]}, {"order": ended})
    stack.start("erp")


def test_t09_a_lost_answer_makes_one_order(stack: ProxiedStack):
    stack.lines["erp"].losing = b"createSalesOrder"
    placed = place(stack, "scenario-t09")
    reach_confirmed(stack, placed["order"]["id"])
    assert reserved(stack) == "100"


def test_t09_an_answer_lost_with_the_line_is_an_unknown_outcome(stack: ProxiedStack):
    line = stack.lines["erp"]
    line.losing, line.cuts_at = b"createSalesOrder", b"salesOrderByExternalReference"
    placed = place(stack, "scenario-t09-long")
    assert (placed["outcome"], placed["order"]["status"]) == ("QUEUED", "SUBMITTING")
    assert placed["order"]["sync"]["state"] == "UNKNOWN_OUTCOME"
    line.is_cut = False
    reach_confirmed(stack, placed["order"]["id"])
    assert reserved(stack) == "100"


def test_t11_the_crm_dies_after_the_pivot(stack: ProxiedStack):
    stack.lines["crm"].losing = b"settleQuote"
    line = stack.lines["crm"]
    placed = place(stack, "scenario-t11")
    assert (placed["outcome"], placed["order"]["sync"]["state"]) == ("CONFIRMED", "RETRYING")
    assert line.losing is None
    reach_confirmed(stack, placed["order"]["id"])
