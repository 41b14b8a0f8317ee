"""Privacy requests as they are shown: how far each system is, and what the law retains. Pure."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from gateway.orders.store.claims import Claim

Document = dict[str, Any]
KINDS = {"requestErasure": "ERASURE", "requestDataExport": "EXPORT"}
SYSTEMS = {
    "requestErasure": ("ERP", "CRM", "GATEWAY"),
    "requestDataExport": ("CRM", "ERP", "GATEWAY"),
}
# Without undue delay, and in any event within one month (Art. 12 (3) GDPR).
DAYS_TO_ANSWER = 30
LINK_LIFETIME = timedelta(days=7)
ENDS = {"ERASED": "DONE", "EXPORTED": "DONE", "REFUSED": "REFUSED"}


def show_request(claim: Claim) -> Document:
    """A claim as the type PrivacyRequest reads it."""
    answer: Mapping[str, Any] = claim.answer or {}
    done = {step["system"]: step for step in answer.get("steps", [])}
    state = _state(answer, bool(done))
    waiting = "REFUSED" if state == "REFUSED" else "RECEIVED"
    return {
        "id": claim.id,
        "kind": KINDS[claim.operation],
        "customer_id": claim.request["customer_id"],
        "state": state,
        "steps": [
            done.get(system, {"system": system, "state": waiting, "retained": []})
            for system in SYSTEMS[claim.operation]
        ],
        "download_url": None,
        "due_by": (claim.at + timedelta(days=DAYS_TO_ANSWER)).date().isoformat(),
    }


def step(system: str, retained: list[Document] | None = None) -> Document:
    """A system that is done."""
    return {"system": system, "state": "DONE", "retained": retained or []}


def download_path(export_id: str, expires: str, key: str) -> str:
    """Where a bundle can be fetched until it expires; whoever has the path may."""
    return f"/privacy/exports/{export_id}?token={_signature(export_id, expires, key)}"


def is_valid(token: str, export_id: str, expires: str, key: str) -> bool:
    """Whether a token is the bundle's own."""
    return hmac.compare_digest(token.encode(), _signature(export_id, expires, key).encode())


def _signature(export_id: str, expires: str, key: str) -> str:
    said = f"{export_id} {expires}".encode()
    return hmac.new(key.encode(), said, hashlib.sha256).hexdigest()


def _state(answer: Mapping[str, Any], has_begun: bool) -> str:
    if not answer:
        return "RECEIVED"
    return ENDS.get(answer["outcome"], "PARTLY_DONE" if has_begun else "RUNNING")
