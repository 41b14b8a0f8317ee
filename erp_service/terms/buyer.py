"""Who buys: his terms, what he owes, and how he is taxed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from erp_service.terms.credit import ZERO, CreditDecision, Terms, check_credit, is_valid_tax_id
from erp_service.terms.tax import rates_for, tax_treatment


@dataclass(frozen=True, slots=True)
class TaxFacts:
    """What the tax rules ask of a buyer; unknown facts count as none."""

    kind: str | None
    tax_id: str | None
    country: str | None

    def treatment(self, origin: str, ship_to: str) -> str:
        """R-TRM-3, rule 3.9.12."""
        text = (self.tax_id or "").replace(" ", "").upper()
        is_foreign = self.kind == "COMPANY" and is_valid_tax_id(text) and text[:2] != origin
        return tax_treatment(origin, ship_to, foreign_tax_id=is_foreign)

    def rates(
        self, origin: str, ship_to: str, origin_rates: Mapping[str, Decimal]
    ) -> Mapping[str, Decimal]:
        """Percent by tax category."""
        return rates_for(self.treatment(origin, ship_to), origin_rates)


@dataclass(frozen=True, slots=True)
class Position:
    """What is open; amounts in the price list's currency. Quotes and holds do not count."""

    open_orders: Decimal = ZERO
    open_invoices: Decimal = ZERO
    overdue_invoices: Decimal = ZERO

    @property
    def exposure(self) -> Decimal:
        """R-TRM-1 before the next order (rule 3.9.6)."""
        return self.open_orders + self.open_invoices


@dataclass(frozen=True, slots=True)
class Buyer:
    """A partner, or a prospect who is none yet."""

    terms: Terms
    tax: TaxFacts
    position: Position = Position()
    order_block: bool = False
    delivery_block: bool = False

    def without(self, open_value: Decimal) -> "Buyer":
        """As if one of his orders were not there: for checking it again."""
        others = self.position.open_orders - open_value
        return replace(self, position=replace(self.position, open_orders=others))

    def check(self, gross: Decimal) -> CreditDecision:
        """The credit check of one more order."""
        overdue = self.position.overdue_invoices > ZERO
        return check_credit(self.terms, self.position.exposure, gross, has_overdue=overdue)
