"""The conversation in which an order is placed tells about whom, which quote and which order."""

from typing import Any

from tests.gateway.orders.operations import HUBER, place
from tests.gateway.orders.test_placing_quotes import quote, wanted
from tests.gateway.orders.world import World, k2

LOG = """mutation { logInteraction(input: {channel: PHONE, direction: INBOUND, subject: "pumps",
  callerNumber: "089 123456"}) { interaction { id } userErrors { code } } }"""
READ = """query Q($id: ID!) { quote(id: $id) { interactions { edges { node {
  id orderId subject customer { id } } } } } }"""


async def logged(world: World) -> str:
    return str((await world.ask_system(world.crm, LOG))["logInteraction"]["interaction"]["id"])


async def about(world: World, order: Any) -> Any:
    found = await world.ask_system(world.crm, READ, id=order["quote"]["id"])
    return [edge["node"] for edge in found["quote"]["interactions"]["edges"]]


def told(interaction_id: str, order: Any) -> list[Any]:
    said = {"id": interaction_id, "orderId": order["id"], "subject": "pumps"}
    return [{**said, "customer": {"id": order["customerId"]}}]


async def test_an_unknown_callers_conversation_is_his_who_became_a_customer(world: World):
    call = await logged(world)
    request = k2("VALVE-20", "10", "talk-0001", interactionId=call)
    order = (await place(world, **{**request, "customer": {"new": HUBER}}))["order"]
    assert await about(world, order) == told(call, order)


async def test_a_quote_that_is_placed_gives_its_conversation_the_order(world: World):
    call = await logged(world)
    placed = await place(world, **wanted(await quote(world), "talk-0002", interactionId=call))
    assert placed["userErrors"] == []
    assert await about(world, placed["order"]) == told(call, placed["order"])


async def test_a_conversation_that_nobody_had_is_refused(world: World):
    refused = await place(world, **k2("VALVE-20", "1", "talk-0003", interactionId="int_none"))
    (error,) = refused["userErrors"]
    assert (refused["outcome"], refused["order"]) == ("REFUSED", None)
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "interactionId"])
