"""A customer whom the CRM has blocked places no new order; one that he has goes on."""

from typing import Any

from tests.gateway.orders.operations import place
from tests.gateway.orders.test_amending import amend
from tests.gateway.orders.world import World, k2

BLOCK = """mutation { setCustomerLifecycle(id: "cus_k2", requestId: "block", lifecycle: BLOCKED) {
  customer { lifecycle } userErrors { message } } }"""
CHECK = (
    """query($input: CheckOrderInput!) { checkOrder(input: $input) { userErrors { code path } } }"""
)


async def block(world: World) -> None:
    answer = await world.ask_system(world.crm, BLOCK)
    assert answer["setCustomerLifecycle"]["customer"] == {"lifecycle": "BLOCKED"}


async def test_he_is_refused_and_nothing_is_written(world: World):
    await block(world)
    wanted = k2("VALVE-20", "1", "blocked-0001")
    refused = await place(world, **wanted)
    (error,) = refused["userErrors"]
    assert (refused["outcome"], refused["order"]) == ("REFUSED", None)
    place_ = ["input", "customer", "id"]
    assert (error["code"], error["path"]) == ("NOT_ALLOWED_IN_STATE", place_)
    asked: Any = {name: wanted[name] for name in ("customer", "requestedDeliveryDate", "lines")}
    check = (await world.ask(CHECK, input=asked))["checkOrder"]
    assert check["userErrors"] == [{"code": "NOT_ALLOWED_IN_STATE", "path": place_}]


async def test_an_order_that_he_has_may_still_be_changed(world: World):
    order = (await place(world, **k2("VALVE-20", "10", "blocked-0002")))["order"]
    await block(world)
    changed = await amend(world, order, "blocked-0003", customerReference="PO-9")
    assert (changed["userErrors"], changed["order"]["revision"]) == ([], 2)
