"""decideOrder: what was agreed is carried into the ERP, then the CRM; or the order is abandoned."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gateway.orders import checks, offered_prices
from gateway.orders.refusals import LostRaceError, RefusedError, answer, availability_lost
from gateway.orders.requests import refuse
from gateway.orders.saga.crm import CrmSteps
from gateway.orders.saga.ending import Ending
from gateway.orders.saga.erp import ErpSteps
from gateway.orders.saga.finishing import Finishing
from gateway.orders.saga.offering import Offering
from gateway.orders.saga.plans import MOST_ATTEMPTS
from gateway.orders.saga.procedure import Procedure
from gateway.orders.saga.turns import require_turn
from gateway.orders.store.claims import Claim
from gateway.orders.store.orders import OrderStore

Document = dict[str, Any]


class PriceChangedError(Exception):
    """What was offered costs something else by now; nothing was written."""


class Deciding(Procedure):
    """The steps of one decision."""

    def __init__(self, orders: OrderStore, crm: CrmSteps, erp: ErpSteps) -> None:
        super().__init__(orders)
        self._crm = crm
        self._erp = erp
        self._offering = Offering(orders, erp)
        self._finishing = Finishing(orders, crm, erp)
        self._ending = Ending(orders, crm, erp)

    async def run(self, claim: Claim) -> Document:
        """Carry a decision to its answer ``{outcome, order_id, decision_id, user_errors}``.

        Raises:
            RefusedError: a definite refusal; the decision is still open, or another's.
            SystemUnavailableError: to be run again.
            YieldedError: another request has the order.
        """
        while True:
            document = await self._begin(claim)
            if document["erp_status"] is not None:
                return await self._finishing.resume(claim)
            if self._offering.is_open(claim, document):
                return await self._answer_again(claim)
            try:
                return await self._carry_out(claim, document)
            except LostRaceError:
                await self._plan_again(claim, document)
            except PriceChangedError:
                await self._plan_again(claim, document, is_repriced=True)

    async def refuse(self, claim: Claim, error: RefusedError) -> Document:
        """The decision is open again, unless another request has it."""
        document = await self._orders.get(claim.order_id)
        if document is not None:
            await self._ending.reopen(claim, document)
        return {**answer("REFUSED", claim.order_id), "user_errors": error.errors}

    async def _begin(self, claim: Claim) -> Document:
        """Make the decision this claim's; two at once cannot both have it.

        Raises:
            RefusedError: another claim has it.
        """
        decision = await self._orders.decision(claim.request["decision_id"])
        if decision is None:
            raise AssertionError("a decide claim belongs to a decision")

        def begin(document: Document) -> Sequence[str]:
            is_open = document["decision_id"] == decision["id"] and document["plan"] is None
            is_open &= document.get("running") is None
            if is_open and document["erp_status"] is None:
                document["plan"] = _agree(claim, document, decision)
                document["decided_by"], document["sync_state"] = claim.id, "PENDING"
            return []

        document = await self._orders.require_change(
            claim.order_id, claim.actor, "decideOrder", begin
        )
        if document["decided_by"] == claim.id:
            require_turn(claim, document)
        if document["decided_by"] != claim.id:
            message = f"decision {decision['id']} was taken by another request; read the order"
            raise RefusedError(refuse("PROPOSAL_STALE", message, "decisionId"))
        return document

    async def _carry_out(self, claim: Claim, document: Document) -> Document:
        plan = document["plan"]
        if plan["kind"] == "ABANDON":
            await self._ending.end(claim, document)
            return answer("REFUSED", document["id"])
        customer = await self._crm.customer_of(claim, document)
        if plan["kind"] == "ORDER":
            agreed = {**document, **{name: plan[name] for name in ("lines", "revision")}}
            agreed["pricing_date"] = plan.get("pricing_date")
            await self._require_price(claim, agreed, customer)
            sales_order = await self._erp.create(claim, agreed, customer, plan["attempt"])
            return await self._finishing.finish(claim, sales_order)
        await self._offering.offer(claim, document, customer, ["DECISION_NEEDED"])
        return await self._answer_again(claim)

    async def _require_price(self, claim: Claim, agreed: Document, customer: Document) -> None:
        """After its expiry an offer holds at the same price only; asked before the pivot, once.

        Raises:
            PriceChangedError: see there.
        """
        plan = agreed["plan"]
        if plan.get("offered") is None:
            return
        lines = [offered_prices.on_promised_day(line) for line in plan["lines"]]
        wanted = {**agreed, "requested_delivery_date": lines[0]["requested_delivery_date"]}
        check = await self._erp.check(claim, wanted, lines, customer)
        if not offered_prices.is_kept(plan["offered"], check):
            raise PriceChangedError
        await self._orders.update(claim, {"plan": {**plan, "offered": None}}, [])

    async def _plan_again(
        self, claim: Claim, document: Document, *, is_repriced: bool = False
    ) -> None:
        """The situation has changed: a fresh check to decide about, never another promise."""
        attempt = document["plan"]["attempt"] + 1
        if attempt > MOST_ATTEMPTS:
            message = "the stock changes too fast to be kept; read the order and decide again"
            raise RefusedError(refuse("AVAILABILITY_LOST", message, "acceptedProposalIds"))
        customer = await self._crm.customer_of(claim, document)
        check = await self._erp.check(claim, document, document["lines"], customer)
        plan = {"claim": claim.id, "kind": "ASK", "attempt": attempt, "check": check}
        check["is_repriced"] = is_repriced
        await self._orders.update(claim, {"plan": plan}, [])

    async def _answer_again(self, claim: Claim) -> Document:
        decision = await self._orders.decision(claim.ids["decision"])
        if decision is None:
            raise AssertionError("an offered decision is stored before it is shown")
        check = decision["check"]
        errors = [availability_lost(check, is_price=check.get("is_repriced", False))]
        return {**self._offering.answer_of(claim), "user_errors": errors}


def _agree(claim: Claim, document: Document, decision: Document) -> Document:
    plan = {"claim": claim.id, "attempt": 0}
    if claim.request.get("abandon"):
        return {**plan, "kind": "ABANDON"}
    chosen = checks.find_proposals(decision["check"], claim.request["accepted_proposal_ids"])
    lines = checks.apply_choice(document["lines"], decision["check"], chosen)
    is_late = claim.at >= datetime.fromisoformat(decision["expires_at"])
    offer = offered_prices.offered(decision["check"], chosen) if is_late else None
    agreed = {"lines": lines, "revision": document["revision"] + 1, "offered": offer}
    agreed["pricing_date"] = decision["check"].get("pricing_date")
    return {**plan, "kind": "ORDER", **agreed}
