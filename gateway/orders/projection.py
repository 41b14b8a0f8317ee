"""Order documents: how one is born from a claim, and how the ERP's order is written into it. Pure.

A document has plain JSON values and snake-case keys; ``status`` is evaluated when it is stored.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chassis.decimals import show_amount

Document = dict[str, Any]
NOT_YET_KNOWN = (
    *("quote_id", "quote_state", "crm_as_of"),
    *("sales_order_id", "sales_order_number", "erp_status", "credit_status", "erp_as_of"),
    *("confirmed_delivery_date", "net_total", "tax_total", "gross_total"),
    "partner_id",
    *("decision_id", "decided_by", "plan", "running", "ended", "last_error", "failing"),
)
# Of an order that was stored before the CRM could be asked; no quote was tried of it either.
UNKNOWN_ADDRESS = {"country": "ZZ", "time_zone": "UTC"}
QUANTITIES = ("confirmed", "picked", "shipped", "invoiced", "cancelled", "open")


def new_document(
    order_id: str, ids: Document, request: Document, customer_id: str, ship_to: Document
) -> Document:
    """The order as wanted, before anything is agreed."""
    day = request["requested_delivery_date"]
    return {
        "id": order_id,
        **dict.fromkeys(NOT_YET_KNOWN),
        "channel": "CALL_CENTER",
        # Of an order that was placed from a quote: the quote's.
        "revision": ids.get("revision", 1),
        "customer_id": customer_id,
        "customer_reference": request.get("customer_reference"),
        "partner_reference": request.get("partner_reference"),
        "interaction_id": request.get("interaction_id"),
        "requested_delivery_date": day,
        "delivery_policy": request.get("delivery_policy") or "SPLIT",
        "currency": request.get("currency"),
        "header_discount": request.get("header_discount"),
        "ship_to": ship_to,
        "wanted_ship_to": request.get("ship_to"),
        "hold_id": ids["hold"],
        "quote_revision": 0,
        "is_prospect": True,
        "amendments": [],
        "conflicts": [],
        "attempt": 0,
        "sync_state": "PENDING",
        "attempts": 0,
        "events": 0,
        "lines": wanted_lines(request, ids["lines"]),
    }


def wanted_lines(request: Document, line_ids: list[str]) -> list[Document]:
    """The lines of a request, each with its pre-made id."""
    day = request["requested_delivery_date"]
    return [
        {
            "id": line_id,
            "position": position,
            "sku": line["sku"],
            "quantity": line["quantity"],
            "unit": line.get("unit"),
            "requested_delivery_date": line.get("requested_delivery_date") or day,
            # The customer's own word for the line is the note of the quote's line.
            "note": line.get("customer_line_reference"),
            "schedule": None,
        }
        for position, (line_id, line) in enumerate(zip(line_ids, request["lines"], strict=True), 1)
    ]


def apply_sales_order(document: Document, sales_order: Document, at: str) -> bool:
    """Write the ERP's order into the document; only a saga takes over another revision.

    Returns:
        Whether the ERP's status changed.
    """
    if sales_order["revision"] != document["revision"]:
        return False
    before: str | None = document["erp_status"]
    document["sales_order_id"] = sales_order["id"]
    document["sales_order_number"] = sales_order["number"]
    document["erp_status"] = sales_order["status"]
    document["credit_status"] = sales_order["credit_status"]
    document["erp_as_of"] = at
    document["net_total"] = sales_order["net_total"]
    document["gross_total"] = sales_order["gross_total"]
    document["tax_total"] = tax_total(sales_order)
    _apply_quantities(document, sales_order)
    return bool(before != sales_order["status"])


def says_the_same(document: Document, payload: Document) -> bool:
    """Whether an event of the ERP tells nothing new; its quantities are decimals as text."""
    before = (document["erp_status"], document["credit_status"], document["revision"])
    if before != (payload["status"], payload["creditStatus"], payload["revision"]):
        return False
    told = {line["id"]: line for line in payload["lines"]}
    if _last_told(told) != document["confirmed_delivery_date"] and payload["status"] == "CONFIRMED":
        return False
    return all(
        line["id"] in told
        and Decimal(line.get(f"{name}_quantity", "0")) == Decimal(told[line["id"]][name])
        for line in document["lines"]
        for name in QUANTITIES
    )


def _last_told(lines: Mapping[str, Document]) -> str | None:
    live = (
        line for line in lines.values() if Decimal(line["ordered"]) > Decimal(line["cancelled"])
    )
    days = [line.get("lastDelivery") for line in live]
    return max((day for day in days if day), default=None)


def tax_total(sales_order: Document) -> Document:
    """Gross minus net."""
    gross, net = sales_order["gross_total"], sales_order["net_total"]
    amount = Decimal(gross["amount"]) - Decimal(net["amount"])
    return {"amount": show_amount(amount, net["currency"]), "currency": net["currency"]}


def net_quantity(line: Document) -> Decimal:
    """Ordered less cancelled."""
    return Decimal(line["quantity"]) - Decimal(line.get("cancelled_quantity", "0"))


def _apply_quantities(document: Document, sales_order: Document) -> None:
    by_id = {line["id"]: line for line in sales_order["lines"]}
    last_days: list[str | None] = []
    for line in document["lines"]:
        found = by_id.get(line["id"])
        if found is None:
            continue
        _apply_line(line, found)
        if net_quantity(line) > 0:
            last_days.append(_last_day(line))
    document["confirmed_delivery_date"] = (
        max(day for day in last_days if day) if last_days and all(last_days) else None
    )


def _apply_line(line: Document, found: Document) -> None:
    line["quantity"] = found["ordered_quantity"]
    line |= {name: found[name] for name in ("unit", "net_amount", "status")}
    for name in QUANTITIES:
        line[f"{name}_quantity"] = found[f"{name}_quantity"]
    line["schedule"] = [
        {
            "delivery_date": part["delivery_date"],
            "quantity": part["confirmed_quantity"],
            "warehouse_code": part["warehouse"]["code"],
            "basis": part["basis"],
        }
        for part in found["schedule_lines"]
    ]


def _last_day(line: Document) -> str | None:
    """The last promised day; None while a part has no promise."""
    days = [part["delivery_date"] for part in line["schedule"]]
    is_full = Decimal(line["confirmed_quantity"]) >= net_quantity(line)
    return max(days) if days and is_full else None
