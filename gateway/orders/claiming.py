"""How a write is accepted: claimed, begun durably, waited for, shown; or shown again.

The first answer is QUEUED at the latest when a system does not answer.
"""

import asyncio
from typing import Any

from chassis.clock import now
from chassis.identifiers import new_id
from gateway.orders import workflows
from gateway.orders.fingerprint import fingerprint
from gateway.orders.reading import Reading
from gateway.orders.requests import refuse
from gateway.orders.status import outcome
from gateway.orders.store.claims import Claim, ReferenceUsedError

Document = dict[str, Any]
# From the request's arrival, and below the ten seconds that the gateway gives its subgraphs: who
# waits longer is told QUEUED.
LONGEST_WAIT_SECONDS = 8.0
# A new order's claim has the order's id; what is done to an order later, or to something else,
# has its own.
OWN_IDS = {
    "decideOrder": "dcd",
    "cancelOrder": "cnl",
    "amendOrder": "amd",
    "mergeCustomers": "mrg",
    "importOrders": "imp",
    "requestErasure": "prv",
    "requestDataExport": "prv",
}
NEW_IDS = {"customer": "cus", "quote": "qot", "hold": "hld", "decision": "dec"}


class Claiming(Reading):
    """One request of one actor: what he may read, and the way of his writes."""

    def _new_claim(self, operation: str, request: Document, key: str) -> Claim:
        prefix = OWN_IDS.get(operation)
        claim_id = new_id(prefix or "ord")
        lines = request.get("lines" if prefix is None else "add_lines")
        return Claim(
            id=claim_id,
            client_id=self._actor.client_id,
            key=key,
            operation=operation,
            fingerprint=fingerprint(operation, request),
            order_id=request.get("order_id") or claim_id,
            ids=new_ids(len(lines or [])),
            request=request,
            actor=self._actor,
            at=now(),
        )

    async def _carry_out(self, wanted: Claim) -> Document:
        runner, until = self._parts.runner, asyncio.get_running_loop().time() + LONGEST_WAIT_SECONDS
        try:
            claim = await self._parts.claims.claim(wanted)
        except ReferenceUsedError as error:
            return refused([await self._reference_used(error)])
        if claim.id != wanted.id:
            return await self._replay(claim, wanted)
        future = runner.expect(claim)
        try:
            await workflows.start(claim.id)
            async with asyncio.timeout_at(until):
                answer = await future
        except TimeoutError:
            claim = await self._parts.claims.by_id(claim.id)
            queued = {"outcome": "QUEUED", "order_id": claim.order_id, "user_errors": []}
            answer = claim.answer or queued
        finally:
            runner.forget(claim.id)
        return await self._payload(answer, replayed=False, is_final=bool(claim.finished))

    async def _replay(self, claim: Claim, wanted: Claim) -> Document:
        if claim.fingerprint != wanted.fingerprint:
            message = "this idempotencyKey was used for another request; send a new key"
            error = refuse(
                "IDEMPOTENCY_KEY_REUSED", message, "idempotencyKey", kind="IdempotencyKeyReused"
            )
            used = {"first_used_at": claim.at, "original_order_id": claim.order_id}
            return refused([{**error, **used}])
        if claim.answer is None:
            # Accepted, and perhaps never begun: whoever claimed it may have died, or had no room.
            await workflows.start(claim.id)
            return refused([_still_processing("idempotencyKey", claim.order_id)])
        return await self._payload(claim.answer, replayed=True, is_final=bool(claim.finished))

    async def _reference_used(self, error: ReferenceUsedError) -> Document:
        order = await self.order(error.order_id)
        if order is None:
            return _still_processing("partnerReference", error.order_id)
        kind, code = "PartnerReferenceUsed", "PARTNER_REFERENCE_USED"
        return {**refuse(code, f"{error}; read it", "partnerReference", kind=kind), "order": order}

    async def _payload(
        self, answer: Document, *, replayed: bool, is_final: bool = True
    ) -> Document:
        order = await self.order(answer["order_id"]) if answer["order_id"] else None
        name = answer["outcome"]
        if order is not None and name == "QUEUED":
            reached = outcome(order)
            # Why it was refused, or what is to decide, only the last answer says: it is on its way.
            name = reached if is_final or reached not in ("REFUSED", "NEEDS_DECISION") else "QUEUED"
        errors = [
            {**error, "order": order} if error["kind"] == "OrderRevisionConflict" else error
            for error in answer["user_errors"]
        ]
        return {
            **answer,
            "outcome": name,
            "order": order,
            "decision": await self.decision(answer.get("decision_id")),
            "replayed": replayed,
            "user_errors": errors,
        }


def new_ids(lines: int) -> Document:
    """All ids that the work for a request with so many lines will need."""
    ids: Document = {name: new_id(prefix) for name, prefix in NEW_IDS.items()}
    return {**ids, "lines": [new_id("lin") for _ in range(lines)]}


def refused(errors: list[Document]) -> Document:
    """The payload of a request that was not accepted."""
    return {
        "outcome": "REFUSED",
        "order": None,
        "decision": None,
        "replayed": False,
        "user_errors": errors,
    }


def _still_processing(field: str, order_id: str) -> Document:
    message = f"the first request with this {field} is still running; ask again"
    error = refuse("IDEMPOTENCY_IN_PROGRESS", message, field, kind="StillProcessing")
    return {**error, "retry_after_seconds": 1, "order_id": order_id}
