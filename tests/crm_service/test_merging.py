"""A merge in the CRM: the survivor gets what only the other had, who is recognised as him."""

from typing import Any

from tests.crm_service.conftest import Crm

MERGE = """mutation($input: CustomerMergeInput!, $request: ID!) {
  mergeCustomerRecords(input: $input, requestId: $request) {
    customer { id version legalName taxId emails { address } phones { number } addresses { id } }
    userErrors { __typename code path ... on FieldNotOwned { master } } } }"""
CREATE = """mutation($input: CreateCustomerInput!, $key: String!) {
  createCustomer(input: $input, idempotencyKey: $key) { customer { id }
    userErrors { code ... on DuplicateCustomer { candidates { customer { id } blocking } } } } }"""
CUSTOMER = """query($id: ID!) { customer(id: $id) { lifecycle version mergedInto { id }
  quotes { edges { node { id } } } interactions { edges { node { subject } } } } }"""
QUOTE = """mutation($input: CreateQuoteInput!, $key: String!) {
  createQuote(input: $input, idempotencyKey: $key) { quote { id customer { id } } userErrors { code } } }"""
LOG = """mutation { logInteraction(input: {channel: PHONE, direction: INBOUND, subject: "Call", customerId: "cus_k2"}) {
  userErrors { code } } }"""
CALLER = 'query { identifyCaller(phoneNumber: "+49897654321") { matches { id } } }'
NEW = {
    "kind": "COMPANY",
    "legalName": "Dritte AG",
    "taxId": "DE888888888",
    "address": {"street": "Weg 1", "postalCode": "50667", "city": "Köln", "country": "DE"},
}


async def merge(crm: Crm, request: str = "m1", **more: Any) -> dict[str, Any]:
    wanted = {"survivorId": "cus_k1", "duplicateIds": ["cus_k2"], "versions": [1, 1], **more}
    payload: dict[str, Any] = (await crm.data(MERGE, input=wanted, request=request))[
        "mergeCustomerRecords"
    ]
    return payload


async def quote_of_k2(crm: Crm) -> dict[str, Any]:
    lines = [{"sku": "VALVE-20", "quantity": "1"}]
    wanted = {"customerId": "cus_k2", "requestedDeliveryDate": "2026-03-06", "lines": lines}
    payload = (await crm.data(QUOTE, input=wanted, key=crm.request()))["createQuote"]
    assert payload["userErrors"] == []
    quote: dict[str, Any] = payload["quote"]
    return quote


async def test_the_survivor_has_everything_and_the_other_points_at_him(crm: Crm):
    quote = await quote_of_k2(crm)
    await crm.data(LOG)
    merged = (await merge(crm))["customer"]
    assert (merged["legalName"], merged["taxId"], merged["version"]) == (
        "Nord AG",
        "DE999999999",
        2,
    )
    assert [each["address"] for each in merged["emails"]] == [
        "einkauf@nord.example",
        "bestellung@sued.example",
    ]
    assert {each["id"] for each in merged["addresses"]} >= {"adr_k1", "adr_k2"}
    gone = (await crm.data(CUSTOMER, id="cus_k2"))["customer"]
    assert (gone["lifecycle"], gone["mergedInto"]) == ("MERGED", {"id": "cus_k1"})
    assert gone["quotes"]["edges"] == []
    survivor = (await crm.data(CUSTOMER, id="cus_k1"))["customer"]
    assert [each["node"]["id"] for each in survivor["quotes"]["edges"]] == [quote["id"]]
    assert [each["node"]["subject"] for each in survivor["interactions"]["edges"]] == ["Call"]


async def test_whoever_names_the_merged_one_means_the_survivor(crm: Crm):
    await merge(crm)
    assert (await quote_of_k2(crm))["customer"] == {"id": "cus_k1"}
    assert (await crm.data(CALLER))["identifyCaller"]["matches"] == [{"id": "cus_k1"}]
    refused = (await crm.data(CREATE, input=NEW, key="c1"))["createCustomer"]["userErrors"]
    assert refused[0]["candidates"] == [{"customer": {"id": "cus_k1"}, "blocking": True}]


async def test_a_repeated_merge_gives_the_same_answer_and_another_is_refused(crm: Crm):
    first = await merge(crm)
    before = await crm.events()
    assert await merge(crm) == first
    assert await crm.events() == before
    again = await merge(crm, "m2", versions=[2, 2])
    assert [each["code"] for each in again["userErrors"]] == ["NOT_ALLOWED_IN_STATE"]


async def test_what_the_caller_has_not_seen_is_not_merged(crm: Crm):
    refused = await merge(crm, versions=[1, 7])
    assert refused["userErrors"] == [
        {
            "__typename": "InvalidInput",
            "code": "REVISION_CONFLICT",
            "path": ["input", "expectedVersions", "1"],
        }
    ]
    assert (await crm.data(CUSTOMER, id="cus_k2"))["customer"]["lifecycle"] == "CUSTOMER"


async def test_a_field_may_be_taken_from_the_other_but_not_one_of_the_erp(crm: Crm):
    refused = await merge(crm, fieldChoices={"creditLimit": "cus_k2"})
    (error,) = refused["userErrors"]
    assert (error["__typename"], error["code"], error["master"]) == (
        "FieldNotOwned",
        "FIELD_NOT_OWNED",
        "ERP",
    )
    chosen = {"taxId": "cus_k2", "phone": "cus_k2"}
    merged = (await merge(crm, "m2", fieldChoices=chosen))["customer"]
    assert merged["taxId"] == "DE888888888"
    assert merged["phones"][0] == {"number": "+49897654321"}
