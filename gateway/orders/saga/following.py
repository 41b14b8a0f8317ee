"""followAddress: one order's ship-to follows its customer's address, when and if it can."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from chassis.clock import now
from chassis.identifiers import new_id
from chassis.identity import Actor
from gateway.orders import following, workflows
from gateway.orders.fingerprint import fingerprint
from gateway.orders.saga.errand import CarryOut, Errand, done
from gateway.orders.store.claims import Claim, ClaimStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.store.tables import ORDERS
from gateway.orders.systems.casing import to_snake

Document = dict[str, Any]
OPERATION = "followAddress"
LOOK_AGAIN_SECONDS = 1.0
PAGE = 100
# Another change was faster; the order is looked at again.
OVERTAKEN = frozenset({"AMENDMENT_IN_PROGRESS", "REVISION_CONFLICT"})


class Following(Errand):
    """The follow-up of one order."""

    def __init__(self, orders: OrderStore, carry_out: CarryOut) -> None:
        super().__init__(orders)
        self._carry_out = carry_out

    async def run(self, claim: Claim) -> Document:
        """Amend the order to the address as it is then; gives what was refused of it."""
        attempt = 0
        while True:
            document = await self._settled(claim)
            if document is None:
                return done(claim, "SKIPPED")
            attempt += 1
            answer = await self._carry_out(_amendment(claim, document, attempt))
            errors = answer.get("user_errors", [])
            if not any(each["code"] in OVERTAKEN for each in errors):
                return done(claim, "FOLLOWED", refused=[each["message"] for each in errors])

    async def _settled(self, claim: Claim) -> Document | None:
        """The order once it can be amended; None: it need not or cannot follow."""
        wanted = claim.request
        while True:
            # Begun before the look: a change in between is not slept through.
            changed = asyncio.ensure_future(self._orders.changed())
            await asyncio.sleep(0)
            try:
                document = await self._orders.get(wanted["order_id"])
                if document is None or following.is_over(document):
                    return None
                if following.is_same(document["ship_to"], wanted["after"]):
                    return None
                if following.is_ready(document):
                    return document
                await asyncio.wait({changed}, timeout=LOOK_AGAIN_SECONDS)
            finally:
                changed.cancel()


def follow_ups(
    orders: OrderStore, claims: ClaimStore
) -> Callable[[Sequence[Document]], Awaitable[None]]:
    """Takes the CRM's wishes that orders follow an address, and claims one errand per order."""

    async def apply(events: Sequence[Document]) -> None:
        for event in events:
            wanted = to_snake(event["payload"])
            async for document in _of_customer(orders, wanted["customer_id"]):
                if following.is_over(document) or not following.follows(document, wanted["before"]):
                    continue
                claim = await claims.claim(_follow_up(event, wanted, document["id"]))
                if not claim.finished:
                    await workflows.start(claim.id)

    return apply


async def _of_customer(orders: OrderStore, customer_id: str) -> Any:
    position = 0
    while True:
        his = (ORDERS.c.customer_id == customer_id) & (ORDERS.c.position > position)
        found = await orders.find(his, ORDERS.c.status.not_in(following.OVER), limit=PAGE)
        for document in found:
            yield document
        if len(found) < PAGE:
            return
        position = await orders.position(found[-1]["id"])


def _follow_up(event: Document, wanted: Document, order_id: str) -> Claim:
    # Columns that hold an id hold 64 characters of it, and PostgreSQL keeps to that.
    claim_id = f"flw-{event['id'].removeprefix('evt_')}-{order_id}"
    actor = msgspec.convert(event["payload"]["actor"], Actor)
    same = ("customer_id", "before", "after")
    request = {"order_id": order_id, **{name: wanted[name] for name in same}}
    return _claim(claim_id, OPERATION, claim_id, actor, request)


def _amendment(claim: Claim, document: Document, attempt: int) -> Claim:
    key = f"{claim.id}-{attempt}"
    request = following.amendment_request(document, claim.request["after"]["id"], key)
    child = _claim(new_id("amd"), "amendOrder", document["id"], claim.actor, request)
    return msgspec.structs.replace(child, key=key, ids={"lines": []})


def _claim(claim_id: str, operation: str, subject: str, actor: Actor, request: Document) -> Claim:
    return Claim(
        id=claim_id,
        # Its keys are its own: no client's key can be one of them.
        client_id="unisono",
        key=claim_id,
        operation=operation,
        fingerprint=fingerprint(operation, request),
        order_id=subject,
        ids={},
        request=request,
        actor=actor,
        at=now(),
    )
