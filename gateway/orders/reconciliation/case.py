"""One conflict that is being repaired, and what its repair makes of the order. Pure."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.orders import projection
from gateway.orders.projection import net_quantity
from gateway.orders.reconciliation.snapshot import OrderPair
from gateway.orders.refusals import RefusedError
from gateway.orders.requests import refuse
from gateway.orders.store.claims import Claim

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """What a repair is given.

    Attributes:
        document: the order's, empty where there is none.
        pair: both sides as just read; None for a customer.
        sales_order: the ERP's order with its lines, if it has one.
    """

    claim: Claim
    conflict: Document
    document: Document
    pair: OrderPair | None = None
    sales_order: Document | None = None

    def request_id(self, step: str) -> str:
        """Of a step of this repair."""
        return f"{self.claim.id}-{step}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a repair makes of the order's document.

    Attributes:
        changes: fields to set.
        sales_order: the ERP's order to take over, with its revision.
        events: what happened to the order.
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    sales_order: Document | None = None
    events: Sequence[str] = ()


def take_over(document: Document, outcome: Outcome, at: str) -> None:
    """Write an outcome into the order's document."""
    document |= dict(outcome.changes)
    if outcome.sales_order is not None:
        document |= agreed(document, outcome.sales_order, at)


def agreed(document: Document, sales_order: Document, at: str) -> Document:
    """The document as it is when the ERP's order is taken over, lines and revision too."""
    found = copy.deepcopy(document)
    known = {line["id"] for line in found["lines"]}
    position = max((line["position"] for line in found["lines"]), default=0)
    for line in sales_order["lines"]:
        if line["id"] not in known:
            position += 1
            found["lines"].append(_new_line(line, position, found["requested_delivery_date"]))
    products = {line["id"]: line["sku"] for line in sales_order["lines"]}
    for line in found["lines"]:
        line["sku"] = products.get(line["id"], line["sku"])
    found["revision"] = sales_order["revision"]
    projection.apply_sales_order(found, sales_order, at)
    return found


def is_anything_shipped(document: Document) -> bool:
    """Whether goods of the order have left, as far as was heard of."""
    return any(line.get("shipped_quantity", "0") != "0" for line in document["lines"])


def wanted_lines(document: Document) -> list[Document]:
    """The lines of which something is wanted, as they would be ordered now."""
    return [
        {**line, "quantity": f"{net_quantity(line):f}", "schedule": None}
        for line in document["lines"]
        if net_quantity(line) > 0
    ]


def refused(code: str, message: str) -> RefusedError:
    """A repair that cannot be done."""
    return RefusedError(refuse(code, message, "action"))


def _new_line(line: Document, position: int, day: str) -> Document:
    same = {name: line[name] for name in ("id", "sku", "unit")}
    wanted = {"quantity": line["ordered_quantity"], "requested_delivery_date": day}
    return {**same, **wanted, "position": position, "schedule": None}
