"""What was accepted and never begun is begun, and holds up nobody else."""

import asyncio

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from gateway.orders.store.claims import Claim, ClaimStore
from gateway.orders.store.tables import CLAIMS
from tests.gateway.orders.interruption import claim
from tests.gateway.orders.operations import place
from tests.gateway.orders.test_cancelling import cancel, look
from tests.gateway.orders.test_setbacks import eventually
from tests.gateway.orders.world import World, k2
from tests.patience import PATIENCE_SECONDS


async def search(world: World) -> None:
    """Twice: what was accepted just now is begun by who accepted it."""
    for _ in "12":
        await world.process._lost.look()


async def test_a_change_that_nobody_began_is_begun_and_the_next_one_follows_it(world: World):
    order = (await place(world, **k2("VALVE-20", "2", "lost-place")))["order"]
    line = (await look(world, order))["lines"][0]["id"]
    request = {"orderId": order["id"], "expectedRevision": 1, "reason": "more"}
    request |= {"setQuantities": [{"lineId": line, "quantity": "3"}], "idempotencyKey": "lost-more"}
    await claim(world, "amendOrder", request)
    cancelling = asyncio.ensure_future(cancel(world, order, "lost-cancel"))
    await asyncio.wait({cancelling}, timeout=1)
    assert not cancelling.done(), "it waits for the amendment that was accepted before it"
    await search(world)
    async with asyncio.timeout(PATIENCE_SECONDS):
        cancelled = await cancelling
    assert (cancelled["userErrors"], cancelled["order"]["status"]) == ([], "CANCELLED")


async def test_what_is_under_way_is_not_begun_twice(world: World):
    world.erp.is_cut = True
    queued = await place(world, **k2("VALVE-20", "2", "lost-queued"))
    await search(world)
    world.erp.is_cut = False
    await eventually(world, queued["order"]["id"], lambda order: order["status"] == "CONFIRMED")
    assert (await world.ask("{ orders { totalCount } }"))["orders"]["totalCount"] == 1


async def test_a_run_that_cannot_read_its_claim_waits_for_the_database(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    claim_id = await claim(resting, "placeOrder", k2("VALVE-20", "1", "lost-read"))
    parts = resting.process._parts
    by_id, failures = ClaimStore.by_id, iter([OperationalError("SELECT", None, OSError("away"))])

    async def failing(self: ClaimStore, wanted: str) -> Claim:
        for failure in failures:
            raise failure
        return await by_id(self, wanted)

    with monkeypatch.context() as patch:
        patch.setattr(ClaimStore, "by_id", failing)
        await parts.runner.run(claim_id, {"CRM": parts.crm, "ERP": parts.erp})
    done = await parts.claims.by_id(claim_id)
    assert (done.finished, (done.answer or {})["outcome"]) == (1, "CONFIRMED")


async def test_what_a_restored_backup_knows_as_unfinished_is_carried_out_again(world: World):
    order = (await place(world, **k2("VALVE-20", "2", "lost-backup")))["order"]
    unfinished = update(CLAIMS).where(CLAIMS.c.id == order["id"]).values(finished=0, answer=None)
    async with world.process._database.write() as connection:
        await connection.execute(unfinished)
    await search(world)
    claims = world.process._parts.claims
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (claim := await claims.by_id(order["id"])).finished:
            await claims.answered(0.5)
    assert (claim.answer or {})["outcome"] == "CONFIRMED"
    assert (await world.ask("{ orders { totalCount } }"))["orders"]["totalCount"] == 1
