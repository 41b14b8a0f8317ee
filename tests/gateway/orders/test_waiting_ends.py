"""Who waits as long as he may is told the answer, or QUEUED: never half of an answer."""

import asyncio
from typing import Any

import pytest

from gateway.orders import workflows
from gateway.orders.reading import Reading
from tests.gateway.orders.operations import PLACE, place
from tests.gateway.orders.world import World, k2
from tests.patience import PATIENCE_SECONDS

REFUSED = k2("CTRL-7", "40", "waited-refused", onShortfall="REJECT")
TO_DECIDE = k2("CTRL-7", "40", "waited-to-decide", onShortfall="ASK")


@pytest.fixture
def late(world: World, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Runs begin only when the event is set, and nobody waits for them."""
    begin, run = asyncio.Event(), workflows._runner["run"]

    async def run_late(claim_id: str) -> None:
        await begin.wait()
        await run(claim_id)

    monkeypatch.setattr("gateway.orders.claiming.LONGEST_WAIT_SECONDS", 0.01)
    monkeypatch.setitem(workflows._runner, "run", run_late)
    del world
    return begin


async def finished(world: World) -> None:
    claims = world.process._parts.claims
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await claims.unfinished():
            await claims.answered(1)


@pytest.mark.parametrize(
    ("wanted", "outcome"), [(REFUSED, "REFUSED"), (TO_DECIDE, "NEEDS_DECISION")]
)
async def test_an_order_that_ends_while_queued_is_written_is_queued_all_the_same(
    world: World, late: asyncio.Event, monkeypatch: pytest.MonkeyPatch, wanted: Any, outcome: str
):
    look = Reading.order

    async def look_when_it_has_ended(reading: Reading, order_id: str) -> Any:
        late.set()
        await finished(world)
        return await look(reading, order_id)

    with monkeypatch.context() as race:
        race.setattr(Reading, "order", look_when_it_has_ended)
        first = (await world.ask(PLACE, input=wanted))["placeOrder"]
    assert (first["outcome"], first["userErrors"], first["decision"]) == ("QUEUED", [], None)
    again = await place(world, **wanted)
    assert (again["outcome"], again["replayed"]) == (outcome, True)
    assert bool(again["userErrors"]) == (outcome == "REFUSED")
    assert (again["decision"] is not None) == (outcome == "NEEDS_DECISION")


async def test_an_answer_that_comes_with_the_end_of_the_waiting_is_told(
    world: World, late: asyncio.Event, monkeypatch: pytest.MonkeyPatch
):
    claims = world.process._parts.claims
    look = type(claims).by_id

    async def look_when_it_has_ended(store: Any, claim_id: str) -> Any:
        if not late.is_set():
            late.set()
            await finished(world)
        return await look(store, claim_id)

    monkeypatch.setattr(type(claims), "by_id", look_when_it_has_ended)
    first = await place(world, **REFUSED)
    assert (first["outcome"], first["order"], first["replayed"]) == ("REFUSED", None, False)
    assert [error["code"] for error in first["userErrors"]] == ["INSUFFICIENT_AVAILABILITY"]


async def test_the_end_of_the_waiting_stands_before_the_request_is_accepted(
    world: World, late: asyncio.Event, monkeypatch: pytest.MonkeyPatch
):
    """Accepting takes long where many come at once, and is part of what the gateway allows."""
    start = workflows.start

    async def start_slowly(claim_id: str) -> None:
        monkeypatch.setattr("gateway.orders.claiming.LONGEST_WAIT_SECONDS", 2 * PATIENCE_SECONDS)
        await start(claim_id)

    monkeypatch.setattr(workflows, "start", start_slowly)
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert (await place(world, **REFUSED))["outcome"] == "QUEUED"
    late.set()
    await finished(world)
