"""mergeCustomers: one customer in all systems, however often it is stopped and asked (§3.5, T18)."""

from typing import Any

import pytest

from tests.gateway.orders.interruption import MOST_STOPS, claim, run_with_a_stop
from tests.gateway.orders.operations import place
from tests.gateway.orders.world import JSON, World, k2

CREATE = """mutation($input: CreateCustomerInput!) { createCustomer(input: $input, idempotencyKey: "k") {
  customer { id } userErrors { code } } }"""
MERGE = """mutation($input: MergeCustomersInput!) { mergeCustomers(input: $input) {
  survivor { id orders { totalCount } } userErrors { __typename code path } } }"""
CUSTOMER = "query($id: ID!) { customer(id: $id) { lifecycle mergedInto { id } } }"
ORDER = "query($id: ID!) { order(id: $id) { status customerId salesOrder { id } quote { id } } }"
OWNER = "query($id: ID!) { salesOrder(id: $id) { customerId } }"
QUOTE = "query($id: ID!) { quote(id: $id) { customer { id } } }"
ADDRESS = {"street": "Weg", "postalCode": "50667", "city": "Köln", "country": "DE"}


async def k3(world: World, number: int = 3) -> str:
    """A customer with a tax id of his own."""
    wanted = {"kind": "COMPANY", "legalName": f"Drei {number}", "taxId": f"DE{number:09}"}
    create = CREATE.replace('"k"', f'"k{number}"')
    answer = await world.ask_system(world.crm, create, input={**wanted, "address": ADDRESS})
    return str(answer["createCustomer"]["customer"]["id"])


async def order_of(world: World, customer_id: str, key: str) -> str:
    placed = await place(world, **{**k2("VALVE-20", "1", key), "customer": {"id": customer_id}})
    return str(placed["order"]["id"])


def merge_input(customer_id: str, key: str, *versions: int) -> JSON:
    ids = {"survivorId": "cus_k1", "duplicateIds": [customer_id]}
    return {**ids, "expectedVersions": list(versions), "idempotencyKey": key}


async def merge(world: World, customer_id: str, key: str, *versions: int) -> Any:
    wanted = merge_input(customer_id, key, *versions)
    return (await world.ask(MERGE, input=wanted))["mergeCustomers"]


async def assert_merged(world: World, customer_id: str, order_id: str) -> None:
    gone = (await world.ask_system(world.crm, CUSTOMER, id=customer_id))["customer"]
    assert gone == {"lifecycle": "MERGED", "mergedInto": {"id": "cus_k1"}}
    order = (await world.ask(ORDER, id=order_id))["order"]
    assert order["customerId"] == "cus_k1"
    sales_order = await world.ask_system(world.erp, OWNER, id=order["salesOrder"]["id"])
    assert sales_order["salesOrder"] == {"customerId": "cus_k1"}
    quote = await world.ask_system(world.crm, QUOTE, id=order["quote"]["id"])
    assert quote["quote"]["customer"] == {"id": "cus_k1"}


async def test_the_orders_of_the_other_are_the_survivors_in_all_systems(world: World):
    customer_id = await k3(world)
    order_id = await order_of(world, customer_id, "merge-0001")
    merged = await merge(world, customer_id, "merge-0002", 1, 2)
    assert merged == {"survivor": {"id": "cus_k1", "orders": {"totalCount": 1}}, "userErrors": []}
    await assert_merged(world, customer_id, order_id)
    assert await merge(world, customer_id, "merge-0002", 1, 2) == merged
    later = await order_of(world, customer_id, "merge-0003")
    await assert_merged(world, customer_id, later)


async def test_a_merge_that_the_crm_refuses_changes_nothing(world: World):
    customer_id = await k3(world)
    refused = await merge(world, customer_id, "merge-0004", 1, 9)
    assert refused["survivor"] is None
    assert [each["code"] for each in refused["userErrors"]] == ["REVISION_CONFLICT"]
    gone = (await world.ask_system(world.crm, CUSTOMER, id=customer_id))["customer"]
    assert gone["lifecycle"] == "PROSPECT"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"duplicateIds": []}, "duplicateIds"),
        ({"duplicateIds": ["cus_k1"]}, "duplicateIds"),
        ({"expectedVersions": [1]}, "expectedVersions"),
        ({"idempotencyKey": "short"}, "idempotencyKey"),
    ],
)
async def test_a_bad_request_is_told_where(world: World, change: JSON, path: str):
    wanted = {**merge_input("cus_k2", "merge-0005", 1, 1), **change}
    (error,) = (await world.ask(MERGE, input=wanted))["mergeCustomers"]["userErrors"]
    assert error["path"] == ["input", path]


async def test_a_merge_stopped_anywhere_is_one_merge(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    version = 1
    for at in range(1, MOST_STOPS):
        customer_id = await k3(resting, at)
        wanted = {**k2("VALVE-20", "1", f"crash-merge-order-{at}"), "customer": {"id": customer_id}}
        placed = await claim(resting, "placeOrder", wanted)
        parts = resting.process._parts
        await parts.runner.run(placed, {"CRM": parts.crm, "ERP": parts.erp})
        asked = merge_input(customer_id, f"crash-merge-{at}", version, 2)
        merging = await claim(resting, "mergeCustomers", asked)
        answer, was_stopped = await run_with_a_stop(resting, merging, at, monkeypatch)
        version += 1
        assert (answer["outcome"], answer["user_errors"]) == ("MERGED", [])
        await assert_merged(resting, customer_id, placed)
        if not was_stopped:
            assert at > 5, "a merge has more boundaries than that"
            return
    raise AssertionError("the merge has no end")
