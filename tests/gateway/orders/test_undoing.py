"""An order that ends before the pivot leaves nothing open, whatever answer got lost on the way."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from gateway.orders.pauses import Pauses
from tests.gateway.orders.interruption import StopError, Stops, claim, reserved_valves, run
from tests.gateway.orders.operations import QUOTE, place
from tests.gateway.orders.world import JSON, World, k2
from tests.patience import PATIENCE_SECONDS

CANCEL = "mutation C($input: CancelOrderInput!) { cancelOrder(input: $input) { order { status } } }"
ORDERS = "{ orders { edges { node { id status revision } } } }"


def lose_from(call: int, then: Callable[[], None] = lambda: None) -> Callable[[], None]:
    """The answers to this call and the later ones get lost; the first call is number 0."""
    calls: Iterator[int] = iter(range(1000))

    def lose() -> None:
        if next(calls) >= call:
            then()
            raise httpx.ReadTimeout("no answer in time")

    return lose


async def only_order(world: World, status: str) -> JSON:
    """The world's one order, once it has this status."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            (edge,) = (await world.ask(ORDERS))["orders"]["edges"]
            if edge["node"]["status"] == status:
                return dict(edge["node"])
            await asyncio.sleep(0.02)


async def quote_state(world: World, order_id: str) -> str:
    ids = (await world.process._parts.claims.by_id(order_id)).ids
    quote = (await world.ask_system(world.crm, QUOTE, id=ids["quote"]))["quote"]
    return str(quote["state"])


async def test_a_refused_order_ends_the_quote_whose_capture_was_not_answered(world: World):
    world.crm.after = lose_from(1)
    wanted = {**k2("VALVE-20", "100", "undone-fail"), "onErpUnavailable": "FAIL"}
    assert (await place(world, **wanted))["outcome"] == "REFUSED"
    world.crm.after = lambda: None
    order = await only_order(world, "CANCELLED")
    assert await quote_state(world, order["id"]) == "CANCELLED"


async def test_a_cancelled_order_ends_the_quote_whose_capture_was_not_answered(world: World):
    world.crm.after = lose_from(1)
    placed = await place(world, **k2("VALVE-20", "100", "undone-queued"))
    assert placed["outcome"] == "QUEUED"
    wanted = {"orderId": placed["order"]["id"], "expectedRevision": 1}
    wanted |= {"idempotencyKey": "undone-cancel", "reason": "too slow"}
    cancelling = asyncio.create_task(world.ask(CANCEL, input=wanted))
    await only_order(world, "CANCELLING")
    world.crm.after = lambda: None
    await cancelling
    await only_order(world, "CANCELLED")
    assert await quote_state(world, placed["order"]["id"]) == "CANCELLED"


@pytest.fixture
def sleeping(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[str]:
    """The orders that begin to wait for their next attempt."""
    begun: asyncio.Queue[str] = asyncio.Queue()
    pause = Pauses.pause

    async def pause_and_tell(pauses: Pauses, order_id: str, *arguments: Any) -> None:
        begun.put_nowait(order_id)
        await pause(pauses, order_id, *arguments)

    monkeypatch.setattr(Pauses, "pause", pause_and_tell)
    return begun


async def test_an_unknown_outcome_is_never_a_refusal(world: World, sleeping: asyncio.Queue[str]):
    def cut() -> None:
        world.erp.is_cut = True

    world.erp.after = lose_from(1, cut)
    wanted = {**k2("VALVE-20", "100", "undone-unknown"), "onErpUnavailable": "FAIL"}
    placed = await place(world, **wanted)
    assert (placed["outcome"], placed["order"]["status"]) == ("QUEUED", "SUBMITTING")
    assert await asyncio.wait_for(sleeping.get(), PATIENCE_SECONDS) == placed["order"]["id"]
    world.process._parts.pauses.end(placed["order"]["id"])
    assert await asyncio.wait_for(sleeping.get(), PATIENCE_SECONDS) == placed["order"]["id"]
    assert (await only_order(world, "SUBMITTING"))["id"] == placed["order"]["id"]
    world.erp.after, world.erp.is_cut = (lambda: None), False
    await only_order(world, "CONFIRMED")


async def test_a_refused_order_is_withdrawn_from_an_erp_that_had_it_before_a_crash(
    resting: World,
):
    world = resting
    wanted = {**k2("VALVE-20", "100", "undone-crash"), "onErpUnavailable": "FAIL"}
    claim_id = await claim(world, "placeOrder", wanted)
    stops = Stops(2)
    world.erp.after = stops.passing
    with pytest.raises(StopError):
        await run(world, claim_id)
    assert await reserved_valves(world) == "100"
    await world.process.close()
    await world.open_process()
    world.erp.after, world.erp.is_cut = (lambda: None), True
    claims = world.process._parts.claims
    running = asyncio.create_task(run(world, claim_id))
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await claims.by_id(claim_id)).answer is None:
            await claims.answered(1)
    world.erp.is_cut = False
    world.process._parts.pauses.end(claim_id)
    answer = await running
    assert answer["outcome"] == "REFUSED"
    assert await reserved_valves(world) == "0"
    assert await quote_state(world, claim_id) == "CANCELLED"
