"""cancelOrder: the ERP first, then the CRM; never CANCELLED before the ERP has agreed (R-CAN-4)."""

from collections.abc import Sequence
from typing import Any

from chassis.clock import now
from gateway.orders import cancellation, projection
from gateway.orders.progress import change_types, event_types, progress_of
from gateway.orders.refusals import RefusedError, changed, not_allowed
from gateway.orders.saga.changing import Changing, release
from gateway.orders.saga.crm import CrmSteps
from gateway.orders.saga.ending import Ending
from gateway.orders.saga.erp import ErpSteps
from gateway.orders.saga.finishing import WriteBackRefusedError
from gateway.orders.saga.turns import Turns
from gateway.orders.status import evaluate
from gateway.orders.store.claims import Claim
from gateway.orders.store.orders import OrderStore

Document = dict[str, Any]


class Cancelling(Changing):
    """The steps of one cancellation, of an order or of parts of its lines."""

    def __init__(self, orders: OrderStore, crm: CrmSteps, erp: ErpSteps, turns: Turns) -> None:
        super().__init__(orders, crm, erp, turns)
        self._ending = Ending(orders, crm, erp)

    async def run(self, claim: Claim) -> Document:
        """Carry a cancellation to its answer with ``cancelled_lines`` and ``refund_due``.

        Raises:
            RefusedError: nothing is changed, or NOTHING_TO_DO.
            SystemUnavailableError: to be run again.
        """
        document = await self._take(claim, "CANCEL", cancellation.judge)
        if document["running"] is None:
            return dict(document["ended"]["answer"])
        if document["running"]["phase"] == "CRM":
            return await self._agree_in_crm(claim, document, None)
        if not _may_be_in_erp(document):
            return await self._withdraw(claim, document)
        return await self._cancel(claim, document)

    async def _withdraw(self, claim: Claim, document: Document) -> Document:
        """The ERP has never heard of the order: only the quote and the hold are to be ended."""
        try:
            placement = await self._turns.placement(claim)
            undone = await self._ending.undo(claim, document, placement)
        except RefusedError as error:
            raise WriteBackRefusedError(str(error)) from error
        at = now().isoformat()
        lines = cancellation.withdrawn(document)

        def withdraw(stored: Document) -> Sequence[str]:
            was_cancelled = stored["quote_state"] == "CANCELLED"
            stored |= undone
            stored["running"]["answer"] = _answer(claim, lines)
            release(stored, at)
            return [] if was_cancelled else ["CANCELLED"]

        stored = await self._orders.require_change(
            claim.order_id, claim.actor, "cancelOrder", withdraw
        )
        return dict(stored["ended"]["answer"])

    async def _cancel(self, claim: Claim, document: Document) -> Document:
        is_ordered = document["erp_status"] is not None
        if is_ordered and document["revision"] != document["running"]["revision"]:
            return await self._give_up(claim, cancellation.judge(document, claim.request))
        try:
            found = await self._erp.cancel(claim, document)
        except RefusedError as error:
            return await self._refused(claim, error)
        if found["sales_order"] is None:
            return await self._withdraw(claim, document)
        document = await self._take_over(claim, found)
        return await self._agree_in_crm(claim, document, found["sales_order"])

    async def _take_over(self, claim: Claim, found: Document) -> Document:
        at, sales_order = now().isoformat(), found["sales_order"]
        lines = [
            {name: line[name] for name in ("line_id", "cancelled_quantity", "remaining_quantity")}
            for line in found["cancelled_lines"]
        ]

        def take_over(document: Document) -> Sequence[str]:
            before = progress_of(document)
            document["revision"] = sales_order["revision"]
            projection.apply_sales_order(document, sales_order, at)
            document["sync_state"] = "PENDING"
            document["running"] |= {"phase": "CRM", "answer": _answer(claim, lines)}
            document["running"]["answer"]["refund_due"] = found["refund_due"]
            change = "CANCELLED" if document["erp_status"] == "CANCELLED" else "AMENDED"
            created = ["ERP_CREATED"] if before.status is None else []
            return [*created, *change_types(before, progress_of(document), change)]

        return await self._orders.require_change(
            claim.order_id, claim.actor, "cancelSalesOrder", take_over
        )

    async def _refused(self, claim: Claim, error: RefusedError) -> Document:
        """The ERP says no: its state is taken over, and the order goes on as it is there."""
        sales_order = await self._erp.look_up(claim)
        if sales_order is None:
            raise AssertionError(f"the ERP refuses to cancel {claim.order_id}, which it has not")
        at = now().isoformat()
        # A whole order that is on its way already: somebody has to talk to the customer.
        is_too_late = error.errors[0]["code"] == "NOT_ALLOWED_IN_STATE"

        def refuse(document: Document) -> Sequence[str]:
            before = progress_of(document)
            projection.apply_sales_order(document, sales_order, at)
            document["sync_state"] = "PENDING"
            document["running"]["phase"] = "CRM"
            evaluate(document)
            errors = [not_allowed(document, "cancelled")] if is_too_late else error.errors
            document["running"]["answer"] = {**_answer(claim, []), "user_errors": errors}
            after = progress_of(document)
            if is_too_late:
                return change_types(before, after, "CANCEL_REFUSED")
            return event_types(before, after)

        document = await self._orders.require_change(
            claim.order_id, claim.actor, "cancelSalesOrder", refuse
        )
        return await self._agree_in_crm(claim, document, sales_order)


def _may_be_in_erp(document: Document) -> bool:
    """Whether the pivot was passed or tried: then only the ERP can say."""
    return document["erp_status"] is not None or (document["plan"] or {}).get("kind") == "ORDER"


def _answer(claim: Claim, lines: list[Document]) -> Document:
    return changed(claim.order_id, cancelled_lines=lines, refund_due=None)
