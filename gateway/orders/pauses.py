"""Runs that wait for a system: they sleep until it answers, someone wakes them, or time is up."""

import asyncio
from collections import defaultdict

from chassis.signals import Signals
from gateway.orders.systems.client import System

LONGEST_PAUSE_SECONDS = 30.0
TOPIC = "wake"


def pause_seconds(attempt: int) -> float:
    """How long to wait after an attempt, at most: longer from one to the next."""
    return float(min(0.25 * 2 ** min(attempt, 8), LONGEST_PAUSE_SECONDS))


class Pauses:
    """The sleeping runs, by order; those of other processes are woken by a hint."""

    def __init__(self, signals: Signals) -> None:
        self._sleeping: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._signals = signals
        signals.listen(TOPIC, self._wake)

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
        """Wake the order's sleeping runs; says whether there was one in this process."""
        is_here = order_id in self._sleeping
        self._signals.tell(TOPIC, order_id)
        return is_here

    def _wake(self, order_id: str) -> None:
        # Without an order: hints got lost, and each run looks for itself.
        orders = [order_id] if order_id else list(self._sleeping)
        for woken in [each for order in orders for each in self._sleeping.get(order, ())]:
            woken.set()
