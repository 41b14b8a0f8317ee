"""After the pivot: the projection, then the CRM, until all three agree. Only forward."""

from collections.abc import Sequence
from typing import Any

from chassis.clock import now
from gateway.orders import projection
from gateway.orders.progress import REACHED
from gateway.orders.refusals import RefusedError, answer
from gateway.orders.saga.crm import CrmSteps
from gateway.orders.saga.erp import ErpSteps
from gateway.orders.status import outcome
from gateway.orders.store.claims import Claim
from gateway.orders.store.orders import OrderStore

Document = dict[str, Any]
BEHIND = ("RETRYING", "UNKNOWN_OUTCOME", "FAILED")


class WriteBackRefusedError(Exception):
    """The CRM refuses what the ERP has decided; somebody changed the quote."""


class Finishing:
    """The last steps of an order that the ERP has."""

    def __init__(self, orders: OrderStore, crm: CrmSteps, erp: ErpSteps) -> None:
        self._orders = orders
        self._crm = crm
        self._erp = erp

    async def resume(self, claim: Claim) -> Document:
        """Carry on after a stop behind the pivot."""
        sales_order = await self._erp.look_up(claim)
        if sales_order is None:
            raise AssertionError(f"order {claim.order_id} was in the ERP and is not any more")
        return await self.finish(claim, sales_order)

    async def finish(
        self, claim: Claim, sales_order: Document, quote: Document | None = None
    ) -> Document:
        """Take over the ERP's order and write it back; ``quote`` is not stored yet.

        Raises:
            WriteBackRefusedError: see there; to be tried again.
        """
        document = await self._take_over(claim, sales_order, quote or {})
        if document["quote_state"] != "ORDERED" or document["plan"] is not None:
            await self.write_back(claim, document, sales_order)
            document = await self._agree(claim)
        return answer(outcome(document), document["id"])

    async def write_back(self, claim: Claim, document: Document, sales_order: Document) -> None:
        """Bring the CRM's quote to the document's revision and the ERP's prices.

        Raises:
            WriteBackRefusedError: see there; to be tried again.
        """
        try:
            await self._crm.write_back(claim, document, sales_order)
        except RefusedError as error:
            raise WriteBackRefusedError(str(error)) from error

    async def _take_over(self, claim: Claim, sales_order: Document, quote: Document) -> Document:
        at = now().isoformat()

        def take_over(document: Document) -> Sequence[str]:
            document.update(quote)
            plan, events = document["plan"] or {}, []
            if plan.get("lines") is not None:
                # Agreed in a decision: this is the next revision in all three systems.
                document |= {"lines": plan.pop("lines"), "revision": plan.pop("revision")}
                document["decision_id"] = None
                events = ["DECIDED"]
            is_first = document["erp_status"] is None
            projection.apply_sales_order(document, sales_order, at)
            if not is_first:
                return events
            document["sync_state"] = "PENDING"
            return [*events, "ERP_CREATED", *REACHED.get(sales_order["status"], [])]

        return await self._orders.require_change(
            claim.order_id, claim.actor, "createSalesOrder", take_over
        )

    async def _agree(self, claim: Claim) -> Document:
        at = now().isoformat()

        def agree(document: Document) -> Sequence[str]:
            was_behind = document["sync_state"] in BEHIND
            document |= {"quote_state": "ORDERED", "quote_revision": document["revision"]}
            document |= {"sync_state": "IN_SYNC", "last_error": None, "attempts": 0}
            document |= {"crm_as_of": at, "is_prospect": False, "plan": None}
            return ["SYNC_RECOVERED"] if was_behind else []

        return await self._orders.require_change(claim.order_id, claim.actor, "settleQuote", agree)
