"""The end of an order that never reached the ERP: quote CANCELLED, hold released."""

from typing import Any

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
        undone = await self.undo(claim, document)
        changes: Document = {**undone, "last_error": reason}
        await self._orders.update(claim, changes, ["CANCELLED"])

    async def undo(self, claim: Claim, document: Document) -> Document:
        """Quote CANCELLED, hold released; gives what to store of it."""
        if document["quote_revision"]:
            await self._crm.set_quote_state(claim, document, "CANCELLED", f"{claim.id}-cancel")
        if document["decision_id"] is not None:
            await self._erp.release(claim, document)
        state = "CANCELLED" if document["quote_revision"] else None
        changes: Document = {"quote_state": state, "decision_id": None, "sync_state": "IN_SYNC"}
        return {**changes, "attempts": 0}

    async def reopen(self, claim: Claim, document: Document) -> None:
        """A decision that could not be carried out is open again."""
        if (document["plan"] or {}).get("claim") == claim.id:
            changes = {"plan": None, "sync_state": "IN_SYNC", "attempts": 0, "last_error": None}
            await self._orders.update(claim, changes, [])
