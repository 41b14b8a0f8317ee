"""T18: who resembles whom, who wins at once, and how two become one in both systems."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.end_to_end.operations import PLACE, k2
from tests.end_to_end.stack import Stack

CREATE = """mutation($input: CreateCustomerInput!, $key: String!) {
  createCustomer(input: $input, idempotencyKey: $key) {
    customer { id version }
    userErrors { code ... on DuplicateCustomer {
      candidates { customer { id } matchedOn score blocking } } } } }"""
MERGE = """mutation($input: MergeCustomersInput!) { mergeCustomers(input: $input) {
  survivor { id displayName } userErrors { __typename code message } } }"""
CUSTOMER = """query($id: ID!) { customer(id: $id) {
  version lifecycle mergedInto { id } erpPartner { number }
  orders { edges { node { id } } } } }"""
VERSION = "query($id: ID!) { customer(id: $id) { version } }"
ORDER = """query($id: ID!) { order(id: $id) {
  status customerId customer { id } quote { customer { id } } salesOrder { customerId } } }"""
ADDRESS = {"street": "Weg 1", "postalCode": "50667", "city": "Köln", "country": "DE"}
PERSON = {"kind": "PERSON", "familyName": "Neu", "phone": "030/1234567", "address": ADDRESS}


def company(tax_id: str, name: str = "Drei AG") -> dict[str, Any]:
    return {"kind": "COMPANY", "legalName": name, "taxId": tax_id, "address": ADDRESS}


def create(stack: Stack, key: str, wanted: dict[str, Any]) -> dict[str, Any]:
    payload: dict[str, Any] = stack.ask(CREATE, {"input": wanted, "key": key})["createCustomer"]
    return payload


def merge(stack: Stack, loser: str, key: str) -> dict[str, Any]:
    ids = ("cus_k1", loser)
    versions = [stack.ask(VERSION, {"id": each})["customer"]["version"] for each in ids]
    wanted = {"survivorId": "cus_k1", "duplicateIds": [loser], "expectedVersions": versions}
    answer = stack.ask(MERGE, {"input": {**wanted, "idempotencyKey": key}})
    payload: dict[str, Any] = answer["mergeCustomers"]
    return payload


def test_t18_a_known_phone_is_a_candidate_and_a_known_tax_id_blocks(stack: Stack):
    refused = create(stack, "t18-1", PERSON)
    assert refused["customer"] is None
    assert refused["userErrors"][0]["code"] == "DUPLICATE_CUSTOMER"
    candidate = {"customer": {"id": "cus_k1"}, "matchedOn": ["PHONE"]}
    candidate |= {"score": "0.6", "blocking": False}
    assert refused["userErrors"][0]["candidates"] == [candidate]
    created = create(stack, "t18-2", {**PERSON, "notDuplicateOf": ["cus_k1"]})
    assert created["userErrors"] == []
    nord = company("DE 999 999 999", "Andere AG")
    blocked = create(stack, "t18-3", {**nord, "notDuplicateOf": ["cus_k1"]})
    assert blocked["customer"] is None
    assert blocked["userErrors"][0]["candidates"][0]["blocking"] is True


def test_t18_of_two_at_once_with_the_same_new_tax_id_one_is_created(stack: Stack):
    with ThreadPoolExecutor(8) as pool:
        payloads = list(
            pool.map(
                lambda number: create(
                    stack, f"t18-par-{number}", company("DE123123123", f"Firma {number}")
                ),
                range(8),
            )
        )
    created = [each["customer"] for each in payloads if each["customer"]]
    assert len(created) == 1
    others = [each["userErrors"][0] for each in payloads if not each["customer"]]
    assert {each["candidates"][0]["customer"]["id"] for each in others} == {created[0]["id"]}


def test_t18_a_merge_moves_the_open_order_in_both_systems(stack: Stack):
    k3 = create(stack, "t18-k3", company("DE333333333"))["customer"]["id"]
    wanted = {**k2("VALVE-20", "10", "t18-order"), "customer": {"id": k3}}
    order_id = stack.ask(PLACE, {"input": wanted})["placeOrder"]["order"]["id"]
    merged = merge(stack, k3, "t18-merge")
    assert merged == {"survivor": {"id": "cus_k1", "displayName": "Nord AG"}, "userErrors": []}
    k1 = {"customerId": "cus_k1", "customer": {"id": "cus_k1"}}
    k1 |= {"quote": {"customer": {"id": "cus_k1"}}, "salesOrder": {"customerId": "cus_k1"}}
    stack.eventually(ORDER, {"id": order_id}, {"order": k1})
    gone = stack.ask(CUSTOMER, {"id": k3})["customer"]
    assert (gone["lifecycle"], gone["mergedInto"]) == ("MERGED", {"id": "cus_k1"})
    survivor = stack.ask(CUSTOMER, {"id": "cus_k1"})["customer"]
    assert gone["erpPartner"] == survivor["erpPartner"]
    assert gone["orders"] == survivor["orders"]
    again = create(stack, "t18-again", company("DE333333333", "Noch eine"))
    assert again["userErrors"][0]["candidates"][0]["customer"] == {"id": "cus_k1"}


def test_t18_a_merge_outlives_the_erp_and_the_gateway(stack: Stack):
    k3 = create(stack, "t18-k3", company("DE333333333"))["customer"]["id"]
    wanted = {**k2("VALVE-20", "10", "t18-order"), "customer": {"id": k3}}
    order_id = stack.ask(PLACE, {"input": wanted})["placeOrder"]["order"]["id"]
    stack.kill("erp")
    queued = merge(stack, k3, "t18-merge")
    assert [each["__typename"] for each in queued["userErrors"]] == ["SystemUnavailable"]
    stack.kill("gateway")
    stack.start("gateway")
    stack.start("erp")
    there = {"order": {"customerId": "cus_k1", "salesOrder": {"customerId": "cus_k1"}}}
    stack.eventually(ORDER, {"id": order_id}, there)
