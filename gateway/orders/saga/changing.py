"""What every change of an order shares: it takes the order, and in the end lets it go.

``running`` in the document says which claim changes the order and how far it is: phase ERP until
the ERP has agreed, then CRM. ``ended`` keeps the last change's answer: a re-run repeats nothing.
"""

from collections.abc import Callable, Sequence
from typing import Any

from chassis.clock import now
from gateway.orders.refusals import RefusedError, changed, unavailable
from gateway.orders.saga.crm import CrmSteps
from gateway.orders.saga.erp import ErpSteps
from gateway.orders.saga.finishing import Finishing, WriteBackRefusedError
from gateway.orders.saga.procedure import Procedure, Setback
from gateway.orders.saga.turns import Turns
from gateway.orders.store.claims import Claim
from gateway.orders.store.orders import OrderStore

Document = dict[str, Any]
Judge = Callable[[Document, Document], list[Document]]


class Changing(Procedure):
    """The first and the last steps of a change."""

    def __init__(self, orders: OrderStore, crm: CrmSteps, erp: ErpSteps, turns: Turns) -> None:
        super().__init__(orders)
        self._crm = crm
        self._erp = erp
        self._turns = turns
        self._finishing = Finishing(orders, crm, erp)

    async def refuse(self, claim: Claim, error: RefusedError) -> Document:
        """The order stays as it was; what others left to do is done first by whoever has it."""
        return changed(claim.order_id, error.errors)

    def queued(self, claim: Claim, document: Document, setback: Setback) -> Document:
        """Told apart: the ERP may still refuse it, or only the CRM lags behind."""
        running = document["running"]
        if running is not None and running["claim"] == claim.id and running["phase"] == "CRM":
            return dict(running["answer"])
        return changed(
            claim.order_id, [unavailable(setback.system, setback.message, is_queued=True)]
        )

    async def _take(self, claim: Claim, kind: str, judge: Judge) -> Document:
        """Mark the order as this claim's, then wait for those who had it.

        Raises:
            RefusedError: the judge refuses; at once, or after what others did meanwhile.
        """

        def take(document: Document) -> Sequence[str]:
            if self._is_mine(claim, document):
                return []
            errors = judge(document, claim.request)
            if errors:
                raise RefusedError(*errors)
            document["running"] = {"claim": claim.id, "kind": kind, "phase": "ERP"}
            document["running"]["revision"] = document["revision"]
            self._taken(claim, document)
            return []

        operation = claim.operation
        await self._orders.require_change(claim.order_id, claim.actor, operation, take)
        await self._turns.wait(claim)
        document = await self._orders.get(claim.order_id)
        if document is None:
            raise AssertionError(f"order {claim.order_id} has no document")
        return document

    @staticmethod
    def _is_mine(claim: Claim, document: Document) -> bool:
        running, ended = document.get("running"), document.get("ended")
        return claim.id in {(running or {}).get("claim"), (ended or {}).get("claim")}

    def _taken(self, claim: Claim, document: Document) -> None:
        """What else is to be noted in the document when the order is taken."""

    async def _give_up(
        self,
        claim: Claim,
        errors: list[Document],
        also: Callable[[Document], None] = lambda _: None,
        **more: Any,
    ) -> Document:
        """The order is let go as it is; what others left to do in the CRM is done first."""
        answer = changed(claim.order_id, errors, **more)

        def give_up(document: Document) -> Sequence[str]:
            document["running"] |= {"phase": "CRM", "answer": answer}
            document["sync_state"] = "PENDING"
            also(document)
            return []

        document = await self._orders.require_change(
            claim.order_id, claim.actor, claim.operation, give_up
        )
        return await self._agree_in_crm(claim, document, None)

    async def _agree_in_crm(
        self, claim: Claim, document: Document, sales_order: Document | None
    ) -> Document:
        """Bring the quote to what the ERP says, then let the order go; gives the answer."""
        if document["erp_status"] is not None and not is_in_step(document):
            sales_order = sales_order or await self._erp.look_up(claim)
            if sales_order is None:
                raise AssertionError(f"order {claim.order_id} was in the ERP and is not any more")
            await self._finishing.write_back(claim, document, sales_order)
            document = {**document, "quote_state": "ORDERED"}
            document["quote_revision"] = document["revision"]
        if document["erp_status"] == "CANCELLED":
            await self._cancel_quote(claim, document)
            document = {**document, "quote_state": "CANCELLED"}
        return await self._let_go(claim, document)

    async def _cancel_quote(self, claim: Claim, document: Document) -> None:
        if not document["quote_revision"]:
            return
        try:
            await self._crm.set_quote_state(claim, document, "CANCELLED", f"{claim.id}-quote")
        except RefusedError as error:
            raise WriteBackRefusedError(str(error)) from error

    async def _let_go(self, claim: Claim, reached: Document) -> Document:
        at = now().isoformat()

        def let_go(document: Document) -> Sequence[str]:
            kept = ("quote_state", "quote_revision", "decision_id")
            document |= {name: reached[name] for name in kept}
            return release(document, at)

        document = await self._orders.require_change(
            claim.order_id, claim.actor, "settleQuote", let_go
        )
        return dict(document["ended"]["answer"])


def is_in_step(document: Document) -> bool:
    """Whether the CRM has the document's revision, as far as the process knows."""
    is_settled = document["quote_state"] in ("ORDERED", "CANCELLED") and document["plan"] is None
    return bool(is_settled and document["quote_revision"] == document["revision"])


def release(document: Document, at: str) -> list[str]:
    """The change is over: nobody has the order, and everything agrees; gives the events."""
    running = document["running"]
    was_behind = document["attempts"] > 0
    document["ended"] = {"claim": running["claim"], "answer": running["answer"]}
    document |= {"running": None, "plan": None, "sync_state": "IN_SYNC", "attempts": 0}
    document |= {"last_error": None, "crm_as_of": at, "is_prospect": False}
    return ["SYNC_RECOVERED"] if was_behind and document["erp_status"] is not None else []
