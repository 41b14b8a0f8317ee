"""T25: a subscriber over server-sent events sees each step once, and may come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec

from tests.end_to_end.operations import DECIDE, PLACE
from tests.end_to_end.stack import JSON, Stack
from tests.patience import PATIENCE_SECONDS

WATCH = """
subscription Watch($id: ID, $after: Int) { orderEvents(orderId: $id, afterSequence: $after) {
  sequence type toStatus order { status customer { displayName } salesOrder { number } } } }
"""
STORY = {
    "idempotencyKey": "scenario-t25",
    "requestedDeliveryDate": "2026-03-06",
    "onShortfall": "ASK",
    "customer": {"id": "cus_k1"},
    "lines": [{"sku": "PUMP-100", "quantity": "60"}, {"sku": "VALVE-20", "quantity": "100"}],
}
TYPES = ["PLACED", "CHECKED", "DECISION_NEEDED", "DECIDED", "ERP_CREATED", "HELD"]
PAY = """
mutation Pay($id: ID!, $amount: Decimal!) { recordPrepayment(
  salesOrderId: $id, amount: $amount, paymentReference: "bank", idempotencyKey: "pay-t25"
) { userErrors { message } } }
"""


@contextmanager
def watching(stack: Stack, order_id: str, after: int) -> Iterator[Iterator[Any]]:
    """The events of an order as a client reads them from the wire."""
    body: JSON = {"query": WATCH, "variables": {"id": order_id, "after": after}}
    headers = {"accept": "text/event-stream"}
    url = f"{stack.url('gateway')}/graphql"
    with httpx.stream(
        "POST", url, json=body, headers=headers, timeout=PATIENCE_SECONDS
    ) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        yield events_of(response)


def events_of(response: httpx.Response) -> Iterator[Any]:
    for line in response.iter_lines():
        if line.startswith("data: "):
            answer = msgspec.json.decode(line.removeprefix("data: "))
            assert "errors" not in answer, answer
            yield answer["data"]["orderEvents"]


def take(events: Iterator[Any], last: str) -> list[Any]:
    taken = []
    for event in events:
        taken.append(event)
        if event["type"] == last:
            break
    return taken


def test_a_subscriber_sees_the_story_without_a_gap_and_may_come_back(stack: Stack):
    placed = stack.ask(PLACE, {"input": STORY})["placeOrder"]
    order, decision = placed["order"], placed["decision"]
    with watching(stack, order["id"], 0) as events:
        first = take(events, "DECISION_NEEDED")
        proposals = decision["check"]["lines"][0]["proposals"]
        reduced = next(each["id"] for each in proposals if each["kind"] == "REDUCED_QUANTITY")
        wanted = {"orderId": order["id"], "decisionId": decision["id"], "expectedRevision": 1}
        wanted |= {"acceptedProposalIds": [reduced], "idempotencyKey": "scenario-t25-decide"}
        decided = stack.ask(DECIDE, {"input": wanted})["decideOrder"]
        seen = first + take(events, "HELD")
    assert [event["type"] for event in seen] == TYPES
    assert [event["sequence"] for event in seen] == [1, 2, 3, 4, 5, 6]
    assert seen[-1]["order"]["customer"] == {"displayName": "Nord AG"}
    assert seen[-1]["order"]["salesOrder"]["number"]
    sales_order = decided["order"]["salesOrder"]
    due = sales_order["prepaymentDue"]["amount"]
    stack.ask(PAY, {"id": sales_order["id"], "amount": due})
    with watching(stack, order["id"], 5) as events:
        later = take(events, "CONFIRMED")
    assert [(event["sequence"], event["type"]) for event in later] == [
        *((6, "HELD"), (7, "RELEASED"), (8, "CONFIRMED"))
    ]


def test_a_stream_ends_with_the_gateway(stack: Stack):
    placed = stack.ask(PLACE, {"input": STORY})["placeOrder"]
    with watching(stack, placed["order"]["id"], 0) as events:
        take(events, "DECISION_NEEDED")
        stack.stop("gateway")
    stack.start("gateway")
