"""Terms of a new customer, exposure and prepayment (section 3.2, R-TRM-1, rules 3.9.1 and 6)."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from erp_service.terms.tax import EU_COUNTRIES

ZERO = Decimal(0)
FULL_PREPAYMENT = Decimal(100)
LIMIT_CURRENCY = "EUR"


def standard_price_list(currency: str) -> str:
    """The code of the list for customers without another one."""
    return f"STANDARD-{currency}"


DEFAULT_PRICE_LIST = standard_price_list(LIMIT_CURRENCY)


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
        return Terms("NEW", "NET14", Decimal("2000.00"), LIMIT_CURRENCY)
    return Terms("NEW", "PREPAYMENT", None, LIMIT_CURRENCY)


def terms_in(terms: Terms, currency: str) -> Terms:
    """The terms of a buyer who orders in a currency: a limit set in another one does not count.

    There is no exchange rate here, so he pays before release until finance sets a limit.
    """
    if currency == terms.limit_currency:
        return terms
    limit = None if terms.limit is None else ZERO
    return replace(terms, limit=limit, limit_currency=currency)


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
