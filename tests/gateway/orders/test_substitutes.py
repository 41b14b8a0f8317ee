"""A line that accepts substitutes gets one where its policy finds nothing else (acceptSubstitutes)."""

from typing import Any

import pytest

from tests.gateway.orders.operations import place
from tests.gateway.orders.test_amending import amend, placed
from tests.gateway.orders.world import World, k2


async def ordered(world: World, key: str, policy: str, quantity: str, *, accepts: bool) -> Any:
    wanted = k2("CTRL-7", quantity, f"substitute-{key}", onShortfall=policy)
    wanted["lines"][0]["acceptSubstitutes"] = accepts
    placed = await place(world, **wanted)
    lines = placed["order"]["lines"] if placed["order"] else []
    found = [(line["sku"], line["requestedQuantity"]) for line in lines]
    return placed["outcome"], found


@pytest.mark.parametrize(
    ("policy", "quantity", "found"),
    [
        ("REJECT", "3", [("CTRL-7B", "3")]),
        ("REJECT", "9", []),
        ("ACCEPT_REDUCED", "3", [("CTRL-7", "1")]),
        ("ACCEPT_SPLIT", "3", [("CTRL-7", "3")]),
    ],
)
async def test_what_a_policy_takes(
    world: World, policy: str, quantity: str, found: list[tuple[str, str]]
):
    outcome = "CONFIRMED" if found else "REFUSED"
    given = await ordered(world, f"{policy}-{quantity}", policy, quantity, accepts=True)
    assert given == (outcome, found)


async def test_an_added_line_may_accept_one_too(world: World):
    order, _ = await placed(world, "VALVE-20", "10", "substitute-added")
    line = {"sku": "CTRL-7", "quantity": "3"}
    refused = await amend(world, order, "substitute-no", addLines=[line], onShortfall="REJECT")
    assert refused["amendment"]["state"] == "REJECTED"
    accepting = {**line, "acceptSubstitutes": True}
    taken = await amend(world, order, "substitute-yes", addLines=[accepting], onShortfall="REJECT")
    assert (taken["userErrors"], taken["amendment"]["state"]) == ([], "APPLIED")
    text = "query Q($id: ID!) { order(id: $id) { lines { sku requestedQuantity } } }"
    lines = (await world.ask(text, id=order["id"]))["order"]["lines"]
    assert lines[1] == {"sku": "CTRL-7B", "requestedQuantity": "3"}


async def test_where_nothing_can_be_reduced_the_substitute_is_taken(world: World):
    assert (await ordered(world, "last", "REJECT", "1", accepts=False))[0] == "CONFIRMED"
    refused = await ordered(world, "without", "ACCEPT_REDUCED", "2", accepts=False)
    assert refused == ("REFUSED", [])
    taken = await ordered(world, "with-one", "ACCEPT_REDUCED", "2", accepts=True)
    assert taken == ("CONFIRMED", [("CTRL-7B", "2")])
