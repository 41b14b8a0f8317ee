"""conflictDetected tells each conflict as it is found, to whoever administers the systems."""

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import Any

from chassis.identity import DEVELOPMENT_ACTOR
from tests.gateway.orders.reconciliation.asking import placed, reconcile
from tests.gateway.orders.reconciliation.damage import delete_sales_order, set_quote
from tests.gateway.orders.world import World

WATCH = "subscription { conflictDetected { code entityId } }"


async def watch(world: World, count: int, *, started: asyncio.Event) -> list[Any]:
    context = world.process.context(DEVELOPMENT_ACTOR)
    taken: list[Any] = []
    found: Any = await world.process.schema.subscribe(WATCH, context_value=context)
    async with asyncio.timeout(15), aclosing(found) as results:
        waiting = asyncio.ensure_future(anext(results))
        await asyncio.sleep(0.2)
        started.set()
        while True:
            result = await waiting
            assert result.errors is None
            taken.append(result.data["conflictDetected"])
            if len(taken) == count:
                return taken
            waiting = asyncio.ensure_future(anext(results))


async def test_a_watcher_sees_new_conflicts_only_and_each_once(world: World, tmp_path: Path):
    earlier, lost, missing = [await placed(world, f"watched-{each}") for each in range(3)]
    set_quote(tmp_path, earlier, state="LOST")
    await reconcile(world)
    started = asyncio.Event()
    watching = asyncio.create_task(watch(world, 2, started=started))
    await started.wait()
    set_quote(tmp_path, lost, state="LOST")
    delete_sales_order(tmp_path, missing)
    await reconcile(world)
    seen = await watching
    assert sorted((each["code"], each["entityId"]) for each in seen) == [
        ("C-ERP-MISSING", missing),
        ("C-LOST-OPEN", lost),
    ]
