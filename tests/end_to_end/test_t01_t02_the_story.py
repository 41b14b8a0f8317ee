"""T01 the story with a shortage; T02 its decision carried through."""

from typing import Any

import pytest

from tests.end_to_end.operations import DECIDE, ORDER, PLACE
from tests.end_to_end.stack import Stack

HUBER = {
    "kind": "COMPANY",
    "legalName": "Huber Anlagenbau GmbH",
    "taxId": "DE123456789",
    "email": "einkauf@huber.example",
    "phone": "089 123456",
    "street": "Ringstr.",
    "houseNumber": "5",
    "postalCode": "80331",
    "city": "München",
    "country": "DE",
}
STORY = {
    "idempotencyKey": "call-7781-1",
    "requestedDeliveryDate": "2026-03-06",
    "deliveryPolicy": "SPLIT",
    "onShortfall": "ASK",
    "customer": {"new": HUBER},
    "lines": [{"sku": "PUMP-100", "quantity": "60"}, {"sku": "VALVE-20", "quantity": "100"}],
}
IN_BOTH = """
query InBoth($id: ID!) {
  order(id: $id) {
    customer { lifecycle displayName erpPartner { number terms { class paymentTerms } credit { limit { amount } } } }
    quote { state revision } salesOrder { id }
  }
}
"""
AVAILABLE = """
query Available($on: Date!) {
  product(sku: "PUMP-100") { item { availability(shipTo: "DE", on: $on) { availableToPromise } } }
}
"""
PREPAY = """
mutation Prepay($id: ID!, $amount: Decimal!) {
  recordPrepayment(salesOrderId: $id, amount: $amount, paymentReference: "bank-1", idempotencyKey: "prepay-0001") {
    salesOrder { status creditStatus prepaymentReceived { amount } } userErrors { code message }
  }
}
"""


@pytest.fixture
def placed(stack: Stack) -> dict[str, Any]:
    payload: dict[str, Any] = stack.ask(PLACE, {"input": STORY})["placeOrder"]
    return payload


def proposals(placed: dict[str, Any], line: int) -> dict[str, Any]:
    return {each["kind"]: each for each in placed["decision"]["check"]["lines"][line]["proposals"]}


def test_t01_a_shortage_ends_in_a_decision_with_proposals(placed: dict[str, Any]):
    assert (placed["outcome"], placed["userErrors"]) == ("NEEDS_DECISION", [])
    order, check = placed["order"], placed["decision"]["check"]
    assert (order["status"], order["salesOrder"]) == ("AWAITING_DECISION", None)
    assert order["quote"] == {"revision": 1, "state": "OFFERED"}
    pump, valve = check["lines"]
    assert (pump["availableOnRequestedDate"], pump["shortfall"]) == ("30", "30")
    assert (valve["availableOnRequestedDate"], valve["shortfall"]) == ("480", "0")
    assert (pump["netAmount"]["amount"], valve["netAmount"]["amount"]) == ("8544.30", "1136.20")
    assert (check["netTotal"]["amount"], check["grossTotal"]["amount"]) == ("9680.50", "11519.80")
    assert [tax["amount"]["amount"] for tax in check["taxes"]] == ["1839.30"]
    assert [each["kind"] for each in pump["proposals"]] == [
        "SPLIT",
        "LATER",
        "REDUCED_QUANTITY",
        "DROP_LINE",
    ]
    totals = {
        kind: each["orderGrossTotal"]["amount"] for kind, each in proposals(placed, 0).items()
    }
    assert totals == {
        "SPLIT": "11519.80",
        "LATER": "11519.80",
        "REDUCED_QUANTITY": "6542.97",
        "DROP_LINE": "1352.08",
    }
    split = [
        (each["deliveryDate"], each["quantity"])
        for each in proposals(placed, 0)["SPLIT"]["deliveries"]
    ]
    assert split == [("2026-03-06", "30"), ("2026-03-17", "30")]
    later = proposals(placed, 0)["LATER"]["deliveries"]
    assert [(each["deliveryDate"], each["quantity"]) for each in later] == [("2026-03-17", "60")]
    assert placed["decision"]["expiresAt"] == "2026-03-02T08:30:00Z"
    terms = check["terms"]
    assert (terms["customerClass"], terms["paymentTerms"]) == ("NEW", "NET14")
    assert (terms["creditLimit"]["amount"], terms["prepaymentDue"]["amount"]) == (
        "2000.00",
        "9519.80",
    )


def test_t01_the_customer_is_in_both_systems_and_the_stock_is_held(
    stack: Stack, placed: dict[str, Any]
):
    order = stack.ask(IN_BOTH, {"id": placed["order"]["id"]})["order"]
    assert order["customer"]["lifecycle"] == "PROSPECT"
    assert order["customer"]["displayName"] == "Huber Anlagenbau GmbH"
    assert order["customer"]["erpPartner"]["terms"] == {"class": "NEW", "paymentTerms": "NET14"}
    assert order["salesOrder"] is None
    assert available(stack, "2026-03-06") == "0"
    assert available(stack, "2026-03-17") == "20"


def test_t02_the_accepted_proposal_reaches_both_systems(stack: Stack, placed: dict[str, Any]):
    decide = {
        "orderId": placed["order"]["id"],
        "decisionId": placed["decision"]["id"],
        "expectedRevision": 1,
        "acceptedProposalIds": [proposals(placed, 0)["REDUCED_QUANTITY"]["id"]],
        "idempotencyKey": "call-7781-2",
    }
    decided = stack.ask(DECIDE, {"input": decide})["decideOrder"]
    assert (decided["outcome"], decided["userErrors"]) == ("ON_HOLD", [])
    order = decided["order"]
    assert (order["revision"], order["holdReasons"]) == (2, ["PREPAYMENT"])
    assert order["quote"] == {"revision": 2, "state": "ORDERED"}
    sales_order = order["salesOrder"]
    assert sales_order["creditStatus"] == "AWAITING_PREPAYMENT"
    assert sales_order["prepaymentDue"]["amount"] == "4542.97"
    assert sales_order["grossTotal"]["amount"] == "6542.97"
    lines = {line["sku"]: line for line in sales_order["lines"]}
    assert (lines["PUMP-100"]["orderedQuantity"], lines["VALVE-20"]["orderedQuantity"]) == (
        "30",
        "100",
    )
    assert (
        lines["PUMP-100"]["discountAmount"]["amount"],
        lines["PUMP-100"]["netAmount"]["amount"],
    ) == ("134.91", "4362.09")
    assert (
        lines["VALVE-20"]["discountAmount"]["amount"],
        lines["VALVE-20"]["netAmount"]["amount"],
    ) == ("98.80", "1136.20")
    assert available(stack, "2026-03-17") == "50"
    paid = stack.ask(PREPAY, {"id": sales_order["id"], "amount": "4542.97"})["recordPrepayment"]
    assert paid["userErrors"] == []
    confirmed = {
        "order": {
            "status": "CONFIRMED",
            "confirmedDeliveryDate": "2026-03-06",
            "sync": {"state": "IN_SYNC"},
        }
    }
    stack.eventually(ORDER, {"id": order["id"]}, confirmed)


def available(stack: Stack, delivery_date: str) -> str:
    item = stack.ask(AVAILABLE, {"on": delivery_date})["product"]["item"]
    quantity: str = item["availability"]["availableToPromise"]
    return quantity
