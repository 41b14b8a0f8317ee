"""Readers of the change events of CRM and ERP: they keep the projection, and know who answers.

Events are read by cursor; applying one twice changes nothing, so the cursor is kept now and then
and not for each event. A reader that reaches its system
again wakes the requests that were parked for it.
"""

import asyncio
import logging
from collections.abc import Sequence
from time import monotonic
from typing import Any

from chassis.clock import now
from chassis.identity import SYSTEM_ACTOR
from gateway.orders.progress import event_types, progress_of
from gateway.orders.projection import apply_sales_order, says_the_same
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems.client import LONG_POLL_SECONDS, System, SystemUnavailableError
from gateway.orders.systems.documents import READ_SALES_ORDER

Document = dict[str, Any]
LOG = logging.getLogger(__name__)
PAUSE_SECONDS = 0.5
KEEP_SECONDS = 1.0
GATHER_SECONDS = 0.1


async def follow(system: System, orders: OrderStore) -> None:
    """Read one system's events for ever."""
    position = await orders.cursor(system.name)
    kept_at = 0.0
    while True:
        try:
            wait = LONG_POLL_SECONDS if system.is_available else 0
            found = await system.poll(position, wait)
            for event in found["events"]:
                await _apply(system, orders, event)
            has_moved, position = found["cursor"] != position, found["cursor"]
            if has_moved and monotonic() - kept_at > KEEP_SECONDS:
                await orders.move_cursor(system.name, position)
                kept_at = monotonic()
            if has_moved:
                # What one order causes comes in a burst: it is read in few polls, not in many.
                await asyncio.sleep(GATHER_SECONDS)
        except SystemUnavailableError:
            await asyncio.sleep(PAUSE_SECONDS)
        except Exception:
            LOG.exception("events of the %s could not be applied; they are read again", system.name)
            await asyncio.sleep(PAUSE_SECONDS)


async def _apply(system: System, orders: OrderStore, event: Document) -> None:
    if event["entityType"] != "SalesOrder":
        return
    known = await orders.get(event["payload"]["externalReference"])
    # The saga itself takes over an order that it has just made.
    if known is None or known["erp_status"] is None or says_the_same(known, event["payload"]):
        return
    variables = {"id": event["entityId"]}
    answer = await system.call(READ_SALES_ORDER, variables, SYSTEM_ACTOR)
    sales_order = answer["sales_order"]
    if sales_order is None:
        return

    def change(document: Document) -> Sequence[str]:
        before = progress_of(document)
        apply_sales_order(document, sales_order, now().isoformat())
        return event_types(before, progress_of(document))

    reference = sales_order["external_reference"]
    await orders.change(reference, SYSTEM_ACTOR, "salesOrderChanged", change)
