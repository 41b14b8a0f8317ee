"""Runs that wait for a system: they sleep until it answers, someone wakes them, or time is up."""

import asyncio
from collections import defaultdict

from gateway.orders.systems.client import System

LONGEST_PAUSE_SECONDS = 30.0


def pause_seconds(attempt: int) -> float:
    """How long to wait after an attempt, at most: longer from one to the next."""
    return float(min(0.25 * 2 ** min(attempt, 8), LONGEST_PAUSE_SECONDS))


class Pauses:
    """The sleeping runs of one process, by order."""

    def __init__(self) -> None:
        self._sleeping: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    async def pause(self, order_id: str, system: System | None, attempt: int) -> None:
        """Sleep; longer from attempt to attempt."""
        woken = asyncio.Event()
        self._sleeping[order_id].add(woken)
        waits = [asyncio.ensure_future(woken.wait())]
        if system is not None and not system.is_available:
            waits.append(asyncio.ensure_future(system.back.wait()))
        try:
            await asyncio.wait(
                waits, timeout=pause_seconds(attempt), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for wait in waits:
                wait.cancel()
            self._sleeping[order_id].discard(woken)
            if not self._sleeping[order_id]:
                del self._sleeping[order_id]

    def end(self, order_id: str) -> bool:
        """Wake the order's sleeping runs; says whether there was one."""
        sleeping = self._sleeping.get(order_id, set())
        for woken in sleeping:
            woken.set()
        return bool(sleeping)
