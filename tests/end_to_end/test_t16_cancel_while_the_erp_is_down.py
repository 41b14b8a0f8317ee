"""T16: an order is cancelled while the ERP is down; the ERP has the last word."""

from typing import Any

from tests.end_to_end.operations import ORDER, PLACE, STOCK, k2
from tests.end_to_end.stack import Stack

CANCEL = """
mutation Cancel($input: CancelOrderInput!) { cancelOrder(input: $input) {
  replayed cancelledLines { cancelledQuantity remainingQuantity } order { status quote { state } }
  userErrors { code ... on SystemUnavailable { system queued } }
} }
"""


def cancel(stack: Stack, order: dict[str, Any], key: str) -> dict[str, Any]:
    wanted = {"orderId": order["id"], "expectedRevision": 1, "reason": "called back"}
    payload: dict[str, Any] = stack.ask(CANCEL, {"input": {**wanted, "idempotencyKey": key}})
    return payload["cancelOrder"]


def test_it_is_cancelling_until_the_erp_agrees_and_survives_the_gateway(stack: Stack):
    placed = stack.ask(PLACE, {"input": k2("VALVE-20", "100", "scenario-t16")})["placeOrder"]
    order = placed["order"]
    stack.kill("erp")
    answer = cancel(stack, order, "scenario-t16-cancel")
    assert answer["userErrors"] == [{"code": "SYSTEM_UNAVAILABLE", "system": "ERP", "queued": True}]
    assert answer["order"] == {"status": "CANCELLING", "quote": {"state": "ORDERED"}}
    stack.kill("gateway")
    stack.start("gateway")
    stack.eventually(ORDER, {"id": order["id"]}, {"order": {"status": "CANCELLING"}})
    stack.start("erp")
    done = {
        "status": "CANCELLED",
        "sync": {"state": "IN_SYNC"},
        "quote": {"state": "CANCELLED"},
        "salesOrder": {"status": "CANCELLED"},
    }
    stack.eventually(ORDER, {"id": order["id"]}, {"order": done})
    stock = stack.ask(STOCK, {"sku": "VALVE-20"})["product"]["item"]["stock"]
    assert [each["reserved"] for each in stock if each["warehouse"]["code"] == "BER"] == ["0"]
    again = cancel(stack, order, "scenario-t16-cancel")
    assert (again["replayed"], again["userErrors"]) == (True, [])
    assert again["cancelledLines"] == [{"cancelledQuantity": "100", "remainingQuantity": "0"}]
