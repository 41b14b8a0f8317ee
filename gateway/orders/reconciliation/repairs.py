"""What is done about a conflict, by its code and the action: a table of repairs.

Each repair may be run again from its start: request ids are derived from the claim, and what is
done already stays as it is. What it makes of the order's document is stored afterwards, at once.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from chassis.clock import now
from gateway.orders import checks
from gateway.orders.reconciliation.adopting import Adopting
from gateway.orders.reconciliation.case import (
    Case,
    Outcome,
    agreed,
    is_anything_shipped,
    refused,
    wanted_lines,
)
from gateway.orders.reconciliation.noting import Noting
from gateway.orders.reconciliation.partner_steps import PartnerSteps
from gateway.orders.reconciliation.quote_steps import QuoteSteps
from gateway.orders.reconciliation.realigning import Realigning
from gateway.orders.reconciliation.snapshot import Quote
from gateway.orders.refusals import LostRaceError, RefusedError, availability_lost, require
from gateway.orders.saga.crm import CrmSteps
from gateway.orders.saga.erp import ErpSteps
from gateway.orders.store.merging import MergeStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems import documents, repair_documents
from gateway.orders.systems.client import System

Document = dict[str, Any]
Repair = Callable[[Case], Awaitable[Outcome]]
NO_SALES_ORDER = dict.fromkeys(
    ("sales_order_id", "sales_order_number", "erp_status", "credit_status", "erp_as_of")
)


class Repairs:
    """The repairs of one process, over both systems."""

    def __init__(
        self, orders: OrderStore, merges: MergeStore, noting: Noting, *systems: System
    ) -> None:
        crm, erp = systems
        self._noting = noting
        self._erp = erp
        self._crm = crm
        self._steps = ErpSteps(erp)
        self._customers = CrmSteps(crm)
        self._quotes = QuoteSteps(crm)
        self._partners = PartnerSteps(erp, self._customers, merges)
        realigning = Realigning(erp, self._steps, self._quotes)
        adopting = Adopting(orders, self._customers, self._quotes)
        self.table: Mapping[tuple[str, str], Repair] = {
            ("C-DUP-ORDER", "TAKE_CRM"): self._cancel_doubles,
            ("C-LOST-SHIPPED", "TAKE_ERP"): self._bring_quote,
            ("C-LOST-OPEN", "TAKE_ERP"): self._bring_quote,
            ("C-LOST-OPEN", "TAKE_CRM"): self._cancel_sales_order,
            ("C-ERP-MISSING", "TAKE_CRM"): self._create_again,
            ("C-ERP-MISSING", "TAKE_ERP"): self._withdraw,
            ("C-ERP-CANCELLED", "TAKE_ERP"): self._cancel_quote,
            ("C-REVISION", "TAKE_ERP"): realigning.take_erp,
            ("C-REVISION", "TAKE_CRM"): realigning.take_crm,
            ("C-QUOTE-BEHIND", "TAKE_ERP"): self._bring_quote,
            ("C-TOTAL", "TAKE_ERP"): self._write_pricing,
            ("C-LINK-BROKEN", "RELINK"): self._link_again,
            ("C-ORPHAN", "TAKE_ERP"): adopting.adopt,
            ("C-CUST-DRIFT", "TAKE_CRM"): self._partners.restore,
            ("C-CUST-GONE", "RELINK"): self._partners.relink,
            ("C-CUSTOMER", "TAKE_CRM"): self._sell_to_quoted,
            ("C-CUSTOMER", "TAKE_ERP"): self._quote_to_buyer,
        }

    async def whole_sales_order(self, case: Case) -> Document | None:
        """The ERP's order of the conflict, if it has one."""
        reference = {"reference": case.conflict["entity_id"]}
        text = repair_documents.WHOLE_SALES_ORDER
        answer = await self._erp.call(text, reference, case.claim.actor)
        found: Document | None = answer["sales_order_by_external_reference"]
        return found

    async def close(self, case: Case) -> Outcome:
        """It is meant so: what was kept in the house may go."""
        pair = case.pair
        guarded = () if pair is None else (pair.sales_order, *pair.doubles)
        blocked = [each for each in guarded if each is not None and each.is_blocked]
        for sales_order in blocked:
            note = str(case.claim.request["note"])
            await self._noting.block(sales_order.reference, note, is_blocked=False)
        if not blocked or case.conflict["code"] == "C-REVISION":
            return Outcome()
        return Outcome({}, await self.whole_sales_order(case))

    async def _let_go(self, case: Case) -> Document | None:
        """The goods may go; gives the order as it is then."""
        await self.close(case)
        return await self.whole_sales_order(case)

    async def _bring_quote(self, case: Case) -> Outcome:
        """The ERP's word counts: the quote is ORDERED, and the goods may go."""
        quote, sales_order = _quote(case), _sales_order(case)
        document = agreed(case.document, sales_order, now().isoformat())
        changes = await self._quotes.bring(case, quote, document)
        return Outcome(changes, await self._let_go(case))

    async def _cancel_sales_order(self, case: Case) -> Outcome:
        """The CRM's word counts: the ERP's order is cancelled too."""
        quote, sales_order = _quote(case), _sales_order(case)
        found = await self._cancel(case, sales_order)
        if found["status"] != "CANCELLED":
            raise refused("NOT_ALLOWED_IN_STATE", "goods have left meanwhile; compare again")
        return Outcome({"quote_state": quote.state}, found, ["CANCELLED"])

    async def _cancel_doubles(self, case: Case) -> Outcome:
        """The first one is the order; the others are cancelled."""
        doubles = () if case.pair is None else case.pair.doubles
        for double in doubles:
            await self._cancel(
                case, {"external_reference": double.reference, "revision": double.revision}
            )
        return Outcome()

    async def _create_again(self, case: Case) -> Outcome:
        """Only after a look under the reference and under the number."""
        quote, document = _quote(case), case.document
        sales_order = case.sales_order
        if sales_order is None:
            await self._require_lost(case)
            sales_order = await self._create(case)
        # Of what was shipped or promised before nothing is known to the new one.
        fresh = {**document, "lines": wanted_lines(document)}
        again = agreed(fresh, sales_order, now().isoformat())
        changes = await self._quotes.bring(replace(case, sales_order=sales_order), quote, again)
        return Outcome({**changes, "lines": again["lines"]}, sales_order, ["ERP_CREATED"])

    async def _create(self, case: Case) -> Document:
        document = case.document
        if is_anything_shipped(document):
            message = "goods of it have left; it cannot be ordered again as a whole"
            raise refused("NOT_ALLOWED_IN_STATE", message)
        customer = await self._customers.customer_of_order(case.claim, document)
        lines = wanted_lines(document)
        check = await self._steps.check(case.claim, document, lines, customer)
        if checks.is_short(check):
            raise RefusedError(availability_lost(check))
        wanted = {**document, "lines": checks.apply_choice(lines, check, {})}
        try:
            return await self._steps.create(case.claim, wanted, customer, 0)
        except LostRaceError as error:
            raise RefusedError(availability_lost(check)) from error

    async def _require_lost(self, case: Case) -> None:
        number = case.document["sales_order_number"]
        if number is None:
            return
        text = repair_documents.SALES_ORDER_BY_NUMBER
        answer = await self._erp.call(text, {"number": number}, case.claim.actor)
        found = answer["sales_order_by_number"]
        if found is not None:
            reference = found["external_reference"]
            message = f"the ERP has {number} under the reference {reference}; correct it there"
            raise refused("NOT_ALLOWED_IN_STATE", message)

    async def _withdraw(self, case: Case) -> Outcome:
        """There is none, and none is wanted: the quote is cancelled."""
        changes = await self._quotes.cancel(case, _quote(case))
        return Outcome(
            {**NO_SALES_ORDER, **changes, "confirmed_delivery_date": None}, None, ["CANCELLED"]
        )

    async def _cancel_quote(self, case: Case) -> Outcome:
        """It was cancelled in the ERP: somebody has to tell the customer."""
        sales_order = _sales_order(case)
        subject = f"Call the customer: {sales_order['number']} was cancelled in the ERP"
        await self._quotes.ask_to_call(case, subject)
        changes = await self._quotes.cancel(case, _quote(case))
        return Outcome(changes, sales_order, ["CANCELLED"])

    async def _sell_to_quoted(self, case: Case) -> Outcome:
        """The customer of the quote is right; the goods may go to him."""
        changes = await self._partners.sell_to(case, _quote(case).customer.id)
        return Outcome(changes, await self._let_go(case))

    async def _quote_to_buyer(self, case: Case) -> Outcome:
        """The customer to whom the ERP sells is right; the goods may go to him."""
        quote, buyer_id = _quote(case), str(case.conflict["erp_value"])
        buyer = await self._customers.customer_of_order(case.claim, {"customer_id": buyer_id})
        await self._quotes.give_to(case, quote, buyer["id"])
        # The address is the order's own from now on: the buyer has no such one.
        address = {"wanted_ship_to": case.document["ship_to"], "ship_to_id": None}
        changes = {"customer_id": buyer["id"], "partner_id": buyer["partner_id"], **address}
        return Outcome(changes, await self._let_go(case))

    async def _write_pricing(self, case: Case) -> Outcome:
        sales_order = _sales_order(case)
        document = agreed(case.document, sales_order, now().isoformat())
        await self._quotes.price(case, _quote(case), document)
        return Outcome({}, sales_order)

    async def _link_again(self, case: Case) -> Outcome:
        """The records that are there now are the order's."""
        if case.conflict["entity_type"] == "Customer" or case.conflict["field"] == "customerId":
            message = "the CRM has no such customer; capture him, or close it as intended"
            raise refused("NOT_FOUND", message)
        sales_order = _sales_order(case)
        document = agreed(case.document, sales_order, now().isoformat())
        if case.pair is not None and case.pair.quote is not None:
            return Outcome(await self._quotes.bring(case, case.pair.quote, document), sales_order)
        document["quote_id"] = case.claim.ids["quote"]
        await self._quotes.capture(case, {**document, "revision": 1})
        person = await self._customers.customer_of_order(case.claim, document)
        quote = Quote.new(document["quote_id"], person, sales_order["net_total"]["currency"])
        return Outcome(await self._quotes.bring(case, quote, document), sales_order)

    async def _cancel(self, case: Case, sales_order: Document) -> Document:
        reference = sales_order["external_reference"]
        variables = {
            "reference": reference,
            "revision": sales_order["revision"],
            "request_id": case.request_id(f"cancel-{reference}"),
            "reason": case.claim.request["note"],
            "lines": None,
        }
        text = documents.CANCEL_SALES_ORDER
        answer = await self._erp.call(text, variables, case.claim.actor)
        require(answer["cancel_sales_order"])
        found: Document = answer["cancel_sales_order"]["sales_order"]
        return found


def _quote(case: Case) -> Quote:
    if case.pair is None or case.pair.quote is None:
        raise refused("NOT_FOUND", "the CRM has no quote of it any more; compare again")
    return case.pair.quote


def _sales_order(case: Case) -> Document:
    if case.sales_order is None:
        raise refused("NOT_FOUND", "the ERP has no such order any more; compare again")
    return case.sales_order
