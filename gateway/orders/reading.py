"""What a caller may read of the order process: the projection, its decisions and its journal."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from graphql import GraphQLError
from sqlalchemy import select

from chassis.errors import BadUserInputError
from chassis.identity import Actor
from gateway.orders.auditing import Auditing, Kind
from gateway.orders.loading import Loading, OfOwner
from gateway.orders.ownership import may_see, scope_of
from gateway.orders.pages import PageRequest, show_page
from gateway.orders.parts import Parts
from gateway.orders.store.tables import EVENTS, ORDERS
from gateway.orders.systems.client import SystemUnavailableError
from gateway.orders.views import show_actor, show_links, show_order

Document = dict[str, Any]
LOOK_AGAIN_SECONDS = 1.0


class Reading:
    """The reads of one actor's request."""

    def __init__(self, parts: Parts, actor: Actor) -> None:
        self._parts = parts
        self._actor = actor
        self._auditing = Auditing(parts, actor)
        self._loading = Loading(parts, actor, self._orders_conditions)

    async def order(self, order_id: str) -> Document | None:
        """One order."""
        document = await self._find(order_id)
        return document and self._show(document)

    async def order_by_number(self, number: str) -> Document | None:
        """One order by its number."""
        found = await self._parts.orders.find(ORDERS.c.number == number, *self._own())
        return self._show(found[0]) if found else None

    async def order_by_partner_reference(self, reference: str) -> Document | None:
        """The order that this partner placed under his reference."""
        order_id = await self._parts.claims.find_reference(self._actor, reference)
        return None if order_id is None else await self.order(order_id)

    async def orders(self, page: PageRequest, **wanted: Any) -> Document:
        """A page of orders, in the order of their making; a merged customer has his survivor's."""
        if wanted.get("customer_id") is not None:
            wanted["customer_id"] = await self._parts.merges.survivor(wanted["customer_id"])
        conditions = [*_conditions(wanted), *self._own(), ORDERS.c.position > page.above]
        if page.below is not None:
            conditions.append(ORDERS.c.position < page.below)
        found = await self._parts.orders.find(
            *conditions, limit=page.size + 1, newest=page.backwards
        )
        shown = [{**self._show(item), "cursor": item["cursor"]} for item in found]
        return {**show_page(shown, page), "wanted": wanted}

    async def orders_of(
        self, customer_id: str, page: PageRequest, statuses: tuple[str, ...] | None
    ) -> Document:
        """A page of a customer's orders; a merged one has his survivor's."""
        survivor = await self._loading.survivors.load(customer_id)
        key = OfOwner(survivor or customer_id, page, statuses)
        shown = [self._show(item) for item in await self._loading.orders_of.load(key)]
        return {**show_page(shown, page), "counted": key}

    async def count_of(self, key: OfOwner) -> int:
        """How many orders there are of a customer's page's kind."""
        return int(await self._loading.counts_of.load(key))

    async def count(self, wanted: Document) -> int:
        """How many orders there are of a page's kind."""
        return await self._parts.orders.count(*_conditions(wanted), *self._own())

    async def decision(self, decision_id: str | None) -> Document | None:
        """One decision."""
        return None if decision_id is None else await self._loading.decisions.load(decision_id)

    async def history(self, order_id: str, page: PageRequest) -> Document:
        """A page of an order's events."""
        found = await self._loading.events.load(OfOwner(order_id, page))
        return show_page(await asyncio.gather(*map(self._show_event, found)), page)

    async def audit(self, kind: Kind, owner: str, page: PageRequest) -> Document:
        """A page of what was done to an order, or to a customer and his orders."""
        return await self._auditing.page(kind, owner, page.first, page.after)

    async def verify_audit(self, system: str) -> Document:
        """Whether the hash chain of a system's audit holds.

        Raises:
            GraphQLError: the system does not answer; a partner asks.
        """
        if scope_of(self._actor) is not None:
            message = "whether the audits hold is told to staff; ask the call center"
            raise GraphQLError(message, extensions={"code": "FORBIDDEN"})
        try:
            return await self._auditing.verdict(system)
        except SystemUnavailableError as error:
            code = {"code": "DOWNSTREAM_SERVICE_ERROR", "subgraph": system.lower()}
            raise GraphQLError(str(error), extensions=code) from error

    async def customer_sync(self, customer_id: str) -> Document:
        """How far the ERP's partner is behind the CRM's customer."""
        # Asked, so that a change of this moment is not called carried before it is heard of.
        version = await self._loading.versions.load(customer_id)
        is_erp_available = self._parts.erp.is_available
        link = await self._loading.links.load(customer_id)
        shown = show_links(customer_id, link, version, is_erp_available=is_erp_available)
        conflicts = await self._loading.conflicts.load(customer_id) or []
        state = "CONFLICT" if conflicts else shown["state"]
        return {**shown, "state": state, "conflicts": conflicts}

    async def events(
        self, order_id: str | None, customer_id: str | None, sequence: int | None, after: str | None
    ) -> AsyncIterator[Document]:
        """Events, stored ones first, then as they happen."""
        if sequence is not None and order_id is None:
            message = "afterSequence goes with orderId; for several orders send after"
            raise BadUserInputError(message)
        page = PageRequest(after=after)
        conditions = self._own_events()
        if order_id is not None:
            conditions += [EVENTS.c.order_id == order_id, EVENTS.c.sequence > (sequence or 0)]
        if customer_id is not None:
            conditions.append(EVENTS.c.customer_id == customer_id)
        while True:
            # Begun before the search: a change in between is not slept through.
            waiting = asyncio.ensure_future(self._parts.orders.changed())
            await asyncio.sleep(0)
            try:
                found = await self._parts.journal.events(page.above, *conditions)
                for event in found:
                    page = replace(page, after=event["cursor"])
                    yield await self._show_event(event)
                if not found:
                    # Another gateway's change is not heard of here: it is looked for.
                    await asyncio.wait({waiting}, timeout=LOOK_AGAIN_SECONDS)
            finally:
                waiting.cancel()

    async def _find(self, order_id: str) -> Document | None:
        """The document of an order that exists for this caller."""
        document = await self._loading.orders.load(order_id)
        is_his = document is not None and may_see(self._actor, document)
        return document if is_his else None

    def _own(self) -> list[Any]:
        scope = scope_of(self._actor)
        return [] if scope is None else [ORDERS.c.partner_id == scope]

    def _orders_conditions(self, statuses: tuple[str, ...] | None) -> list[Any]:
        return [*_conditions({"statuses": statuses}), *self._own()]

    def _own_events(self) -> list[Any]:
        own = self._own()
        return [EVENTS.c.order_id.in_(select(ORDERS.c.id).where(*own))] if own else []

    async def _show_event(self, event: Document) -> Document:
        order = await self.order(event["order_id"])
        return {**event, "order": order, "actor": show_actor(event["actor"])}

    def _show(self, document: Document) -> Document:
        return show_order(document, self._parts.crm, self._parts.erp)


def _conditions(wanted: Document) -> list[Any]:
    conditions: list[Any] = []
    if wanted.get("statuses") is not None:
        conditions.append(ORDERS.c.status.in_(wanted["statuses"]))
    if wanted.get("customer_id") is not None:
        conditions.append(ORDERS.c.customer_id == wanted["customer_id"])
    if wanted.get("updated_since") is not None:
        conditions.append(ORDERS.c.updated_at >= wanted["updated_since"])
    return conditions
