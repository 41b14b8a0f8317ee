"""From what was typed to a quote's record: defaults filled in, refused with all reasons.

Enters: the input, the customer it is for, the SKUs that the catalogue knows. Pure but for new ids.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from chassis.identifiers import new_id
from crm_service.graph.customer_entry import LIVING, Entry, trim
from crm_service.graph.inputs import QuoteLineInput, QuoteShipToInput
from crm_service.records import Address, Customer, Quote, QuoteLine
from crm_service.refusals import StateRefusal, refuse_if_any

DEFAULT_UNIT = "PCE"
DEFAULT_CURRENCY = "EUR"
MOST_LINES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedQuote:
    """One revision as it is wanted.

    Attributes:
        line_ids: one per line; empty when they are made here.
        ship_to: an address of this quote alone; ``ship_to_id`` names one of the customer's.
    """

    id: str
    revision: int
    state: str
    customer_id: str
    lines: Sequence[QuoteLineInput]
    line_ids: Sequence[str] = ()
    ship_to_id: str | None = None
    ship_to: QuoteShipToInput | None = None
    requested_delivery_date: date | None = None
    currency: str | None = None
    customer_reference: str | None = None
    order_id: str | None = None
    reason: str | None = None


def new_quote(
    wanted: WantedQuote, customer: Customer, known: Collection[str], by: str | None, at: datetime
) -> Quote:
    """A quote's revision, made ``by`` an agent; its number is given when it is written.

    Raises:
        RefusedError: REQUIRED, INVALID and NOT_FOUND, with all reasons.
    """
    entry = Entry()
    if customer.lifecycle not in LIVING:
        message = f"customer {customer.id} is {customer.lifecycle}; use the one he became"
        refusal = StateRefusal(
            "NOT_ALLOWED_IN_STATE",
            message,
            ("input", "customerId"),
            state=customer.lifecycle,
            allowed=LIVING,
        )
        entry.refusals.append(refusal)
    lines = _lines(entry, wanted, known)
    ship_to = _ship_to(entry, wanted, customer)
    refuse_if_any(entry.refusals)
    return Quote(
        id=wanted.id,
        number="",
        revision=wanted.revision,
        state=wanted.state,
        customer_id=customer.id,
        currency=wanted.currency or DEFAULT_CURRENCY,
        is_currency_told=wanted.currency is not None,
        lines=lines,
        order_id=wanted.order_id,
        requested_delivery_date=wanted.requested_delivery_date,
        ship_to=ship_to,
        customer_reference=trim(wanted.customer_reference),
        reason=trim(wanted.reason),
        created_by=by,
        created_at=at,
        updated_at=at,
        revised_at=at,
    )


def _lines(entry: Entry, wanted: WantedQuote, known: Collection[str]) -> tuple[QuoteLine, ...]:
    count = len(wanted.lines)
    if not 1 <= count <= MOST_LINES:
        entry.refuse("INVALID", f"{count} lines; send 1 to {MOST_LINES}", "input", "lines")
    ids = list(wanted.line_ids) or [new_id("qln") for _ in wanted.lines]
    if len(set(ids)) != count or len(ids) != count:
        entry.refuse("INVALID", f"{count} lines need {count} different ids", "input", "lineIds")
        return ()
    return tuple(
        _line(entry, index, identifier, wanted, known) for index, identifier in enumerate(ids)
    )


def _line(
    entry: Entry, index: int, line_id: str, wanted: WantedQuote, known: Collection[str]
) -> QuoteLine:
    line, path = wanted.lines[index], ("input", "lines", str(index))
    if line.sku not in known:
        message = f"the catalogue has no product {line.sku}; search products for its SKU"
        entry.refuse("NOT_FOUND", message, *path, "sku")
    if line.quantity <= Decimal(0):
        message = f"quantity {line.quantity} is not above zero; send how many are wanted"
        entry.refuse("INVALID", message, *path, "quantity")
    day = line.requested_delivery_date or wanted.requested_delivery_date
    if day is None:
        message = "no wanted day; send requestedDeliveryDate for the line or the quote"
        entry.refuse("REQUIRED", message, *path, "requestedDeliveryDate")
    return QuoteLine(
        id=line_id,
        position=index + 1,
        sku=line.sku,
        quantity=line.quantity,
        unit=trim(line.unit) or DEFAULT_UNIT,
        requested_delivery_date=day or date.min,
        note=trim(line.note),
    )


def _ship_to(entry: Entry, wanted: WantedQuote, customer: Customer) -> Address | None:
    if wanted.ship_to_id is not None:
        found = [item for item in customer.addresses if item.id == wanted.ship_to_id]
        if not found:
            message = f"{wanted.ship_to_id} is no address of customer {customer.id}; send one"
            entry.refuse("NOT_FOUND", message, "input", "shipToAddressId")
    elif wanted.ship_to is not None:
        return entry.ship_to(wanted.ship_to, ("input", "shipTo"))
    else:
        found = [item for item in customer.addresses if "SHIP_TO" in item.roles]
        found = found or list(customer.addresses)
    return found[0] if found else None
