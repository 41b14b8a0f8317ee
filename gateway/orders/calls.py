"""What a caller may ask of the order process: the context of one request.

Writes: shape, claim, durable start, then wait for the first answer. Reads: see ``reading``.
"""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLError

from chassis.clock import now
from gateway.orders import amendment, cancellation, checks, decisions
from gateway.orders.claiming import refused
from gateway.orders.importing import Imports
from gateway.orders.merges import Merges
from gateway.orders.placements import Placements
from gateway.orders.privacies import Privacies
from gateway.orders.refusals import RefusedError, unavailable
from gateway.orders.requests import (
    check_key,
    check_order,
    check_texts,
    refuse,
)
from gateway.orders.resolving import Resolving
from gateway.orders.retrying import Retrying
from gateway.orders.systems.client import SystemUnavailableError
from gateway.orders.views import show_amendment

Document = dict[str, Any]
Judge = Callable[[Document, Document], list[Document]]


class Calls(Retrying, Resolving, Merges, Imports, Privacies, Placements):
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
        try:
            request = await self.with_customer(request)
            errors = check_order(request)
            if errors:
                return checks.empty_check(now(), errors)
            return await self._parts.placing.check(self._new_claim("checkOrder", request, ""))
        except RefusedError as error:
            return checks.empty_check(now(), error.errors)

    async def decide(self, request: Document) -> Document:
        """Carry out what was agreed."""
        decision = await self._parts.orders.decision(request["decision_id"])

        def judge(document: Document, request: Document) -> list[Document]:
            return decisions.judge(document, decision, request)

        return await self._change("decideOrder", request, judge)

    async def cancel(self, request: Document) -> Document:
        """Cancel an order, or parts of its lines."""
        payload = await self._change("cancelOrder", request, cancellation.judge)
        return {"cancelled_lines": [], "refund_due": None, **payload}

    async def amend(self, request: Document) -> Document:
        """Change an order that the ERP has; with ``dryRun`` only tell what would become of it."""
        if request["dry_run"]:
            return await self._try_out(request)
        payload = await self._change("amendOrder", request, amendment.judge)
        wanted = payload.get("amendment_id")
        entries = (payload["order"] or {}).get("amendments", [])
        found = next((each for each in entries if each["id"] == wanted), None)
        return {**payload, "amendment": found}

    async def _try_out(self, request: Document) -> Document:
        document = await self._find(request["order_id"])
        if document is None:
            return {**refused([_no_order(request)]), "amendment": None}
        errors, found = amendment.judge(document, request), None
        claim = self._new_claim("amendOrder", request, "")
        try:
            if not errors:
                found = await self._parts.amending.try_out(claim, document)
        except RefusedError as error:
            errors = error.errors
        except SystemUnavailableError as error:
            errors = [unavailable(error.system, str(error))]
        answer = {"outcome": "CHANGED", "order_id": document["id"], "user_errors": errors}
        payload = await self._payload(answer, replayed=False)
        return {**payload, "amendment": found and show_amendment(found)}

    async def _change(self, operation: str, request: Document, judge: Judge) -> Document:
        """A write to an order that exists; what is refused at once leaves no claim."""
        errors = [*check_key(request["idempotency_key"]), *check_texts(request)]
        if errors:
            return refused(errors)
        wanted = self._new_claim(operation, request, request["idempotency_key"])
        if await self._parts.claims.find(wanted.client_id, wanted.key) is None:
            document = await self._find(request["order_id"])
            if document is None:
                return refused([_no_order(request)])
            errors = judge(document, request)
            if errors:
                answer = {"outcome": "REFUSED", "order_id": document["id"], "user_errors": errors}
                return await self._payload(answer, replayed=False)
        return await self._carry_out(wanted)


def _no_order(request: Document) -> Document:
    message = f"there is no order {request['order_id']}; look it up"
    return refuse("NOT_FOUND", message, "orderId")
