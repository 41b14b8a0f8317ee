"""How far the ERP is with an order, and which events a step forward is. Pure.

Steps are told by quantities, not by the ERP's events: of several read at once none is lost, and
none is told twice.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

HELD = frozenset({"INCOMPLETE", "CREDIT_BLOCKED", "ON_HOLD"})
# How an order that the ERP has just taken over is told, beside that.
REACHED = {"CONFIRMED": ["CONFIRMED"], **{status: ["HELD"] for status in HELD}}
GOODS = frozenset({"PICKED", "SHIPPED", "INVOICED"})


@dataclass(frozen=True, slots=True)
class Progress:
    """``waiting`` is picked and not shipped yet."""

    status: str | None
    waiting: Decimal
    shipped: Decimal
    invoiced: Decimal
    promised_on: str | None


def progress_of(document: dict[str, Any]) -> Progress:
    """As the document knows it."""
    picked, shipped, invoiced = (
        sum((Decimal(line.get(f"{name}_quantity", "0")) for line in document["lines"]), Decimal(0))
        for name in ("picked", "shipped", "invoiced")
    )
    status, day = document["erp_status"], document["confirmed_delivery_date"]
    return Progress(status, max(Decimal(0), picked - shipped), shipped, invoiced, day)


def event_types(before: Progress, after: Progress) -> list[str]:
    """What happened in between, in the order of an order's life."""
    has_moved = before.status != after.status
    is_confirmed = after.status == "CONFIRMED"
    found = {
        "HELD": has_moved and after.status in HELD and before.status not in HELD,
        "RELEASED": has_moved and before.status in HELD and after.status not in HELD,
        "CONFIRMED": is_confirmed and (has_moved or before.promised_on != after.promised_on),
        "PICKED": after.waiting > before.waiting or (has_moved and after.status == "PICKING"),
        "SHIPPED": after.shipped > before.shipped,
        "INVOICED": after.invoiced > before.invoiced,
    }
    return [name for name, happened in found.items() if happened]


def change_types(before: Progress, after: Progress, change: str) -> list[str]:
    """What a change that was taken over from the ERP is told as, with what had happened there."""
    untold = {"CONFIRMED", "RELEASED"} if change == "CANCELLED" else {"CONFIRMED"}
    found = [name for name in event_types(before, after) if name not in untold]
    earlier = [name for name in found if name in GOODS]
    return [*earlier, change, *(name for name in found if name not in GOODS)]
