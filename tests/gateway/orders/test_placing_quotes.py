"""placeOrder of a quote that an agent has made before: it becomes the order's, at its revision."""

from pathlib import Path
from typing import Any

import pytest

from chassis.identity import DEVELOPMENT_ACTOR
from gateway.orders import quotes
from gateway.orders.calls import Calls
from tests.gateway.orders.interruption import MOST_STOPS, run_with_a_stop
from tests.gateway.orders.operations import place
from tests.gateway.orders.world import JSON, World, set_clock

CREATE = """mutation($input: CreateQuoteInput!, $key: String!) {
  createQuote(input: $input, idempotencyKey: $key) { quote { id } userErrors { code } } }"""
OFFER = """mutation($id: ID!, $revision: Int!) { offerQuote(id: $id, expectedRevision: $revision) {
  userErrors { code } } }"""
REVISE = (
    """mutation($input: ReviseQuoteInput!) { reviseQuote(input: $input) { userErrors { code } } }"""
)
LOSE = """mutation($id: ID!) { loseQuote(id: $id, expectedRevision: 1, reason: "too dear") {
  userErrors { code } } }"""
QUOTE = """query($id: ID!) { quote(id: $id) { revision state orderId grossTotal { amount } } }"""
ORDER = """query($id: ID!) { order(id: $id) {
  revision status customerId requestedDeliveryDate customerReference grossTotal { amount }
  lines { sku requestedQuantity } quote { id } salesOrder { id } sync { state } } }"""
SALES = "query($id: ID!) { salesOrder(id: $id) { revision grossTotal { amount } } }"


async def quote(world: World, quantity: str = "20", key: str = "q1", sku: str = "VALVE-20") -> str:
    """An offered quote of K2."""
    lines = [{"sku": sku, "quantity": quantity}]
    wanted: JSON = {"customerId": "cus_k2", "requestedDeliveryDate": "2026-03-06"}
    wanted |= {"customerReference": "PO 7", "lines": lines}
    created = (await world.ask_system(world.crm, CREATE, input=wanted, key=key))["createQuote"]
    quote_id = str(created["quote"]["id"])
    await world.ask_system(world.crm, OFFER, id=quote_id, revision=1)
    return quote_id


def wanted(quote_id: str, key: str, **more: Any) -> JSON:
    return {"idempotencyKey": key, "quoteId": quote_id, **more}


async def test_an_offer_whose_last_day_is_over_is_expired_and_not_placed(world: World, clock: Path):
    quote_id = await quote(world)
    last = """mutation($id: ID!) { reviseQuote(input: {id: $id, expectedRevision: 1, reason: "x"
      lines: [{sku: "VALVE-20", quantity: "20"}]}) { userErrors { code } }
      offerQuote(id: $id, expectedRevision: 2, validUntil: "2026-03-03") { userErrors { code } } }"""
    assert await world.ask_system(world.crm, last, id=quote_id) == {
        "reviseQuote": {"userErrors": []},
        "offerQuote": {"userErrors": []},
    }
    set_clock(clock, "2026-03-04T00:00:00+01:00")
    refused = await place(world, **wanted(quote_id, "quote-late"))
    (error,) = refused["userErrors"]
    assert (refused["outcome"], refused["order"]) == ("REFUSED", None)
    assert (error["code"], error["path"]) == ("EXPIRED", ["input", "quoteId"])


@pytest.mark.parametrize(("currency", "refused"), [(None, []), ("JPY", []), ("EUR", ["INVALID"])])
async def test_a_quote_whose_currency_nobody_chose_is_priced_in_the_customers(
    world: World, currency: str | None, refused: list[str]
):
    wished: JSON = {"customerId": "cus_j", "requestedDeliveryDate": "2026-03-06"}
    wished |= {"lines": [{"sku": "BOLT-8", "quantity": "7"}], "currency": currency}
    created = await world.ask_system(world.crm, CREATE, input=wished, key="yen")
    quote_id = created["createQuote"]["quote"]["id"]
    placed = await place(world, **wanted(quote_id, "quote-in-yen"))
    assert [error["code"] for error in placed["userErrors"]] == refused
    if not refused:
        assert placed["outcome"] == "CONFIRMED"
        assert (await quote_of(world, quote_id))["grossTotal"] == {"amount": "10264"}


async def quote_of(world: World, quote_id: str) -> JSON:
    found: JSON = (await world.ask_system(world.crm, QUOTE, id=quote_id))["quote"]
    return found


async def test_the_order_is_what_the_quote_says_in_all_three_systems(world: World):
    quote_id = await quote(world)
    placed = await place(world, **wanted(quote_id, "quote-0001", expectedQuoteRevision=1))
    assert (placed["outcome"], placed["userErrors"]) == ("CONFIRMED", [])
    order = (await world.ask(ORDER, id=placed["order"]["id"]))["order"]
    assert (order["customerId"], order["customerReference"]) == ("cus_k2", "PO 7")
    assert order["lines"] == [{"sku": "VALVE-20", "requestedQuantity": "20"}]
    assert (order["revision"], order["quote"]) == (1, {"id": quote_id})
    found = await quote_of(world, quote_id)
    assert (found["state"], found["orderId"]) == ("ORDERED", placed["order"]["id"])
    sales = await world.ask_system(world.erp, SALES, id=order["salesOrder"]["id"])
    assert sales["salesOrder"] == {"revision": 1, "grossTotal": order["grossTotal"]}
    assert found["grossTotal"] == order["grossTotal"]
    again = await place(world, **wanted(quote_id, "quote-0001", expectedQuoteRevision=1))
    assert (again["replayed"], again["order"]["id"]) == (True, placed["order"]["id"])


async def test_a_revised_quote_makes_an_order_of_its_revision(world: World):
    quote_id = await quote(world)
    lines = [{"sku": "VALVE-20", "quantity": "30"}]
    revised = {"id": quote_id, "expectedRevision": 1, "lines": lines, "reason": "more"}
    answer = await world.ask_system(world.crm, REVISE, input=revised)
    assert answer["reviseQuote"]["userErrors"] == []
    placed = await place(world, **wanted(quote_id, "quote-0002", expectedQuoteRevision=2))
    order = (await world.ask(ORDER, id=placed["order"]["id"]))["order"]
    assert (order["revision"], order["lines"][0]["requestedQuantity"]) == (2, "30")
    assert (await quote_of(world, quote_id))["revision"] == 2


async def test_what_is_agreed_otherwise_is_the_quotes_next_revision(world: World):
    quote_id = await quote(world, "60", sku="FILT-3")
    placed = await place(world, **wanted(quote_id, "quote-0003", onShortfall="ACCEPT_REDUCED"))
    order = (await world.ask(ORDER, id=placed["order"]["id"]))["order"]
    assert (order["revision"], order["lines"][0]["requestedQuantity"]) == (2, "20")
    found = await quote_of(world, quote_id)
    assert (found["revision"], found["state"]) == (2, "ORDERED")
    assert found["grossTotal"] == order["grossTotal"]


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"expectedQuoteRevision": 7}, "REVISION_CONFLICT", "expectedQuoteRevision"),
        ({"quoteId": "qot_none"}, "NOT_FOUND", "quoteId"),
        ({"customer": {"id": "cus_k1"}}, "INVALID", "customer"),
        ({"lines": [{"sku": "SEAL-5", "quantity": "1"}]}, "INVALID", "lines"),
    ],
)
async def test_what_does_not_fit_the_quote_is_refused_and_it_stays_free(
    world: World, changes: JSON, code: str, path: str
):
    quote_id = await quote(world)
    refused = await place(world, **{**wanted(quote_id, "quote-0004"), **changes})
    (error,) = refused["userErrors"]
    assert (error["code"], error["path"]) == (code, ["input", path])
    assert (await quote_of(world, quote_id))["state"] == "OFFERED"


async def test_a_quote_is_placed_once_and_not_when_it_is_lost(world: World):
    quote_id = await quote(world)
    await place(world, **wanted(quote_id, "quote-0005"))
    (error,) = (await place(world, **wanted(quote_id, "quote-0006")))["userErrors"]
    assert error["code"] == "NOT_ALLOWED_IN_STATE"
    lost = await quote(world, key="q2")
    await world.ask_system(world.crm, LOSE, id=lost)
    (error,) = (await place(world, **wanted(lost, "quote-0007")))["userErrors"]
    assert error["code"] == "NOT_ALLOWED_IN_STATE"


async def test_a_placed_quote_stopped_anywhere_is_one_order(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    for at in range(1, MOST_STOPS):
        quote_id = await quote(resting, "1", f"crash-{at}")
        claimed = await claim_quote(resting, quote_id, f"crash-quote-{at}")
        answer, was_stopped = await run_with_a_stop(resting, claimed, at, monkeypatch)
        assert answer["outcome"] == "CONFIRMED"
        found = await quote_of(resting, quote_id)
        assert (found["revision"], found["state"], found["orderId"]) == (1, "ORDERED", claimed)
        if not was_stopped:
            assert at > 5, "a placement has more boundaries than that"
            return
    raise AssertionError("the placement has no end")


async def claim_quote(world: World, quote_id: str, key: str) -> str:
    """What ``placeOrder`` claims, with no workflow begun yet."""
    parts = world.process._parts
    calls, request = Calls(parts, DEVELOPMENT_ACTOR), {"idempotency_key": key, "quote_id": quote_id}
    found = await parts.placing.quote(quote_id, DEVELOPMENT_ACTOR)
    assert found is not None
    fresh = calls._new_claim("placeOrder", request, key)
    placement = quotes.claim_of(fresh, quotes.request_of(request, found), found)
    return (await parts.claims.claim(placement)).id
