"""What is refused, and what a refusal leaves behind (domain §3.4, §3.8, §3.9 no. 8)."""

from pathlib import Path
from typing import Any

import pytest

from chassis.identity import DEVELOPMENT_ACTOR, Actor
from tests.gateway.orders.operations import (
    FIND_HUBER,
    HUBER,
    QUOTE,
    SALES_ORDER,
    STORY,
    accept,
    place,
)
from tests.gateway.orders.world import World, k2, set_clock

CHECK = """
query C($input: CheckOrderInput!) { checkOrder(input: $input) {
  outcome netTotal { amount } grossTotal { amount } terms { priceList } lines { shortfall }
  userErrors { code message path }
} }
"""
COUNT = "{ orders { totalCount edges { node { id status quote { id } } } } }"
JOURNAL = """
query J($id: ID!) { order(id: $id) {
  history(first: 2) { edges { node { sequence type } } pageInfo { hasNextPage endCursor } }
  audit { edges { node { operation actor { kind staff { id } clientId } system changes { path before after } } } }
} }
"""


def refusal(answer: Any) -> tuple[str, str, list[str] | None]:
    assert (answer["outcome"], answer["order"]) == ("REFUSED", None)
    error = answer["userErrors"][0]
    return error["__typename"], error["code"], error["path"]


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"lines": [{"sku": "NOPE", "quantity": "1"}]}, "NOT_FOUND", ["input", "lines", "0", "sku"]),
        ({"lines": [{"sku": "VALVE-20", "quantity": "0"}]}, "INVALID", ["input", "lines", "0", "quantity"]),
        ({"lines": [{"sku": "VALVE-20", "quantity": "-1"}]}, "INVALID", ["input", "lines", "0", "quantity"]),
        ({"lines": [{"sku": "VALVE-20", "quantity": "1.5"}]}, "INVALID", ["input", "lines", "0", "quantity"]),
        ({"lines": []}, "INVALID", ["input", "lines"]),
        ({"lines": [{"sku": "VALVE-20", "quantity": "1"}] * 501}, "INVALID", ["input", "lines"]),
        ({"requestedDeliveryDate": "2026-03-01"}, "INVALID", ["input", "requestedDeliveryDate"]),
        ({"customer": {"id": "cus_nobody"}}, "NOT_FOUND", ["input", "customer", "id"]),
        ({"customer": {"id": "cus_k2", "new": HUBER}}, "INVALID", ["input", "customer"]),
        ({"idempotencyKey": "short"}, "INVALID", ["input", "idempotencyKey"]),
        ({"idempotencyKey": "x" * 129}, "INVALID", ["input", "idempotencyKey"]),
        ({"shipTo": {"addressId": "adr_k1"}}, "NOT_FOUND", ["input", "shipTo", "addressId"]),
        ({"quoteId": "qot_1"}, "INVALID", ["input", "customer"]),
        ({"currency": "USD"}, "INVALID", ["input", "currency"]),
    ],
)  # fmt: skip
async def test_bad_input_is_refused_and_leaves_nothing(
    world: World, changes: Any, code: str, path: list[str]
):
    answer = await place(world, **{**k2("VALVE-20", "100", "refused-1"), **changes})
    assert refusal(answer) == ("InvalidRequest", code, path)
    assert (await world.ask(COUNT))["orders"]["totalCount"] == 0


async def test_a_refused_shortage_of_a_new_customer_keeps_him_and_a_cancelled_quote(world: World):
    answer = await place(world, **{**STORY, "onShortfall": "REJECT"})
    assert refusal(answer)[:2] == ("AvailabilityLost", "INSUFFICIENT_AVAILABILITY")
    found = (await world.ask_system(world.crm, FIND_HUBER))["findDuplicateCustomers"]
    assert [item["customer"]["lifecycle"] for item in found] == ["PROSPECT"]
    order = (await world.ask(COUNT))["orders"]["edges"][0]["node"]
    assert order["status"] == "CANCELLED"
    quote = (await world.ask_system(world.crm, QUOTE, id=order["quote"]["id"]))["quote"]
    assert (quote["state"], quote["orderId"]) == ("CANCELLED", order["id"])


async def test_t18_a_known_tax_id_is_a_duplicate_and_nothing_is_written(world: World):
    new = {**HUBER, "taxId": "DE 999 999 999", "notDuplicateOf": ["cus_k1"]}
    answer = await place(world, **{**STORY, "customer": {"new": new}})
    assert refusal(answer)[:2] == ("DuplicateCustomerFound", "DUPLICATE_CUSTOMER")
    error = answer["userErrors"][0]
    assert (error["blocking"], error["customers"]) == (True, [{"id": "cus_k1"}])
    assert (await world.ask(COUNT))["orders"]["totalCount"] == 0


async def test_t24_the_expected_total_protects_from_another_price(world: World):
    wanted = k2("VALVE-20", "100", "price-of-1", expectedGrossTotal="1300.00")
    answer = await place(world, **wanted)
    assert refusal(answer)[:2] == ("PriceDeviated", "INVALID")
    assert answer["userErrors"][0]["actualGrossTotal"] == {"amount": "1352.08"}
    exact = k2("VALVE-20", "100", "price-of-2", expectedGrossTotal="1352.08", priceTolerance="0")
    assert (await place(world, **exact))["outcome"] == "CONFIRMED"


async def test_a_proposal_taken_by_policy_must_have_the_expected_total_too(world: World):
    wanted = {**STORY, "onShortfall": "ACCEPT_REDUCED", "expectedGrossTotal": "11519.80"}
    answer = await place(world, **wanted)
    assert refusal(answer)[0] == "PriceDeviated"
    assert answer["userErrors"][0]["actualGrossTotal"] == {"amount": "6542.97"}
    agreed = {**wanted, "expectedGrossTotal": "6542.97", "idempotencyKey": "call-7781-2"}
    taken = await place(world, **agreed)
    assert (taken["outcome"], taken["order"]["grossTotal"]) == ("ON_HOLD", {"amount": "6542.97"})
    sales_order = await world.ask_system(
        world.erp, SALES_ORDER, id=taken["order"]["salesOrder"]["id"]
    )
    assert [line["orderedQuantity"] for line in sales_order["salesOrder"]["lines"]] == ["30", "100"]


async def test_t17_g_a_key_lives_seven_days_and_a_partner_reference_for_ever(
    world: World, clock: Path
):
    wanted = k2("VALVE-20", "1", "seven-days", partnerReference="P-1")
    first = await place(world, **wanted)
    set_clock(clock, "2026-03-10T09:00:00+01:00")
    later = {**wanted, "requestedDeliveryDate": "2026-03-12"}
    answer = await place(world, **later)
    assert refusal(answer)[:2] == ("PartnerReferenceUsed", "PARTNER_REFERENCE_USED")
    assert answer["userErrors"][0]["order"] == {"id": first["order"]["id"]}
    fresh = await place(world, **{**later, "partnerReference": "P-2"})
    assert (fresh["outcome"], fresh["replayed"]) == ("CONFIRMED", False)
    found = await world.ask('{ orderByPartnerReference(partnerReference: "P-1") { id } }')
    assert found["orderByPartnerReference"] == {"id": first["order"]["id"]}


async def test_a_refused_order_frees_its_partner_reference(world: World):
    wanted = k2("CTRL-7", "5", "reference-1", partnerReference="P-9", onShortfall="REJECT")
    assert (await place(world, **wanted))["outcome"] == "REFUSED"
    again = k2("CTRL-7", "1", "reference-2", partnerReference="P-9")
    assert (await place(world, **again))["outcome"] == "CONFIRMED"


async def test_t17_f_another_client_has_keys_of_his_own(world: World):
    wanted = k2("VALVE-20", "1", "same-key-1")
    first = await place(world, **wanted)
    other = Actor("STAFF", "stf_jonas", "other-client", None, DEVELOPMENT_ACTOR.scopes)
    text = "mutation P($input: PlaceOrderInput!) { placeOrder(input: $input) { replayed order { id } } }"
    second = (await world.ask(text, other, input=wanted))["placeOrder"]
    assert second["replayed"] is False
    assert second["order"]["id"] != first["order"]["id"]


async def test_a_check_has_no_effects_and_invents_no_money(world: World):
    wanted = {name: STORY[name] for name in ("customer", "lines", "requestedDeliveryDate")}
    check = (await world.ask(CHECK, input=wanted))["checkOrder"]
    assert (check["outcome"], check["grossTotal"]) == ("PARTLY_DELIVERABLE", {"amount": "11519.80"})
    assert [line["shortfall"] for line in check["lines"]] == ["30", "0"]
    assert (await world.ask_system(world.crm, FIND_HUBER))["findDuplicateCustomers"] == []
    unknown = {**wanted, "lines": [{"sku": "NOPE", "quantity": "1"}]}
    refused = (await world.ask(CHECK, input=unknown))["checkOrder"]
    assert (refused["netTotal"], refused["terms"], refused["lines"]) == (None, None, [])
    assert refused["userErrors"][0]["code"] == "NOT_FOUND"


async def test_a_decision_is_made_once(world: World):
    placed = await place(world, **STORY)
    assert (await accept(world, placed, "LATER", key="first-one"))["outcome"] == "ON_HOLD"
    late = await accept(world, placed, "REDUCED_QUANTITY", key="second-one")
    assert (late["outcome"], late["userErrors"][0]["code"]) == ("REFUSED", "REVISION_CONFLICT")
    replay = await accept(world, placed, "LATER", key="first-one")
    assert replay["outcome"] == "ON_HOLD"


async def test_the_journal_of_an_order_says_what_happened_and_who_did_it(world: World):
    placed = await place(world, **k2("VALVE-20", "1", "journal-1"))
    order = (await world.ask(JOURNAL, id=placed["order"]["id"]))["order"]
    events = [edge["node"] for edge in order["history"]["edges"]]
    assert events == [{"sequence": 1, "type": "PLACED"}, {"sequence": 2, "type": "CHECKED"}]
    assert order["history"]["pageInfo"]["hasNextPage"] is True
    entries = [edge["node"] for edge in order["audit"]["edges"]]
    # The clock stands still here, so that the systems follow one another by their names.
    assert {"captureQuote", "createSalesOrder", "placeOrder"} <= {
        entry["operation"] for entry in entries
    }
    person = {"kind": "STAFF", "staff": {"id": "stf_anna"}, "clientId": "development"}
    assert all(entry["actor"] == person for entry in entries)
    changes = {change["path"]: change for entry in entries for change in entry["changes"]}
    assert changes["status"]["after"] == "CONFIRMED"
