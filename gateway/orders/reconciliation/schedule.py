"""Runs by the clock: one in each interval, whoever of several gateways begins it.

The interval's beginning is in the run's id, so that it is begun once. Intervals are business time;
the first one is the next after the process was first started.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from chassis.clock import now
from gateway.orders.reconciliation.running import PREFIX, new_report
from gateway.orders.store.reports import ReportStore

LOG = logging.getLogger(__name__)
SCHEDULED = f"{PREFIX}_at_"
LOOK_AGAIN_SECONDS = 5.0
Start = Callable[[str], Awaitable[None]]


async def keep_schedule(reports: ReportStore, every: timedelta, start: Start) -> None:
    """Begin what is due, for ever; a run that was missed while nobody ran is made up for once."""
    first = _begun(every)
    while True:
        try:
            await begin_due(reports, every, first, start)
        except Exception:
            LOG.exception("a run of the reconciliation could not be begun; it is tried again")
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def begin_due(reports: ReportStore, every: timedelta, first: int, start: Start) -> None:
    """Begin the interval's run, unless it was begun; ``first`` is where counting begins."""
    begun = _begun(every)
    newest = await reports.newest(SCHEDULED)
    last = first if newest is None else int(newest.removeprefix(SCHEDULED))
    if begun <= last:
        return
    report_id = f"{SCHEDULED}{begun}"
    try:
        await reports.begin(new_report(report_id, [], [], repairs=True))
    except IntegrityError:
        # Another gateway was faster.
        return
    await start(report_id)


def _begun(every: timedelta) -> int:
    """When the present interval began, in seconds since 1970."""
    seconds = int(every.total_seconds())
    return int(now().timestamp()) // seconds * seconds
