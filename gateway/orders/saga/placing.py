"""placeOrder: customer, check, quote, ERP order; or a decision; or a refusal."""

from collections.abc import Sequence
from typing import Any

from chassis.clock import now
from chassis.identifiers import new_id
from chassis.identity import Actor
from gateway.orders import checks, contracts, participants, projection
from gateway.orders.refusals import LostRaceError, RefusedError, answer, unavailable
from gateway.orders.requests import refuse
from gateway.orders.saga.crm import CrmSteps
from gateway.orders.saga.ending import Ending
from gateway.orders.saga.erp import ErpSteps
from gateway.orders.saga.finishing import Finishing
from gateway.orders.saga.offering import Offering
from gateway.orders.saga.plans import is_other, plan_of, require_price
from gateway.orders.saga.procedure import Next, Procedure, Setback, Stop
from gateway.orders.saga.turns import require_turn
from gateway.orders.store.claims import Claim
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems.client import SystemUnavailableError

Document = dict[str, Any]
# What a request that was only remembered does not know yet.
RESOLVED = ("customer_id", "partner_id", "ship_to", "ship_to_id", "is_prospect", "lines", "plan")


class Placing(Procedure):
    """The steps of one placement."""

    def __init__(self, orders: OrderStore, crm: CrmSteps, erp: ErpSteps) -> None:
        super().__init__(orders)
        self._crm = crm
        self._erp = erp
        self._offering = Offering(orders, erp)
        self._finishing = Finishing(orders, crm, erp)
        self._ending = Ending(orders, crm, erp)
        self._process = new_id("prc")

    async def run(self, claim: Claim) -> Document:
        """Carry a placement to its answer ``{outcome, order_id, decision_id, user_errors}``.

        Raises:
            RefusedError: a definite refusal; nothing of the order is in the ERP.
            SystemUnavailableError: to be run again.
            YieldedError: another request has the order.
        """
        while True:
            stored = await self._orders.get(claim.order_id)
            require_turn(claim, stored)
            if stored is not None and stored["erp_status"] is not None:
                return await self._finishing.resume(claim)
            if stored is not None and self._offering.is_open(claim, stored):
                return self._offering.answer_of(claim)
            document, customer = await self._plan(claim, stored)
            if document["plan"] is None:
                # Another run of this claim has come further.
                continue
            try:
                return await self._carry_out(claim, document, customer, is_again=stored is not None)
            except LostRaceError:
                changes = {"plan": None, "attempt": document["plan"]["attempt"] + 1}
                await self._orders.update(claim, changes, [])

    async def refuse(self, claim: Claim, error: RefusedError) -> Document:
        """The customer and a cancelled quote are left, and no order is answered."""
        document = await self._orders.get(claim.order_id)
        if document is not None:
            await self._ending.end(claim, document, str(error))
        return {**answer("REFUSED", None), "user_errors": error.errors}

    async def stop(self, claim: Claim, setback: Setback, attempt: int) -> Stop:
        """Keep the request for later, or refuse it when the client wants that."""
        document = await self._orders.get(claim.order_id)
        if document is None and setback.system == "ERP":
            document = await self._capture(claim)
        if _is_to_fail(claim, setback, document):
            return await self._fail(claim, setback, document)
        if document is None:
            await self._remember(claim)
        return await super().stop(claim, setback, attempt)

    async def quote(self, quote_id: str, actor: Actor) -> Document | None:
        """A quote that an order shall be placed from."""
        return await self._crm.read_quote(quote_id, actor)

    async def check(self, claim: Claim) -> Document:
        """Step 4 without side effects.

        Raises:
            RefusedError: the request cannot be checked.
        """
        customer = await self._crm.resolve(claim)
        document = await self._wanted(claim, customer)
        check = await self._erp.check(claim, document, document["lines"], customer)
        contracts.require_currency(document["lines"], check["net_total"]["currency"])
        return check

    async def judge(self, claim: Claim) -> list[Document]:
        """Why the placement would be refused now, by its policy and its expected price.

        Raises:
            RefusedError: the request cannot be checked, or costs something else.
        """
        customer = await self._crm.resolve(claim)
        document = await self._wanted(claim, customer)
        await self._decide(claim, document, customer, 0)
        return list(document["plan"].get("errors", ()))

    async def _wanted(self, claim: Claim, customer: Document) -> Document:
        """The order as the request wants it, with the contracts' terms."""
        document = _document(claim, customer)
        wanted = claim.request["lines"]
        await self._crm.call_off(claim, document["lines"], wanted, document["customer_id"])
        return document

    async def _plan(self, claim: Claim, stored: Document | None) -> tuple[Document, Document]:
        """The stored plan, or a new one; it is stored before anything follows from it."""
        if stored is not None and stored["plan"] is not None:
            return stored, await self._crm.customer_of(claim, stored)
        attempt = stored["attempt"] if stored else 0
        if stored is not None and (attempt > 0 or _is_captured(stored)):
            customer = await self._crm.customer_of(claim, stored)
        else:
            customer = await self._crm.resolve(claim)
        fresh = await self._wanted(claim, customer)
        await self._decide(claim, fresh, customer, attempt)
        return await self._store(claim, stored, fresh), customer

    async def _decide(
        self, claim: Claim, fresh: Document, customer: Document, attempt: int
    ) -> None:
        wanted = fresh["lines"]
        check = await self._erp.check(claim, fresh, wanted, customer)
        contracts.require_currency(wanted, check["net_total"]["currency"])
        fresh["plan"], chosen = plan_of(claim, check, attempt)
        fresh["plan"]["process"] = self._process
        if fresh["plan"]["kind"] != "ORDER":
            return
        fresh["lines"] = checks.apply_choice(wanted, check, chosen)
        if claim.request.get("expected_gross_total") is not None and is_other(
            wanted, fresh["lines"]
        ):
            check = await self._erp.check(claim, fresh, fresh["lines"], customer)
        require_price(claim.request, check["gross_total"])

    async def _store(self, claim: Claim, stored: Document | None, fresh: Document) -> Document:
        if stored is None:
            wanted = projection.wanted_lines(claim.request, claim.ids["lines"])
            if claim.ids.get("revision") is not None and is_other(wanted, fresh["lines"]):
                # Not what the quote says that the order is placed from.
                fresh["revision"] += 1
            return await self._orders.create(fresh, claim.actor, ["PLACED", "CHECKED"])

        def change(document: Document) -> Sequence[str]:
            if document["quote_revision"] and is_other(document["lines"], fresh["lines"]):
                document["revision"] += 1
            document |= {name: fresh[name] for name in RESOLVED}
            return [] if document["attempt"] else ["CHECKED"]

        return await self._orders.require_change(claim.order_id, claim.actor, "checkOrder", change)

    async def _carry_out(
        self, claim: Claim, document: Document, customer: Document, *, is_again: bool
    ) -> Document:
        plan = document["plan"]
        if plan["kind"] == "ORDER":
            return await self._order(claim, document, customer, is_again=is_again)
        is_quoted = plan["kind"] == "END" or document["quote_revision"] > 0
        if plan["kind"] == "ASK" or not is_quoted:
            quote = await self._bring_quote(claim, document, "OFFERED")
            document = await self._orders.update(claim, quote, [])
        if plan["kind"] == "ASK":
            return await self._offering.offer(claim, document, customer, ["DECISION_NEEDED"])
        raise RefusedError(*plan["errors"])

    async def _order(
        self, claim: Claim, document: Document, customer: Document, *, is_again: bool
    ) -> Document:
        quote = await self._bring_quote(claim, document, "ACCEPTED")
        try:
            # A run before this one may have come as far as the pivot.
            sales_order = await self._erp.look_up(claim) if is_again else None
            if sales_order is None:
                attempt = document["plan"]["attempt"]
                sales_order = await self._erp.create(claim, document, customer, attempt)
        except Exception:
            await self._orders.update(claim, quote, [])
            raise
        return await self._finishing.finish(claim, sales_order, quote)

    async def _bring_quote(self, claim: Claim, document: Document, state: str) -> Document:
        """What to store about the quote; calling again is harmless until it is."""
        await self._crm.bring_quote(claim, document, state)
        quote = {"quote_id": claim.ids["quote"], "quote_revision": document["revision"]}
        return {**quote, "quote_state": state, "crm_as_of": now().isoformat()}

    async def _capture(self, claim: Claim) -> Document | None:
        """Customer and quote of a request that the ERP cannot check yet; None: the CRM neither."""
        try:
            document = await self._wanted(claim, await self._crm.resolve(claim))
            document = await self._orders.create(document, claim.actor)
            document |= await self._bring_quote(claim, document, "ACCEPTED")
        except SystemUnavailableError:
            return await self._orders.get(claim.order_id)
        quote = ("quote_id", "quote_revision", "quote_state", "crm_as_of")
        return await self._orders.update(claim, {name: document[name] for name in quote}, [])

    async def _remember(self, claim: Claim) -> None:
        customer_id = claim.request["customer"].get("id") or claim.ids["customer"]
        document = projection.new_document(
            claim.order_id, claim.ids, claim.request, customer_id, dict(projection.UNKNOWN_ADDRESS)
        )
        # Whose customer it is only the CRM knows; who asks may follow his order meanwhile.
        document["partner_id"] = claim.actor.partner_id
        document["channel"] = channel_of(claim)
        await self._orders.create(document, claim.actor)

    def _may_be_in_erp(self, document: Document) -> bool:
        """A process before this one may have passed the pivot, and not lived to tell."""
        plan = document["plan"] or {}
        return plan.get("kind") == "ORDER" and plan.get("process") != self._process

    async def _fail(self, claim: Claim, setback: Setback, document: Document | None) -> Stop:
        """Refuse at once; what is written already is undone as soon as it can be."""
        refusal = unavailable(setback.system, setback.message)
        refused = {**answer("REFUSED", None), "user_errors": [refusal]}
        if document is None:
            return Stop(refused, Next.END, frees_key=True)
        plan = {"claim": claim.id, "kind": "END", "attempt": 0, "errors": [refusal]}
        plan["may_be_in_erp"] = self._may_be_in_erp(document)
        await self._orders.update(claim, {"plan": plan}, [])
        return Stop(refused, Next.AT_ONCE, frees_key=True)


def channel_of(claim: Claim) -> str:
    """How the order came in."""
    if claim.request.get("channel") is not None:
        return str(claim.request["channel"])
    return "PARTNER_API" if claim.actor.kind == "PARTNER" else "CALL_CENTER"


def _is_captured(stored: Document) -> bool:
    """Whether the CRM may have customer and quote already: who he is is not asked a second time."""
    return bool(stored["ship_to"] != projection.UNKNOWN_ADDRESS)


def _is_to_fail(claim: Claim, setback: Setback, document: Document | None) -> bool:
    """Whether the client wants a refusal, and one is still possible and not given yet."""
    if claim.request.get("on_erp_unavailable") != "FAIL" or setback.state != "RETRYING":
        return False
    if document is None:
        return True
    is_ending = (document["plan"] or {}).get("kind") == "END"
    # Once its outcome was unknown, only the ERP can say what became of the order.
    is_open = document["erp_status"] is None and document["sync_state"] != "UNKNOWN_OUTCOME"
    return is_open and not is_ending


def _document(claim: Claim, customer: Document) -> Document:
    address = participants.ship_to(claim.request, customer)
    if address is None:
        message = "shipTo.addressId is no address of this customer; send one of his"
        raise RefusedError(refuse("NOT_FOUND", message, "shipTo", "addressId"))
    customer_id = customer.get("id") or claim.ids["customer"]
    document = projection.new_document(
        claim.order_id, claim.ids, claim.request, customer_id, address
    )
    document["ship_to_id"] = participants.ship_to_id(claim.request, customer)
    document["is_prospect"] = customer.get("lifecycle", "PROSPECT") == "PROSPECT"
    document["partner_id"] = customer["partner_id"]
    document["channel"] = channel_of(claim)
    return document
