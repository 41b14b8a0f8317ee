"""A run is durable, costs a few calls a page, and finds nothing in what is only under way."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from chassis.identity import Actor
from tests.gateway.orders.operations import place
from tests.gateway.orders.reconciliation.asking import (
    RECONCILE,
    codes,
    finished,
    placed,
    reconcile,
)
from tests.gateway.orders.reconciliation.damage import delete_sales_order, set_quote
from tests.gateway.orders.world import World, k2

AGENT = Actor("STAFF", "stf_anna", "development", None, ("order:read", "order:write"))


async def test_a_run_outlives_the_process_and_finds_each_thing_once(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    order_id = await placed(world, "outlives")
    delete_sales_order(tmp_path, order_id)
    monkeypatch.setattr("gateway.orders.reviewing.LONGEST_WAIT_SECONDS", 0.3)
    world.erp.is_cut = True
    report = (await world.ask(RECONCILE))["startReconciliation"]["report"]
    assert report["finishedAt"] is None
    await world.process.close()
    world.erp.is_cut = False
    await world.open_process()
    await world.process.start()
    assert codes(await finished(world, report["id"])) == ["C-ERP-MISSING"]


async def test_a_run_waits_for_a_system_and_goes_on_when_it_is_back(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("gateway.orders.reviewing.LONGEST_WAIT_SECONDS", 0.3)
    world.crm.is_cut = True
    report = (await world.ask(RECONCILE))["startReconciliation"]["report"]
    world.crm.is_cut = False
    assert codes(await finished(world, report["id"])) == []


async def test_nothing_is_found_while_orders_are_placed(world: World):
    wanted = [k2("SEAL-5", "10", f"parallel-{number}") for number in range(12)]
    placing = asyncio.gather(*(place(world, **each) for each in wanted))
    while not placing.done():
        assert codes(await reconcile(world)) == []
    assert {answer["outcome"] for answer in await placing} <= {"CONFIRMED", "QUEUED"}
    assert codes(await reconcile(world)) == []


async def test_an_order_that_waits_for_a_system_is_left_alone(world: World, tmp_path: Path):
    order_id = await placed(world, "waiting")
    world.crm.is_cut = True
    cancel = {
        "orderId": order_id,
        "expectedRevision": 1,
        "reason": "x",
        "idempotencyKey": "cancel-it",
    }
    await world.ask(
        "mutation C($i: CancelOrderInput!) { cancelOrder(input: $i) { replayed } }", i=cancel
    )
    set_quote(tmp_path, order_id, netTotal="1.00")
    ids, claims = [order_id], world.process._parts.claims
    assert await claims.busy(ids) == {order_id}
    world.crm.is_cut = False
    confirming = world.process._parts.review.reconciling._confirming
    confirmed = await confirming.orders({order_id: None})
    assert confirmed.findings == ()


async def test_statements_do_not_grow_with_the_number_of_orders(world: World):
    counted: list[int] = []
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        if arguments[2].startswith("SELECT") and "pg_notify" not in arguments[2]:
            statements.append(arguments[2])

    async def statements_of_a_run() -> int:
        statements.clear()
        await reconcile(world)
        return len(statements)

    await placed(world, "first")
    event.listen(Engine, "before_cursor_execute", note)
    try:
        for number in range(3):
            # Readers and carriers ask in the background too: the quietest of some runs counts.
            counted.append(min([await statements_of_a_run() for _ in "1234"]))
            await asyncio.gather(*(placed(world, f"{number}-{each}", "1") for each in range(8)))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert counted[-1] <= counted[0] + 4, counted
    assert max(counted) < 40, counted


async def test_only_an_administrator_of_the_systems_may(world: World):
    with pytest.raises(AssertionError, match="sync:admin"):
        await world.ask(RECONCILE, AGENT)
