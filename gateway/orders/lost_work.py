"""Accepted work that nobody does: its process died, or had no room, before it could begin it.

DBOS carries on what was begun. What was only claimed, or was given up, is looked for now and then.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection

from gateway.orders import workflows

LOG = logging.getLogger(__name__)
SECONDS_BETWEEN_SEARCHES = 10.0
# What was accepted just now is begun by who accepted it.
SECONDS_TO_BEGIN = 1.0
Unfinished = Callable[[], Awaitable[Collection[str]]]


class LostWork:
    """Finds it and begins it; any number of processes may look at once."""

    def __init__(self, unfinished: Unfinished) -> None:
        self._unfinished = unfinished
        self._suspected: set[str] = set()
        self._wanted = asyncio.Event()

    def look_soon(self) -> None:
        """Somebody has just died."""
        self._wanted.set()

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                await self.look()
            except Exception:
                LOG.exception("lost work could not be looked for; it is looked for again")
            seconds = SECONDS_TO_BEGIN if self._suspected else SECONDS_BETWEEN_SEARCHES
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._wanted.wait()
            self._wanted.clear()

    async def look(self) -> None:
        """Begin what was lost at the last look already."""
        lost = await workflows.without_workflow(await self._unfinished())
        for each in lost & self._suspected:
            LOG.warning("%s was lost; it is begun anew", each)
            await workflows.start_again(each)
        self._suspected = lost - self._suspected
