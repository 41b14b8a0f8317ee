"""T12: one system does not answer; the order is still read."""

from typing import Any

import pytest

from tests.end_to_end.operations import PLACE, UNIFIED, k2
from tests.end_to_end.stack import Stack


@pytest.fixture
def order_id(stack: Stack) -> str:
    placed = stack.ask(PLACE, {"input": k2("VALVE-20", "100", "scenario-t12")})["placeOrder"]
    stack.eventually(
        UNIFIED, {"id": placed["order"]["id"]}, {"order": {"sync": {"state": "IN_SYNC"}}}
    )
    identifier: str = placed["order"]["id"]
    return identifier


def read(stack: Stack, order_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = stack.post("gateway", UNIFIED, {"id": order_id})
    return answer


def test_without_the_crm_its_branches_are_null_and_the_rest_is_there(stack: Stack, order_id: str):
    stack.kill("crm")
    down = {"order": {"sync": {"crm": {"available": False}}}}
    stack.eventually(UNIFIED, {"id": order_id}, down)
    answer = read(stack, order_id)
    order = answer["data"]["order"]
    assert (order["status"], order["customerId"]) == ("CONFIRMED", "cus_k2")
    assert order["lines"][0]["sku"] == "VALVE-20"
    assert order["salesOrder"]["status"] == "CONFIRMED"
    assert (order["customer"], order["quote"]) == (None, None)
    assert order["salesOrder"]["lines"][0]["product"] is None
    paths = {tuple(error["path"]) for error in answer["errors"]}
    product = ("order", "salesOrder", "lines", 0, "product")
    assert paths == {("order", "customer"), ("order", "quote"), product}
    assert len(answer["errors"]) == len(paths)


def test_without_the_erp_the_status_comes_from_the_projection(stack: Stack, order_id: str):
    stack.kill("erp")
    stale = {"order": {"sync": {"erp": {"available": False, "stale": True}}}}
    stack.eventually(UNIFIED, {"id": order_id}, stale)
    order = read(stack, order_id)["data"]["order"]
    assert (order["status"], order["salesOrder"]) == ("CONFIRMED", None)
    assert order["quote"]["state"] == "ORDERED"
    assert order["sync"]["erp"]["asOf"] is not None


def test_what_was_down_and_is_back_is_read_again(stack: Stack, order_id: str):
    stack.kill("crm")
    stack.eventually(UNIFIED, {"id": order_id}, {"order": {"sync": {"crm": {"available": False}}}})
    stack.start("crm")
    back = {"order": {"sync": {"crm": {"available": True}}, "quote": {"state": "ORDERED"}}}
    stack.eventually(UNIFIED, {"id": order_id}, back)
