"""What the check had promised is gone at the pivot: a decision, another promise or a refusal (§2.3 row 10)."""

from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests.gateway.orders.operations import QUOTE, accept, place
from tests.gateway.orders.world import World, k2

STORY = """query S($id: ID!) { order(id: $id) { id status revision sync { state }
  quote { id } salesOrder { id } history(first: 20) { edges { node { type toStatus } } } } }"""


def steal(world: World, sku: str) -> None:
    """Between the check and the order somebody takes all that is in the house."""

    def once() -> None:
        world.erp.after = lambda: None
        url = world.databases.at(world.folder / "erp.db").replace("+aiosqlite", "")
        change = text("update stock set on_hand = '0' where sku = :sku")
        with create_engine(url, poolclass=NullPool).begin() as connection:
            assert connection.execute(change, {"sku": sku}).rowcount > 0

    world.erp.after = once


async def lost(world: World, **more: Any) -> Any:
    steal(world, "CTRL-7")
    return await place(world, **k2("CTRL-7", "1", "lost-race-1", **more))


async def test_an_agent_is_asked_with_a_fresh_check(world: World):
    placed = await lost(world)
    assert (placed["outcome"], placed["order"]["status"]) == (
        *("NEEDS_DECISION", "AWAITING_DECISION"),
    )
    found = (await world.ask(STORY, id=placed["order"]["id"]))["order"]
    assert (found["revision"], found["sync"]["state"], found["salesOrder"]) == (1, "IN_SYNC", None)
    quote = (await world.ask_system(world.crm, QUOTE, id=found["quote"]["id"]))["quote"]
    assert (quote["state"], quote["revision"]) == ("OFFERED", 1)
    types = [edge["node"]["type"] for edge in found["history"]["edges"]]
    assert types == ["PLACED", "CHECKED", "DECISION_NEEDED"]
    decided = await accept(world, placed, "LATER", key="lost-race-decided")
    assert (decided["outcome"], decided["order"]["confirmedDeliveryDate"]) == (
        *("CONFIRMED", "2026-03-24"),
    )
    after = (await world.ask(STORY, id=placed["order"]["id"]))["order"]
    quote = (await world.ask_system(world.crm, QUOTE, id=found["quote"]["id"]))["quote"]
    assert (after["revision"], quote["state"], quote["revision"]) == (2, "ORDERED", 2)


@pytest.mark.parametrize(
    ("policy", "outcome", "day"),
    [("ACCEPT_SPLIT", "CONFIRMED", "2026-03-24"), ("REJECT", "REFUSED", None)],
)
async def test_a_policy_decides_on_the_fresh_check(
    world: World, policy: str, outcome: str, day: str | None
):
    placed = await lost(world, onShortfall=policy)
    assert placed["outcome"] == outcome
    if day is None:
        assert [error["code"] for error in placed["userErrors"]] == ["INSUFFICIENT_AVAILABILITY"]
    else:
        assert placed["order"]["confirmedDeliveryDate"] == day
