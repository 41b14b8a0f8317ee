"""Prepayment, release and limits: finance's side of an order."""

from typing import Any

from chassis.identity import INTERNAL_HEADER, Actor, secret, sign_internal
from tests.erp_service.conftest import ORDER, SIMULATE, Erp, order

ERRORS = "userErrors { code message path ... on ErpRefusal { currentRevision } }"
PAY = f"""mutation($id: ID!, $amount: Decimal!, $reference: String!, $key: String!) {{
  recordPrepayment(salesOrderId: $id, amount: $amount, paymentReference: $reference, idempotencyKey: $key) {{ salesOrder {ORDER} {ERRORS} }}
}}"""
FREE = f"""mutation($id: ID!, $revision: Int!) {{
  releaseCredit(salesOrderId: $id, expectedRevision: $revision, reason: "known for years") {{ salesOrder {ORDER} {ERRORS} }}
}}"""
LIMIT = f"""mutation($id: ID!, $limit: Decimal) {{
  setCreditLimit(customerId: $id, limit: $limit, reason: "good payer") {{ partner {{ credit {{ limit {{ amount }} exposure {{ amount }} }} }} {ERRORS} }}
}}"""
PUMPS = order(("PUMP-100", "30"), ("VALVE-20", "100"), customerId="cus_k1")


async def held(erp: Erp) -> dict[str, Any]:
    found = (await erp.place(PUMPS))["salesOrder"]
    assert found["status"] == "CREDIT_BLOCKED"
    return dict(found)


async def pay(erp: Erp, found: dict[str, Any], amount: str, reference: str, key: str = "") -> Any:
    facts = {"amount": amount, "reference": reference, "key": key or reference}
    return await erp.call(PAY, id=found["id"], **facts)


async def test_an_order_that_is_paid_in_full_becomes_confirmed(erp: Erp):
    found = await held(erp)
    first = (await pay(erp, found, "4000.00", "bank-1"))["salesOrder"]
    assert (first["status"], first["prepaymentReceived"]["amount"]) == ("CREDIT_BLOCKED", "4000.00")
    second = (await pay(erp, found, "542.97", "bank-2"))["salesOrder"]
    assert (second["status"], second["creditStatus"]) == ("CONFIRMED", "APPROVED")
    assert second["revision"] == 1
    versions = [event["version"] for event in await erp.events()]
    assert versions == [1, 2, 3]


async def test_a_repeated_payment_counts_once(erp: Erp):
    found = await held(erp)
    for amount in ("100.00", "100"):
        paid = await pay(erp, found, amount, "bank-1")
        assert paid["salesOrder"]["prepaymentReceived"] == {"amount": "100.00"}
    other = await pay(erp, found, "200.00", "bank-1")
    assert other["userErrors"][0]["path"] == ["idempotencyKey"]
    again = await pay(erp, found, "100.00", "bank-1", key="another")
    assert again["userErrors"][0]["code"] == "DUPLICATE_REFERENCE"


async def test_an_impossible_payment_is_refused(erp: Erp):
    found = await held(erp)
    for amount in ("0", "-1", "0.001", "6542.98"):
        refused = await pay(erp, found, amount, f"bank{amount}")
        assert [(each["code"], each["path"]) for each in refused["userErrors"]] == [
            ("INVALID", ["amount"])
        ]


async def test_prepayments_lower_the_exposure(erp: Erp):
    found = await held(erp)
    await pay(erp, found, "4542.97", "bank-1")
    shown = await erp.call(LIMIT, id="cus_k1", limit="2500")
    assert shown["partner"]["credit"] == {
        "limit": {"amount": "2500.00"},
        "exposure": {"amount": "2000.00"},
    }


async def test_finance_releases_a_held_order_of_the_revision_it_has_seen(erp: Erp):
    found = await held(erp)
    (conflict,) = (await erp.call(FREE, id=found["id"], revision=2))["userErrors"]
    assert (conflict["code"], conflict["currentRevision"]) == ("REVISION_CONFLICT", 1)
    freed = (await erp.call(FREE, id=found["id"], revision=1))["salesOrder"]
    assert (freed["status"], freed["creditStatus"]) == ("CONFIRMED", "RELEASED")
    (again,) = (await erp.call(FREE, id=found["id"], revision=1))["userErrors"]
    assert again["code"] == "NOT_ALLOWED_IN_STATE"


async def test_a_limit_counts_for_the_next_order_and_null_is_none(erp: Erp):
    await erp.call(LIMIT, id="cus_k1", limit="10000")
    assert (await erp.call(SIMULATE, input=PUMPS))["creditStatus"] == "APPROVED"
    shown = await erp.call(LIMIT, id="cus_k1", limit=None)
    assert shown["partner"]["credit"]["limit"] is None
    assert (await erp.call(SIMULATE, input=PUMPS))["creditStatus"] == "APPROVED"
    (unknown,) = (await erp.call(LIMIT, id="cus_none", limit="1"))["userErrors"]
    assert unknown["code"] == "NOT_FOUND"


async def test_finance_alone_decides(erp: Erp):
    agent = Actor("STAFF", "stf_jonas", "crm", None, ("order:write",))
    headers = {INTERNAL_HEADER: sign_internal(agent, secret())}
    body = {"query": LIMIT, "variables": {"id": "cus_k1", "limit": "1"}}
    answer = (await erp.client.post("/graphql", json=body, headers=headers)).json()
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
