"""A request that waits for a system is carried on by the next start of the process."""

import asyncio

import pytest

from gateway.orders import workflows
from tests.gateway.orders.operations import place
from tests.gateway.orders.test_setbacks import eventually
from tests.gateway.orders.world import World, k2
from tests.patience import PATIENCE_SECONDS


async def test_a_waiting_request_outlives_the_process(world: World):
    world.erp.is_cut = True
    placed = await place(world, **k2("VALVE-20", "100", "restart-1"))
    assert placed["outcome"] == "QUEUED"
    await world.process.close()
    world.erp.is_cut = False
    await world.open_process()
    await world.process.start()
    done = await eventually(world, placed["order"]["id"], lambda order: order["salesOrder"])
    assert done["status"] == "CONFIRMED"


async def test_a_workflow_that_was_given_up_is_begun_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    async def break_down(_claim_id: str) -> None:
        raise RuntimeError("the process is broken")

    wanted = k2("VALVE-20", "100", "restart-2")
    monkeypatch.setattr("gateway.orders.claiming.LONGEST_WAIT_SECONDS", 0.3)
    with monkeypatch.context() as broken:
        broken.setitem(workflows._runner, "run", break_down)
        await place(world, **wanted)
    (claim_id,) = await world.process._parts.claims.unfinished()
    claim = await world.process._parts.claims.by_id(claim_id)
    await world.process.close()
    await world.open_process()
    carried_on = world.process._parts.runner.expect(claim)
    await world.process.start()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await carried_on
    done = await place(world, **wanted)
    assert (done["outcome"], done["replayed"]) == ("CONFIRMED", True)
