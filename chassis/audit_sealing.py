"""Seals an audit in the background, many entries at once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

GATHER_SECONDS = 1.0
LOG = logging.getLogger(__name__)


async def seal_as_it_grows(
    changed: Callable[[], Awaitable[None]], seal: Callable[[], Awaitable[None]]
) -> None:
    """Seal for ever; what a former process left unsealed first.

    ``changed`` waits for the next write.
    """
    while True:
        # Begun before the search: a change in between is not slept through.
        waiting = asyncio.ensure_future(changed())
        try:
            await seal()
            await waiting
        except Exception:
            LOG.exception("the audit could not be sealed; it is tried again")
        finally:
            waiting.cancel()
        # What one order causes comes in a burst: it is sealed by one commit, not by many.
        await asyncio.sleep(GATHER_SECONDS)
