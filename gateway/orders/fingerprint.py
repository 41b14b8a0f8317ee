"""The canonical fingerprint of a request (domain §3.4): pure, independent of spelling.

Keys are sorted, decimals normalised, defaults already filled in by the input types, e-mail and
phone normalised, absent equals null, and the idempotency key itself is left out.
"""

import hashlib
from decimal import Decimal
from typing import Any

import msgspec

from chassis.regions import normalise_phone

_DECIMALS = {
    "quantity",
    "expected_gross_total",
    "price_tolerance",
    "header_discount",
}


def fingerprint(operation: str, request: dict[str, Any]) -> str:
    """SHA-256, 64 hexadecimal digits, of the canonical form."""
    canonical = _canonical("", {**request, "idempotency_key": None})
    text = msgspec.json.encode([operation, canonical], order="sorted")
    return hashlib.sha256(text).hexdigest()


def same_phone(text: str) -> str:
    """One spelling of a number; what is none is left as it is."""
    return normalise_phone(text) or text.strip()


def _canonical(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _canonical(name, item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_canonical(key, item) for item in value]
    if key in _DECIMALS:
        return f"{Decimal(value).normalize():f}"
    if key == "email":
        return value.strip().lower()
    return same_phone(value) if key == "phone" else value
