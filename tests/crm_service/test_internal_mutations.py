"""What the order process writes: customer, quote, revision, state, prices; safely repeated."""

from typing import Any

import pytest

from tests.crm_service.conftest import Crm

ERRORS = "userErrors { __typename code message path ... on NotAllowedInState { state allowed } ... on DuplicateCustomer { candidates { customer { id } matchedOn score blocking } } }"
CAPTURE_CUSTOMER = f"mutation ($id: ID!, $request: ID!, $input: CreateCustomerInput!) {{ captureCustomer(id: $id, requestId: $request, input: $input) {{ customer {{ number lifecycle displayName taxId phones {{ number primary }} addresses {{ roles timeZone }} }} {ERRORS} }} }}"
CAPTURE_QUOTE = f"mutation ($id: ID!, $request: ID!, $input: CaptureQuoteInput!) {{ captureQuote(id: $id, requestId: $request, input: $input) {{ quote {{ number revision state currency orderId shipTo {{ id city timeZone }} lines {{ id position quantity unit requestedDeliveryDate product {{ sku }} }} }} {ERRORS} }} }}"
REVISE = f"mutation ($id: ID!, $revision: Int!, $request: ID!, $input: CaptureQuoteInput!) {{ captureQuoteRevision(quoteId: $id, revision: $revision, requestId: $request, input: $input) {{ quote {{ number revision state lines {{ id quantity }} revisions {{ revision state supersededBy createdBy {{ displayName }} }} }} {ERRORS} }} }}"
MOVE = f"mutation ($id: ID!, $revision: Int!, $state: QuoteState!, $request: ID!, $number: String) {{ setQuoteState(quoteId: $id, revision: $revision, state: $state, requestId: $request, erpOrderNumber: $number) {{ quote {{ state }} {ERRORS} }} }}"
PRICE = f'mutation ($pricing: QuotePricingInput!, $request: ID!) {{ writeBackQuotePricing(quoteId: "qot_1", revision: 1, pricing: $pricing, requestId: $request) {{ quote {{ currency netTotal {{ amount currency }} taxTotal {{ amount }} grossTotal {{ amount }} pricedAt lines {{ unitPrice {{ amount }} discountPercent discountAmount {{ amount }} netAmount {{ amount }} }} }} {ERRORS} }} }}'
LIFECYCLE = f"mutation ($id: ID!, $lifecycle: CustomerLifecycle!, $into: ID, $request: ID!) {{ setCustomerLifecycle(id: $id, lifecycle: $lifecycle, mergedInto: $into, requestId: $request) {{ customer {{ lifecycle version mergedInto {{ id }} }} {ERRORS} }} }}"
HUBER: dict[str, Any] = {
    "kind": "COMPANY",
    "legalName": " Huber Anlagenbau GmbH ",
    "taxId": "de 123 456 789",
    "email": "einkauf@huber.example",
    "phone": "089 123456",
    "address": {
        "street": "Ringstr.",
        "houseNumber": "5",
        "postalCode": "80331",
        "city": "München",
        "country": "DE",
    },
}


def quote_input(**changes: Any) -> dict[str, Any]:
    line = {"sku": "VALVE-20", "quantity": "100.0"}
    wanted = {
        "customerId": "cus_k2",
        "orderId": "ord_1",
        "lineIds": ["lin_1"],
        "state": "ACCEPTED",
        "requestedDeliveryDate": "2026-03-06",
        "lines": [line],
    }
    return {**wanted, **changes}


async def captured(crm: Crm, **changes: Any) -> dict[str, Any]:
    wanted = quote_input(**changes)
    answer = await crm.data(CAPTURE_QUOTE, id="qot_1", request=crm.request(), input=wanted)
    payload: dict[str, Any] = answer["captureQuote"]
    return payload


async def test_only_our_processes_may_write_what_the_public_schema_hides(crm: Crm):
    variables = {"id": "cus_new", "request": "r", "input": HUBER}
    refused = await crm.ask(CAPTURE_CUSTOMER, None, **variables)
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert await crm.data('{ customer(id: "cus_new") { id } }') == {"customer": None}


async def test_a_captured_customer_is_a_prospect_with_normalised_phone_tax_id_and_zone(crm: Crm):
    answer = await crm.data(CAPTURE_CUSTOMER, id="cus_h", request="r1", input=HUBER)
    assert answer["captureCustomer"] == {
        "customer": {
            "number": "K-10003",
            "lifecycle": "PROSPECT",
            "displayName": "Huber Anlagenbau GmbH",
            "taxId": "DE123456789",
            "phones": [{"number": "+4989123456", "primary": True}],
            "addresses": [
                {"roles": ["SOLD_TO", "SHIP_TO", "BILL_TO"], "timeZone": "Europe/Berlin"}
            ],
        },
        "userErrors": [],
    }


async def test_a_repeated_request_id_gets_the_same_answer_and_writes_once(crm: Crm):
    before = len(await crm.events())
    first = await crm.data(CAPTURE_CUSTOMER, id="cus_h", request="r1", input=HUBER)
    again = await crm.data(CAPTURE_CUSTOMER, id="cus_h", request="r1", input=HUBER)
    other_step = await crm.data(CAPTURE_CUSTOMER, id="cus_h", request="r2", input=HUBER)
    assert first == again == other_step
    assert len(await crm.events()) == before + 1


async def test_all_faults_of_an_input_are_told_at_once_with_their_paths(crm: Crm):
    address = {**HUBER["address"], "city": " ", "timeZone": "Mars/Olympus"}
    bad = {"kind": "PERSON", "phone": "abc", "email": "nobody", "address": address}
    answer = await crm.data(CAPTURE_CUSTOMER, id="cus_h", request="r1", input=bad)
    errors = answer["captureCustomer"]["userErrors"]
    assert [(error["code"], ".".join(error["path"])) for error in errors] == [
        ("REQUIRED", "input.familyName"),
        ("INVALID", "input.email"),
        ("INVALID", "input.phone"),
        ("INVALID", "input.address.timeZone"),
        ("REQUIRED", "input.address.city"),
    ]
    assert answer["captureCustomer"]["customer"] is None


async def test_a_captured_quote_gets_its_number_defaults_and_the_customers_ship_to(crm: Crm):
    assert await captured(crm) == {
        "quote": {
            "number": "Q-2026-000001",
            "revision": 1,
            "state": "ACCEPTED",
            "currency": "EUR",
            "orderId": "ord_1",
            "shipTo": {"id": "adr_k2", "city": "München", "timeZone": "Europe/Berlin"},
            "lines": [
                {
                    "id": "lin_1",
                    "position": 1,
                    "quantity": "100",
                    "unit": "PCE",
                    "requestedDeliveryDate": "2026-03-06",
                    "product": {"sku": "VALVE-20"},
                }
            ],
        },
        "userErrors": [],
    }


@pytest.mark.parametrize(
    ("changes", "city"),
    [
        ({"customerId": "cus_k1"}, "Wien"),
        ({"customerId": "cus_k1", "shipToAddressId": "adr_k1"}, "Berlin"),
        (
            {
                "shipTo": {
                    "street": "Quai 1",
                    "postalCode": "10001",
                    "city": "New York",
                    "country": "US",
                }
            },
            "New York",
        ),
    ],
)
async def test_a_quote_ships_to_the_named_the_free_or_the_first_ship_to_address(
    crm: Crm, changes: dict[str, Any], city: str
):
    assert (await captured(crm, **changes))["quote"]["shipTo"]["city"] == city


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"customerId": "cus_x"}, "NOT_FOUND", "input.customerId"),
        ({"lines": [{"sku": "NONE", "quantity": "1"}]}, "NOT_FOUND", "input.lines.0.sku"),
        ({"lines": [{"sku": "SEAL-5", "quantity": "0"}]}, "INVALID", "input.lines.0.quantity"),
        ({"shipToAddressId": "adr_x"}, "NOT_FOUND", "input.shipToAddressId"),
        ({"requestedDeliveryDate": None}, "REQUIRED", "input.lines.0.requestedDeliveryDate"),
        ({"lineIds": ["a", "b"]}, "INVALID", "input.lineIds"),
        ({"lines": [], "lineIds": []}, "INVALID", "input.lines"),
        ({"state": "DRAFT"}, "INVALID", "input.state"),
    ],
)
async def test_a_quote_with_unknown_or_bad_values_is_refused_and_not_written(
    crm: Crm, changes: dict[str, Any], code: str, path: str
):
    payload = await captured(crm, **changes)
    assert payload["quote"] is None
    assert [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]] == [
        (code, path)
    ]
    assert await crm.data('{ quote(id: "qot_1") { id } }') == {"quote": None}


async def test_an_order_has_one_quote(crm: Crm):
    await captured(crm)
    answer = await crm.data(CAPTURE_QUOTE, id="qot_2", request="r9", input=quote_input())
    assert answer["captureQuote"]["userErrors"][0]["path"] == ["input", "orderId"]


async def test_the_next_revision_supersedes_the_one_before(crm: Crm):
    await captured(crm, state="OFFERED")
    smaller = quote_input(lines=[{"sku": "VALVE-20", "quantity": "30"}])
    answer = await crm.data(REVISE, id="qot_1", revision=2, request="r5", input=smaller)
    anna = {"displayName": "Anna Berg"}
    assert answer["captureQuoteRevision"] == {
        "quote": {
            "number": "Q-2026-000001",
            "revision": 2,
            "state": "ACCEPTED",
            "lines": [{"id": "lin_1", "quantity": "30"}],
            "revisions": [
                {"revision": 1, "state": "OFFERED", "supersededBy": 2, "createdBy": anna},
                {"revision": 2, "state": "ACCEPTED", "supersededBy": None, "createdBy": anna},
            ],
        },
        "userErrors": [],
    }
    stale = await crm.data(REVISE, id="qot_1", revision=2, request="r6", input=smaller)
    assert stale["captureQuoteRevision"]["userErrors"][0]["code"] == "REVISION_CONFLICT"


async def test_a_quote_moves_by_the_table_of_states_and_the_same_state_again_is_no_change(crm: Crm):
    await captured(crm)
    for state in ("ORDERED", "ORDERED", "CANCELLED"):
        answer = await crm.data(MOVE, id="qot_1", revision=1, state=state, request=crm.request())
        assert answer["setQuoteState"] == {"quote": {"state": state}, "userErrors": []}
    answer = await crm.data(MOVE, id="qot_1", revision=1, state="ORDERED", request=crm.request())
    error = answer["setQuoteState"]["userErrors"][0]
    assert (error["__typename"], error["code"]) == ("NotAllowedInState", "NOT_ALLOWED_IN_STATE")
    assert (error["state"], error["allowed"]) == ("CANCELLED", ["ACCEPTED"])


async def test_an_unknown_quote_is_refused(crm: Crm):
    answer = await crm.data(MOVE, id="qot_x", revision=1, state="LOST", request="r")
    assert answer["setQuoteState"]["userErrors"][0]["code"] == "NOT_FOUND"


async def test_prices_of_the_erp_are_copied_with_the_digits_of_the_currency(crm: Crm):
    await captured(crm)
    line = {
        "lineId": "lin_1",
        "unitPrice": "12.3500",
        "discountPercent": "8.0",
        "discountAmount": "98.8",
        "netAmount": "1136.2",
    }
    pricing = {
        "pricedAt": "2026-03-02T09:01:00+01:00",
        "currency": "EUR",
        "netTotal": "1136.2",
        "taxTotal": "215.88",
        "lines": [line],
    }
    answer = await crm.data(PRICE, pricing=pricing, request="p1")
    assert answer["writeBackQuotePricing"] == {
        "quote": {
            "currency": "EUR",
            "netTotal": {"amount": "1136.20", "currency": "EUR"},
            "taxTotal": {"amount": "215.88"},
            "grossTotal": {"amount": "1352.08"},
            "pricedAt": "2026-03-02T08:01:00Z",
            "lines": [
                {
                    "unitPrice": {"amount": "12.3500"},
                    "discountPercent": "8",
                    "discountAmount": {"amount": "98.80"},
                    "netAmount": {"amount": "1136.20"},
                }
            ],
        },
        "userErrors": [],
    }
    foreign = {**pricing, "lines": [{**line, "lineId": "lin_x"}]}
    answer = await crm.data(PRICE, pricing=foreign, request="p2")
    assert answer["writeBackQuotePricing"]["userErrors"][0]["path"] == ["pricing", "lines"]


async def test_a_prospect_becomes_a_customer_once_and_a_merged_one_names_the_survivor(crm: Crm):
    await crm.data(CAPTURE_CUSTOMER, id="cus_h", request="r1", input=HUBER)
    for _ in range(2):
        answer = await crm.data(LIFECYCLE, id="cus_h", lifecycle="CUSTOMER", request=crm.request())
        customer = {"lifecycle": "CUSTOMER", "version": 2, "mergedInto": None}
        assert answer["setCustomerLifecycle"] == {"customer": customer, "userErrors": []}
    merge = {"id": "cus_h", "lifecycle": "MERGED", "into": "cus_k1"}
    answer = await crm.data(LIFECYCLE, request="m1", **merge)
    assert answer["setCustomerLifecycle"]["customer"]["mergedInto"] == {"id": "cus_k1"}
    answer = await crm.data(LIFECYCLE, id="cus_h", lifecycle="CUSTOMER", request="m2")
    error = answer["setCustomerLifecycle"]["userErrors"][0]
    assert (error["__typename"], error["state"]) == ("NotAllowedInState", "MERGED")
