"""The ERP has an order: prices, number and state reach its quote in one write."""

from typing import Any

from tests.crm_service.conftest import Crm
from tests.crm_service.test_internal_mutations import CAPTURE_QUOTE, MOVE, quote_input

SETTLE = """
mutation ($pricing: QuotePricingInput!, $revision: Int!, $request: ID!) {
  settleQuote(quoteId: "qot_1", revision: $revision, pricing: $pricing, erpOrderNumber: "SO-1", requestId: $request) {
    quote { state revision grossTotal { amount } } userErrors { __typename code path }
  }
}
"""
PRICING: dict[str, Any] = {
    "pricedAt": "2026-03-02T09:01:00+01:00",
    "currency": "EUR",
    "netTotal": "1136.2",
    "taxTotal": "215.88",
    "lines": [
        {
            "lineId": "lin_1",
            "unitPrice": "12.3500",
            "discountAmount": "98.80",
            "netAmount": "1136.20",
        }
    ],
}
ORDERED = {
    "quote": {"state": "ORDERED", "revision": 1, "grossTotal": {"amount": "1352.08"}},
    "userErrors": [],
}


async def test_a_settled_quote_is_ordered_and_priced_with_one_event(crm: Crm):
    await crm.data(CAPTURE_QUOTE, id="qot_1", request="c1", input=quote_input())
    before = len(await crm.events())
    settled = await crm.data(SETTLE, pricing=PRICING, revision=1, request="s1")
    assert settled["settleQuote"] == ORDERED
    (event,) = (await crm.events())[before:]
    assert (event["payload"]["state"], event["payload"]["erpOrderNumber"]) == ("ORDERED", "SO-1")


async def test_a_repeated_request_writes_once(crm: Crm):
    await crm.data(CAPTURE_QUOTE, id="qot_1", request="c1", input=quote_input())
    await crm.data(SETTLE, pricing=PRICING, revision=1, request="s1")
    before = len(await crm.events())
    again = await crm.data(SETTLE, pricing=PRICING, revision=1, request="s1")
    assert again["settleQuote"] == ORDERED
    assert len(await crm.events()) == before


async def test_a_quote_that_somebody_changed_is_not_settled(crm: Crm):
    await crm.data(CAPTURE_QUOTE, id="qot_1", request="c1", input=quote_input())
    answer = await crm.data(SETTLE, pricing=PRICING, revision=2, request="s1")
    assert answer["settleQuote"]["userErrors"][0]["code"] == "REVISION_CONFLICT"
    await crm.data(MOVE, id="qot_1", revision=1, state="CANCELLED", request="m1")
    answer = await crm.data(SETTLE, pricing=PRICING, revision=1, request="s2")
    assert answer["settleQuote"]["userErrors"][0]["code"] == "NOT_ALLOWED_IN_STATE"


async def test_only_the_process_settles(crm: Crm):
    variables = {"pricing": PRICING, "revision": 1, "request": "s1"}
    answer = await crm.ask(SETTLE, actor=None, **variables)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
