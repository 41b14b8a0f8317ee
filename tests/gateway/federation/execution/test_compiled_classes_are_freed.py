"""A plan that has left the cache leaves nothing behind: no class, no function, no decoder."""

from __future__ import annotations

import gc

import msgspec

from gateway.federation.execution.compile import CompiledPlan
from gateway.federation.planner.cache import SingleFlightCache
from tests.gateway.federation.execution.subgraphs import drive
from tests.gateway.federation.execution.test_entity_fetches_of_a_subgraph_travel_together import (
    SHOP,
)

OPERATIONS = 10_000
KEPT = 20


async def test_ten_thousand_distinct_operations_leave_as_many_classes_as_twenty():
    plans: SingleFlightCache[str, CompiledPlan] = SingleFlightCache(KEPT)
    counts: list[tuple[int, int]] = []

    async def run(number: int) -> None:
        async def make() -> CompiledPlan:
            return SHOP.compile(text)

        # Most are small; now and then there is one with entities, and it is run.
        is_large = number % 50 == 0
        text = f"{{ a{number}: best {{ {'count' if is_large else 'id'} }} }}"
        compiled = await plans.get(text, make)
        if is_large:
            drive(compiled, SHOP.subgraphs)

    for number in range(OPERATIONS):
        await run(number)
        if number % 1000 == 999:
            gc.collect()
            counts.append((len(msgspec.Struct.__subclasses__()), len(gc.get_objects())))
    classes, objects = zip(*counts, strict=True)
    assert len(plans) == KEPT
    assert len(set(classes)) == 1
    assert max(objects) < min(objects) * 1.05
