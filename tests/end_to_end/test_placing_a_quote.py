"""From an offer to an order: the quote is made, offered and placed; the three systems agree."""

from tests.end_to_end.operations import ORDER, PLACE
from tests.end_to_end.stack import Stack

CREATE = """mutation($input: CreateQuoteInput!) {
  createQuote(input: $input, idempotencyKey: "offer-1") { quote { id number } userErrors { code } } }"""
OFFER = """mutation($id: ID!) { offerQuote(id: $id, expectedRevision: 1) {
  quote { state } userErrors { code } } }"""


def test_a_quote_that_was_offered_is_placed_as_it_is(stack: Stack):
    wanted = {
        "customerId": "cus_k2",
        "requestedDeliveryDate": "2026-03-06",
        "lines": [{"sku": "VALVE-20", "quantity": "100"}],
    }
    quote = stack.ask(CREATE, {"input": wanted})["createQuote"]["quote"]
    assert stack.ask(OFFER, {"id": quote["id"]})["offerQuote"]["quote"] == {"state": "OFFERED"}
    request = {"idempotencyKey": "place-offer-1", "quoteId": quote["id"]}
    placed = stack.ask(PLACE, {"input": {**request, "expectedQuoteRevision": 1}})["placeOrder"]
    assert (placed["outcome"], placed["userErrors"]) == ("CONFIRMED", [])
    assert placed["order"]["grossTotal"]["amount"] == "1352.08"
    done = {"status": "CONFIRMED", "quote": {"revision": 1, "state": "ORDERED"}}
    stack.eventually(ORDER, {"id": placed["order"]["id"]}, {"order": done})
