"""Refusals, decisions and answers as plain documents. Pure but for the clock."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from chassis.clock import now
from gateway.orders import checks
from gateway.orders.requests import refuse

Document = dict[str, Any]
UNAVAILABLE = "SYSTEM_UNAVAILABLE"
SHARED_CODES = frozenset(
    (
        "REQUIRED",
        "NOT_FOUND",
        "DUPLICATE_CUSTOMER",
        "NOT_ALLOWED_IN_STATE",
        "CREDIT_LIMIT",
        "REVISION_CONFLICT",
        "FIELD_NOT_OWNED",
        "EXPIRED",
        "ERASED",
    )
)
INPUT = ("input",)
# Where a placement has what the CRM takes as its input; the address stands beside the name here.
NEW_CUSTOMER = ("input", "customer", "new")


class RefusedError(Exception):
    """A definite refusal; nothing of the order is left in the ERP."""

    def __init__(self, *errors: Document) -> None:
        super().__init__("; ".join(str(error["message"]) for error in errors))
        self.errors = list(errors)


class LostRaceError(Exception):
    """The ERP cannot keep the promise any more; nothing was written."""


def require(payload: Document, place: tuple[str, ...] = INPUT) -> None:
    """Nothing, when a participant's payload has no user errors.

    ``place`` is where the caller's request has what the participant calls its input.

    Raises:
        LostRaceError: INSUFFICIENT_AVAILABILITY.
        RefusedError: any other refusal, as the process shows it.
    """
    errors = payload["user_errors"]
    if any(error["code"] == "INSUFFICIENT_AVAILABILITY" for error in errors):
        raise LostRaceError
    if errors:
        raise RefusedError(*(_translate(error, place) for error in errors))


def answer(outcome: str, order_id: str | None) -> Document:
    """What a finished claim says, without errors or decision."""
    return {"outcome": outcome, "order_id": order_id, "decision_id": None, "user_errors": []}


def changed(order_id: str, errors: Sequence[Document] = (), **more: Any) -> Document:
    """What a finished change of an order says."""
    return {"outcome": "CHANGED", "order_id": order_id, "user_errors": list(errors), **more}


def availability_lost(check: Document, *, is_price: bool = False) -> Document:
    """AVAILABILITY_LOST with the check; ``is_price``: it is its price that has changed."""
    message = "the wanted quantity is not available on the wanted day; see the check's proposals"
    if is_price:
        message = "prices have changed since the offer; see the check, and decide again"
    return {**refuse("AVAILABILITY_LOST", message, kind="AvailabilityLost"), "check": check}


def price_deviated(expected: Decimal, gross: Document) -> Document:
    """The ERP's total is not the expected one; the scenarios' code for it is INVALID."""
    message = f"the gross total is {gross['amount']}, not {expected}; agree the new price"
    error = refuse("INVALID", message, "expectedGrossTotal", kind="PriceDeviated")
    money = {"amount": f"{expected:f}", "currency": gross["currency"]}
    return {**error, "expected_gross_total": money, "actual_gross_total": gross}


def duplicate_error(found: list[Document]) -> Document:
    """DUPLICATE_CUSTOMER with the CRM's candidates."""
    ids = [item["customer"]["id"] for item in found]
    is_blocking = any(item["blocking"] for item in found)
    remedy = "use it" if is_blocking else "use it, or list it in notDuplicateOf"
    message = f"this customer may exist already as {', '.join(ids)}; {remedy}"
    matches = [
        {
            "customer_id": item["customer"]["id"],
            **{name: item[name] for name in ("matched_on", "score", "blocking")},
        }
        for item in found
    ]
    error = refuse("DUPLICATE_CUSTOMER", message, kind="DuplicateCustomerFound")
    error |= {"path": list(NEW_CUSTOMER), "customers": [{"id": customer_id} for customer_id in ids]}
    return {**error, "customer_ids": ids, "matches": matches, "blocking": is_blocking}


def unavailable(system: str, message: str, *, is_queued: bool = False) -> Document:
    """SYSTEM_UNAVAILABLE; ``is_queued`` when the request is kept and carried out later."""
    error = {"kind": "SystemUnavailable", "code": UNAVAILABLE, "message": message}
    told = {"path": None, "system": system, "queued": is_queued, "retry_after_seconds": 5}
    return {**error, **told}


def not_allowed(document: Document, done: str) -> Document:
    """NOT_ALLOWED_IN_STATE of an order as it is now."""
    message = f"an order in status {document['status']} cannot be {done} now; see allowedActions"
    error = refuse("NOT_ALLOWED_IN_STATE", message, "orderId", kind="ActionNotAllowed")
    return {**error, **{name: document[name] for name in ("status", "allowed_actions")}}


def revision_conflict(expected: int, current: int) -> Document:
    """REVISION_CONFLICT; the order itself is added when the answer is shown."""
    message = f"the order has revision {current}, not {expected}; read it again"
    kind = "OrderRevisionConflict"
    error = refuse("REVISION_CONFLICT", message, "expectedRevision", kind=kind)
    return {**error, "expected_revision": expected, "current_revision": current}


def in_progress() -> Document:
    """AMENDMENT_IN_PROGRESS: one change at a time (R-AMD-2)."""
    message = "another change of this order is being carried out; read the order and ask again"
    return refuse("AMENDMENT_IN_PROGRESS", message, "orderId")


def line_not_changeable(line_id: str, status: str, minimum: str, *path: str) -> Document:
    """Goods of the line are on their way already (domain §3.3)."""
    message = f"line {line_id} is {status}; at least {minimum} of it must stay as it is"
    error = refuse("NOT_ALLOWED_IN_STATE", message, *path, kind="LineNotChangeable")
    return {**error, "line_id": line_id, "minimum_quantity": minimum, "line_status": status}


def decision(decision_id: str, check: Document) -> Document:
    """An open decision about a check."""
    at = now()
    expires = (at + timedelta(minutes=checks.HOLD_MINUTES)).isoformat()
    created = at.isoformat()
    return {"id": decision_id, "created_at": created, "expires_at": expires, "check": check}


def _translate(error: Document, place: tuple[str, ...]) -> Document:
    if error.get("candidates"):
        return duplicate_error(error["candidates"])
    if error.get("line_id"):
        found = line_not_changeable(
            error["line_id"], error["line_status"], error["minimum_quantity"]
        )
        return {**found, "path": [*place, *error["path"]]}
    code = error["code"] if error["code"] in SHARED_CODES else "INVALID"
    path = [*place, *(step for step in error["path"] or [] if step not in {"input", "address"})]
    return {"kind": "InvalidRequest", "code": code, "message": error["message"], "path": path}
