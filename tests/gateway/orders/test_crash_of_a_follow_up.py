"""Orders follow a changed address whatever dies meanwhile, and whatever happens at the same time."""

import asyncio
from itertools import count
from typing import Any

import pytest

from gateway.orders.store.orders import OrderStore
from tests.gateway.orders.freezing import is_done_before
from tests.gateway.orders.operations import place
from tests.gateway.orders.test_cancelling import cancel
from tests.gateway.orders.test_captured_customers import NEW
from tests.gateway.orders.test_master_data import MOVED, order_of, until, update
from tests.gateway.orders.world import JSON, World, k2

# In one run not all boundaries; the next run has the same ones again.
STRIDE = 5
ADDRESSES = "query($id: ID!) { customer(id: $id) { version addresses { id } } }"
EVERYWHERE = """query($id: ID!) { order(id: $id) { quote { id } salesOrder { id } } }"""
QUOTE = "query($id: ID!) { quote(id: $id) { revision shipTo { street } } }"
SOLD = "query($id: ID!) { salesOrder(id: $id) { revision shipTo { street } } }"


async def move(world: World, customer_id: str, street: str) -> None:
    customer = (await world.ask_system(world.crm, ADDRESSES, id=customer_id))["customer"]
    address = {"id": customer["addresses"][0]["id"], "applyToOpenOrders": True}
    address["address"] = {**MOVED, "street": street}
    await update(world, customer["version"], id=customer_id, address=address)


async def has_come_to(world: World, order_id: str, street: str) -> None:
    """In all three systems, at one revision."""
    order = await until(
        lambda: order_of(world, order_id),
        lambda each: each["shipTo"]["street"] == street and each["sync"]["state"] == "IN_SYNC",
    )
    expected = {"revision": order["revision"], "shipTo": {"street": street}}
    asked = {"quote": (world.crm, QUOTE), "salesOrder": (world.erp, SOLD)}
    for name, (wire, text) in asked.items():
        assert (await world.ask_system(wire, text, id=order[name]["id"]))[name] == expected


async def test_a_follow_up_stopped_anywhere_brings_the_order_to_the_address(
    world: World, request: pytest.FixtureRequest
):
    stride = 1 if request.config.getoption("--full") else STRIDE
    for at in count(1, stride):
        street, key = f"Gasse {at}", f"{at:04}"
        order = (await place(world, **k2("VALVE-20", "1", f"followed-{key}")))["order"]
        await move(world, "cus_k2", street)
        is_done = await is_done_before(world, has_come_to(world, order["id"], street), at)
        await has_come_to(world, order["id"], street)
        found = await order_of(world, order["id"])
        assert found["revision"] == 2
        await cancel(world, found | {"id": order["id"]}, f"followed-cancel-{key}")
        if is_done:
            assert at > 10, "a run has more boundaries than that"
            return


def meanwhile(monkeypatch: pytest.MonkeyPatch, name: str, happening: Any) -> None:
    """Once, before the order store's method of this name does anything, something else happens."""
    method = getattr(OrderStore, name)
    left = [happening]

    async def changed(self: OrderStore, *arguments: Any, **named: Any) -> Any:
        if left:
            await left.pop()()
        return await method(self, *arguments, **named)

    monkeypatch.setattr(OrderStore, name, changed)


async def has_read_all_events(world: World) -> None:
    parts = world.process._parts

    async def behind() -> JSON:
        position = await parts.orders.cursor("CRM")
        return await parts.crm.poll(position, 0)

    await until(behind, lambda found: not found["events"])


async def test_an_order_that_is_placed_as_the_address_changes_follows_it(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    async def moved() -> None:
        await move(world, "cus_k2", "Neue Gasse")
        await has_read_all_events(world)

    meanwhile(monkeypatch, "create", moved)
    order = (await place(world, **k2("VALVE-20", "1", "placed-meanwhile")))["order"]
    await has_come_to(world, order["id"], "Neue Gasse")


async def test_an_address_that_changes_again_while_orders_follow_it_is_followed(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    wanted = {**k2("VALVE-20", "1", "twice-0001"), "customer": {"new": NEW}}
    order = (await place(world, **wanted))["order"]
    wire_of_erp = world.erp.handle_async_request
    is_moved = asyncio.Event()

    async def moving(request: Any) -> Any:
        if b"changeSalesOrder" in request.content and not is_moved.is_set():
            is_moved.set()
            await move(world, order["customerId"], "Zweite Gasse")
            await has_read_all_events(world)
        return await wire_of_erp(request)

    monkeypatch.setattr(world.erp, "handle_async_request", moving)
    await move(world, order["customerId"], "Erste Gasse")
    await has_come_to(world, order["id"], "Zweite Gasse")
    assert is_moved.is_set()
