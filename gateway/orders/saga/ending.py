"""The end of an order that never reached the ERP: quote CANCELLED, hold released.

What was tried and not answered may have been carried out, or may be yet: it is made sure of first.
"""

import copy
from typing import Any

from chassis.clock import now
from gateway.orders import projection
from gateway.orders.refusals import RefusedError
from gateway.orders.saga.crm import CrmSteps
from gateway.orders.saga.erp import ErpSteps
from gateway.orders.store.claims import Claim
from gateway.orders.store.orders import OrderStore

Document = dict[str, Any]


class Ending:
    """What an abandoned or refused order leaves: the customer, a cancelled quote, the journal."""

    def __init__(self, orders: OrderStore, crm: CrmSteps, erp: ErpSteps) -> None:
        self._orders = orders
        self._crm = crm
        self._erp = erp

    async def end(self, claim: Claim, document: Document, reason: str | None = None) -> None:
        """Undo; the second time changes nothing."""
        if document["status"] == "CANCELLED":
            return
        undone = await self.undo(claim, document, claim)
        changes: Document = {**undone, "last_error": reason}
        await self._orders.update(claim, changes, ["CANCELLED"])

    async def undo(self, claim: Claim, document: Document, placement: Claim) -> Document:
        """Quote CANCELLED, hold released; gives what to store of it.

        ``placement`` is the claim that made the order.
        """
        changes = await self._withdraw(claim, document)
        changes |= await self._make_sure_of_quote(placement, document)
        quoted = {**document, **changes}
        if quoted["quote_revision"]:
            await self._crm.set_quote_state(claim, quoted, "CANCELLED", f"{claim.id}-cancel")
        if document["decision_id"] is not None:
            await self._erp.release(claim, document)
        changes["quote_state"] = "CANCELLED" if quoted["quote_revision"] else None
        return {**changes, "decision_id": None, "sync_state": "IN_SYNC", "attempts": 0}

    async def _withdraw(self, claim: Claim, document: Document) -> Document:
        """A sales order that the ERP may have is cancelled, and one that is late is refused."""
        if not (document["plan"] or {}).get("may_be_in_erp"):
            return {}
        sales_order = await self._erp.withdraw(claim, document)
        if sales_order is None:
            return {}
        known = copy.deepcopy(document)
        projection.apply_sales_order(known, sales_order, now().isoformat())
        return {name: value for name, value in known.items() if value != document[name]}

    async def _make_sure_of_quote(self, placement: Claim, document: Document) -> Document:
        """A capture whose answer got lost is repeated: then there is a quote to be cancelled."""
        is_tried = document["ship_to"] != projection.UNKNOWN_ADDRESS
        if document["quote_revision"] or not is_tried:
            return {}
        try:
            return await self._crm.bring_new_quote(placement, document)
        except RefusedError:
            return {}

    async def reopen(self, claim: Claim, document: Document) -> None:
        """A decision that could not be carried out is open again."""
        if (document["plan"] or {}).get("claim") == claim.id:
            changes = {"plan": None, "sync_state": "IN_SYNC", "attempts": 0, "last_error": None}
            await self._orders.update(claim, changes, [])
