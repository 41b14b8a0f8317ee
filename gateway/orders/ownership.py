"""Whose orders a caller sees and changes: staff all of them, a partner his own (domain §3.8).

An order is a partner's when its customer is. What is not his answers as if it did not exist. Pure.
"""

from typing import Any

from chassis.identity import Actor

SEES_ALL = frozenset(("STAFF", "SYSTEM"))


def scope_of(actor: Actor) -> str | None:
    """The partner to whose orders the caller is kept; None: he sees all.

    Nobody's id is "": whoever is neither staff nor a partner sees nothing.
    """
    return None if actor.kind in SEES_ALL else actor.partner_id or ""


def may_see(actor: Actor, document: dict[str, Any]) -> bool:
    """Whether an order exists for the caller."""
    scope = scope_of(actor)
    return scope is None or document.get("partner_id") == scope
