"""What a difference is: one rule for each code, tried in the order of precedence. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from gateway.orders.reconciliation.codes import CODES
from gateway.orders.reconciliation.snapshot import (
    CustomerPair,
    OrderPair,
    Person,
    Quote,
    SalesOrder,
)

LOST = frozenset({"CANCELLED", "LOST"})
BEHIND = frozenset({"DRAFT", "OFFERED", "ACCEPTED", "EXPIRED"})
GONE = frozenset({"MERGED", "ERASED"})
OVER = frozenset({"CANCELLED", "COMPLETED", "CLOSED_SHORT"})
SHOWN = {"tax_id": "taxId", "postal_code": "postalCode"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement; ``order_id`` is set where an order is concerned.

    The same values on both sides make the same finding: it is told once.
    """

    code: str
    entity_type: str
    entity_id: str
    field: str
    crm_value: str | None
    erp_value: str | None
    order_id: str | None = None

    @property
    def subject(self) -> tuple[str, str, str]:
        """What it is about, whatever the values are."""
        return (self.code, self.entity_id, self.field)


# A field with both sides' values, or None when the rule does not fit.
Difference = tuple[str, str | None, str | None] | None
Rule = Callable[[OrderPair], Difference]


def judge_order(pair: OrderPair) -> Finding | None:
    """The first rule that fits; an order has one finding (§3.9 no. 18)."""
    for code in CODES:
        rule = _ORDER_RULES.get(code)
        difference = rule(pair) if rule is not None else None
        if difference is not None:
            return _finding(code, pair, difference)
    return None


def judge_customer(pair: CustomerPair) -> Iterator[Finding]:
    """Each copied field that differs, unless nobody is there to be copied any more."""
    about = ("Customer", pair.customer_id)
    if pair.lifecycle is None:
        yield Finding("C-LINK-BROKEN", *about, "customerId", None, pair.customer_id)
        return
    if pair.lifecycle in GONE or pair.is_erased:
        return
    for name, wanted in pair.crm.items():
        found = pair.erp[name]
        if found != wanted and (pair.is_told or found is not None):
            yield Finding("C-CUST-DRIFT", *about, SHOWN.get(name, name), wanted, found)


def is_in_flight(pair: CustomerPair) -> bool:
    """Whether the ERP has not been told the CRM's newest version yet."""
    return pair.erp_version < pair.crm_version


def _finding(code: str, pair: OrderPair, difference: tuple[str, str | None, str | None]) -> Finding:
    if pair.order is None:
        return Finding(code, "SalesOrder", pair.order_id, *difference)
    return Finding(code, "Order", pair.order_id, *difference, pair.order_id)


def _duplicate(pair: OrderPair) -> Difference:
    live = [each for each in pair.doubles if each.status != "CANCELLED"]
    if pair.order is None or not live:
        return None
    first = [pair.sales_order] if pair.sales_order else []
    return "externalReference", pair.order_id, ", ".join(each.number for each in (*first, *live))


def _orphan(pair: OrderPair) -> Difference:
    sales_order = pair.sales_order
    if pair.order is not None or sales_order is None or sales_order.status == "CANCELLED":
        return None
    return "externalReference", None, sales_order.reference


def _lost(pair: OrderPair) -> tuple[Quote, SalesOrder] | None:
    quote, sales_order = pair.quote, pair.sales_order
    if quote is None or sales_order is None or quote.state not in LOST:
        return None
    return None if sales_order.status == "CANCELLED" else (quote, sales_order)


def _lost_shipped(pair: OrderPair) -> Difference:
    found = _lost(pair)
    if found is None or not found[1].has_shipped:
        return None
    return "state", found[0].state, "SHIPPED"


def _lost_open(pair: OrderPair) -> Difference:
    found = _lost(pair)
    if found is None or found[1].has_shipped or found[1].status in OVER:
        return None
    return "state", found[0].state, _status(found[1])


def _customer_gone(pair: OrderPair) -> Difference:
    sales_order = pair.sales_order
    if sales_order is None or sales_order.status in OVER:
        return None
    person = pair.people.get(sales_order.customer_id)
    if person is None or person.lifecycle not in GONE:
        return None
    return "customerId", person.merged_into or person.lifecycle, sales_order.customer_id


def _other_customer(pair: OrderPair) -> Difference:
    quote, sales_order = pair.quote, pair.sales_order
    if quote is None or sales_order is None or sales_order.status in OVER:
        return None
    wanted, found = quote.customer.id, sales_order.customer_id
    if _survivor(pair.people, wanted) == _survivor(pair.people, found):
        return None
    return "customerId", wanted, found


def _missing(pair: OrderPair) -> Difference:
    if pair.quote is None or pair.quote.state != "ORDERED" or pair.sales_order is not None:
        return None
    return "salesOrder", "ORDERED", None


def _cancelled(pair: OrderPair) -> Difference:
    quote, sales_order = pair.quote, pair.sales_order
    if quote is None or sales_order is None or sales_order.status != "CANCELLED":
        return None
    return ("state", quote.state, "CANCELLED") if quote.state == "ORDERED" else None


def _revision(pair: OrderPair) -> Difference:
    quote, sales_order = pair.quote, pair.sales_order
    if quote is None or sales_order is None or sales_order.status == "CANCELLED":
        return None
    if quote.revision == sales_order.revision:
        return None
    return "revision", str(quote.revision), str(sales_order.revision)


def _behind(pair: OrderPair) -> Difference:
    quote, sales_order = pair.quote, pair.sales_order
    if quote is None or sales_order is None or quote.state not in BEHIND:
        return None
    return "state", quote.state, _status(sales_order)


def _total(pair: OrderPair) -> Difference:
    quote, sales_order = pair.quote, pair.sales_order
    if quote is None or sales_order is None or quote.state != "ORDERED":
        return None
    ours, theirs = quote.totals, sales_order.totals
    for name, mine, other in (
        ("currency", ours.currency, theirs.currency),
        ("netTotal", ours.net, theirs.net),
        ("taxTotal", ours.tax, theirs.tax),
    ):
        if mine != other:
            return name, None if mine is None else str(mine), str(other)
    return None


def _link(pair: OrderPair) -> Difference:
    order, quote, sales_order = pair.order, pair.quote, pair.sales_order
    if order is None:
        return None
    if quote is None and (order.quote_id is not None or sales_order is not None):
        return "quoteId", order.quote_id, None
    known = order.sales_order_id
    if sales_order is not None and known is not None and known != sales_order.id:
        return "salesOrderId", known, sales_order.id
    if sales_order is not None and sales_order.customer_id not in pair.people:
        return "customerId", None, sales_order.customer_id
    return None


def _status(sales_order: SalesOrder) -> str:
    """How far an open order is says nothing here, and must not make another finding of it."""
    return "OPEN" if sales_order.status not in OVER else sales_order.status


def _survivor(people: Mapping[str, Person], customer_id: str) -> str:
    person = people.get(customer_id)
    return (person and person.merged_into) or customer_id


_ORDER_RULES: Mapping[str, Rule] = {
    "C-DUP-ORDER": _duplicate,
    "C-LOST-SHIPPED": _lost_shipped,
    "C-LOST-OPEN": _lost_open,
    "C-CUST-GONE": _customer_gone,
    "C-CUSTOMER": _other_customer,
    "C-ERP-MISSING": _missing,
    "C-ERP-CANCELLED": _cancelled,
    "C-REVISION": _revision,
    "C-QUOTE-BEHIND": _behind,
    "C-TOTAL": _total,
    "C-LINK-BROKEN": _link,
    "C-ORPHAN": _orphan,
}
