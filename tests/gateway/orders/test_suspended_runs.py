"""A run whose process was taken for dead and goes on later changes nothing that came after it.

Another process has carried out the same claim meanwhile, and the order was cancelled.
"""

import asyncio
from typing import Any

import pytest

from gateway.orders.saga.procedure import Setback
from tests.gateway.orders.freezing import Freezer, watch
from tests.gateway.orders.interruption import (
    MOST_STOPS,
    claim,
    look,
    reserved_valves,
    run,
    short,
)
from tests.gateway.orders.test_crash import decide_later
from tests.gateway.orders.world import JSON, World, k2


class Suspension(Freezer):
    """The first to come to a boundary waits there until he is told to go on; the others pass."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.resumed = asyncio.Event()

    async def passing(self) -> None:
        if self.frozen.is_set():
            return
        self._left -= 1
        if self._left == 0:
            self.frozen.set()
            await self.resumed.wait()


async def suspended(world: World, claim_id: str, at: int) -> tuple[Suspension, asyncio.Task[JSON]]:
    suspension = Suspension(at)
    with pytest.MonkeyPatch.context() as patch:
        watch(world, suspension, patch)
        running = asyncio.ensure_future(run(world, claim_id))
        freezing = asyncio.ensure_future(suspension.frozen.wait())
        await asyncio.wait({running, freezing}, return_when=asyncio.FIRST_COMPLETED)
        freezing.cancel()
        return suspension, running


async def cancelled(world: World, claim_id: str, key: str) -> None:
    order_id = (await world.process._parts.claims.by_id(claim_id)).order_id
    document = await world.process._parts.orders.get(order_id)
    assert document is not None
    request: JSON = {"orderId": order_id, "expectedRevision": document["revision"]}
    request |= {"reason": "no need", "idempotencyKey": f"suspended-cancel-{key}"}
    answer = await run(world, await claim(world, "cancelOrder", request))
    assert answer["user_errors"] == []


async def assert_late_run_changes_nothing(world: World, claim_id: str, at: int) -> bool:
    """Says whether the run was suspended before it came to its end."""
    suspension, late = await suspended(world, claim_id, at)
    was_suspended = suspension.frozen.is_set()
    await run(world, claim_id)
    await cancelled(world, claim_id, f"{claim_id}-{at}")
    before = await everything(world, claim_id)
    suspension.resumed.set()
    await late
    assert await everything(world, claim_id) == before
    return was_suspended


async def everything(world: World, claim_id: str) -> Any:
    found = await world.process._parts.claims.by_id(claim_id)
    seen = await look(world, {}, found.order_id)
    assert (seen["order"]["status"], seen["order"]["sync"]["state"]) == ("CANCELLED", "IN_SYNC")
    assert seen["quote"]["state"] == "CANCELLED"
    assert seen["sales"] is None or seen["sales"]["status"] == "CANCELLED"
    assert await reserved_valves(world) == "0"
    return seen, found.answer, found.finished


@pytest.mark.parametrize("kind", ["placed", "asked", "decided"])
async def test_a_run_that_goes_on_after_it_was_taken_over_changes_nothing(
    resting: World, kind: str
):
    for at in range(1, MOST_STOPS):
        if kind == "decided":
            claim_id = await decide_later(resting, at)
        else:
            wanted = k2("VALVE-20", "1", f"late-{at:04}") if kind == "placed" else short(at, "late")
            claim_id = await claim(resting, "placeOrder", wanted)
        if not await assert_late_run_changes_nothing(resting, claim_id, at):
            assert at > 5, "a run has more boundaries than that"
            return
    raise AssertionError("the run has no end")


async def test_a_late_setback_does_not_mark_an_order_that_is_done(resting: World):
    parts = resting.process._parts
    claim_id = await claim(resting, "placeOrder", k2("VALVE-20", "1", "late-setback"))
    await run(resting, claim_id)
    late = Setback("RETRYING", "ERP", "an answer that got lost before the others took over")
    document = await parts.placing.park(await parts.claims.by_id(claim_id), late, 1)
    assert (document["status"], document["sync_state"]) == ("CONFIRMED", "IN_SYNC")
