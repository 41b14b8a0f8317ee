"""Placing a quote that the CRM has already: what the order takes from it. Pure.

The quote says who wants what, when and where to; the request says how it is to be carried out. The
order begins with the quote's revision, so that all three systems count alike.
"""

from typing import Any

import msgspec

from gateway.orders.participants import ADDRESS_FIELDS
from gateway.orders.requests import check_key, refuse
from gateway.orders.store.claims import Claim

Document = dict[str, Any]
PLACEABLE = ("DRAFT", "OFFERED")
OF_THE_QUOTE = {
    "customer": "customer",
    "lines": "lines",
    "requested_delivery_date": "requestedDeliveryDate",
    "ship_to": "shipTo",
    "currency": "currency",
    "customer_reference": "customerReference",
}
# What the CRM writes where no unit was typed: the ERP's own base unit is meant.
NO_UNIT = "PCE"


def check_quote_request(request: Document) -> list[Document]:
    """What is wrong with a PlaceOrderInput that names a quote; needs no other system."""
    errors = check_key(request["idempotency_key"])
    for name, shown in OF_THE_QUOTE.items():
        if request.get(name) is not None:
            message = f"{shown} is the quote's; revise the quote, or send no quoteId"
            errors.append(refuse("INVALID", message, shown))
    return errors


def judge_quote(request: Document, quote: Document | None) -> list[Document]:
    """Why the quote cannot be placed as it is now."""
    if quote is None:
        message = f"there is no quote {request['quote_id']}; look it up"
        return [refuse("NOT_FOUND", message, "quoteId")]
    if quote["order_id"] is not None:
        message = f"quote {quote['id']} belongs to order {quote['order_id']}; change that order"
        return [refuse("NOT_ALLOWED_IN_STATE", message, "quoteId")]
    if quote["state"] == "EXPIRED":
        message = f"the offer {quote['id']} has expired; make a new quote"
        return [refuse("EXPIRED", message, "quoteId")]
    if quote["state"] not in PLACEABLE:
        message = f"a quote that is {quote['state']} cannot be placed; make a new one"
        return [refuse("NOT_ALLOWED_IN_STATE", message, "quoteId")]
    expected = request.get("expected_quote_revision")
    if expected is not None and expected != quote["revision"]:
        message = f"the quote has revision {quote['revision']}, not {expected}; read it again"
        return [refuse("REVISION_CONFLICT", message, "expectedQuoteRevision")]
    return []


def request_of(request: Document, quote: Document) -> Document:
    """The placement that the quote stands for."""
    day = quote["requested_delivery_date"] or min(
        line["requested_delivery_date"] for line in quote["lines"]
    )
    return {
        **request,
        "customer": {"id": quote["customer"]["id"]},
        "requested_delivery_date": day,
        # One that nobody chose is whatever the customer's prices are in.
        "currency": quote["currency"] if quote["is_currency_told"] else None,
        "customer_reference": quote["customer_reference"],
        "ship_to": _ship_to(quote),
        "lines": [
            {
                "sku": line["product"]["sku"],
                "quantity": line["quantity"],
                "unit": None if line["unit"] == NO_UNIT else line["unit"],
                "requested_delivery_date": line["requested_delivery_date"],
                "customer_line_reference": line["note"],
            }
            for line in quote["lines"]
        ],
    }


def claim_of(wanted: Claim, request: Document, quote: Document) -> Claim:
    """The claim with the quote's ids; its fingerprint stays that of what the client sent."""
    lines = [line["id"] for line in quote["lines"]]
    ids = {**wanted.ids, "quote": quote["id"], "lines": lines, "revision": quote["revision"]}
    return msgspec.structs.replace(wanted, ids=ids, request=request)


def _ship_to(quote: Document) -> Document | None:
    address, addresses = quote["ship_to"], quote["customer"]["addresses"]
    if address is None:
        return None
    if any(each["id"] == address["id"] for each in addresses):
        return {"address_id": address["id"]}
    return {name: address[name] for name in ADDRESS_FIELDS}
