"""The prices that an offer was made with, to be compared with those of today (domain §3.1). Pure.

A late acceptance succeeds if the same promise is still possible at the same price. Equal unit
prices, tiers and tax rates make equal totals, whichever proposals were taken together.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

Document = dict[str, Any]


def offered(check: Document, chosen: dict[int, Document]) -> Document:
    """What the agreed lines of a check cost: ``units`` by line id, ``tiers``, ``rates``."""
    return {
        "units": {
            line["line_id"]: _unit(line, chosen.get(index))
            for index, line in enumerate(check["lines"])
        },
        "tiers": [
            [_plain(tier[name]) for name in ("min_quantity", "discount_percent")]
            for tier in check["terms"]["tier_discounts"]
        ],
        "rates": {tax["category"]: _plain(tax["rate"]) for tax in check["taxes"]},
    }


def is_kept(offer: Document, check: Document) -> bool:
    """Whether a fresh check of the agreed lines has the prices of the offer."""
    today = offered(check, {})
    before = offer["units"]
    return bool(
        today["tiers"] == offer["tiers"]
        and all(before.get(line_id) in (None, unit) for line_id, unit in today["units"].items())
        and all(offer["rates"].get(name, rate) == rate for name, rate in today["rates"].items())
    )


def expiry(proposal: Document) -> datetime:
    """From then on the offer is kept for nobody."""
    return datetime.fromisoformat(proposal["expires_at"])


def on_promised_day(line: Document) -> Document:
    """An agreed line as if its last promised day were wanted: the wanted one may be past by now."""
    days = [part["delivery_date"] for part in line["schedule"] or []]
    return {**line, "requested_delivery_date": max(days, default=line["requested_delivery_date"])}


def _unit(line: Document, proposal: Document | None) -> str | None:
    priced = line if proposal is None else proposal
    # A dropped line has no price, nor have offers that were made before prices were kept.
    money = priced.get("unit_price")
    return None if money is None else _plain(money["amount"])


def _plain(text: str) -> str:
    return f"{Decimal(text).normalize():f}"
