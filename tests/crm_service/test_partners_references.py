"""How a partner calls his customer: his own word, for one customer only."""

from typing import Any

from tests.crm_service.conftest import Crm
from tests.crm_service.test_partners import P, Q, ask, captured

FIND = """query($reference: String!) { customers(filter: {partnerCustomerReference: $reference}) {
  edges { node { id partnerCustomerReference } } } }"""
UPDATE = """mutation($input: UpdateCustomerInput!) { updateCustomer(input: $input) {
  customer { partnerCustomerReference } userErrors { code path } } }"""


async def found(crm: Crm, actor: Any, reference: str) -> list[str]:
    answer = await ask(crm, actor, FIND, reference=reference)
    return [edge["node"]["id"] for edge in answer["customers"]["edges"]]


async def updated(crm: Crm, actor: Any, customer: Any, reference: str) -> Any:
    wanted = {"id": customer["id"], "expectedVersion": customer["version"]}
    wanted["partnerCustomerReference"] = reference
    return (await ask(crm, actor, UPDATE, input=wanted))["updateCustomer"]


async def test_a_customer_is_found_by_it_and_by_his_partner_only(crm: Crm):
    one = (await captured(crm, P, "One", partnerCustomerReference=" C-1 "))["customer"]
    other = (await captured(crm, Q, "Other", partnerCustomerReference="C-1"))["customer"]
    assert await found(crm, P, "C-1") == [one["id"]]
    assert await found(crm, Q, "C-1") == [other["id"]]
    assert await found(crm, P, "C") == []


async def test_it_is_refused_for_a_second_customer_when_captured_and_when_changed(crm: Crm):
    await captured(crm, P, "One", partnerCustomerReference="C-1")
    (refused,) = (await captured(crm, P, "Two", partnerCustomerReference="C-1"))["userErrors"]
    assert refused["code"] == "DUPLICATE_CUSTOMER"
    two = (await captured(crm, P, "Two", partnerCustomerReference="C-2"))["customer"]
    (refused,) = (await updated(crm, P, two, "C-1"))["userErrors"]
    assert refused["code"] == "DUPLICATE_CUSTOMER"
    changed = await updated(crm, P, two, "C-3")
    assert changed == {"customer": {"partnerCustomerReference": "C-3"}, "userErrors": []}


async def test_nobodys_customer_has_none(crm: Crm):
    refused = await crm.data(
        UPDATE, input={"id": "cus_k1", "expectedVersion": 1, "partnerCustomerReference": "C-1"}
    )
    (error,) = refused["updateCustomer"]["userErrors"]
    assert (error["code"], error["path"]) == ("INVALID", ["input", "partnerCustomerReference"])
