"""What a caller may ask of the order process: the context of one request.

Writes: shape, claim, durable start, then wait for the first answer, which is QUEUED at the latest
when a system does not answer. Reads: see ``reading``.
"""

import asyncio
from typing import Any

from graphql import GraphQLError

from chassis.clock import now
from chassis.identifiers import new_id
from gateway.orders import checks, workflows
from gateway.orders.fingerprint import fingerprint
from gateway.orders.reading import Reading
from gateway.orders.refusals import RefusedError
from gateway.orders.requests import check_key, check_order, check_placement, refuse
from gateway.orders.status import outcome
from gateway.orders.store.claims import Claim, ReferenceUsedError

Document = dict[str, Any]
LONGEST_WAIT_SECONDS = 20.0


class Calls(Reading):
    """One request of one actor: what he may read, and these writes."""

    def require_crm(self) -> None:
        """Refuse to answer for the CRM while it is known to be down.

        Raises:
            GraphQLError: an error of the branch that needs it.
        """
        if not self._parts.crm.is_available:
            code = {"code": "DOWNSTREAM_SERVICE_ERROR", "subgraph": "crm"}
            raise GraphQLError("the CRM does not answer; read again later", extensions=code)

    async def check(self, request: Document) -> Document:
        """Step 4 without side effects."""
        errors = check_order(request)
        if errors:
            return checks.empty_check(now(), errors)
        try:
            return await self._parts.placing.check(self._new_claim("checkOrder", request, ""))
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
            error = _not_allowed(document, done)
        return {"order": document, "replayed": False, "user_errors": [error]}

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
        try:
            claim = await self._parts.claims.claim(wanted)
        except ReferenceUsedError as error:
            return _refused([await self._reference_used(error)])
        if claim.id != wanted.id:
            return await self._replay(claim, wanted)
        future = runner.expect(claim)
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
            return _refused([_still_processing("idempotencyKey", claim.order_id)])
        return await self._payload(claim.answer, replayed=True)

    async def _reference_used(self, error: ReferenceUsedError) -> Document:
        order = await self.order(error.order_id)
        if order is None:
            return _still_processing("partnerReference", error.order_id)
        kind, code = "PartnerReferenceUsed", "PARTNER_REFERENCE_USED"
        return {**refuse(code, f"{error}; read it", "partnerReference", kind=kind), "order": order}

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
        if "DECIDE" not in document["allowed_actions"]:
            return [_not_allowed(self._show(document), "decided")]
        decision = await self._parts.orders.decision(request["decision_id"])
        return [] if decision is None or request["abandon"] else _check_choice(decision, request)


def _not_allowed(shown: Document, done: str) -> Document:
    message = f"an order in status {shown['status']} cannot be {done} now; see allowedActions"
    error = refuse("NOT_ALLOWED_IN_STATE", message, "orderId", kind="ActionNotAllowed")
    return {**error, **{name: shown[name] for name in ("status", "allowed_actions")}}


def _check_choice(decision: Document, request: Document) -> list[Document]:
    chosen = checks.find_proposals(decision["check"], request["accepted_proposal_ids"])
    if len(chosen) != len(request["accepted_proposal_ids"]):
        message = "a proposal is unknown, or two are for one line; send one per short line"
        return [refuse("PROPOSAL_STALE", message, "acceptedProposalIds")]
    dropped = [item for item in chosen.values() if item["kind"] == "DROP_LINE"]
    if len(dropped) == len(decision["check"]["lines"]):
        message = "no line would be left; abandon the order instead"
        return [refuse("INVALID", message, "acceptedProposalIds")]
    return [
        refuse("REQUIRED", f"line {line['line_index']} is short; accept a proposal for it")
        for line in decision["check"]["lines"]
        if line["shortfall"] != "0" and line["line_index"] not in chosen
    ]


def _still_processing(field: str, order_id: str) -> Document:
    message = f"the first request with this {field} is still running; ask again"
    error = refuse("IDEMPOTENCY_IN_PROGRESS", message, field, kind="StillProcessing")
    return {**error, "retry_after_seconds": 1, "order_id": order_id}


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
