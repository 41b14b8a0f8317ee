"""T13: two agents amend one order at once; one is applied, in all three systems."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.end_to_end.operations import ORDER, PLACE, k2
from tests.end_to_end.stack import Stack

LINES = "query L($id: ID!) { order(id: $id) { lines { id } } }"
AMEND = """
mutation Amend($input: AmendOrderInput!) { amendOrder(input: $input) {
  order { revision } amendment { state changes { path before after } }
  userErrors { code ... on OrderRevisionConflict { expectedRevision currentRevision } }
} }
"""
GROSS = {"25": "356.39", "15": "213.83"}


def test_one_of_two_parallel_amendments_is_applied(stack: Stack):
    order = stack.ask(PLACE, {"input": k2("VALVE-20", "20", "scenario-t13")})["placeOrder"]["order"]
    assert order["grossTotal"]["amount"] == "285.11"
    stack.eventually(ORDER, {"id": order["id"]}, {"order": {"sync": {"state": "IN_SYNC"}}})
    line = stack.ask(LINES, {"id": order["id"]})["order"]["lines"][0]["id"]

    def amend(quantity: str) -> dict[str, Any]:
        wanted = {"orderId": order["id"], "expectedRevision": 1, "reason": "he called"}
        wanted |= {"idempotencyKey": f"scenario-t13-{quantity}"}
        wanted |= {"setQuantities": [{"lineId": line, "quantity": quantity}]}
        payload: dict[str, Any] = stack.ask(AMEND, {"input": wanted})["amendOrder"]
        return payload

    with ThreadPoolExecutor(2) as pool:
        payloads = dict(zip(GROSS, pool.map(amend, GROSS), strict=True))
    (quantity,) = [name for name, each in payloads.items() if not each["userErrors"]]
    (error,) = next(each["userErrors"] for each in payloads.values() if each["userErrors"])
    assert payloads[quantity]["amendment"]["state"] == "APPLIED"
    assert error["code"] in {"REVISION_CONFLICT", "AMENDMENT_IN_PROGRESS"}
    if error["code"] == "REVISION_CONFLICT":
        assert (error["expectedRevision"], error["currentRevision"]) == (1, 2)
    gross = {"amount": GROSS[quantity]}
    expected = {
        "revision": 2,
        "status": "CONFIRMED",
        "sync": {"state": "IN_SYNC"},
        "quote": {"revision": 2, "grossTotal": gross},
        "salesOrder": {"revision": 2, "grossTotal": gross},
    }
    stack.eventually(ORDER, {"id": order["id"]}, {"order": expected})
