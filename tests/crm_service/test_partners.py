"""Partners see and change their own customers only; another's answers as an unknown one does (§3.8)."""

from typing import Any

import pytest

from chassis.identity import DEVELOPMENT_ACTOR, Actor
from tests.crm_service.conftest import Crm

P = Actor("PARTNER", "prt_p", "partner-prt_p", "prt_p", ("partner",))
Q = Actor("PARTNER", "prt_q", "partner-prt_q", "prt_q", ("partner",))
STRANGER = Actor("CUSTOMER", "somebody", "shop")
ADDRESS = {"street": "Elbweg", "postalCode": "20457", "city": "Hamburg", "country": "DE"}
ERRORS = "userErrors { __typename code message path }"
CREATE = """mutation($input: CreateCustomerInput!, $key: String!) {
  createCustomer(input: $input, idempotencyKey: $key) {
    customer { id version }
    userErrors { code message ... on DuplicateCustomer { candidates { customer { id } } } } } }"""
QUOTE = f"""mutation($input: CreateQuoteInput!, $key: String!) {{
  createQuote(input: $input, idempotencyKey: $key) {{ quote {{ id number revision }} {ERRORS} }} }}"""
WRITES = {
    "updateCustomer": f"""mutation($customer: ID!) {{ found: updateCustomer(
      input: {{id: $customer, expectedVersion: 9, email: "a@b.example"}}) {{ {ERRORS} }} }}""",
    "createQuote": f"""mutation($customer: ID!) {{ found: createQuote(idempotencyKey: "partner-quote",
      input: {{customerId: $customer, lines: [{{sku: "SEAL-5", quantity: "1"}}]}}) {{ {ERRORS} }} }}""",
    "logInteraction": f"""mutation($customer: ID!) {{ found: logInteraction(
      input: {{channel: EMAIL, direction: INBOUND, customerId: $customer, subject: "x"}}) {{ {ERRORS} }} }}""",
    "offerQuote": f"mutation($quote: ID!) {{ found: offerQuote(id: $quote, expectedRevision: 7) {{ {ERRORS} }} }}",
    "loseQuote": f"""mutation($quote: ID!) {{ found: loseQuote(
      id: $quote, expectedRevision: 1, reason: "x") {{ {ERRORS} }} }}""",
    "reviseQuote": f"""mutation($quote: ID!) {{ found: reviseQuote(input: {{
      id: $quote, expectedRevision: 1, reason: "x", lines: [{{sku: "SEAL-5", quantity: "2"}}]}}) {{ {ERRORS} }} }}""",
}
READS = """query($customer: ID!, $quote: ID!, $number: String!) {
  customer(id: $customer) { id } quote(id: $quote) { id } quoteByNumber(number: $number) { id }
  _entities(representations: [
    {__typename: "Customer", id: $customer}, {__typename: "Quote", id: $quote}
  ]) { __typename }
}"""
LISTS = """{
  customers { totalCount edges { node { id } } } quotes { totalCount edges { node { id } } }
  identifyCaller(phoneNumber: "+49401111111") { matches { id } lastInteractions { subject } }
  findDuplicateCustomers(probe: {phone: "+49401111111"}) { customer { id } }
}"""


async def ask(crm: Crm, actor: Actor, query: str, **variables: Any) -> Any:
    answer = await crm.ask(query, actor, **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


async def captured(crm: Crm, actor: Actor, name: str, **more: Any) -> Any:
    wanted = {"kind": "COMPANY", "legalName": name, "address": ADDRESS, **more}
    found = await ask(crm, actor, CREATE, input=wanted, key=f"capture-{name}")
    return found["createCustomer"]


async def world_of_p(crm: Crm) -> dict[str, str]:
    customer = (await captured(crm, P, "Partner P", phone="+49401111111"))["customer"]["id"]
    wanted = {
        "customerId": customer,
        "requestedDeliveryDate": "2026-03-06",
        "lines": [{"sku": "SEAL-5", "quantity": "1"}],
    }
    quote = (await ask(crm, P, QUOTE, input=wanted, key="quote-of-p"))["createQuote"]["quote"]
    await ask(crm, P, WRITES["logInteraction"], customer=customer)
    return {"customer": customer, "quote": quote["id"], "number": quote["number"]}


async def test_a_partner_reads_his_own_and_an_agent_everybodys(crm: Crm):
    mine = await world_of_p(crm)
    for actor in (P, DEVELOPMENT_ACTOR):
        found = await ask(crm, actor, READS, **mine)
        assert found["customer"] == {"id": mine["customer"]}
        assert found["quote"] == found["quoteByNumber"] == {"id": mine["quote"]}
        assert [each["__typename"] for each in found["_entities"]] == ["Customer", "Quote"]


@pytest.mark.parametrize("actor", [Q, STRANGER])
async def test_anothers_reads_as_an_unknown_one_does(crm: Crm, actor: Actor):
    mine = await world_of_p(crm)
    unknown = {"customer": "cus_x", "quote": "qot_x", "number": "Q-2026-999999"}
    found = await ask(crm, actor, READS, **mine)
    assert found == await ask(crm, actor, READS, **unknown)
    assert found["_entities"] == [None, None]


async def test_lists_hold_his_own_only(crm: Crm):
    mine = await world_of_p(crm)
    found = await ask(crm, P, LISTS)
    assert found["customers"] == {"totalCount": 1, "edges": [{"node": {"id": mine["customer"]}}]}
    assert found["quotes"]["totalCount"] == 1
    assert found["identifyCaller"]["matches"] == [{"id": mine["customer"]}]
    assert found["findDuplicateCustomers"] == [{"customer": {"id": mine["customer"]}}]
    others = await ask(crm, Q, LISTS)
    assert (others["customers"]["edges"], others["quotes"]["totalCount"]) == ([], 0)
    assert others["identifyCaller"] == {"matches": [], "lastInteractions": []}
    assert others["findDuplicateCustomers"] == []
    assert (await ask(crm, DEVELOPMENT_ACTOR, LISTS))["customers"]["totalCount"] == 3


@pytest.mark.parametrize("operation", sorted(WRITES))
async def test_a_write_to_anothers_is_refused_as_one_to_an_unknown(crm: Crm, operation: str):
    mine, text = await world_of_p(crm), WRITES[operation]
    name = "customer" if "$customer" in text else "quote"
    (refused,) = (await ask(crm, Q, text, **{name: mine[name]}))["found"]["userErrors"]
    (unknown,) = (await ask(crm, Q, text, **{name: "unknown"}))["found"]["userErrors"]
    assert refused["code"] == "NOT_FOUND"
    assert {**refused, "message": refused["message"].replace(mine[name], "unknown")} == unknown


async def test_a_partner_hears_of_no_others_customer_when_he_captures_one(crm: Crm):
    await world_of_p(crm)
    same_phone = await captured(crm, Q, "Partner Q", phone="+49401111111")
    assert same_phone["userErrors"] == []
    (refused,) = (await captured(crm, Q, "Nord", taxId="DE999999999"))["userErrors"]
    assert (refused["code"], refused["candidates"]) == ("DUPLICATE_CUSTOMER", [])
    assert "cus_k1" not in refused["message"]
    (own,) = (await captured(crm, P, "P again", phone="+49401111111"))["userErrors"]
    assert len(own["candidates"]) == 1


async def test_whose_customer_he_is_tells_the_process_only(crm: Crm):
    mine = await world_of_p(crm)
    text = "query($id: ID!) { customer(id: $id) { partnerId } }"
    found = await ask(crm, DEVELOPMENT_ACTOR, text, id=mine["customer"])
    assert found == {"customer": {"partnerId": "prt_p"}}
