"""T25: the audit names the people behind a story in all three systems, and its chains hold."""

from typing import Any

from tests.end_to_end.operations import DECIDE, ORDER, PLACE
from tests.end_to_end.stack import Stack
from tests.end_to_end.test_t25_events import PAY, STORY
from tests.end_to_end.tokens import token_of

AUDIT = """
query Audit($id: ID!) { order(id: $id) { audit(first: 100) { unavailable edges { node {
  system operation entityType at correlationId previousHash hash
  actor { kind staff { id } clientId } changes { path before after }
} } } } }
"""
VERIFY = "query V($system: System!) { verifyAudit(system: $system) { isIntact entries head } }"


def test_everybody_is_named_where_he_did_it(stack: Stack):
    anna = token_of(stack, "--role", "agent", "--client", "call-center")
    finance = token_of(stack, "--role", "finance", "--client", "back-office")
    placed = stack.ask(PLACE, {"input": STORY}, anna)["placeOrder"]
    order, decision = placed["order"], placed["decision"]
    proposals = decision["check"]["lines"][0]["proposals"]
    reduced = next(each["id"] for each in proposals if each["kind"] == "REDUCED_QUANTITY")
    wanted = {"orderId": order["id"], "decisionId": decision["id"], "expectedRevision": 1}
    wanted |= {"acceptedProposalIds": [reduced], "idempotencyKey": "scenario-t25-audit"}
    decided = stack.ask(DECIDE, {"input": wanted}, anna)["decideOrder"]["order"]
    sales_order = decided["salesOrder"]
    due = sales_order["prepaymentDue"]["amount"]
    stack.ask(PAY, {"id": sales_order["id"], "amount": due}, finance)
    stack.eventually(ORDER, {"id": order["id"]}, {"order": {"status": "CONFIRMED"}})
    audit = stack.ask(AUDIT, {"id": order["id"]})["order"]["audit"]
    assert audit["unavailable"] == []
    entries = [edge["node"] for edge in audit["edges"]]
    by = {
        (entry["system"], entry["operation"]): (entry["actor"]["staff"] or {}).get("id")
        for entry in entries
    }
    assert by["GATEWAY", "placeOrder"] == by["GATEWAY", "decideOrder"] == "stf_anna"
    assert by["ERP", "createSalesOrder"] == by["ERP", "holdAvailability"] == "stf_anna"
    assert by["CRM", "captureQuote"] == by["CRM", "settleQuote"] == "stf_anna"
    assert by["ERP", "recordPrepayment"] == "stf_finance"
    assert {entry["correlationId"] for entry in entries} == {order["id"]}
    clients = {entry["actor"]["clientId"] for entry in entries if entry["system"] != "GATEWAY"}
    assert clients == {"call-center", "back-office"}
    assert_paid(entries)
    for system in ("CRM", "ERP", "GATEWAY"):
        found = stack.ask(VERIFY, {"system": system})["verifyAudit"]
        assert found["isIntact"] is True
        assert found["entries"] >= sum(entry["system"] == system for entry in entries)


def assert_paid(entries: list[Any]) -> None:
    """The payment's entry tells both statuses."""
    (paid,) = [
        entry
        for entry in entries
        if (entry["operation"], entry["entityType"]) == ("recordPrepayment", "SalesOrder")
    ]
    told = {each["path"]: (each["before"], each["after"]) for each in paid["changes"]}
    assert told["status"] == ("CREDIT_BLOCKED", "CONFIRMED")
    assert told["creditStatus"] == ("AWAITING_PREPAYMENT", "APPROVED")
