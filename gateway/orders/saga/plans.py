"""What a run has decided to do about a check: decided once, stored, then carried out. Pure.

A plan is a plain document: ``claim`` it belongs to, ``kind``, ``attempt``, and what the kind needs.
ORDER: create the document's agreed lines in the ERP. ASK: offer the check's proposals.
REFUSE: keep customer and quote, then end with ``errors``. END: only end, with ``errors``.
"""

from decimal import Decimal
from typing import Any

from gateway.orders import checks
from gateway.orders.refusals import RefusedError, availability_lost, price_deviated
from gateway.orders.store.claims import Claim

Document = dict[str, Any]
MOST_ATTEMPTS = 20


def policy(claim: Claim) -> str:
    """The claim's, or the default of its channel (domain §3.8)."""
    default = "ASK" if claim.actor.kind == "STAFF" else "ACCEPT_SPLIT"
    return str(claim.request.get("on_shortfall") or default)


def plan_of(claim: Claim, check: Document, attempt: int) -> tuple[Document, dict[int, Document]]:
    """The plan for a placement, and the proposals that its policy takes."""
    plan: Document = {"claim": claim.id, "attempt": attempt}
    lost = {**availability_lost(check), "code": "INSUFFICIENT_AVAILABILITY"}
    if attempt >= MOST_ATTEMPTS:
        return {**plan, "kind": "REFUSE", "errors": [lost]}, {}
    if not checks.is_short(check):
        return {**plan, "kind": "ORDER"}, {}
    if policy(claim) == "ASK":
        return {**plan, "kind": "ASK", "check": check}, {}
    lines = enumerate(claim.request["lines"])
    substitutable = [index for index, line in lines if line.get("accept_substitutes")]
    chosen = checks.choose(check, policy(claim), substitutable)
    if chosen is None:
        return {**plan, "kind": "REFUSE", "errors": [lost]}, {}
    return {**plan, "kind": "ORDER"}, chosen


def require_price(request: Document, gross: Document) -> None:
    """R-PRC-7.

    Raises:
        RefusedError: the total differs by more than the tolerance.
    """
    expected = request.get("expected_gross_total")
    if expected is None:
        return
    deviation = abs(Decimal(gross["amount"]) - Decimal(expected))
    if deviation > Decimal(request.get("price_tolerance") or "0"):
        raise RefusedError(price_deviated(Decimal(expected), gross))


def is_other(before: list[Document], after: list[Document]) -> bool:
    """Whether a quote over the lines ``before`` does not say what ``after`` does."""
    return [_said(line) for line in before] != [_said(line) for line in after]


def _said(line: Document) -> tuple[str, str, Decimal]:
    return line["id"], line["sku"], Decimal(line["quantity"])
