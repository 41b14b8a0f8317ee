"""A shortage becomes a decision: its quantity kept, its proposals offered (domain §3.1)."""

from typing import Any

from gateway.orders import checks
from gateway.orders.refusals import answer
from gateway.orders.refusals import decision as new_decision
from gateway.orders.saga.erp import ErpSteps
from gateway.orders.store.claims import Claim
from gateway.orders.store.orders import OrderStore

Document = dict[str, Any]


class Offering:
    """The steps from a check to an open decision."""

    def __init__(self, orders: OrderStore, erp: ErpSteps) -> None:
        self._orders = orders
        self._erp = erp

    async def offer(
        self, claim: Claim, document: Document, customer: Document, events: list[str]
    ) -> Document:
        """Hold what the plan's check promises, and ask.

        Raises:
            LostRaceError: somebody else was faster; check again.
        """
        check = document["plan"]["check"]
        held_until = await self._erp.hold(claim, document, customer, document["plan"])
        checks.mark_held(check, held_until)
        decision = new_decision(claim.ids["decision"], check)
        await self._orders.keep_decision(document["id"], decision)
        changes = {"decision_id": decision["id"], "plan": None}
        changes |= {"sync_state": "IN_SYNC", "last_error": None, "attempts": 0}
        await self._orders.update(claim, changes, events)
        return self.answer_of(claim)

    def is_open(self, claim: Claim, document: Document) -> bool:
        """Whether this claim has offered its decision already."""
        return bool(document["decision_id"] == claim.ids["decision"])

    def answer_of(self, claim: Claim) -> Document:
        """What the caller gets."""
        return {
            **answer("NEEDS_DECISION", claim.order_id),
            "decision_id": claim.ids["decision"],
        }
