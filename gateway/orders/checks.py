"""From the ERP's simulation to the check that clients see, and the choices it allows. Pure.

A check is a plain document (snake-case keys). A shortage outranks a hold in its outcome
(domain §3.9 no. 6).
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from chassis.decimals import show_quantity

HOLD_MINUTES = 30
PREFERRED = {"ACCEPT_SPLIT": ("SPLIT", "LATER"), "ACCEPT_REDUCED": ("REDUCED_QUANTITY",)}
Document = dict[str, Any]
NewId = Callable[[str], str]


def build_check(
    simulation: Document, lines: list[Document], at: datetime, new_id: NewId
) -> Document:
    """The OrderCheck of a simulation; ``lines`` are the wanted ones, in the same order."""
    expires = (at + timedelta(minutes=HOLD_MINUTES)).isoformat()
    checked = [
        _line(index, wanted, simulated, expires, new_id)
        for index, (wanted, simulated) in enumerate(zip(lines, simulation["lines"], strict=True))
    ]
    return {
        "outcome": _outcome(checked, simulation),
        "as_of": simulation["as_of"],
        "pricing_date": simulation["pricing_date"],
        "net_total": simulation["net_total"],
        "taxes": simulation["taxes"],
        "gross_total": simulation["gross_total"],
        "terms": _terms(simulation),
        "lines": checked,
        "user_errors": [],
    }


def build_change_check(simulation: Document, at: datetime, new_id: NewId) -> Document:
    """The OrderCheck of a change: only what is changed can be short, and has alternatives then."""
    lines = [
        line
        if line["alternatives"]
        else {**line, "available_on_requested_date": _enough(line, own)}
        for line, own in zip(simulation["lines"], simulation["wanted"], strict=True)
    ]
    return build_check({**simulation, "lines": lines}, simulation["wanted"], at, new_id)


def _enough(line: Document, wanted: Document) -> str:
    found = max(Decimal(line["available_on_requested_date"]), Decimal(wanted["quantity"]))
    return show_quantity(found)


def empty_check(at: datetime, errors: list[Document]) -> Document:
    """The answer to a check that could not be computed."""
    return {
        "outcome": "NOT_DELIVERABLE",
        "as_of": at.isoformat(),
        "net_total": None,
        "taxes": [],
        "gross_total": None,
        "terms": None,
        "lines": [],
        "user_errors": errors,
    }


def is_short(check: Document) -> bool:
    """Whether a line cannot be delivered in full on its day."""
    return any(Decimal(line["shortfall"]) > 0 for line in check["lines"])


def choose(
    check: Document, policy: str, substitutable: Collection[int] = ()
) -> dict[int, Document] | None:
    """The proposals a policy takes, by line; None when a short line has none of its kinds.

    ``substitutable`` are lines that accept another item where the policy finds nothing else.
    """
    chosen: dict[int, Document] = {}
    for line in check["lines"]:
        if Decimal(line["shortfall"]) <= 0:
            continue
        last = ("SUBSTITUTE",) if line["line_index"] in substitutable else ()
        kinds = (*PREFERRED.get(policy, ()), *last)
        fitting = [item for kind in kinds for item in line["proposals"] if item["kind"] == kind]
        if not fitting:
            return None
        chosen[line["line_index"]] = fitting[0]
    return chosen


def find_proposals(check: Document, accepted: list[str]) -> dict[int, Document]:
    """The accepted proposals by line index; unknown ids are left out."""
    return {
        line["line_index"]: proposal
        for line in check["lines"]
        for proposal in line["proposals"]
        if proposal["id"] in accepted
    }


def held_schedules(check: Document) -> list[list[Document]]:
    """What to keep while the agent talks: the held candidate of short lines, else the promise."""
    return [
        next((item["deliveries"] for item in line["proposals"] if item["held"]), line["confirmed"])
        for line in check["lines"]
    ]


def mark_held(check: Document, until: str | None) -> None:
    """Set ``held_until`` of the proposals whose quantity is kept."""
    for line in check["lines"]:
        for proposal in line["proposals"]:
            proposal["held_until"] = until if proposal["held"] else None


def apply_choice(
    lines: list[Document], check: Document, chosen: dict[int, Document]
) -> list[Document]:
    """The lines to order: each with its ``schedule``; dropped ones are left out."""
    ordered = []
    for index, (line, checked) in enumerate(zip(lines, check["lines"], strict=True)):
        proposal = chosen.get(index)
        if proposal is None:
            ordered.append({**line, "schedule": checked["confirmed"]})
        elif proposal["kind"] != "DROP_LINE":
            agreed = {"sku": proposal["sku"], "quantity": proposal["quantity"]}
            ordered.append({**line, **agreed, "schedule": proposal["deliveries"]})
    return ordered


def _outcome(lines: list[Document], simulation: Document) -> str:
    if all(Decimal(line["shortfall"]) <= 0 for line in lines):
        is_held = simulation["credit_status"] in ("BLOCKED", "AWAITING_PREPAYMENT")
        return "HOLD" if is_held else "FULLY_DELIVERABLE"
    is_empty = all(Decimal(line["available_on_requested_date"]) <= 0 for line in lines)
    return "NOT_DELIVERABLE" if is_empty else "PARTLY_DELIVERABLE"


def _line(
    index: int, wanted: Document, simulated: Document, expires: str, new_id: NewId
) -> Document:
    quantity = Decimal(wanted["quantity"])
    available = Decimal(simulated["available_on_requested_date"])
    kept = ("unit_price", "discount_percent", "discount_amount", "net_amount", "effective_date")
    return {
        **{name: simulated[name] for name in kept},
        "line_index": index,
        "line_id": wanted["id"],
        "sku": wanted["sku"],
        "requested_quantity": wanted["quantity"],
        "requested_date": wanted["requested_delivery_date"],
        "available_on_requested_date": show_quantity(available),
        "shortfall": show_quantity(max(quantity - available, Decimal(0))),
        "confirmed": [_delivery(item) for item in simulated["confirmed"]],
        "proposals": [_proposal(item, expires, new_id) for item in simulated["alternatives"]],
    }


def _proposal(alternative: Document, expires: str, new_id: NewId) -> Document:
    deliveries = [_delivery(item) for item in alternative["deliveries"]]
    return {
        "id": new_id("prp"),
        "kind": alternative["kind"],
        "sku": alternative["sku"],
        "quantity": alternative["quantity"],
        "deliveries": deliveries,
        "last_delivery_date": max((item["delivery_date"] for item in deliveries), default=None),
        "unit_price": alternative["unit_price"],
        "line_net_amount": alternative["line_net_amount"],
        "order_gross_total": alternative["order_gross_total"],
        "held": alternative["held_candidate"],
        "held_until": None,
        "expires_at": expires,
    }


def _delivery(schedule: Document) -> Document:
    return {
        "delivery_date": schedule["delivery_date"],
        "quantity": schedule["quantity"],
        "warehouse_code": schedule["warehouse"],
        "basis": schedule["basis"],
    }


def _terms(simulation: Document) -> Document:
    terms = simulation["terms"]
    same = ("payment_terms", "prepayment_percent", "tax_treatment", "tier_discounts")
    return {
        **{name: terms[name] for name in same},
        "customer_class": terms["class"],
        "price_list": terms["price_list"]["code"],
        "prepayment_due": simulation["prepayment_due"],
        "credit_limit": simulation["credit_limit"],
        "credit_exposure_after": simulation["exposure_after"],
    }
