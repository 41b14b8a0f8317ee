"""An order that only the ERP has becomes one of the process, with a quote of its own (C-ORPHAN)."""

from typing import Any

from chassis.clock import now
from gateway.orders import projection
from gateway.orders.progress import REACHED
from gateway.orders.reconciliation.case import Case, Outcome, agreed, refused
from gateway.orders.reconciliation.quote_steps import QuoteSteps
from gateway.orders.reconciliation.snapshot import Quote
from gateway.orders.saga.crm import CrmSteps
from gateway.orders.store.orders import OrderStore

Document = dict[str, Any]
LONGEST_ID = 64


class Adopting:
    """The steps of an adoption; each repeats safely."""

    def __init__(self, orders: OrderStore, crm: CrmSteps, quotes: QuoteSteps) -> None:
        self._orders = orders
        self._crm = crm
        self._quotes = quotes

    async def adopt(self, case: Case) -> Outcome:
        """Quote first, then the order's document: it is never without one.

        Raises:
            RefusedError: its customer or a product is none of the CRM's.
        """
        sales_order = case.sales_order
        if sales_order is None:
            raise refused("NOT_FOUND", "the ERP has the order no more; compare again")
        if len(sales_order["external_reference"]) > LONGEST_ID:
            raise refused("INVALID", "its reference is too long for an order's id")
        fresh = _document(case, sales_order)
        customer = await self._crm.customer_of_order(case.claim, fresh)
        fresh["partner_id"] = customer.get("partner_id")
        fresh["is_prospect"] = False
        await self._quotes.capture(case, {**fresh, "revision": 1})
        quote = Quote.new(fresh["quote_id"], customer, sales_order["net_total"]["currency"])
        fresh |= await self._quotes.bring(case, quote, fresh)
        fresh |= {"sync_state": "IN_SYNC", "crm_as_of": now().isoformat()}
        events = ["PLACED", "ERP_CREATED", *REACHED.get(fresh["erp_status"], [])]
        await self._orders.create(fresh, case.claim.actor, events)
        return Outcome()


def _document(case: Case, sales_order: Document) -> Document:
    lines = sorted(sales_order["wanted"], key=lambda line: line["position"])
    names = ("customer_reference", "requested_delivery_date", "delivery_policy", "ship_to")
    request = {
        **{name: sales_order[name] for name in names},
        "currency": sales_order["net_total"]["currency"],
        "lines": [{**line, "quantity": line["ordered_quantity"]} for line in lines],
    }
    ids = {"hold": case.claim.ids["hold"], "lines": [line["id"] for line in lines]}
    order_id, customer_id = sales_order["external_reference"], sales_order["customer_id"]
    fresh = projection.new_document(order_id, ids, request, customer_id, sales_order["ship_to"])
    fresh |= {"channel": "IMPORT", "quote_id": case.claim.ids["quote"]}
    return agreed(fresh, sales_order, now().isoformat())
