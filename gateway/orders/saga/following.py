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
from gateway.orders.saga.crm import CrmSteps
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

    def __init__(
        self, orders: OrderStore, claims: ClaimStore, crm: CrmSteps, carry_out: CarryOut
    ) -> None:
        super().__init__(orders)
        self._claims = claims
        self._crm = crm
        self._carry_out = carry_out

    async def run(self, claim: Claim) -> Document:
        """Amend the order until it goes where the address is by then; gives what was refused of it.

        The address may change again while the order is amended to what it was before: the wish of
        that change may have met an order that did not look as if it followed.
        """
        attempt = 0
        while True:
            document = await self._settled(claim)
            if document is None or not await self._is_elsewhere(claim, document):
                return done(claim, "FOLLOWED" if attempt else "SKIPPED")
            attempt += 1
            answer = await self._carry_out(_amendment(claim, document, attempt))
            errors = answer.get("user_errors", [])
            if any(each["code"] not in OVERTAKEN for each in errors):
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
                if document is None and not await self._is_being_placed(wanted["order_id"]):
                    return None
                if document is not None and not _is_to_follow(document, wanted):
                    return None
                if document is not None and following.is_ready(document):
                    return document
                await asyncio.wait({changed}, timeout=LOOK_AGAIN_SECONDS)
            finally:
                changed.cancel()

    async def _is_being_placed(self, order_id: str) -> bool:
        placement = await self._claims.get(order_id)
        return placement is not None and not placement.finished

    async def _is_elsewhere(self, claim: Claim, document: Document) -> bool:
        customer = await self._crm.customer_of_order(claim, document)
        address_id = claim.request["after"]["id"]
        now_is = [each for each in customer["addresses"] if each["id"] == address_id]
        return any(not following.is_same(document["ship_to"], each) for each in now_is)


def _is_to_follow(document: Document, wanted: Document) -> bool:
    """Whether it still may; of one that was being placed as the address changed it shows now."""
    is_his = document["customer_id"] == wanted["customer_id"]
    is_like_him = is_his and following.follows(document, wanted["before"])
    return not following.is_over(document) and (is_like_him or not wanted.get("is_new"))


def follow_ups(
    orders: OrderStore, claims: ClaimStore
) -> Callable[[Sequence[Document]], Awaitable[None]]:
    """Takes the CRM's wishes that orders follow an address, and claims one errand per order."""

    async def begin(event: Document, wanted: Document, order_id: str) -> None:
        claim = await claims.claim(_follow_up(event, wanted, order_id))
        if not claim.finished:
            await workflows.start(claim.id)

    async def apply(events: Sequence[Document]) -> None:
        for event in events:
            wanted = to_snake(event["payload"])
            # First what has no order yet: it may have one when the orders are read.
            for order_id in await claims.without_order():
                await begin(event, {**wanted, "is_new": True}, order_id)
            async for document in _of_customer(orders, wanted["customer_id"]):
                if not following.is_over(document) and following.follows(
                    document, wanted["before"]
                ):
                    await begin(event, wanted, document["id"])

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
    same = ("customer_id", "before", "after", "is_new")
    request = {"order_id": order_id, **{name: wanted.get(name) for name in same}}
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
