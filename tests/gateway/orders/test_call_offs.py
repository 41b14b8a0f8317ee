"""Order lines call off the CRM's contracts: at the agreed price, measured by the ERP."""

import asyncio
from typing import Any

import pytest

from tests.gateway.orders.operations import place
from tests.gateway.orders.world import JSON, World, k2
from tests.patience import PATIENCE_SECONDS

CREATE = """mutation($input: CreateContractInput!) { createContract(input: $input, idempotencyKey: "c1") {
  contract { id version lines { id } } userErrors { code path } } }"""
SUSPEND = """mutation($id: ID!) { setContractState(id: $id, expectedVersion: 1, state: SUSPENDED) {
  userErrors { code } } }"""
CALLED = """query($id: ID!) { _entities(representations: [{__typename: "Contract", id: $id}]) {
  ... on Contract { calledOff { contractLineId releasedQuantity remainingQuantity } } } }"""
AMEND = """mutation($input: AmendOrderInput!) { amendOrder(input: $input) {
  order { revision lines { id } } userErrors { code path message } } }"""
LINE = {"sku": "VALVE-20", "targetQuantity": "500", "agreedUnitPrice": "10.00", "currency": "EUR"}


async def contract(world: World, **changes: Any) -> tuple[str, str]:
    """A contract of K2 over valves: its id, and its line's."""
    wanted = {"customerId": "cus_k2", "kind": "QUANTITY", "lines": [LINE]}
    wanted |= {"validFrom": "2026-01-01", "validTo": "2026-12-31", **changes}
    payload = (await world.ask_system(world.crm, CREATE, input=wanted))["createContract"]
    assert payload["userErrors"] == []
    return payload["contract"]["id"], payload["contract"]["lines"][0]["id"]


def calling(line_id: str, key: str, quantity: str = "5", sku: str = "VALVE-20") -> JSON:
    wanted = k2(sku, quantity, key)
    wanted["lines"][0]["contractLineId"] = line_id
    return wanted


async def called_off(world: World, contract_id: str) -> Any:
    found = await world.ask_system(world.erp, CALLED, id=contract_id)
    return found["_entities"][0]["calledOff"]


async def test_an_order_pays_the_agreed_price_and_is_counted(world: World):
    contract_id, line_id = await contract(world)
    placed = await place(world, **calling(line_id, "call-off-1"))
    assert (placed["outcome"], placed["order"]["netTotal"]) == ("CONFIRMED", {"amount": "50.00"})
    assert await called_off(world, contract_id) == [
        {"contractLineId": line_id, "releasedQuantity": "5", "remainingQuantity": "495"}
    ]


async def test_an_amendment_raises_the_call_off_and_an_added_line_may_be_one(world: World):
    contract_id, line_id = await contract(world)
    order = (await place(world, **calling(line_id, "call-off-2")))["order"]
    document = await world.process._parts.orders.get(order["id"])
    assert document is not None
    own = document["lines"][0]["id"]
    wanted = {"orderId": order["id"], "expectedRevision": 1, "reason": "more"}
    wanted |= {"idempotencyKey": "call-off-3", "setQuantities": [{"lineId": own, "quantity": "8"}]}
    added = [{"sku": "VALVE-20", "quantity": "2", "contractLineId": line_id}]
    changed = (await world.ask(AMEND, input={**wanted, "addLines": added}))["amendOrder"]
    assert changed["userErrors"] == []
    (found,) = await called_off(world, contract_id)
    assert found["releasedQuantity"] == "10"


@pytest.mark.parametrize(
    ("customer", "sku", "code"),
    [("cus_k1", "VALVE-20", "NOT_FOUND"), ("cus_k2", "SEAL-5", "INVALID")],
)
async def test_a_contract_of_another_customer_or_product_is_refused(
    world: World, customer: str, sku: str, code: str
):
    _, line_id = await contract(world)
    wanted = {**calling(line_id, "call-off-4", sku=sku), "customer": {"id": customer}}
    refused = await place(world, **wanted)
    assert (refused["outcome"], refused["order"]) == ("REFUSED", None)
    (error,) = refused["userErrors"]
    assert (error["code"], error["path"]) == (code, ["input", "lines", "0", "contractLineId"])


async def test_a_suspended_contract_is_not_called_off(world: World):
    contract_id, line_id = await contract(world)
    await world.ask_system(world.crm, SUSPEND, id=contract_id)
    (error,) = (await place(world, **calling(line_id, "call-off-5")))["userErrors"]
    assert error["code"] == "NOT_ALLOWED_IN_STATE"


async def test_a_contract_in_another_currency_is_refused(world: World):
    _, line_id = await contract(world, lines=[{**LINE, "currency": "JPY"}])
    (error,) = (await place(world, **calling(line_id, "call-off-6")))["userErrors"]
    assert (error["code"], error["path"][-1]) == ("INVALID", "contractLineId")


async def test_an_order_that_waited_for_the_erp_calls_off_when_it_is_back(world: World):
    contract_id, line_id = await contract(world)
    world.erp.is_cut = True
    placed = await place(world, **calling(line_id, "call-off-7"))
    assert placed["outcome"] == "QUEUED"
    world.erp.is_cut = False
    again = await settled(world, placed["order"]["id"])
    assert again["net_total"]["amount"] == "50.00"
    (found,) = await called_off(world, contract_id)
    assert found["releasedQuantity"] == "5"


async def settled(world: World, order_id: str) -> JSON:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            changed = asyncio.ensure_future(world.process._parts.orders.changed())
            await asyncio.sleep(0)
            document = await world.process._parts.orders.get(order_id)
            if document is not None and document["sync_state"] == "IN_SYNC":
                changed.cancel()
                return document
            await changed
