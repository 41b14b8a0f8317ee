"""The unified order status (domain §2.3) as data: the first row that matches decides.

Enters: the CRM quote's state, the ERP order's status (None: no order), the process's own state, and
the change that the ERP has not agreed to yet. Leaves: status, hold reasons, allowed actions.
A row's None means "any"; NO_ORDER means "no ERP order".
"""

from dataclasses import dataclass
from typing import Any

NO_ORDER: frozenset[str | None] = frozenset({None})
BEFORE_PIVOT = ("CANCEL",)
CHANGEABLE = ("AMEND", "CANCEL", "CANCEL_LINES")


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One line of the table.

    Attributes:
        running: a change under way, CANCEL or AMEND.
        actions: what a client may do next; RETRY_SYNC is added wherever a system lags behind.
    """

    status: str
    quote: frozenset[str | None] | None = None
    erp: frozenset[str | None] | None = None
    sync: frozenset[str] | None = None
    running: str | None = None
    hold: str | None = None
    actions: tuple[str, ...] = ()


def _set(words: str) -> frozenset[str | None]:
    return frozenset(None if word == "-" else word for word in words.split())


def _sync(words: str) -> frozenset[str]:
    return frozenset(words.split())


STATUS_TABLE = (
    StatusRow("NEEDS_ATTENTION", sync=_sync("CONFLICT"), actions=("RESOLVE_CONFLICT",)),
    StatusRow("CANCELLING", running="CANCEL"),
    StatusRow("CHANGE_PENDING", running="AMEND"),
    StatusRow("CANCELLED", _set("CANCELLED"), _set("- CANCELLED")),
    # A request that ended before the CRM had a quote of it.
    StatusRow("CANCELLED", NO_ORDER, NO_ORDER, _sync("IN_SYNC")),
    StatusRow("LOST", _set("LOST EXPIRED"), NO_ORDER),
    StatusRow(
        "PENDING_ERP",
        _set("- DRAFT OFFERED ACCEPTED"),
        NO_ORDER,
        _sync("RETRYING"),
        actions=BEFORE_PIVOT,
    ),
    StatusRow("SUBMITTING", None, NO_ORDER, _sync("UNKNOWN_OUTCOME"), actions=BEFORE_PIVOT),
    StatusRow("DRAFT", _set("DRAFT"), NO_ORDER, _sync("IN_SYNC"), actions=BEFORE_PIVOT),
    StatusRow(
        "CHECKING", _set("- DRAFT OFFERED"), NO_ORDER, _sync("PENDING"), actions=BEFORE_PIVOT
    ),
    StatusRow(
        "AWAITING_DECISION",
        _set("OFFERED"),
        NO_ORDER,
        _sync("IN_SYNC"),
        actions=("DECIDE", *BEFORE_PIVOT),
    ),
    StatusRow("SUBMITTING", _set("ACCEPTED"), NO_ORDER, _sync("PENDING"), actions=BEFORE_PIVOT),
    StatusRow(
        "AWAITING_DECISION",
        _set("ACCEPTED"),
        NO_ORDER,
        _sync("FAILED"),
        actions=("DECIDE", *BEFORE_PIVOT),
    ),
    StatusRow("ON_HOLD", None, _set("INCOMPLETE"), hold="INCOMPLETE_DATA", actions=CHANGEABLE),
    StatusRow(
        "ON_HOLD",
        None,
        _set("CREDIT_BLOCKED"),
        hold="CREDIT",
        actions=(*CHANGEABLE, "RELEASE_HOLD"),
    ),
    StatusRow(
        "ON_HOLD", None, _set("ON_HOLD"), hold="MANUAL", actions=(*CHANGEABLE, "RELEASE_HOLD")
    ),
    StatusRow("BACKORDERED", None, _set("BACKORDERED"), actions=CHANGEABLE),
    StatusRow("PARTIALLY_CONFIRMED", None, _set("PARTIALLY_CONFIRMED"), actions=CHANGEABLE),
    StatusRow("CONFIRMED", None, _set("CONFIRMED"), actions=CHANGEABLE),
    StatusRow("IN_FULFILMENT", None, _set("PICKING"), actions=CHANGEABLE),
    StatusRow("PARTIALLY_SHIPPED", None, _set("PARTIALLY_SHIPPED"), actions=CHANGEABLE),
    # Nothing of it can be taken back, but a line can be added.
    StatusRow("SHIPPED", None, _set("SHIPPED"), actions=("AMEND",)),
    StatusRow("COMPLETED", None, _set("COMPLETED CLOSED_SHORT")),
    StatusRow("CANCELLED", None, _set("CANCELLED")),
)
BEHIND = frozenset({"RETRYING", "UNKNOWN_OUTCOME", "FAILED"})
OUTCOMES = {
    "CONFIRMED": "CONFIRMED",
    "PARTIALLY_CONFIRMED": "PARTIALLY_CONFIRMED",
    "BACKORDERED": "BACKORDERED",
    "ON_HOLD": "ON_HOLD",
    "AWAITING_DECISION": "NEEDS_DECISION",
    "CANCELLED": "REFUSED",
}


def find_row(
    quote: str | None, erp: str | None, sync: str, running: str | None = None
) -> StatusRow:
    """The first matching row.

    Raises:
        AssertionError: a combination that the table does not know.
    """
    for row in STATUS_TABLE:
        is_running = row.running is None or row.running == running
        if (
            is_running
            and _matches(row.quote, quote)
            and _matches(row.erp, erp)
            and _matches(row.sync, sync)
        ):
            return row
    raise AssertionError(f"no status for quote {quote}, ERP order {erp}, sync {sync}")


def evaluate(document: dict[str, Any]) -> None:
    """Set ``status``, ``hold_reasons`` and ``allowed_actions`` of an order document."""
    sync = sync_of(document)
    row = find_row(document["quote_state"], document["erp_status"], sync, _running(document))
    hold = row.hold
    if hold == "CREDIT" and document.get("credit_status") == "AWAITING_PREPAYMENT":
        hold = "PREPAYMENT"
    document["status"] = row.status
    document["hold_reasons"] = [hold] if hold else []
    retry = ("RETRY_SYNC",) if sync in BEHIND else ()
    is_open = bool(document.get("conflicts")) and "RESOLVE_CONFLICT" not in row.actions
    resolve = ("RESOLVE_CONFLICT",) if is_open else ()
    document["allowed_actions"] = [*row.actions, *retry, *resolve]


def sync_of(document: dict[str, Any]) -> str:
    """How far the systems agree; an open conflict that blocks goes before all else."""
    if any(each["blocks"] for each in document.get("conflicts", ())):
        return "CONFLICT"
    return str(document["sync_state"])


def outcome(document: dict[str, Any]) -> str:
    """The PlaceOrderOutcome of a stored order."""
    return OUTCOMES.get(document["status"], "QUEUED")


def _running(document: dict[str, Any]) -> str | None:
    """Once the ERP has agreed to a change, the order is as the ERP says."""
    running = document.get("running")
    return running["kind"] if running is not None and running["phase"] == "ERP" else None


def _matches(allowed: Any, value: str | None) -> bool:
    return allowed is None or value in allowed
