"""A sales order as stored, and what follows from its quantities. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from chassis.identifiers import new_id
from erp_service.availability.pool import ZERO
from erp_service.availability.promise import Promise
from erp_service.pricing.order import Tax
from erp_service.pricing.steps import Condition
from erp_service.sales_orders.request import ShipTo
from erp_service.sales_orders.status import LineQuantities, OrderFacts, completeness


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One promised part of a line; ``reserved`` is 0 beyond the horizon.

    ``picked`` contains what is shipped; what is shipped is reserved no more.
    """

    id: str
    ship_date: date
    delivery_date: date
    warehouse: str
    basis: str
    ordered: Decimal
    confirmed: Decimal
    reserved: Decimal
    shipped: Decimal = ZERO
    picked: Decimal = ZERO

    @property
    def promise(self) -> Promise:
        """As the availability knows it."""
        day, ship = self.delivery_date, self.ship_date
        return Promise(day, ship, self.confirmed, self.warehouse, self.basis)


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
    invoiced_net: Decimal = ZERO
    price_kind: str = "LIST_PRICE"
    contract_line_id: str | None = None

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
    refunded: Decimal
    invoiced_gross: Decimal
    settled: Decimal
    confirmed_at: datetime | None
    updated_at: datetime
    lines: tuple[Line, ...]
    conditions: tuple[Condition, ...]

    @property
    def facts(self) -> OrderFacts:
        """What the status follows from."""
        lines = tuple(line.quantities for line in self.lines)
        is_open = any(line.open > ZERO for line in self.lines)
        return OrderFacts(
            lines,
            self.credit_status,
            is_incomplete=is_open and bool(self.ship_to.missing),
            is_on_hold=is_open and self.delivery_block,
        )

    @property
    def open_value(self) -> Decimal:
        """What the order adds to its customer's exposure (rule 3.9.6)."""
        return max(ZERO, self.gross_left - self.paid)

    @property
    def gross_left(self) -> Decimal:
        """The gross of what is neither cancelled nor invoiced.

        A cancelled order shows its former totals, of which nothing is left.
        """
        return self.gross_total - self.invoiced_gross if self.facts.live else ZERO

    @property
    def paid(self) -> Decimal:
        """What was prepaid, does not go back, and has settled no invoice."""
        return self.prepaid - self.refunded - self.settled

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


def shortened(schedule: Sequence[ScheduleLine], confirmed: Decimal) -> tuple[ScheduleLine, ...]:
    """Only so much of a schedule: what is picked, then the earliest parts are kept."""
    kept, rest = [], confirmed - sum((part.picked for part in schedule), ZERO)
    for part in schedule:
        more = max(ZERO, min(part.confirmed - part.picked, rest))
        rest -= more
        quantity = part.picked + more
        if quantity > ZERO:
            reserved = min(part.reserved, quantity - part.shipped)
            kept.append(replace(part, confirmed=quantity, reserved=reserved))
    return tuple(kept)


def new_schedule_line(promise: Promise) -> ScheduleLine:
    """A fresh promise as it is stored."""
    quantity = promise.quantity
    return ScheduleLine(
        id=new_id("sch"),
        ship_date=promise.ship_date,
        delivery_date=promise.delivery_date,
        warehouse=promise.warehouse,
        basis=promise.basis,
        ordered=quantity,
        confirmed=quantity,
        reserved=quantity if promise.is_reserved else ZERO,
    )


def reservation_end(order: SalesOrder, time_zone: str) -> datetime | None:
    """When the goods become free again, or None while nothing is awaited."""
    day = order.prepayment_due_date
    if order.credit_status != "AWAITING_PREPAYMENT" or day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(time_zone))
