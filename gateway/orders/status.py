"""The unified order status (domain §2.3) as data: the first row that matches decides.

Enters: the CRM quote's state, the ERP order's status (None: no order), the process's own state.
Leaves: status and hold reasons. A row's None means "any"; NO_ORDER means "no ERP order".
"""

from dataclasses import dataclass
from typing import Any

NO_ORDER: frozenset[str | None] = frozenset({None})


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One line of the table."""

    status: str
    quote: frozenset[str | None] | None = None
    erp: frozenset[str | None] | None = None
    sync: frozenset[str] | None = None
    hold: str | None = None


def _set(words: str) -> frozenset[str | None]:
    return frozenset(None if word == "-" else word for word in words.split())


STATUS_TABLE = (
    StatusRow("NEEDS_ATTENTION", sync=frozenset({"CONFLICT"})),
    StatusRow("CANCELLED", _set("CANCELLED"), _set("- CANCELLED")),
    # A request that ended before the CRM had a quote of it.
    StatusRow("CANCELLED", NO_ORDER, NO_ORDER, frozenset({"IN_SYNC"})),
    StatusRow("LOST", _set("LOST EXPIRED"), NO_ORDER),
    StatusRow("PENDING_ERP", _set("- DRAFT OFFERED ACCEPTED"), NO_ORDER, frozenset({"RETRYING"})),
    StatusRow("SUBMITTING", None, NO_ORDER, frozenset({"UNKNOWN_OUTCOME"})),
    StatusRow("DRAFT", _set("DRAFT"), NO_ORDER, frozenset({"IN_SYNC"})),
    StatusRow("CHECKING", _set("- DRAFT OFFERED"), NO_ORDER, frozenset({"PENDING"})),
    StatusRow("AWAITING_DECISION", _set("OFFERED"), NO_ORDER, frozenset({"IN_SYNC"})),
    StatusRow("SUBMITTING", _set("ACCEPTED"), NO_ORDER, frozenset({"PENDING"})),
    StatusRow("AWAITING_DECISION", _set("ACCEPTED"), NO_ORDER, frozenset({"FAILED"})),
    StatusRow("ON_HOLD", None, _set("INCOMPLETE"), hold="INCOMPLETE_DATA"),
    StatusRow("ON_HOLD", None, _set("CREDIT_BLOCKED"), hold="CREDIT"),
    StatusRow("ON_HOLD", None, _set("ON_HOLD"), hold="MANUAL"),
    StatusRow("BACKORDERED", None, _set("BACKORDERED")),
    StatusRow("PARTIALLY_CONFIRMED", None, _set("PARTIALLY_CONFIRMED")),
    StatusRow("CONFIRMED", None, _set("CONFIRMED")),
    StatusRow("IN_FULFILMENT", None, _set("PICKING")),
    StatusRow("PARTIALLY_SHIPPED", None, _set("PARTIALLY_SHIPPED")),
    StatusRow("SHIPPED", None, _set("SHIPPED")),
    StatusRow("COMPLETED", None, _set("COMPLETED CLOSED_SHORT")),
    StatusRow("CANCELLED", None, _set("CANCELLED")),
)


OUTCOMES = {
    "CONFIRMED": "CONFIRMED",
    "PARTIALLY_CONFIRMED": "PARTIALLY_CONFIRMED",
    "BACKORDERED": "BACKORDERED",
    "ON_HOLD": "ON_HOLD",
    "AWAITING_DECISION": "NEEDS_DECISION",
    "CANCELLED": "REFUSED",
}


def find_row(quote: str | None, erp: str | None, sync: str) -> StatusRow:
    """The first matching row.

    Raises:
        AssertionError: a combination that the table does not know.
    """
    for row in STATUS_TABLE:
        if _matches(row.quote, quote) and _matches(row.erp, erp) and _matches(row.sync, sync):
            return row
    raise AssertionError(f"no status for quote {quote}, ERP order {erp}, sync {sync}")


def evaluate(document: dict[str, Any]) -> None:
    """Set ``status``, ``hold_reasons`` and ``allowed_actions`` of an order document."""
    row = find_row(document["quote_state"], document["erp_status"], document["sync_state"])
    hold = row.hold
    if hold == "CREDIT" and document.get("credit_status") == "AWAITING_PREPAYMENT":
        hold = "PREPAYMENT"
    document["status"] = row.status
    document["hold_reasons"] = [hold] if hold else []
    document["allowed_actions"] = ["DECIDE"] if row.status == "AWAITING_DECISION" else []


def outcome(document: dict[str, Any]) -> str:
    """The PlaceOrderOutcome of a stored order."""
    return OUTCOMES.get(document["status"], "QUEUED")


def _matches(allowed: Any, value: str | None) -> bool:
    return allowed is None or value in allowed
