"""An address that was only begun holds the order (ON_HOLD, INCOMPLETE_DATA) until it is whole."""

from typing import Any

from tests.gateway.orders.operations import place
from tests.gateway.orders.test_amending import amend
from tests.gateway.orders.world import World, k2

READ = """query Q($id: ID!) { order(id: $id) { status holdReasons allowedActions revision
  history(first: 50) { edges { node { type } } } } }"""


async def read(world: World, order: Any) -> tuple[Any, list[str]]:
    found = (await world.ask(READ, id=order["id"]))["order"]
    return found, [edge["node"]["type"] for edge in found["history"]["edges"]]


async def test_it_is_held_and_goes_on_with_the_rest_of_its_address(world: World):
    begun = {"country": "DE", "street": "Ringstr.", "houseNumber": "5"}
    placed = await place(world, **k2("VALVE-20", "10", "begun-0001", shipTo=begun))
    assert (placed["outcome"], placed["userErrors"]) == ("ON_HOLD", [])
    found, types = await read(world, placed["order"])
    assert (found["status"], found["holdReasons"]) == ("ON_HOLD", ["INCOMPLETE_DATA"])
    assert "AMEND" in found["allowedActions"]
    assert types[-1] == "HELD"
    whole = {**begun, "postalCode": "80331", "city": "München"}
    changed = await amend(world, placed["order"], "begun-0002", shipTo=whole)
    assert changed["userErrors"] == []
    found, types = await read(world, placed["order"])
    assert (found["status"], found["holdReasons"], found["revision"]) == ("CONFIRMED", [], 2)
    assert {"AMENDED", "RELEASED"} <= set(types[-3:])
