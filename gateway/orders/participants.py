"""The inputs that CRM and ERP get, from a claim's request, the customer and the lines. Pure."""

from datetime import datetime
from typing import Any

from chassis.regions import time_zone
from gateway.orders import contracts
from gateway.orders.projection import net_quantity

Document = dict[str, Any]
ADDRESS_FIELDS = ("street", "house_number", "postal_code", "city", "country", "time_zone")


def new_customer(new: Document, partner_id: str | None) -> Document:
    """A NewCustomerInput of a partner, or of nobody's, in the form of the CRM's customer."""
    address = {field: new.get(field) for field in ADDRESS_FIELDS}
    return {
        "kind": new["kind"],
        "display_name": display_name(new),
        "tax_id": new.get("tax_id"),
        "partner_id": partner_id,
        "version": 1,
        "emails": [{"address": new["email"]}] if new.get("email") else [],
        "phones": [{"number": new["phone"]}] if new.get("phone") else [],
        "addresses": [{**address, "roles": ["SHIP_TO"]}],
    }


def display_name(new: Document) -> str:
    """How the customer is called."""
    name = " ".join(part for part in (new.get("given_name"), new.get("family_name")) if part)
    return new.get("legal_name") or name


def capture_customer(new: Document) -> Document:
    """The CRM's CreateCustomerInput."""
    same = ("kind", "legal_name", "given_name", "family_name", "tax_id", "email", "phone")
    address = {field: new.get(field) for field in ADDRESS_FIELDS[:-1]}
    return {
        **{field: new.get(field) for field in same},
        "language_tag": new.get("language_tag"),
        "partner_customer_reference": new.get("partner_customer_reference"),
        "not_duplicate_of": new.get("not_duplicate_of"),
        "address": {**address, "roles": ["SOLD_TO", "SHIP_TO", "BILL_TO"]},
    }


def ship_to(request: Document, customer: Document) -> Document | None:
    """The address to deliver to; None when ``addressId`` is not one of the customer's."""
    found = _address(request, customer)
    if found is None:
        return None
    address: Document = {field: found.get(field) for field in ADDRESS_FIELDS}
    zone = time_zone(address["country"], address["postal_code"])
    address["time_zone"] = address["time_zone"] or zone
    return address


def ship_to_id(request: Document, customer: Document) -> str | None:
    """Which of the customer's addresses that is; None for one typed in, or not captured yet."""
    return (_address(request, customer) or {}).get("id")


def _address(request: Document, customer: Document) -> Document | None:
    wanted = request.get("ship_to") or {}
    addresses = customer["addresses"]
    if wanted.get("address_id"):
        found = [item for item in addresses if item.get("id") == wanted["address_id"]]
    elif wanted.get("country"):
        found = [wanted]
    else:
        found = [item for item in addresses if "SHIP_TO" in item["roles"]] or addresses
    return found[0] if found else None


def erp_order(document: Document, lines: list[Document], request_id: str) -> Document:
    """The ERP's ErpSalesOrderInput of an order document."""
    return {
        "external_reference": document["id"],
        "revision": document["revision"],
        "request_id": request_id,
        "customer_id": document["customer_id"],
        "customer_reference": document["customer_reference"],
        "requested_delivery_date": document["requested_delivery_date"],
        "delivery_policy": document["delivery_policy"],
        "currency": document["currency"],
        # R-PRC-6: of an order that was offered before, the day of the offer.
        "pricing_date": document.get("pricing_date"),
        "hold_id": document["hold_id"],
        "header_discount": document["header_discount"],
        "ship_to": document["ship_to"],
        "lines": [_erp_line(line) for line in lines],
    }


def erp_partner(customer_id: str, customer: Document, request_id: str) -> Document:
    """The ERP's ErpPartnerInput."""
    address = customer["addresses"][0]
    return {
        "customer_id": customer_id,
        "customer_version": customer["version"],
        "request_id": request_id,
        "kind": customer["kind"],
        "name": customer["display_name"],
        "tax_id": customer["tax_id"],
        **{field: address[field] for field in ("country", "street", "postal_code", "city")},
        "email": customer["emails"][0]["address"] if customer["emails"] else None,
        "phone": customer["phones"][0]["number"] if customer["phones"] else None,
    }


def crm_quote(document: Document, lines: list[Document], state: str) -> Document:
    """The CRM's CaptureQuoteInput."""
    wanted = document["wanted_ship_to"] or {}
    is_free = bool(wanted.get("country"))
    return {
        "customer_id": document["customer_id"],
        "order_id": document["id"],
        # Where it goes is the order's own, whatever the customer's first address is by now.
        "ship_to_address_id": wanted.get("address_id") or document.get("ship_to_id"),
        "ship_to": {field: wanted.get(field) for field in ADDRESS_FIELDS} if is_free else None,
        "requested_delivery_date": document["requested_delivery_date"],
        "currency": document["currency"],
        "customer_reference": document["customer_reference"],
        # In which conversation it was placed.
        "interaction_id": document.get("interaction_id"),
        "line_ids": [line["id"] for line in lines],
        "state": state,
        "lines": [
            {
                **{name: line[name] for name in ("sku", "quantity", "unit")},
                "requested_delivery_date": line["requested_delivery_date"],
                "note": line.get("note"),
            }
            for line in lines
        ],
    }


def quoted(lines: list[Document]) -> list[Document]:
    """What a quote over an order's lines says: nothing of what is cancelled.

    An order that is cancelled as a whole leaves a quote over all that was wanted.
    """
    kept = [line for line in lines if net_quantity(line) > 0]
    return [{**line, "quantity": f"{net_quantity(line):f}"} for line in kept] or lines


def quote_pricing(
    sales_order: Document, lines: list[Document], at: datetime, tax_total: str
) -> Document:
    """The CRM's QuotePricingInput of an ERP order; ``lines`` are the document's."""
    priced = {line["id"] for line in quoted(lines)}
    return {
        "priced_at": at.isoformat(),
        "currency": sales_order["net_total"]["currency"],
        "net_total": sales_order["net_total"]["amount"],
        "tax_total": tax_total,
        "lines": [
            {
                "line_id": line["id"],
                "unit_price": line["unit_price"]["amount"],
                "discount_amount": line["discount_amount"]["amount"],
                "net_amount": line["net_amount"]["amount"],
            }
            for line in sales_order["lines"]
            if line["id"] in priced
        ],
    }


def erp_schedule(part: Document) -> Document:
    """The ERP's ErpScheduleInput of a promised part."""
    same = {name: part[name] for name in ("delivery_date", "quantity")}
    return {**same, "warehouse": part["warehouse_code"]}


def _erp_line(line: Document) -> Document:
    schedule = line.get("schedule")
    accepted = [erp_schedule(item) for item in schedule or []]
    return {
        "line_id": line["id"],
        **{name: line[name] for name in ("sku", "quantity", "unit", "requested_delivery_date")},
        **contracts.erp_terms(line),
        "accepted_schedule": None if schedule is None else accepted,
    }
