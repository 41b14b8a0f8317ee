"""Orders that follow a changed address (§3.6): which do, and what is asked for each. Pure."""

from decimal import Decimal
from typing import Any

from gateway.orders.participants import ADDRESS_FIELDS

Document = dict[str, Any]
# Nothing of these is to be delivered any more.
OVER = ("SHIPPED", "COMPLETED", "CANCELLED", "LOST")
VALUES = tuple(name for name in ADDRESS_FIELDS if name != "time_zone")


def follows(document: Document, before: Document) -> bool:
    """Whether the order is to be delivered to this address of the customer.

    An order that was placed for an address typed in goes there, whoever moves. Where the id of its
    address is not known, as of a customer who was captured with his order, the address as it was
    tells.
    """
    wanted = document["wanted_ship_to"] or {}
    if wanted.get("country"):
        return False
    known = wanted.get("address_id") or document.get("ship_to_id")
    if known is not None:
        return bool(known == before["id"])
    return is_same(document["ship_to"], before)


def is_same(one: Document, other: Document) -> bool:
    """Whether a parcel would come to the same door."""
    return all(one.get(name) == other.get(name) for name in VALUES)


def is_over(document: Document) -> bool:
    """Whether it is too late: goods of it have left, or none will (T21)."""
    has_left = any(Decimal(line.get("shipped_quantity", "0")) > 0 for line in document["lines"])
    return has_left or document["status"] in OVER


def is_ready(document: Document) -> bool:
    """Whether the order can be amended now; before the ERP has it, it is waited for."""
    return document.get("running") is None and "AMEND" in document["allowed_actions"]


def amendment_request(document: Document, address_id: str, key: str) -> Document:
    """The AmendOrderInput; a shortage that the new address makes is the agent's to decide."""
    return {
        "order_id": document["id"],
        "expected_revision": document["revision"],
        "idempotency_key": key,
        "reason": "the customer's address changed",
        "ship_to": {"address_id": address_id},
        "on_shortfall": "ASK",
    }
