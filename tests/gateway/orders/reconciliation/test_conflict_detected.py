"""conflictDetected tells each conflict as it is found, to whoever administers the systems."""

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from chassis.identity import DEVELOPMENT_ACTOR
from gateway.orders.store.conflicts import ConflictStore, Document
from tests.gateway.orders.reconciliation.asking import placed, reconcile
from tests.gateway.orders.reconciliation.damage import delete_sales_order, set_quote
from tests.gateway.orders.world import World
from tests.patience import PATIENCE_SECONDS

WATCH = "subscription { conflictDetected { code entityId } }"


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when somebody has begun to watch: he knows what is old, and looks for what is new."""
    begun = asyncio.Event()
    find = ConflictStore.find

    async def find_and_tell(store: ConflictStore, *conditions: Any, limit: int) -> list[Document]:
        begun.set()
        return await find(store, *conditions, limit=limit)

    monkeypatch.setattr(ConflictStore, "find", find_and_tell)
    return begun


async def watch(world: World, count: int) -> list[Any]:
    context = world.process.context(DEVELOPMENT_ACTOR)
    taken: list[Any] = []
    found: Any = await world.process.schema.subscribe(WATCH, context_value=context)
    async with asyncio.timeout(PATIENCE_SECONDS), aclosing(found) as results:
        async for result in results:
            assert result.errors is None
            taken.append(result.data["conflictDetected"])
            if len(taken) == count:
                break
    return taken


async def test_a_watcher_sees_new_conflicts_only_and_each_once(
    world: World, tmp_path: Path, looking: asyncio.Event
):
    earlier, lost, missing = [await placed(world, f"watched-{each}") for each in range(3)]
    set_quote(tmp_path, earlier, state="LOST")
    await reconcile(world)
    looking.clear()
    watching = asyncio.create_task(watch(world, 2))
    await asyncio.wait_for(looking.wait(), PATIENCE_SECONDS)
    set_quote(tmp_path, lost, state="LOST")
    delete_sales_order(tmp_path, missing)
    await reconcile(world)
    seen = await watching
    assert sorted((each["code"], each["entityId"]) for each in seen) == [
        ("C-ERP-MISSING", missing),
        ("C-LOST-OPEN", lost),
    ]
