"""Who may cancel what (R-CAN-1, R-CAN-2): judged from the order's document. Pure."""

from decimal import Decimal
from typing import Any

from gateway.orders.projection import net_quantity
from gateway.orders.refusals import (
    in_progress,
    line_not_changeable,
    not_allowed,
    revision_conflict,
)
from gateway.orders.requests import refuse

Document = dict[str, Any]


def judge(document: Document, request: Document) -> list[Document]:
    """Why a cancelOrder is refused, or NOTHING_TO_DO; an empty list lets it go on.

    What is cancelled already is told before revision and state are looked at (§3.9 no. 11).
    """
    parts = request.get("lines")
    if _is_done(document, parts):
        message = "it is cancelled already; nothing was changed"
        return [refuse("NOTHING_TO_DO", message, "orderId")]
    if document.get("running") is not None:
        return [in_progress()]
    if document["revision"] != request["expected_revision"]:
        return [revision_conflict(request["expected_revision"], document["revision"])]
    if ("CANCEL" if parts is None else "CANCEL_LINES") not in document["allowed_actions"]:
        return [not_allowed(document, "cancelled")]
    return [] if parts is None else _judge_parts(document, parts)


def withdrawn(document: Document) -> list[Document]:
    """The cancelled lines of an order that never came to the ERP."""
    return [
        {"line_id": line["id"], "cancelled_quantity": line["quantity"], "remaining_quantity": "0"}
        for line in document["lines"]
    ]


def _is_done(document: Document, parts: list[Document] | None) -> bool:
    if document["status"] == "CANCELLED":
        return True
    by_id = {line["id"]: line for line in document["lines"]}
    named = [by_id.get(part["line_id"]) for part in parts or []]
    return bool(named) and all(line is not None and net_quantity(line) <= 0 for line in named)


def _judge_parts(document: Document, parts: list[Document]) -> list[Document]:
    if not parts or len({part["line_id"] for part in parts}) != len(parts):
        return [refuse("INVALID", "name each line once, and at least one", "lines")]
    by_id = {line["id"]: line for line in document["lines"]}
    errors = []
    for index, part in enumerate(parts):
        errors += _judge_part(by_id.get(part["line_id"]), part, index)
    return errors


def _judge_part(line: Document | None, part: Document, index: int) -> list[Document]:
    place, quantity = ("lines", str(index)), Decimal(part["quantity"])
    if line is None:
        message = f"the order has no line {part['line_id']}; send one of its own"
        return [refuse("NOT_FOUND", message, *place, "lineId")]
    is_in_pieces = line["unit"] in {None, "PCE"}
    if quantity <= 0 or (is_in_pieces and quantity % 1 != 0):
        message = f"quantity {part['quantity']} is none; send whole pieces above zero"
        return [refuse("INVALID", message, *place, "quantity")]
    picked = line.get("picked_quantity", "0")
    if quantity > net_quantity(line) - Decimal(picked):
        status = line.get("status", "OPEN")
        return [line_not_changeable(line["id"], status, picked, *place, "quantity")]
    return []
