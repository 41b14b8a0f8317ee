"""Terms of a new customer, exposure and prepayment (section 3.2, R-TRM-1, rules 3.9.1 and 6)."""

import re
from dataclasses import dataclass
from decimal import Decimal

from erp_service.terms.tax import EU_COUNTRIES

ZERO = Decimal(0)
FULL_PREPAYMENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Terms:
    """A limit of None sets no limit."""

    customer_class: str
    payment_terms: str
    limit: Decimal | None
    limit_currency: str

    @property
    def prepayment_percent(self) -> Decimal:
        """The share of the gross to be paid before release."""
        return FULL_PREPAYMENT if self.payment_terms == "PREPAYMENT" else ZERO


@dataclass(frozen=True, slots=True)
class CreditDecision:
    """The credit check's outcome; amounts in the order's currency."""

    status: str
    exposure_after: Decimal
    prepayment_due: Decimal


def is_valid_tax_id(tax_id: str | None) -> bool:
    """Country prefix and pattern only; check digits are not computed (rule 3.9.1)."""
    text = (tax_id or "").replace(" ", "").upper()
    if text.startswith("DE"):
        return re.fullmatch(r"DE[0-9]{9}", text) is not None
    return text[:2] in EU_COUNTRIES and re.fullmatch(r"[A-Z]{2}[0-9A-Z]{2,12}", text) is not None


def terms_of_new(kind: str, tax_id: str | None) -> Terms:
    """The terms table's rows for a first order."""
    if kind == "COMPANY" and is_valid_tax_id(tax_id):
        return Terms("NEW", "NET14", Decimal("2000.00"), "EUR")
    return Terms("NEW", "PREPAYMENT", None, "EUR")


def check_credit(
    terms: Terms, exposure: Decimal, gross: Decimal, *, has_overdue: bool = False
) -> CreditDecision:
    """R-TRM-1; ``exposure`` counts everything open before this order, less prepayments."""
    after = exposure + gross
    if has_overdue:
        return CreditDecision("BLOCKED", after, ZERO)
    if terms.prepayment_percent == FULL_PREPAYMENT:
        return CreditDecision("AWAITING_PREPAYMENT", after, gross)
    if terms.limit is not None and after > terms.limit:
        return CreditDecision("AWAITING_PREPAYMENT", after, min(gross, after - terms.limit))
    return CreditDecision("APPROVED", after, ZERO)
