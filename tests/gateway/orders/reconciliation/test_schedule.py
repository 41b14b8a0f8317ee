"""Runs by the clock: one in each interval, begun once however many look."""

import asyncio
from datetime import timedelta
from pathlib import Path

from gateway.orders.reconciliation.schedule import SCHEDULED, begin_due
from tests.gateway.orders.world import World, set_clock

HOUR = timedelta(hours=1)
NINE = 1772438400


async def begun(world: World, first: int = NINE) -> list[str]:
    """What is begun by two who look at once."""
    started: list[str] = []

    async def start(report_id: str) -> None:
        started.append(report_id)

    reports = world.process._parts.review.reports
    await asyncio.gather(*(begin_due(reports, HOUR, first, start) for _ in range(2)))
    return started


async def test_an_interval_has_one_run_and_the_first_one_none(resting: World, clock: Path):
    assert await begun(resting) == []
    set_clock(clock, "2026-03-02T10:00:01+01:00")
    assert await begun(resting) == [f"{SCHEDULED}{NINE + 3600}"]
    set_clock(clock, "2026-03-02T10:59:59+01:00")
    assert await begun(resting) == []


async def test_what_was_missed_is_made_up_for_once(resting: World, clock: Path):
    set_clock(clock, "2026-03-02T10:00:01+01:00")
    await begun(resting)
    set_clock(clock, "2026-03-02T15:30:00+01:00")
    # After a restart counting begins anew, but the runs are known.
    assert await begun(resting, NINE + 6 * 3600) == [f"{SCHEDULED}{NINE + 6 * 3600}"]
    assert await begun(resting, NINE + 6 * 3600) == []
