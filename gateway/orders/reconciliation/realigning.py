"""Revisions that went apart come together again, with the content of the side that was chosen.

All three systems end at one revision, which is never below one that somebody has seen.
"""

from decimal import Decimal
from typing import Any, cast

from chassis.clock import now
from gateway.orders import contracts
from gateway.orders.projection import net_quantity
from gateway.orders.reconciliation.case import Case, Outcome, agreed, refused
from gateway.orders.reconciliation.quote_steps import QuoteSteps
from gateway.orders.reconciliation.snapshot import Quote
from gateway.orders.refusals import LostRaceError, require
from gateway.orders.saga.erp import ErpSteps
from gateway.orders.systems import repair_documents as gql
from gateway.orders.systems.client import System

Document = dict[str, Any]


class Realigning:
    """The two ways out of C-REVISION; each step repeats safely."""

    def __init__(self, erp: System, steps: ErpSteps, quotes: QuoteSteps) -> None:
        self._erp = erp
        self._steps = steps
        self._quotes = quotes

    async def take_erp(self, case: Case) -> Outcome:
        """The quote gets a revision that says what the ERP has."""
        quote, sales_order = _both(case)
        if quote.revision >= sales_order["revision"]:
            sales_order = await self._raise(case, sales_order, quote.revision + 1)
        return await self._bring(case, quote, sales_order)

    async def take_crm(self, case: Case) -> Outcome:
        """The ERP's order is changed to what the quote wants.

        Raises:
            RefusedError: the ERP does not allow it, or has not enough.
        """
        quote, sales_order = _both(case)
        known = {line["id"]: line for line in case.document["lines"]}
        lines = [
            {**line, "contract": known.get(line["id"], {}).get("contract")}
            for line in await self._quotes.lines(case, quote)
        ]
        changes = differences(lines, sales_order)
        if changes:
            sales_order = await self._change(case, sales_order, changes)
        if sales_order["revision"] < quote.revision:
            sales_order = await self._raise(case, sales_order, quote.revision)
        return await self._bring(case, quote, sales_order)

    async def _bring(self, case: Case, quote: Quote, sales_order: Document) -> Outcome:
        document = agreed(case.document, sales_order, now().isoformat())
        priced = Case(case.claim, case.conflict, document, case.pair, sales_order)
        changes = await self._quotes.bring(priced, quote, document)
        return Outcome(changes, sales_order, ["AMENDED"])

    async def _change(self, case: Case, sales_order: Document, lines: list[Document]) -> Document:
        change = {
            "external_reference": case.document["id"],
            "expected_revision": sales_order["revision"],
            "new_revision": sales_order["revision"] + 1,
            "hold_id": case.document["hold_id"],
            "lines": lines,
            "ship_to": None,
            "customer_reference": None,
        }
        try:
            return await self._steps.change(case.claim, change, 0)
        except LostRaceError as error:
            message = "the ERP has not enough for what the quote wants; take the ERP's instead"
            raise refused("AVAILABILITY_LOST", message) from error

    async def _raise(self, case: Case, sales_order: Document, revision: int) -> Document:
        variables = {
            "reference": case.document["id"],
            "expected": sales_order["revision"],
            "new": revision,
            "request_id": case.request_id("raised"),
        }
        answer = await self._erp.call(gql.RAISE_REVISION, variables, case.claim.actor)
        require(answer["raise_revision"])
        return cast("Document", answer["raise_revision"]["sales_order"])


def differences(wanted: list[Document], sales_order: Document) -> list[Document]:
    """The ERP's line changes that make an order what a quote wants. Pure."""
    by_id = {line["id"]: line for line in sales_order["lines"]}
    found = [
        _line(line, line["quantity"], line["requested_delivery_date"])
        for line in wanted
        if line["id"] in by_id and _differs(line, by_id[line["id"]])
    ]
    # A line that the ERP does not know calls off the contract that the order noted for it.
    found += [
        {
            **_line(line, line["quantity"], line["requested_delivery_date"]),
            **contracts.erp_terms(line),
        }
        for line in wanted
        if line["id"] not in by_id
    ]
    kept = {line["id"] for line in wanted}
    dropped = [line for line in sales_order["lines"] if line["id"] not in kept and _net(line) > 0]
    return [*found, *(_line(line, "0", None) for line in dropped)]


def _differs(wanted: Document, line: Document) -> bool:
    return wanted["sku"] != line["sku"] or Decimal(wanted["quantity"]) != _net(line)


def _net(line: Document) -> Decimal:
    return net_quantity({**line, "quantity": line["ordered_quantity"]})


def _line(line: Document, quantity: str, day: str | None) -> Document:
    same = {"line_id": line["id"], "sku": line["sku"], "quantity": quantity, "unit": line["unit"]}
    return {**same, "requested_delivery_date": day, "accepted_schedule": None}


def _both(case: Case) -> tuple[Quote, Document]:
    if case.pair is None or case.pair.quote is None or case.sales_order is None:
        raise refused("NOT_FOUND", "one side has nothing any more; compare again")
    return case.pair.quote, case.sales_order
