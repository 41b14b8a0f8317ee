"""What clients see of stored documents. Pure."""

from typing import Any

from gateway.orders.status import sync_of
from gateway.orders.systems.client import System

Document = dict[str, Any]
OPEN = ("APPLYING", "AWAITING_DECISION")
COUNTED = ("confirmed", "shipped", "invoiced", "cancelled")


def show_order(document: Document, crm: System, erp: System) -> Document:
    """An order as the type Order reads it."""
    quote, sales_order = document["quote_id"], document["sales_order_id"]
    amendments = [show_amendment(each) for each in document.get("amendments", ())]
    state = sync_of(document)
    is_behind = state not in ("IN_SYNC", "PENDING", "CONFLICT")
    return {
        **document,
        "lines": [_line(line) for line in document["lines"]],
        "quote": quote and {"id": quote},
        "sales_order": sales_order and {"id": sales_order},
        "open_amendment": next((each for each in amendments if each["state"] in OPEN), None),
        "amendments": amendments,
        "sync": {
            "state": state,
            "crm": _system(crm, quote, document, "crm"),
            "erp": _system(erp, sales_order, document, "erp"),
            "conflicts": document.get("conflicts", []),
            "next_attempt_at": document.get("next_attempt_at") if is_behind else None,
            "attempts": document["attempts"] if is_behind else 0,
        },
    }


def _line(line: Document) -> Document:
    wanted = line["quantity"]
    counted = {f"{name}_quantity": line.get(f"{name}_quantity", "0") for name in COUNTED}
    is_ordered = "confirmed_quantity" in line
    return {
        **counted,
        "open_quantity": line.get("open_quantity", wanted),
        "net_amount": line.get("net_amount"),
        **{name: line[name] for name in ("id", "position", "sku", "requested_delivery_date")},
        "requested_quantity": wanted,
        "unit": line["unit"] or "PCE",
        "promises": (line["schedule"] or []) if is_ordered else [],
    }


def show_amendment(entry: Document) -> Document:
    """A stored amendment as the type Amendment reads it; its check is read when asked for."""
    return {**entry, "requested_by": show_actor(entry["requested_by"])}


def show_links(
    customer_id: str, link: Document | None, version: int | None, *, is_erp_available: bool
) -> Document:
    """A customer's links as the type EntitySync reads them; ``version`` is the CRM's, if known."""
    if link is None:
        return {"state": "PENDING", "links": [], "conflicts": []}
    newest = max(version or 0, link["wanted_version"])
    is_behind = link["state"] == "PENDING" or (
        link["state"] == "LINKED" and (link["external_version"] or 0) < newest
    )
    state = "FAILED" if link["state"] == "BROKEN" else "IN_SYNC"
    if is_behind:
        state = "PENDING" if is_erp_available else "RETRYING"
    crm = {"system": "CRM", "external_id": customer_id, "external_version": newest}
    links = [{**crm, "entity_type": "Customer", "linked_at": link["linked_at"], "state": "LINKED"}]
    if link["external_id"] is not None:
        links.append({**link, "entity_type": "ErpPartner"})
    return {"state": state, "links": links, "conflicts": []}


def show_actor(actor: Document) -> Document:
    """A stored actor as the type Actor reads it."""
    shown = {"client_id": actor["clientId"], "partner_id": actor.get("partnerId")}
    return {"kind": actor["kind"], "id": actor["id"], **shown}


def _system(system: System, external_id: str | None, document: Document, name: str) -> Document:
    failed = document["last_error"] if document["failing"] == system.name else None
    return {
        "system": system.name,
        "available": system.is_available,
        "external_id": external_id,
        "external_version": None,
        "as_of": document[f"{name}_as_of"],
        "stale": not system.is_available,
        "last_error": failed if system.is_available else system.last_error,
    }
