"""placeOrder and decideOrder as re-runnable sagas (domain §1.2).

Each run starts from the claim; calls repeat safely by request id. The pivot is the ERP's
createSalesOrder: before it a definite refusal ends the request, after it only forward.
Leaves: an answer ``{outcome, order_id, decision_id, user_errors}``.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from chassis.clock import now
from chassis.identifiers import new_id
from gateway.orders import checks, participants, projection
from gateway.orders.fingerprint import normalise_phone
from gateway.orders.refusals import (
    availability_lost,
    duplicate_error,
    translate,
)
from gateway.orders.refusals import (
    decision as new_decision,
)
from gateway.orders.requests import refuse
from gateway.orders.status import outcome
from gateway.orders.store.claims import Claim
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems import documents as gql
from gateway.orders.systems.client import System

Document = dict[str, Any]
ATTEMPTS = 20


class RefusedError(Exception):
    """A definite refusal; nothing of the order is left in the ERP."""

    def __init__(self, *errors: Document) -> None:
        super().__init__("; ".join(str(error["message"]) for error in errors))
        self.errors = list(errors)


class LostRaceError(Exception):
    """The ERP could not keep the promise any more."""


class Saga:
    """The steps of one claim."""

    def __init__(self, orders: OrderStore, crm: System, erp: System) -> None:
        self._orders = orders
        self._crm = crm
        self._erp = erp

    async def place(self, claim: Claim) -> Document:
        """Customer, check, quote, ERP order; or a decision; or a refusal."""
        customer = await self.customer(claim.request, claim)
        document = self.document(claim, customer)
        known = await self._orders.get(claim.order_id)
        if known is not None:
            sales_order = await self._look_up(claim)
            if sales_order is not None:
                return await self._forward(claim, sales_order)
        wanted = document["lines"]
        for attempt in range(ATTEMPTS):
            check = await self.check(document, wanted, customer, claim)
            try:
                chosen = _take(check, _policy(claim))
                if chosen is None:
                    return await self._ask(claim, document, customer, check)
                _compare_price(claim.request, check, chosen)
                document["lines"] = checks.apply_choice(wanted, check, chosen)
                await self._capture(claim, document, customer, "ACCEPTED")
                sales_order = await self._create(claim, document, customer, attempt)
            except LostRaceError:
                continue
            return await self._forward(claim, sales_order)
        raise RefusedError(availability_lost(check))

    async def decide(self, claim: Claim) -> Document:
        """Carry the agreed proposals into ERP, then CRM; or abandon."""
        document = await self._orders.get(claim.order_id)
        decision = await self._orders.decision(claim.request["decision_id"])
        if document is None or decision is None:
            raise AssertionError("a decide claim belongs to an order with a decision")
        if claim.request.get("abandon"):
            await self.cancel(claim, document)
            return _answer("REFUSED", document["id"])
        sales_order = await self._look_up(claim)
        # A run after a crash may find the agreed state taken over already.
        is_new = document["revision"] == claim.request["expected_revision"]
        agreed = _agree(claim, document, decision) if is_new else document
        if sales_order is None:
            customer = await self.customer({"customer": {"id": document["customer_id"]}}, claim)
            try:
                sales_order = await self._create(claim, agreed, customer, 0)
            except LostRaceError:
                return await self._ask_again(claim, document, customer)
        if is_new:
            await self._take_over(claim, agreed)
        return await self._forward(claim, sales_order)

    async def customer(self, request: Document, claim: Claim) -> Document:
        """The customer as the CRM shows him, or as he will be captured.

        Raises:
            RefusedError: unknown, or a duplicate of another one.
        """
        wanted = request["customer"]
        if wanted.get("id"):
            answer = await self._crm.call(gql.READ_CUSTOMER, {"id": wanted["id"]}, claim.actor)
            if answer["customer"] is None:
                message = f"there is no customer {wanted['id']}; look it up or send new"
                raise RefusedError(refuse("NOT_FOUND", message, "customer", "id"))
            return cast("Document", answer["customer"])
        duplicate = await self._duplicate(wanted["new"], claim)
        if duplicate is not None:
            return await self.customer({"customer": {"id": duplicate}}, claim)
        return participants.new_customer(wanted["new"])

    def document(self, claim: Claim, customer: Document) -> Document:
        """The order as wanted.

        Raises:
            RefusedError: a ship-to address that is not the customer's.
        """
        address = participants.ship_to(claim.request, customer)
        if address is None:
            message = "shipTo.addressId is no address of this customer; send one of his"
            raise RefusedError(refuse("NOT_FOUND", message, "shipTo", "addressId"))
        customer_id = customer.get("id") or claim.ids["customer"]
        return projection.new_document(
            claim.order_id, claim.ids, claim.request, customer_id, address
        )

    async def check(
        self, document: Document, lines: list[Document], customer: Document, claim: Claim
    ) -> Document:
        """Simulate without side effects.

        Raises:
            RefusedError: unknown SKUs, bad quantities or dates.
        """
        variables = {
            "input": participants.erp_order(document, lines, new_id("sim")),
            "prospect": {
                "kind": customer["kind"],
                "tax_id": customer["tax_id"],
                "country": customer["addresses"][0]["country"],
            },
        }
        answer = await self._erp.call(gql.SIMULATE, variables, claim.actor)
        simulation = answer["simulate_sales_order"]
        _require(simulation)
        return checks.build_check(simulation, lines, now(), new_id)

    async def cancel(self, claim: Claim, document: Document) -> None:
        """End an order that never reached the ERP: hold released, quote CANCELLED."""
        ids = {"hold_id": document["hold_id"], "request_id": f"{claim.id}-release"}
        await self._erp.call(gql.RELEASE_HOLD, ids, claim.actor)
        variables = {
            "quote_id": document["quote_id"],
            "revision": document["revision"],
            "state": "CANCELLED",
            "request_id": f"{claim.id}-cancel",
        }
        await self._crm.call(gql.SET_QUOTE_STATE, variables, claim.actor)
        changes = {"quote_state": "CANCELLED", "sync_state": "IN_SYNC", "decision_id": None}
        await self._set(claim, changes, ["CANCELLED"])

    async def _duplicate(self, new: Document, claim: Claim) -> str | None:
        name = new.get("legal_name") or " ".join(
            part for part in (new.get("given_name"), new.get("family_name")) if part
        )
        probe = {
            "phone": normalise_phone(new["phone"]) if new.get("phone") else None,
            "email": new.get("email"),
            "tax_id": new.get("tax_id"),
            "name": name,
            "postal_code": new["postal_code"],
        }
        answer = await self._crm.call(gql.FIND_DUPLICATES, {"probe": probe}, claim.actor)
        refused = new.get("not_duplicate_of") or []
        own = claim.ids.get("customer")
        found = [
            item
            for item in answer["find_duplicate_customers"]
            if item["customer"]["id"] != own
            and (item["blocking"] or item["customer"]["id"] not in refused)
        ]
        if not found:
            return None
        is_blocking = any(item["blocking"] for item in found)
        if new.get("on_duplicate") == "USE_EXISTING" and not is_blocking:
            return str(max(found, key=lambda item: Decimal(item["score"]))["customer"]["id"])
        raise RefusedError(duplicate_error(found, is_blocking=is_blocking))

    async def _look_up(self, claim: Claim) -> Document | None:
        answer = await self._erp.call(gql.LOOK_UP, {"reference": claim.order_id}, claim.actor)
        return cast("Document | None", answer["sales_order_by_external_reference"])

    async def _capture(
        self, claim: Claim, document: Document, customer: Document, state: str
    ) -> None:
        variables = {
            "quote_id": claim.ids["quote"],
            "quote_request": f"{claim.order_id}-1-quote",
            "quote": participants.crm_quote(document, document["lines"], state),
        }
        text = gql.CAPTURE_QUOTE
        if "id" not in customer:
            text = gql.CAPTURE_CUSTOMER_AND_QUOTE
            variables["customer_id"] = document["customer_id"]
            variables["customer_request"] = f"{claim.order_id}-1-customer"
            variables["customer"] = participants.capture_customer(claim.request["customer"]["new"])
        answer = await self._crm.call(text, variables, claim.actor)
        for payload in answer.values():
            _require(payload)
        document |= {"quote_id": claim.ids["quote"], "quote_state": state}
        document |= {"crm_as_of": now().isoformat()}
        await self._orders.create(document, claim.actor)
        changes = {name: document[name] for name in ("lines", "quote_id", "quote_state")}
        await self._set(claim, {**changes, "ship_to": document["ship_to"]}, [])

    async def _ask(
        self, claim: Claim, document: Document, customer: Document, check: Document
    ) -> Document:
        await self._capture(claim, document, customer, "OFFERED")
        return await self._offer(claim, document, customer, check, claim.ids["decision"])

    async def _ask_again(self, claim: Claim, document: Document, customer: Document) -> Document:
        check = await self.check(document, document["lines"], customer, claim)
        answer = await self._offer(claim, document, customer, check, claim.ids["decision"])
        return {**answer, "user_errors": [availability_lost(check)]}

    async def _offer(
        self,
        claim: Claim,
        document: Document,
        customer: Document,
        check: Document,
        decision_id: str,
    ) -> Document:
        schedules = checks.held_schedules(check)
        kept = [
            {**line, "schedule": schedule}
            for line, schedule in zip(document["lines"], schedules, strict=True)
        ]
        request_id = f"{claim.id}-hold-{new_id('try')}"
        variables = {
            "partner": self._partner(claim, document, customer),
            "input": participants.erp_order(document, kept, request_id),
            "hold_id": document["hold_id"],
            "request_id": request_id,
        }
        answer = await self._erp.call(gql.HOLD, variables, claim.actor)
        _require(answer["upsert_partner"])
        _require(answer["hold_availability"])
        checks.mark_held(check, answer["hold_availability"]["held_until"])
        decision = new_decision(decision_id, check)
        await self._orders.keep_decision(document["id"], decision)
        changes = {"decision_id": decision_id, "sync_state": "IN_SYNC", "last_error": None}
        await self._set(claim, changes, ["CHECKED", "DECISION_NEEDED"])
        return {**_answer("NEEDS_DECISION", document["id"]), "decision_id": decision_id}

    async def _create(
        self, claim: Claim, document: Document, customer: Document, attempt: int
    ) -> Document:
        request_id = f"{claim.order_id}-{document['revision']}-create-{attempt}"
        variables = {
            "partner": self._partner(claim, document, customer),
            "input": participants.erp_order(document, document["lines"], request_id),
        }
        answer = await self._erp.call(gql.CREATE_SALES_ORDER, variables, claim.actor)
        _require(answer["upsert_partner"])
        _require(answer["create_sales_order"])
        created: Document = answer["create_sales_order"]["sales_order"]
        return created

    def _partner(self, claim: Claim, document: Document, customer: Document) -> Document:
        request_id = f"{claim.id}-partner"
        return participants.erp_partner(document["customer_id"], customer, request_id)

    async def _take_over(self, claim: Claim, agreed: Document) -> None:
        changes = {name: agreed[name] for name in ("lines", "revision")}
        changes |= {"quote_state": "ACCEPTED", "sync_state": "PENDING", "decision_id": None}
        await self._set(claim, changes, ["DECIDED"])

    async def _forward(self, claim: Claim, sales_order: Document) -> Document:
        """After the pivot: the projection, then the CRM, until both agree."""
        at = now().isoformat()

        def take_over(document: Document) -> Sequence[str]:
            is_first = document["erp_status"] is None
            projection.apply_sales_order(document, sales_order, at)
            document["sync_state"] = "PENDING"
            if not is_first:
                return []
            reached = {"CONFIRMED": ["CONFIRMED"], "CREDIT_BLOCKED": ["HELD"]}
            return ["ERP_CREATED", *reached.get(sales_order["status"], [])]

        document = await self._orders.change(
            claim.order_id, claim.actor, "createSalesOrder", take_over
        )
        if document is None:
            raise AssertionError("an order has a document before its ERP order is made")
        await self._write_back(claim, document, sales_order)
        changes = {"quote_state": "ORDERED", "sync_state": "IN_SYNC", "last_error": None}
        stored = await self._set(claim, {**changes, "crm_as_of": at}, [])
        return _answer(outcome(stored), stored["id"])

    async def _write_back(self, claim: Claim, document: Document, sales_order: Document) -> None:
        revision, step = document["revision"], f"{claim.order_id}-{document['revision']}"
        if revision > 1:
            variables = {
                "quote_id": document["quote_id"],
                "revision": revision,
                "request_id": f"{step}-quote",
                "quote": participants.crm_quote(document, document["lines"], "ACCEPTED"),
            }
            await self._crm.call(gql.CAPTURE_REVISION, variables, claim.actor)
        tax = projection.tax_total(sales_order)["amount"]
        variables = {
            "quote_id": document["quote_id"],
            "revision": revision,
            "pricing": participants.quote_pricing(sales_order, now(), tax),
            "pricing_request": f"{step}-pricing",
            "number": sales_order["number"],
            "state_request": f"{step}-ordered",
            "customer_id": document["customer_id"],
            "lifecycle_request": f"{step}-lifecycle",
        }
        await self._crm.call(gql.WRITE_BACK, variables, claim.actor)

    async def _set(self, claim: Claim, changes: Document, events: list[str]) -> Document:
        def change(document: Document) -> Sequence[str]:
            document.update(changes)
            return events

        stored = await self._orders.change(claim.order_id, claim.actor, claim.operation, change)
        if stored is None:
            raise AssertionError(f"order {claim.order_id} has no document")
        return stored


def find_proposals(check: Document, accepted: list[str]) -> dict[int, Document]:
    """The accepted proposals by line index; unknown ids are left out."""
    return {
        line["line_index"]: proposal
        for line in check["lines"]
        for proposal in line["proposals"]
        if proposal["id"] in accepted
    }


def _agree(claim: Claim, document: Document, decision: Document) -> Document:
    chosen = find_proposals(decision["check"], claim.request["accepted_proposal_ids"])
    lines = checks.apply_choice(document["lines"], decision["check"], chosen)
    return {**document, "revision": document["revision"] + 1, "lines": lines}


def _policy(claim: Claim) -> str:
    default = "ASK" if claim.actor.kind == "STAFF" else "ACCEPT_SPLIT"
    return str(claim.request.get("on_shortfall") or default)


def _take(check: Document, policy: str) -> dict[int, Document] | None:
    if not checks.is_short(check):
        return {}
    if policy == "ASK":
        return None
    chosen = checks.choose(check, policy)
    if chosen is None:
        raise RefusedError({**availability_lost(check), "code": "INSUFFICIENT_AVAILABILITY"})
    return chosen


def _compare_price(request: Document, check: Document, chosen: dict[int, Document]) -> None:
    if request.get("expected_gross_total") is None or chosen:
        return
    gross = check["gross_total"]
    expected = Decimal(request["expected_gross_total"])
    if abs(Decimal(gross["amount"]) - expected) > Decimal(request.get("price_tolerance") or "0"):
        message = f"the gross total is {gross['amount']}, not {expected}; agree the new price"
        error = refuse("PRICE_DEVIATED", message, "expectedGrossTotal", kind="PriceDeviated")
        money = {"amount": f"{expected:f}", "currency": gross["currency"]}
        raise RefusedError({**error, "expected_gross_total": money, "actual_gross_total": gross})


def _require(payload: Document) -> None:
    errors = payload["user_errors"]
    if any(error["code"] == "INSUFFICIENT_AVAILABILITY" for error in errors):
        raise LostRaceError
    if errors:
        raise RefusedError(*(translate(error) for error in errors))


def _answer(outcome: str, order_id: str | None) -> Document:
    return {"outcome": outcome, "order_id": order_id, "decision_id": None, "user_errors": []}
