"""An agent's own quotes: draft, offer, next revision, lost (domain rule 2.1)."""

from typing import Any

import pytest

from crm_service.quotes import MOVES
from tests.crm_service.conftest import Crm

SHOWN = """quote { id number revision state validUntil lossReason customer { id } lines { position quantity product { sku } } shipTo { city }
  revisions { revision state supersededBy reason createdBy { displayName } } }
userErrors { __typename code path ... on NotAllowedInState { state allowed }
  ... on QuoteRevisionConflict { expectedRevision currentRevision current { revision } } }"""
CREATE = f"mutation ($input: CreateQuoteInput!, $key: String!) {{ it: createQuote(input: $input, idempotencyKey: $key) {{ {SHOWN} }} }}"
REVISE = f"mutation ($input: ReviseQuoteInput!) {{ it: reviseQuote(input: $input) {{ {SHOWN} }} }}"
OFFER = f"mutation ($id: ID!, $revision: Int!, $until: Date) {{ it: offerQuote(id: $id, expectedRevision: $revision, validUntil: $until) {{ {SHOWN} }} }}"
LOSE = f"mutation ($id: ID!, $revision: Int!, $reason: String!) {{ it: loseQuote(id: $id, expectedRevision: $revision, reason: $reason) {{ {SHOWN} }} }}"
WANTED: dict[str, Any] = {
    "customerId": "cus_k1",
    "requestedDeliveryDate": "2026-03-06",
    "lines": [{"sku": "PUMP-100", "quantity": "60"}, {"sku": "VALVE-20", "quantity": "100"}],
}


async def run(crm: Crm, mutation: str, **variables: Any) -> dict[str, Any]:
    payload: dict[str, Any] = (await crm.data(mutation, **variables))["it"]
    return payload


async def drafted(crm: Crm, **changes: Any) -> str:
    payload = await run(crm, CREATE, input={**WANTED, **changes}, key=crm.request())
    assert payload["userErrors"] == []
    return str(payload["quote"]["id"])


async def offered(crm: Crm) -> str:
    quote_id = await drafted(crm)
    await run(crm, OFFER, id=quote_id, revision=1, until="2026-03-20")
    return quote_id


async def test_a_new_quote_is_a_draft_and_its_key_makes_no_second_one(crm: Crm):
    first = await run(crm, CREATE, input=WANTED, key="quote-1")
    rewritten = {**WANTED, "lines": [{"quantity": "60.0", "sku": "PUMP-100"}, WANTED["lines"][1]]}
    assert await run(crm, CREATE, input=rewritten, key="quote-1") == first
    assert (first["quote"]["state"], first["quote"]["revision"]) == ("DRAFT", 1)
    assert first["quote"]["shipTo"] == {"city": "Wien"}
    assert (await crm.data("{ quotes { totalCount } }"))["quotes"]["totalCount"] == 1


async def test_an_offered_quote_is_revised_into_a_draft_that_keeps_the_rest(crm: Crm):
    quote_id = await offered(crm)
    lines = [{"sku": "PUMP-100", "quantity": "30"}]
    wanted = {"id": quote_id, "expectedRevision": 1, "lines": lines, "reason": "fewer pumps"}
    payload = await run(crm, REVISE, input=wanted)
    anna = {"displayName": "Anna Berg"}
    quote = payload["quote"]
    assert (quote["revision"], quote["state"], quote["shipTo"]) == (2, "DRAFT", {"city": "Wien"})
    assert quote["lines"] == [{"position": 1, "quantity": "30", "product": {"sku": "PUMP-100"}}]
    assert quote["revisions"] == [
        {"revision": 1, "state": "OFFERED", "supersededBy": 2, "reason": None, "createdBy": anna},
        {
            "revision": 2,
            "state": "DRAFT",
            "supersededBy": None,
            "reason": "fewer pumps",
            "createdBy": anna,
        },
    ]
    by_number = "query ($n: String!, $r: Int) { quoteByNumber(number: $n, revision: $r) { revision lines { quantity } } }"
    first = await crm.data(by_number, n=quote["number"], r=1)
    assert [line["quantity"] for line in first["quoteByNumber"]["lines"]] == ["60", "100"]
    assert (await crm.data(by_number, n=quote["number"]))["quoteByNumber"]["revision"] == 2


async def test_a_stale_revision_is_refused_and_shows_the_current_one(crm: Crm):
    quote_id = await offered(crm)
    wanted = {"id": quote_id, "expectedRevision": 1, "lines": WANTED["lines"], "reason": "again"}
    await run(crm, REVISE, input=wanted)
    error = (await run(crm, REVISE, input=wanted))["userErrors"][0]
    assert error == {
        "__typename": "QuoteRevisionConflict",
        "code": "REVISION_CONFLICT",
        "path": ["input", "expectedRevision"],
        "expectedRevision": 1,
        "currentRevision": 2,
        "current": {"revision": 2},
    }


async def test_a_lost_quote_keeps_its_reason_and_ends(crm: Crm):
    quote_id = await offered(crm)
    refused = await run(crm, LOSE, id=quote_id, revision=1, reason=" ")
    assert refused["userErrors"][0]["code"] == "REQUIRED"
    lost = await run(crm, LOSE, id=quote_id, revision=1, reason="too dear")
    assert (lost["quote"]["state"], lost["quote"]["lossReason"]) == ("LOST", "too dear")
    error = (await run(crm, OFFER, id=quote_id, revision=1))["userErrors"][0]
    assert (error["__typename"], error["state"], error["allowed"]) == (
        "NotAllowedInState",
        "LOST",
        ["DRAFT"],
    )


async def test_a_draft_can_be_neither_lost_nor_revised(crm: Crm):
    quote_id = await drafted(crm)
    error = (await run(crm, LOSE, id=quote_id, revision=1, reason="x"))["userErrors"][0]
    assert (error["code"], error["allowed"]) == ("NOT_ALLOWED_IN_STATE", ["OFFERED"])
    wanted = {"id": quote_id, "expectedRevision": 1, "lines": WANTED["lines"], "reason": "x"}
    error = (await run(crm, REVISE, input=wanted))["userErrors"][0]
    assert error["allowed"] == ["OFFERED", "ACCEPTED"]


async def test_an_offer_is_valid_until_today_or_later(crm: Crm):
    quote_id = await drafted(crm)
    error = (await run(crm, OFFER, id=quote_id, revision=1, until="2026-03-01"))["userErrors"][0]
    assert (error["code"], error["path"]) == ("INVALID", ["validUntil"])
    payload = await run(crm, OFFER, id=quote_id, revision=1, until="2026-03-02")
    assert payload["quote"]["validUntil"] == "2026-03-02"


async def test_the_quote_of_an_order_is_not_changed_here(crm: Crm):
    capture = 'mutation ($input: CaptureQuoteInput!) { captureQuote(id: "qot_1", requestId: "r", input: $input) { userErrors { code } } }'
    wanted = {**WANTED, "orderId": "ord_1", "lineIds": ["a", "b"], "state": "OFFERED"}
    assert (await crm.data(capture, input=wanted))["captureQuote"]["userErrors"] == []
    again = {"id": "qot_1", "expectedRevision": 1, "lines": WANTED["lines"], "reason": "x"}
    for payload in (
        await run(crm, REVISE, input=again),
        await run(crm, OFFER, id="qot_1", revision=1),
        await run(crm, LOSE, id="qot_1", revision=1, reason="x"),
    ):
        error = payload["userErrors"][0]
        assert (error["__typename"], error["state"], error["allowed"]) == (
            "NotAllowedInState",
            "OFFERED",
            [],
        )


async def test_quotes_are_listed_by_state_and_with_their_customer(crm: Crm):
    first, second = await drafted(crm), await offered(crm)
    query = 'query ($states: [QuoteState!]) { quotes(states: $states) { edges { node { id } } } customer(id: "cus_k1") { quotes(states: $states) { edges { node { id } } totalCount } } }'
    everything = await crm.data(query)
    assert [edge["node"]["id"] for edge in everything["quotes"]["edges"]] == [first, second]
    drafts = await crm.data(query, states=["DRAFT"])
    assert drafts["quotes"]["edges"] == [{"node": {"id": first}}]
    assert drafts["customer"]["quotes"] == {"edges": [{"node": {"id": first}}], "totalCount": 1}


@pytest.mark.parametrize("state", ["LOST", "EXPIRED", "CANCELLED"])
def test_an_ended_quote_never_moves_again(state: str):
    assert MOVES[state] == ()
