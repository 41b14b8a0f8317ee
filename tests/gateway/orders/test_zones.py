"""The zone of an address typed in without one is the same in all three systems (R-ATP-7)."""

import pytest

from tests.gateway.orders.operations import place
from tests.gateway.orders.world import World, k2

READ = "query Q($id: ID!) { order(id: $id) { shipTo { timeZone } quote { id } salesOrder { id } } }"
QUOTE = "query Q($id: ID!) { quote(id: $id) { shipTo { timeZone } } }"
SALES_ORDER = "query S($id: ID!) { salesOrder(id: $id) { shipTo { timeZone } } }"


@pytest.mark.parametrize(
    ("place_", "zone"),
    [
        ({"country": "US", "postalCode": "94105"}, "America/Los_Angeles"),
        ({"country": "US", "city": "New York"}, "America/New_York"),
        ({"country": "AT", "postalCode": "1010", "timeZone": "Europe/Rome"}, "Europe/Rome"),
    ],
)
async def test_all_three_say_the_same(world: World, place_: dict[str, str], zone: str):
    wanted = k2("VALVE-20", "1", "zones-0001", shipTo=place_)
    placed = await place(world, **{**wanted, "requestedDeliveryDate": "2026-03-12"})
    assert (placed["outcome"], placed["userErrors"]) == ("CONFIRMED", [])
    order = (await world.ask(READ, id=placed["order"]["id"]))["order"]
    assert order["shipTo"] == {"timeZone": zone}
    quote = await world.ask_system(world.crm, QUOTE, id=order["quote"]["id"])
    assert quote["quote"]["shipTo"] == {"timeZone": zone}
    found = await world.ask_system(world.erp, SALES_ORDER, id=order["salesOrder"]["id"])
    assert found["salesOrder"]["shipTo"] == {"timeZone": zone}
