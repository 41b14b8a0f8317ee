"""Seals an audit in the background, many entries at once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

GATHER_SECONDS = 1.0
LOG = logging.getLogger(__name__)


async def seal_as_it_grows(
    changed: Callable[[], Awaitable[None]], seal: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    """Seal for ever; what a former process left unsealed first.

    ``changed`` waits for the next write.
    """
    while True:
        # Begun before the search: a change in between is not slept through.
        waiting = asyncio.ensure_future(changed())
        try:
            await _to_its_end(seal())
            await waiting
        except Exception:
            LOG.exception("the audit could not be sealed; it is tried again")
        finally:
            waiting.cancel()
        # What one order causes comes in a burst: it is sealed by one commit, not by many.
        await asyncio.sleep(GATHER_SECONDS)


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Whoever stops the sealing waits for the statement that is under way: it needs its loop."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
