"""Step 1 of a call: who is calling, and the log of what was said."""

from typing import Any

from tests.crm_service.conftest import Crm

WHO = "query ($number: PhoneNumber!) { identifyCaller(phoneNumber: $number) { normalisedNumber matches { id } openQuotes { state } lastInteractions { subject agent { displayName } } } }"
LOG = "mutation ($input: LogInteractionInput!) { logInteraction(input: $input) { interaction { id channel direction callerNumber subject body startedAt endedAt orderId customer { id } quote { id } agent { id } } userErrors { code path } } }"
QUOTE = 'mutation ($input: CreateQuoteInput!) { createQuote(input: $input, idempotencyKey: "q") { quote { id interactions { edges { node { subject customer { id } } } } } userErrors { code path } } }'
CALL = {"channel": "PHONE", "direction": "INBOUND", "subject": "asks for pumps"}


async def logged(crm: Crm, **changes: Any) -> dict[str, Any]:
    payload: dict[str, Any] = (await crm.data(LOG, input={**CALL, **changes}))["logInteraction"]
    return payload


async def test_a_number_finds_its_customer_or_the_company_of_a_contact(crm: Crm):
    for number in ("030/1234567", "030 5550001"):
        found = (await crm.data(WHO, number=number))["identifyCaller"]
        assert found["matches"] == [{"id": "cus_k1"}]


async def test_an_unknown_or_withheld_number_finds_nobody(crm: Crm):
    found = (await crm.data(WHO, number="089 123456"))["identifyCaller"]
    assert found == {
        "normalisedNumber": "+4989123456",
        "matches": [],
        "openQuotes": [],
        "lastInteractions": [],
    }
    found = (await crm.data(WHO, number="withheld"))["identifyCaller"]
    assert found == {
        "normalisedNumber": None,
        "matches": [],
        "openQuotes": [],
        "lastInteractions": [],
    }


async def test_the_call_of_an_unknown_person_is_kept_and_found_by_its_number(crm: Crm):
    payload = await logged(
        crm, callerNumber="089 123456", body="calls back", endedAt="2026-03-02T09:05:00+01:00"
    )
    assert payload["userErrors"] == []
    interaction = payload["interaction"]
    assert interaction.pop("id").startswith("int_")
    assert interaction == {
        "channel": "PHONE",
        "direction": "INBOUND",
        "callerNumber": "+4989123456",
        "subject": "asks for pumps",
        "body": "calls back",
        "startedAt": "2026-03-02T08:00:00Z",
        "endedAt": "2026-03-02T08:05:00Z",
        "orderId": None,
        "customer": None,
        "quote": None,
        "agent": {"id": "stf_anna"},
    }
    found = (await crm.data(WHO, number="+49 89 123456"))["identifyCaller"]
    assert found["lastInteractions"] == [
        {"subject": "asks for pumps", "agent": {"displayName": "Anna Berg"}}
    ]


async def test_a_quote_made_in_a_call_shows_the_call_and_gives_it_a_customer(crm: Crm):
    call = (await logged(crm, callerNumber="089 123456"))["interaction"]["id"]
    wanted = {
        "customerId": "cus_k1",
        "requestedDeliveryDate": "2026-03-06",
        "lines": [{"sku": "PUMP-100", "quantity": "1"}],
        "interactionId": call,
    }
    payload = (await crm.data(QUOTE, input=wanted))["createQuote"]
    node = {"subject": "asks for pumps", "customer": {"id": "cus_k1"}}
    assert payload["quote"]["interactions"]["edges"] == [{"node": node}]
    found = (await crm.data(WHO, number="030 1234567"))["identifyCaller"]
    assert found["openQuotes"] == [{"state": "DRAFT"}]
    log = await crm.data(
        '{ customer(id: "cus_k1") { interactions(first: 5) { edges { node { subject } } } } }'
    )
    assert log["customer"]["interactions"]["edges"] == [{"node": {"subject": "asks for pumps"}}]


async def test_an_unknown_call_is_refused_and_the_quote_is_not_written(crm: Crm):
    wanted = {
        "customerId": "cus_k1",
        "requestedDeliveryDate": "2026-03-06",
        "lines": [{"sku": "PUMP-100", "quantity": "1"}],
        "interactionId": "int_x",
    }
    payload = (await crm.data(QUOTE, input=wanted))["createQuote"]
    assert payload["userErrors"] == [{"code": "NOT_FOUND", "path": ["input", "interactionId"]}]
    assert (await crm.data("{ quotes { totalCount } }"))["quotes"]["totalCount"] == 0


async def test_what_an_entry_names_must_exist_and_end_after_it_began(crm: Crm):
    payload = await logged(
        crm, customerId="cus_x", quoteId="qot_x", subject=" ", endedAt="2026-03-02T07:00:00Z"
    )
    assert [(error["code"], error["path"][-1]) for error in payload["userErrors"]] == [
        ("REQUIRED", "subject"),
        ("INVALID", "endedAt"),
        ("NOT_FOUND", "customerId"),
        ("NOT_FOUND", "quoteId"),
    ]
    assert payload["interaction"] is None
