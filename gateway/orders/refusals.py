"""Refusals and decisions as plain documents. Pure but for the clock."""

from datetime import timedelta
from typing import Any

from chassis.clock import now
from gateway.orders import checks
from gateway.orders.requests import refuse

Document = dict[str, Any]


def translate(error: Document) -> Document:
    """A participant's user error as the process shows it."""
    known = {"REQUIRED", "NOT_FOUND", "DUPLICATE_CUSTOMER", "NOT_ALLOWED_IN_STATE"}
    code = error["code"] if error["code"] in known else "INVALID"
    path = [*(error["path"] or [])]
    return {"kind": "InvalidRequest", "code": code, "message": error["message"], "path": path}


def availability_lost(check: Document) -> Document:
    """AVAILABILITY_LOST with the check."""
    message = "the wanted quantity is not available on the wanted day; see the check's proposals"
    return {**refuse("AVAILABILITY_LOST", message, kind="AvailabilityLost"), "check": check}


def duplicate_error(found: list[Document], *, is_blocking: bool) -> Document:
    """DUPLICATE_CUSTOMER with the candidates."""
    ids = [item["customer"]["id"] for item in found]
    message = f"this customer may exist already as {', '.join(ids)}; use it or send notDuplicateOf"
    matches = [
        {
            "customer_id": item["customer"]["id"],
            **{name: item[name] for name in ("matched_on", "score", "blocking")},
        }
        for item in found
    ]
    error = refuse("DUPLICATE_CUSTOMER", message, "customer", "new", kind="DuplicateCustomerFound")
    return {**error, "customer_ids": ids, "matches": matches, "blocking": is_blocking}


def decision(decision_id: str, check: Document) -> Document:
    """An open decision about a check."""
    at = now()
    expires = (at + timedelta(minutes=checks.HOLD_MINUTES)).isoformat()
    created = at.isoformat()
    return {"id": decision_id, "created_at": created, "expires_at": expires, "check": check}
