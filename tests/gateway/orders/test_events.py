"""orderEvents: gapless, resumable, as it happens (domain §3.9 no. 15)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from chassis.identity import DEVELOPMENT_ACTOR
from tests.gateway.orders.operations import STORY, accept, place
from tests.gateway.orders.world import World
from tests.patience import PATIENCE_SECONDS

WATCH = """
subscription W($id: ID, $sequence: Int, $after: String) {
  orderEvents(orderId: $id, afterSequence: $sequence, after: $after) { sequence cursor type order { id } }
}
"""


async def watch(world: World, **variables: Any) -> AsyncIterator[Any]:
    context = world.process.context(DEVELOPMENT_ACTOR)
    found: Any = await world.process.schema.subscribe(
        WATCH, variable_values=variables, context_value=context
    )
    async with aclosing(found) as results:
        async for result in results:
            assert result.errors is None
            yield result.data["orderEvents"]


async def take(world: World, count: int, **variables: Any) -> list[Any]:
    async with asyncio.timeout(PATIENCE_SECONDS), aclosing(watch(world, **variables)) as events:
        taken: list[Any] = []
        async for event in events:
            taken.append(event)
            if len(taken) == count:
                break
    return taken


async def test_a_watcher_sees_each_step_once_and_may_come_back(world: World):
    placed = await place(world, **STORY)
    watching = asyncio.create_task(take(world, 6, id=placed["order"]["id"], sequence=0))
    await accept(world, placed, "REDUCED_QUANTITY")
    events = await watching
    assert [(event["sequence"], event["type"]) for event in events] == [
        (1, "PLACED"),
        (2, "CHECKED"),
        (3, "DECISION_NEEDED"),
        (4, "DECIDED"),
        (5, "ERP_CREATED"),
        (6, "HELD"),
    ]
    later = await take(world, 2, id=placed["order"]["id"], sequence=4)
    assert [event["sequence"] for event in later] == [5, 6]
    following = await take(world, 1, after=events[2]["cursor"])
    assert following == [events[3]]
