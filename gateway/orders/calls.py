"""What a caller may ask of the order process: the context of one request.

Writes: shape, claim, durable start, then wait for the first answer (five seconds at most).
Reads: the projection, one SQL statement each.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from chassis.clock import now
from chassis.identifiers import new_id
from chassis.identity import Actor
from chassis.relay import decode_cursor, encode_cursor, page_size
from gateway.orders import checks, workflows
from gateway.orders.fingerprint import fingerprint
from gateway.orders.requests import check_key, check_order, check_placement, refuse
from gateway.orders.runner import Runner
from gateway.orders.saga import RefusedError, Saga, find_proposals
from gateway.orders.status import outcome
from gateway.orders.store.claims import Claim, ClaimStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.store.tables import EVENTS, ORDERS
from gateway.orders.systems.client import System
from gateway.orders.views import show_order

Document = dict[str, Any]
LONGEST_WAIT_SECONDS = 4.5


@dataclass(frozen=True, slots=True)
class Parts:
    """What the process is made of."""

    claims: ClaimStore
    orders: OrderStore
    crm: System
    erp: System
    saga: Saga
    runner: Runner


class Calls:
    """One request of one actor."""

    def __init__(self, parts: Parts, actor: Actor) -> None:
        self._parts = parts
        self._actor = actor

    async def order(self, order_id: str) -> Document | None:
        """One order."""
        document = await self._parts.orders.get(order_id)
        return document and self._show(document)

    async def order_by_number(self, number: str) -> Document | None:
        """One order by its number."""
        found = await self._parts.orders.find(ORDERS.c.number == number)
        return self._show(found[0]) if found else None

    async def orders(self, **wanted: Any) -> Document:
        """A page of orders."""
        size = page_size(wanted.get("first"), wanted.get("last"))
        backwards = wanted.get("last") is not None
        found = await self._parts.orders.find(
            *_conditions(wanted), limit=size + 1, newest=backwards
        )
        has_more = len(found) > size
        found = found[:size][::-1] if backwards else found[:size]
        edges = [
            {"cursor": encode_cursor(item["position"]), "node": self._show(item)} for item in found
        ]
        page = {
            "has_next_page": has_more and not backwards,
            "has_previous_page": has_more and backwards,
            "start_cursor": edges[0]["cursor"] if edges else None,
            "end_cursor": edges[-1]["cursor"] if edges else None,
        }
        return {"edges": edges, "page_info": page, "total_count": None}

    async def decision(self, decision_id: str | None) -> Document | None:
        """One decision."""
        return None if decision_id is None else await self._parts.orders.decision(decision_id)

    async def check(self, request: Document) -> Document:
        """Step 4 without side effects."""
        errors = check_order(request)
        if errors:
            return checks.empty_check(now(), errors)
        saga, claim = self._parts.saga, self._new_claim("checkOrder", request, "")
        try:
            customer = await saga.customer(request, claim)
            document = saga.document(claim, customer)
            return await saga.check(document, document["lines"], customer, claim)
        except RefusedError as error:
            return checks.empty_check(now(), error.errors)

    async def place(self, request: Document) -> Document:
        """Customer and order in both systems."""
        errors = check_placement(request)
        if errors:
            return _refused(errors)
        wanted = self._new_claim("placeOrder", request, request["idempotency_key"])
        return await self._carry_out(wanted)

    async def decide(self, request: Document) -> Document:
        """Carry out what was agreed."""
        errors = check_key(request["idempotency_key"])
        if errors:
            return _refused(errors)
        wanted = self._new_claim("decideOrder", request, request["idempotency_key"])
        earlier = await self._parts.claims.find(wanted.client_id, wanted.key)
        if earlier is None:
            errors = await self._check_decision(request)
        if errors:
            document = await self.order(request["order_id"])
            return {**_refused(errors), "order": document}
        return await self._carry_out(wanted)

    async def not_allowed(self, order_id: str, done: str) -> Document:
        """The refusal of what this version cannot do."""
        document = await self.order(order_id)
        if document is None:
            error = refuse("NOT_FOUND", f"there is no order {order_id}", "orderId")
        else:
            message = f"an order in status {document['status']} cannot be {done} here yet"
            error = refuse("NOT_ALLOWED_IN_STATE", message, "orderId", kind="ActionNotAllowed")
            error |= {name: document[name] for name in ("status", "allowed_actions")}
        return {"order": document, "replayed": False, "user_errors": [error]}

    async def events(
        self, order_id: str | None, customer_id: str | None, sequence: int | None, after: str | None
    ) -> AsyncIterator[Document]:
        """Events, stored ones first, then as they happen."""
        orders = self._parts.orders
        position = int(decode_cursor(after)[0]) if after else 0
        conditions: list[Any] = []
        if order_id is not None:
            conditions += [EVENTS.c.order_id == order_id, EVENTS.c.sequence > (sequence or 0)]
        if customer_id is not None:
            conditions.append(EVENTS.c.customer_id == customer_id)
        while True:
            waiting = asyncio.ensure_future(orders.changed())
            await asyncio.sleep(0)
            try:
                found = await orders.events(position, *conditions)
                for event in found:
                    position = event["position"]
                    yield {**event, **await self._show_event(event)}
                if not found:
                    await waiting
            finally:
                waiting.cancel()

    async def _show_event(self, event: Document) -> Document:
        actor = event["actor"]
        shown = {"client_id": actor["clientId"], "partner_id": actor.get("partnerId")}
        return {
            "order": await self.order(event["order_id"]),
            "actor": {"kind": actor["kind"], "id": actor["id"], **shown},
        }

    def _show(self, document: Document) -> Document:
        return show_order(document, self._parts.crm, self._parts.erp)

    def _new_claim(self, operation: str, request: Document, key: str) -> Claim:
        is_new = operation != "decideOrder"
        order_id = new_id("ord") if is_new else request["order_id"]
        names = ("customer", "quote", "hold", "decision")
        prefixes = ("cus", "qot", "hld", "dec")
        ids: Document = {name: new_id(pre) for name, pre in zip(names, prefixes, strict=True)}
        ids["lines"] = [new_id("lin") for _ in request.get("lines") or []]
        return Claim(
            id=order_id if is_new else new_id("dcd"),
            client_id=self._actor.client_id,
            key=key,
            operation=operation,
            fingerprint=fingerprint(operation, request),
            order_id=order_id,
            ids=ids,
            request=request,
            actor=self._actor,
            at=now(),
        )

    async def _carry_out(self, wanted: Claim) -> Document:
        runner = self._parts.runner
        claim = await self._parts.claims.claim(wanted)
        if claim.id != wanted.id:
            return await self._replay(claim, wanted)
        future = runner.expect(claim.id)
        try:
            await workflows.start(claim.id)
            async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                answer = await future
        except TimeoutError:
            answer = {"outcome": "QUEUED", "order_id": claim.order_id, "user_errors": []}
        finally:
            runner.forget(claim.id)
        return await self._payload(answer, replayed=False)

    async def _replay(self, claim: Claim, wanted: Claim) -> Document:
        if claim.fingerprint != wanted.fingerprint:
            message = "this idempotencyKey was used for another request; send a new key"
            error = refuse(
                "IDEMPOTENCY_KEY_REUSED", message, "idempotencyKey", kind="IdempotencyKeyReused"
            )
            used = {"first_used_at": claim.at, "original_order_id": claim.order_id}
            return _refused([{**error, **used}])
        if claim.answer is None:
            message = "the first request with this idempotencyKey is still running; ask again"
            error = refuse(
                "IDEMPOTENCY_IN_PROGRESS", message, "idempotencyKey", kind="StillProcessing"
            )
            return _refused([{**error, "retry_after_seconds": 1, "order_id": claim.order_id}])
        return await self._payload(claim.answer, replayed=True)

    async def _payload(self, answer: Document, *, replayed: bool) -> Document:
        order = await self.order(answer["order_id"]) if answer["order_id"] else None
        name = answer["outcome"]
        if order is not None and name == "QUEUED":
            name = outcome(order)
        return {
            "outcome": name,
            "order": order,
            "decision": await self.decision(answer.get("decision_id")),
            "replayed": replayed,
            "user_errors": answer["user_errors"],
        }

    async def _check_decision(self, request: Document) -> list[Document]:
        document = await self._parts.orders.get(request["order_id"])
        if document is None:
            return [refuse("NOT_FOUND", f"there is no order {request['order_id']}", "orderId")]
        if document["revision"] != request["expected_revision"]:
            return [_revision_conflict(document, request, self._show(document))]
        if document["decision_id"] != request["decision_id"]:
            message = f"decision {request['decision_id']} is not open; read the order again"
            return [refuse("PROPOSAL_STALE", message, "decisionId")]
        decision = await self._parts.orders.decision(request["decision_id"])
        return [] if decision is None or request["abandon"] else _check_choice(decision, request)


def _check_choice(decision: Document, request: Document) -> list[Document]:
    chosen = find_proposals(decision["check"], request["accepted_proposal_ids"])
    if len(chosen) != len(request["accepted_proposal_ids"]):
        message = "a proposal is unknown, or two are for one line; send one per short line"
        return [refuse("PROPOSAL_STALE", message, "acceptedProposalIds")]
    return [
        refuse("REQUIRED", f"line {line['line_index']} is short; accept a proposal for it")
        for line in decision["check"]["lines"]
        if line["shortfall"] != "0" and line["line_index"] not in chosen
    ]


def _revision_conflict(document: Document, request: Document, shown: Document) -> Document:
    current, expected = document["revision"], request["expected_revision"]
    message = f"the order has revision {current}, not {expected}; read it again"
    kind = "OrderRevisionConflict"
    error = refuse("REVISION_CONFLICT", message, "expectedRevision", kind=kind)
    return {**error, "expected_revision": expected, "current_revision": current, "order": shown}


def _refused(errors: list[Document]) -> Document:
    return {
        "outcome": "REFUSED",
        "order": None,
        "decision": None,
        "replayed": False,
        "user_errors": errors,
    }


def _conditions(wanted: Document) -> list[Any]:
    conditions: list[Any] = []
    if wanted.get("statuses") is not None:
        conditions.append(ORDERS.c.status.in_(wanted["statuses"]))
    if wanted.get("customer_id") is not None:
        conditions.append(ORDERS.c.customer_id == wanted["customer_id"])
    if wanted.get("updated_since") is not None:
        conditions.append(ORDERS.c.updated_at >= wanted["updated_since"])
    if wanted.get("after"):
        conditions.append(ORDERS.c.position > decode_cursor(wanted["after"])[0])
    if wanted.get("before"):
        conditions.append(ORDERS.c.position < decode_cursor(wanted["before"])[0])
    return conditions
