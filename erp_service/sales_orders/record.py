"""A sales order as stored, and what follows from its quantities. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from erp_service.availability.pool import ZERO
from erp_service.pricing.order import Tax
from erp_service.pricing.steps import Condition
from erp_service.sales_orders.request import ShipTo
from erp_service.sales_orders.status import LineQuantities, OrderFacts, completeness


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One promised part of a line; ``reserved`` is 0 beyond the horizon."""

    id: str
    ship_date: date
    delivery_date: date
    warehouse: str
    basis: str
    ordered: Decimal
    confirmed: Decimal
    reserved: Decimal
    shipped: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Line:
    """A line; amounts contain its share of the header discount (rule 3.9.13)."""

    id: str
    position: int
    sku: str
    unit: str
    warehouse: str
    requested_delivery_date: date
    quantities: LineQuantities
    schedule: tuple[ScheduleLine, ...]
    unit_price: Decimal
    discount_percent: Decimal
    discount_amount: Decimal
    net_amount: Decimal
    tax_category: str

    @property
    def open(self) -> Decimal:
        """What is still to be shipped."""
        return self.quantities.net - self.quantities.shipped

    @property
    def reserved(self) -> Decimal:
        """What is kept for the line in the warehouses."""
        return sum((each.reserved for each in self.schedule), ZERO)


@dataclass(frozen=True, slots=True)
class SalesOrder:
    """Header, lines by position, conditions in the order of pricing (R-PRC-1)."""

    id: str
    number: str
    external_reference: str
    revision: int
    version: int
    credit_status: str
    customer_id: str
    customer_reference: str | None
    requested_delivery_date: date
    delivery_policy: str
    delivery_block: bool
    pricing_date: date
    price_list: str
    currency: str
    payment_terms: str
    ship_to: ShipTo
    header_discount: Decimal
    net_total: Decimal
    taxes: tuple[Tax, ...]
    gross_total: Decimal
    prepayment_due: Decimal
    prepayment_due_date: date | None
    prepaid: Decimal
    confirmed_at: datetime | None
    updated_at: datetime
    lines: tuple[Line, ...]
    conditions: tuple[Condition, ...]

    @property
    def facts(self) -> OrderFacts:
        """What the status follows from."""
        return OrderFacts(tuple(line.quantities for line in self.lines), self.credit_status)

    def progress(self, done: str) -> str:
        """NONE, PARTIAL or FULL of ``confirmed``, ``shipped`` or ``invoiced`` quantities."""
        live = self.facts.live
        return completeness([getattr(line, done) for line in live], [line.net for line in live])

    def percent(self, done: str) -> Decimal:
        """The value done of the value ordered, in percent with two digits."""
        values = [
            (line.net_amount, getattr(line.quantities, done) / line.quantities.net)
            for line in self.lines
            if line.quantities.net > ZERO
        ]
        whole = sum((value for value, _ in values), ZERO)
        if whole == ZERO:
            return ZERO
        part = sum((value * share for value, share in values), ZERO)
        return (part * 100 / whole).quantize(Decimal("0.01"))
