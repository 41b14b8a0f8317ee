"""T25, its erasure: held up by an open order, then done in all systems but for what the law keeps."""

from typing import Any

from tests.end_to_end.operations import PLACE, k2
from tests.end_to_end.stack import JSON, Stack
from tests.end_to_end.test_t21_master_data import DELIVERIES, ORDER, SHIP

NEW = {
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
LOG = """mutation($id: ID!) { logInteraction(input: {
  channel: PHONE, direction: INBOUND, subject: "Call of Mr Huber", customerId: $id }) {
  userErrors { code } } }"""
BILL = """mutation($id: ID!) { postInvoice(salesOrderId: $id, idempotencyKey: "t25-bill") {
  salesOrder { invoices { edges { node { id grossTotal { amount } } } } } userErrors { code } } }"""
PAY = """mutation($id: ID!, $amount: Decimal!) {
  recordPayment(invoiceId: $id, amount: $amount, paymentReference: "P1", idempotencyKey: "t25-pay") {
    userErrors { code } } }"""
ERASE = """mutation($id: ID!) { requestErasure(customerId: $id, reason: "he asked for it") {
  request { id state steps { system state retained { entityType count blockedUntil } } }
  userErrors { code } } }"""
REQUEST = """query($id: ID!) { privacyRequest(id: $id) {
  id state steps { system state retained { entityType count blockedUntil } } } }"""
CUSTOMER = """query($id: ID!) { customer(id: $id) {
  lifecycle displayName emails { address } phones { number } addresses { id }
  interactions { edges { node { id } } } erpPartner { email phone orderBlock } } }"""
AUDIT = """query($id: ID!) { customer(id: $id) {
  audit(first: 50) { edges { node { system operation changes { path before after } } } } }
  crm: verifyAudit(system: CRM) { isIntact } erp: verifyAudit(system: ERP) { isIntact } }"""
RETAINED = [
    {"entityType": "Invoice", "count": 1, "blockedUntil": "2034-12-31"},
    {"entityType": "SalesOrder", "count": 1, "blockedUntil": "2032-12-31"},
]


def place(stack: Stack) -> tuple[str, str]:
    wanted = {**k2("VALVE-20", "10", "scenario-t25"), "customer": {"new": NEW}}
    order = stack.ask(PLACE, {"input": wanted})["placeOrder"]["order"]
    stack.ask(LOG, {"id": order["customerId"]})
    return order["id"], order["customerId"]


def settle(stack: Stack, order_id: str) -> None:
    """Shipped on the day of the order, billed on the 16th and paid."""
    sales_order = stack.ask(ORDER, {"id": order_id})["order"]["salesOrder"]["id"]
    found = stack.ask(DELIVERIES, {"id": sales_order})["salesOrder"]["deliveries"]["edges"]
    stack.ask(SHIP, {**found[0]["node"], "pick": "t25-pick", "ship": "t25-ship"})
    stack.set_clock("2026-03-16T09:00:00+01:00")
    billed = stack.ask(BILL, {"id": sales_order})["postInvoice"]
    invoice = billed["salesOrder"]["invoices"]["edges"][0]["node"]
    variables = {"id": invoice["id"], "amount": invoice["grossTotal"]["amount"]}
    assert stack.ask(PAY, variables)["recordPayment"]["userErrors"] == []
    stack.eventually(ORDER, {"id": order_id}, {"order": {"status": "COMPLETED"}})


def erase(stack: Stack, customer_id: str) -> JSON:
    payload: JSON = stack.ask(ERASE, {"id": customer_id})["requestErasure"]
    return payload


def assert_erased(stack: Stack, customer_id: str) -> None:
    assert stack.ask(CUSTOMER, {"id": customer_id})["customer"] == {
        "lifecycle": "ERASED",
        "displayName": None,
        **{name: [] for name in ("emails", "phones", "addresses")},
        "interactions": {"edges": []},
        "erpPartner": {"email": None, "phone": None, "orderBlock": True},
    }
    answer = stack.ask(AUDIT, {"id": customer_id})
    assert (answer["crm"], answer["erp"]) == ({"isIntact": True}, {"isIntact": True})
    said = str(answer["customer"]["audit"])
    assert "eraseCustomer" in said
    assert [name for name in ("Huber", "huber.example", "Ringstr") if name in said] == []


def test_t25_an_erasure_is_held_up_by_an_open_order_and_then_done(stack: Stack):
    order_id, customer_id = place(stack)
    refused = erase(stack, customer_id)
    assert [each["code"] for each in refused["userErrors"]] == ["LEGAL_HOLD"]
    assert refused["request"]["state"] == "REFUSED"
    settle(stack, order_id)
    done = erase(stack, customer_id)
    assert (done["userErrors"], done["request"]["state"]) == ([], "DONE")
    steps: dict[str, Any] = {each["system"]: each for each in done["request"]["steps"]}
    assert steps["ERP"]["retained"] == RETAINED
    assert_erased(stack, customer_id)
    assert erase(stack, customer_id) == done


def test_t25_an_erasure_outlives_the_crm_and_the_gateway(stack: Stack):
    order_id, customer_id = place(stack)
    settle(stack, order_id)
    stack.kill("crm")
    begun = erase(stack, customer_id)
    assert (begun["request"]["state"], begun["userErrors"][0]["code"]) == (
        "PARTLY_DONE",
        "SYSTEM_UNAVAILABLE",
    )
    stack.kill("gateway")
    stack.start("crm")
    stack.start("gateway")
    done = {"privacyRequest": {"state": "DONE"}}
    stack.eventually(REQUEST, {"id": begun["request"]["id"]}, done)
    assert_erased(stack, customer_id)
