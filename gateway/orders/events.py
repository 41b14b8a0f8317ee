"""Readers of the change events of CRM and ERP, and what is done about them.

Events are read by cursor; applying one twice changes nothing, so the cursor is kept now and then
and not for each event; once nothing more comes it is exact. A reader that reaches its system
again wakes the requests that were parked for it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from time import monotonic
from typing import Any

from chassis.clock import now
from chassis.identity import SYSTEM_ACTOR
from gateway.orders.progress import event_types, progress_of
from gateway.orders.projection import apply_sales_order, says_the_same
from gateway.orders.store.links import LinkStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems.client import LONG_POLL_SECONDS, System, SystemUnavailableError
from gateway.orders.systems.documents import READ_SALES_ORDER

Document = dict[str, Any]
# Takes the events of one entity type out of one poll, oldest first.
Apply = Callable[[Sequence[Document]], Awaitable[None]]
LOG = logging.getLogger(__name__)
PAUSE_SECONDS = 0.5
KEEP_SECONDS = 1.0
GATHER_SECONDS = 0.25


async def follow(system: System, orders: OrderStore, applies: Mapping[str, Apply]) -> None:
    """Read one system's events for ever; ``applies`` are by entity type."""
    position = kept = await orders.cursor(system.name)
    kept_at = 0.0
    while True:
        try:
            is_idle = system.is_available and position == kept
            wait = LONG_POLL_SECONDS if is_idle else 0
            found = await system.poll(position, wait)
            for entity_type, apply in applies.items():
                events = [each for each in found["events"] if each["entityType"] == entity_type]
                if events:
                    await apply(events)
            has_moved, position = found["cursor"] != position, found["cursor"]
            is_due = not has_moved or monotonic() - kept_at > KEEP_SECONDS
            if position != kept and is_due:
                await orders.move_cursor(system.name, position)
                kept, kept_at = position, monotonic()
            if has_moved:
                # What one order causes comes in a burst: it is read in few polls, not in many.
                await asyncio.sleep(GATHER_SECONDS)
        except SystemUnavailableError:
            await asyncio.sleep(PAUSE_SECONDS)
        except Exception:
            LOG.exception("events of the %s could not be applied; they are read again", system.name)
            await asyncio.sleep(PAUSE_SECONDS)


def sales_orders(erp: System, orders: OrderStore) -> Apply:
    """Keeps the projection of orders."""

    async def apply(events: Sequence[Document]) -> None:
        references = [each["payload"]["externalReference"] for each in events]
        # The saga itself takes over an order that it has just made: most events tell nothing new.
        known = await orders.get_all(references)
        for reference, event in zip(references, events, strict=True):
            if _tells_news(known.get(reference), event):
                await _apply_sales_order(erp, orders, event)

    return apply


def customers(links: LinkStore) -> Apply:
    """Notes which versions customers have; the propagation carries them on."""

    async def apply(events: Sequence[Document]) -> None:
        versions: dict[str, int] = {}
        for event in events:
            known = versions.get(event["entityId"], 0)
            versions[event["entityId"]] = max(known, event["version"])
        await links.want(versions)

    return apply


async def in_flight(system: System, orders: OrderStore, entity_type: str) -> set[str]:
    """Of which entities of a kind events are on their way: written, and not applied yet.

    Raises:
        SystemUnavailableError: the system does not answer.
    """
    found: set[str] = set()
    position = await orders.cursor(system.name)
    while True:
        batch = await system.poll(position, 0)
        events, position = batch["events"], batch["cursor"]
        found |= {each["entityId"] for each in events if each["entityType"] == entity_type}
        if not events:
            return found


def _tells_news(known: Document | None, event: Document) -> bool:
    if known is None or known["erp_status"] is None:
        return False
    return not says_the_same(known, event["payload"])


async def _apply_sales_order(erp: System, orders: OrderStore, event: Document) -> None:
    variables = {"id": event["entityId"]}
    answer = await erp.call(READ_SALES_ORDER, variables, SYSTEM_ACTOR)
    sales_order = answer["sales_order"]
    if sales_order is None:
        return

    def change(document: Document) -> Sequence[str]:
        before = progress_of(document)
        apply_sales_order(document, sales_order, now().isoformat())
        return event_types(before, progress_of(document))

    reference = sales_order["external_reference"]
    await orders.change(reference, SYSTEM_ACTOR, "salesOrderChanged", change)
