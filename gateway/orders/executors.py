"""Several gateways on one PostgreSQL share the orders' work; a dead one's is taken over.

Each executor counts its heartbeat in a table. Whoever sees another's count stand still for a lease,
by his own clock, gives that one's workflows away to all who live, himself included; no two hosts'
clocks are compared. Doing so twice, or for one that only seemed dead, does no harm: a workflow is
taken from the queue once, and a run may be repeated. One who finds himself taken for dead drops
his runs and begins anew.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Mapping
from time import monotonic

from chassis.identifiers import new_id
from gateway.orders import workflows
from gateway.orders.lost_work import LostWork
from gateway.orders.store.executors import ENDED, ExecutorStore

LOG = logging.getLogger(__name__)
BEAT_SECONDS = 0.5
LEASE_SECONDS = 4.0


class Watch:
    """Who has not counted for a lease, as far as this process could see."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, float]] = {}
        self._looked_at = 0.0

    def look(self, beats: Mapping[str, int], at: float) -> list[str]:
        """The dead among those whose counts are given; ``at`` in seconds of a steady clock.

        Whoever was away himself, stopped or cut off, has not seen the others live.
        """
        if at - self._looked_at > LEASE_SECONDS / 2:
            self._seen.clear()
        self._looked_at = at
        known = self._seen
        self._seen = {
            each: known[each] if known.get(each, (None,))[0] == beat else (beat, at)
            for each, beat in beats.items()
        }
        return [
            each
            for each, (beat, since) in self._seen.items()
            if beat == ENDED or at - since >= LEASE_SECONDS
        ]


class Executors:
    """One process among the others; it looks after them."""

    def __init__(self, store: ExecutorStore, lost: LostWork) -> None:
        self.me = new_id("exe")
        self._store = store
        self._lost = lost
        self._watch = Watch()

    async def join(self) -> None:
        """Begin to count; before anything runs here."""
        await self._store.join(self.me, f"{socket.gethostname()}:{os.getpid()}")

    async def take_over_strangers(self) -> None:
        """Give away the work of executors that have no row."""
        strangers = await workflows.executors_at_work() - set(await self._store.beats())
        for each in strangers:
            await workflows.give_away(each)

    async def run(self) -> None:
        """Count and look after the others, for ever."""
        while True:
            try:
                await self._round()
            except Exception:
                LOG.exception("the heartbeat failed; it goes on")
            await asyncio.sleep(BEAT_SECONDS)

    async def leave(self) -> None:
        """Hand over at once; call it when nothing runs here any more."""
        await self._store.leave(self.me)

    async def _round(self) -> None:
        if not await self._store.beat(self.me):
            await self._begin_anew()
        beats = await self._store.beats()
        beats.pop(self.me, None)
        for dead in self._watch.look(beats, monotonic()):
            LOG.warning("executor %s is gone; its orders are taken over", dead)
            await workflows.give_away(dead)
            await self._store.remove(dead, beats[dead])
            # What it had accepted and not begun yet is nobody's.
            self._lost.look_soon()

    async def _begin_anew(self) -> None:
        LOG.warning("this executor was taken for dead; it drops what it runs and goes on")
        await self.join()
        await workflows.drop_runs()
        await workflows.give_away(self.me)
