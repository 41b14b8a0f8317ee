"""The CRM's part in a repair. Request ids are the repair's own: the saga's were used up."""

from typing import Any

from chassis.clock import now
from gateway.orders import participants, projection
from gateway.orders.reconciliation.case import Case
from gateway.orders.reconciliation.snapshot import Quote
from gateway.orders.refusals import require
from gateway.orders.systems import documents, repair_documents
from gateway.orders.systems.client import System

Document = dict[str, Any]
# From these the process's ordinary moves lead on.
REVISABLE = frozenset({"ACCEPTED", "ORDERED"})


class QuoteSteps:
    """Each step repeats safely."""

    def __init__(self, crm: System) -> None:
        self._crm = crm

    async def bring(self, case: Case, quote: Quote, document: Document) -> Document:
        """Make the quote ORDERED at the document's revision, with the ERP's prices.

        Returns:
            What the order's document says of it then.

        Raises:
            RefusedError: the CRM does not allow it.
        """
        if quote.state not in REVISABLE:
            await self.reopen(case, quote)
        for revision in range(quote.revision + 1, document["revision"] + 1):
            await self._revise(case, quote, document, revision)
        return await self.settle(case, quote.id, document)

    async def reopen(self, case: Case, quote: Quote) -> None:
        """ACCEPTED, whatever became of it."""
        await self._call(
            case,
            repair_documents.REOPEN_QUOTE,
            "reopened",
            {"quote_id": quote.id, "revision": quote.revision},
        )

    async def give_to(self, case: Case, quote: Quote, customer_id: str) -> None:
        """Another customer's, with all its revisions."""
        moved = {"quote_id": quote.id, "customer_id": customer_id}
        await self._call(case, repair_documents.REASSIGN_QUOTE, "given", moved)

    async def settle(self, case: Case, quote_id: str, document: Document) -> Document:
        """ORDERED, with the prices and the number of the case's sales order."""
        number = document["sales_order_number"]
        variables = {**self._priced(case, quote_id, document), "number": number}
        await self._call(case, repair_documents.SETTLE_QUOTE, "settled", variables)
        revision = document["revision"]
        return {"quote_id": quote_id, "quote_state": "ORDERED", "quote_revision": revision}

    async def price(self, case: Case, quote: Quote, document: Document) -> None:
        """The ERP's prices into the snapshot; the state stays."""
        variables = self._priced(case, quote.id, document)
        await self._call(case, repair_documents.WRITE_PRICING, "priced", variables)

    async def cancel(self, case: Case, quote: Quote) -> Document:
        """CANCELLED; gives what the order's document says of it then."""
        if quote.state not in {"CANCELLED", "LOST"}:
            moved = {"quote_id": quote.id, "revision": quote.revision, "state": "CANCELLED"}
            await self._call(case, documents.SET_QUOTE_STATE, "cancelled", moved)
        return {"quote_state": "CANCELLED", "quote_revision": quote.revision}

    async def capture(self, case: Case, document: Document) -> None:
        """Write a quote of a customer who is there, at its first revision."""
        quote = participants.crm_quote(document, document["lines"], "ACCEPTED")
        variables = {"quote_id": document["quote_id"], "quote": quote}
        variables["quote_request"] = case.request_id("quote")
        answer = await self._crm.call(documents.CAPTURE_QUOTE, variables, case.claim.actor)
        require(answer["capture_quote"])

    async def ask_to_call(self, case: Case, subject: str) -> None:
        """An entry in the customer's log for whoever speaks with him next."""
        entry = {
            "channel": "SYSTEM",
            "direction": "INTERNAL",
            "subject": subject,
            "customer_id": case.document["customer_id"],
            "quote_id": case.document["quote_id"],
            "order_id": case.document["id"],
        }
        text = repair_documents.CALL_THE_CUSTOMER
        answer = await self._crm.call(text, {"input": entry}, case.claim.actor)
        require(answer["log_interaction"])

    async def lines(self, case: Case, quote: Quote) -> list[Document]:
        """What the quote's current revision wants."""
        wanted = {"id": quote.id}
        answer = await self._crm.call(repair_documents.WHOLE_QUOTE, wanted, case.claim.actor)
        found: list[Document] = answer["quote"]["lines"]
        return [{**line, "sku": line["product"]["sku"]} for line in found]

    async def _revise(self, case: Case, quote: Quote, document: Document, revision: int) -> None:
        lines = participants.quoted(document["lines"])
        variables = {
            "quote_id": quote.id,
            "revision": revision,
            "quote_request": case.request_id(f"revision-{revision}"),
            "quote": participants.crm_quote(document, lines, "ACCEPTED"),
        }
        answer = await self._crm.call(documents.CAPTURE_REVISION, variables, case.claim.actor)
        require(answer["capture_quote_revision"])

    @staticmethod
    def _priced(case: Case, quote_id: str, document: Document) -> Document:
        sales_order = case.sales_order
        if sales_order is None:
            raise AssertionError("prices are the ERP's")
        tax = projection.tax_total(sales_order)["amount"]
        pricing = participants.quote_pricing(sales_order, document["lines"], now(), tax)
        return {"quote_id": quote_id, "revision": document["revision"], "pricing": pricing}

    async def _call(self, case: Case, text: str, step: str, variables: Document) -> None:
        sent = {**variables, "request_id": case.request_id(step)}
        answer = await self._crm.call(text, sent, case.claim.actor)
        for payload in answer.values():
            require(payload)
