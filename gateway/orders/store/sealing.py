"""Seals the audit in the background, many entries at once."""

import asyncio
import logging

from gateway.orders.store.journal import Journal
from gateway.orders.store.orders import OrderStore

GATHER_SECONDS = 1.0
LOG = logging.getLogger(__name__)


async def seal_as_it_grows(orders: OrderStore, journal: Journal) -> None:
    """Seal for ever; what a former process left unsealed first."""
    while True:
        # Begun before the search: a change in between is not slept through.
        changed = asyncio.ensure_future(orders.changed())
        try:
            await journal.seal()
            await changed
        except Exception:
            LOG.exception("the audit could not be sealed; it is tried again")
        finally:
            changed.cancel()
        # What one order causes comes in a burst: it is sealed by one commit, not by many.
        await asyncio.sleep(GATHER_SECONDS)
