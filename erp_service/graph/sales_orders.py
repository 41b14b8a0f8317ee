"""Sales orders: status, quantities, promises and prices."""

from typing import TYPE_CHECKING, Annotated, Self, cast

import strawberry

from chassis.clock import now
from chassis.decimals import show_decimal
from chassis.scalars import CountryCode, DateScalar, DateTimeScalar, DecimalScalar
from erp_service.availability.pool import ZERO
from erp_service.graph import documents
from erp_service.graph.common import Money, Node, quantity
from erp_service.graph.context import Info
from erp_service.graph.enums import (
    Completeness,
    CreditStatus,
    DeliveryPolicy,
    PriceConditionKind,
    SalesOrderLineStatus,
    SalesOrderStatus,
)
from erp_service.graph.partners import Customer, PaymentTermsCode
from erp_service.graph.products import Product
from erp_service.graph.warehouses import Warehouse
from erp_service.pricing.order import Tax
from erp_service.pricing.steps import Condition
from erp_service.sales_orders import record
from erp_service.sales_orders.request import ShipTo
from erp_service.sales_orders.status import line_status, order_status
from erp_service.store.sales_orders import Key

if TYPE_CHECKING:
    from erp_service.graph.documents import DeliveryConnection, InvoiceConnection

LazyDeliveries = Annotated["DeliveryConnection", strawberry.lazy("erp_service.graph.documents")]
LazyInvoices = Annotated["InvoiceConnection", strawberry.lazy("erp_service.graph.documents")]


@strawberry.type
class ShipToSnapshot:
    """The address as agreed; a changed master address does not redirect a parcel."""

    street: str | None
    house_number: str | None
    postal_code: str | None
    city: str | None
    country: CountryCode
    time_zone: str

    @classmethod
    def of(cls, ship_to: ShipTo) -> Self:
        """From the stored value."""
        return cls(
            street=ship_to.street,
            house_number=ship_to.house_number,
            postal_code=ship_to.postal_code,
            city=ship_to.city,
            country=CountryCode(ship_to.country),
            time_zone=ship_to.time_zone,
        )


@strawberry.type
class PriceCondition:
    """A step of the pricing; without a line it is the header's."""

    kind: PriceConditionKind
    basis: DecimalScalar | None
    rate: DecimalScalar | None
    amount: Money
    line_id: strawberry.ID | None

    @classmethod
    def of(cls, condition: Condition, currency: str) -> Self:
        """From the stored value."""
        basis, rate = condition.basis, condition.rate
        return cls(
            kind=PriceConditionKind(condition.kind),
            basis=None if basis is None else quantity(basis),
            rate=None if rate is None else cast("DecimalScalar", show_decimal(rate)),
            amount=Money.of(condition.amount, currency),
            line_id=None if condition.line_id is None else strawberry.ID(condition.line_id),
        )


@strawberry.type
class TaxAmount:
    """The tax of one rate on the sum of its nets (R-PRC-3)."""

    category: str
    rate: DecimalScalar
    basis: Money
    amount: Money

    @classmethod
    def of(cls, tax: Tax, currency: str) -> Self:
        """From a priced order."""
        return cls(
            category=tax.category,
            rate=quantity(tax.rate),
            basis=Money.of(tax.basis, currency),
            amount=Money.of(tax.amount, currency),
        )


@strawberry.type
class ScheduleLine:
    """One promised part of a line."""

    warehouse_code: strawberry.Private[str]
    id: strawberry.ID
    ship_date: DateScalar
    delivery_date: DateScalar
    basis: str
    ordered_quantity: DecimalScalar
    confirmed_quantity: DecimalScalar
    shipped_quantity: DecimalScalar

    @strawberry.field
    def warehouse(self, info: Info) -> Warehouse:
        """Where it ships from."""
        return Warehouse.named(info, self.warehouse_code)

    @classmethod
    def of(cls, part: record.ScheduleLine) -> Self:
        """From the stored value."""
        return cls(
            warehouse_code=part.warehouse,
            id=strawberry.ID(part.id),
            ship_date=DateScalar(part.ship_date),
            delivery_date=DateScalar(part.delivery_date),
            basis=part.basis,
            ordered_quantity=quantity(part.ordered),
            confirmed_quantity=quantity(part.confirmed),
            shipped_quantity=quantity(part.shipped),
        )


@strawberry.type
class SalesOrderLine:
    """A line; its status follows from its quantities."""

    warehouse_code: strawberry.Private[str]
    id: strawberry.ID
    position: int
    sku: strawberry.ID
    product: Product | None
    status: SalesOrderLineStatus
    unit: str
    ordered_quantity: DecimalScalar
    confirmed_quantity: DecimalScalar
    reserved_quantity: DecimalScalar
    picked_quantity: DecimalScalar
    shipped_quantity: DecimalScalar
    invoiced_quantity: DecimalScalar
    cancelled_quantity: DecimalScalar
    open_quantity: DecimalScalar
    requested_delivery_date: DateScalar
    schedule_lines: list[ScheduleLine]
    unit_price: Money
    discount_amount: Money
    net_amount: Money
    contract_line_id: strawberry.ID | None

    @strawberry.field
    def warehouse(self, info: Info) -> Warehouse:
        """Where its first part ships from."""
        return Warehouse.named(info, self.warehouse_code)

    @classmethod
    def of(cls, line: record.Line, currency: str, *, is_kept: bool) -> Self:
        """From the stored value; a reservation may have ended meanwhile."""
        quantities, called = line.quantities, line.contract_line_id
        return cls(
            warehouse_code=line.warehouse,
            id=strawberry.ID(line.id),
            position=line.position,
            sku=strawberry.ID(line.sku),
            product=Product(sku=strawberry.ID(line.sku)),
            status=SalesOrderLineStatus(line_status(quantities)),
            unit=line.unit,
            ordered_quantity=quantity(quantities.ordered),
            confirmed_quantity=quantity(quantities.confirmed),
            reserved_quantity=quantity(line.reserved if is_kept else ZERO),
            picked_quantity=quantity(quantities.picked),
            shipped_quantity=quantity(quantities.shipped),
            invoiced_quantity=quantity(quantities.invoiced),
            cancelled_quantity=quantity(quantities.cancelled),
            open_quantity=quantity(line.open),
            requested_delivery_date=DateScalar(line.requested_delivery_date),
            schedule_lines=[ScheduleLine.of(part) for part in line.schedule],
            unit_price=Money.of_unit(line.unit_price, currency),
            discount_amount=Money.of(line.discount_amount, currency),
            net_amount=Money.of(line.net_amount, currency),
            contract_line_id=None if called is None else strawberry.ID(called),
        )


@strawberry.federation.type(keys=["id", "number"])
class SalesOrder(Node):
    """A sales order; ``externalReference`` is the gateway's order id, unique here."""

    order: strawberry.Private[record.SalesOrder]
    number: str = strawberry.federation.field(tags=["partner"])
    external_reference: strawberry.ID
    revision: int
    status: SalesOrderStatus = strawberry.federation.field(tags=["partner"])
    confirmation: Completeness
    delivery: Completeness = strawberry.federation.field(tags=["partner"])
    billing: Completeness = strawberry.federation.field(tags=["partner"])
    credit_status: CreditStatus
    customer_id: strawberry.ID
    customer: Customer | None
    customer_reference: str | None
    requested_delivery_date: DateScalar = strawberry.federation.field(tags=["partner"])
    ship_to: ShipToSnapshot
    delivery_block: bool
    delivery_policy: DeliveryPolicy
    pricing_date: DateScalar
    payment_terms: PaymentTermsCode
    net_total: Money
    gross_total: Money
    prepayment_due: Money
    prepayment_received: Money
    prepayment_due_date: DateScalar | None
    percent_delivered: DecimalScalar = strawberry.federation.field(tags=["partner"])
    percent_billed: DecimalScalar
    confirmed_at: DateTimeScalar | None
    updated_at: DateTimeScalar

    @strawberry.field
    def incomplete_fields(self) -> list[str]:
        """Mandatory data that is missing: parts of the address, while goods are to go there."""
        return list(self.order.ship_to.missing) if self.order.facts.is_incomplete else []

    @strawberry.field
    def price_conditions(self) -> list[PriceCondition]:
        """In the order of pricing."""
        return [PriceCondition.of(each, self.order.currency) for each in self.order.conditions]

    @strawberry.field
    def taxes(self) -> list[TaxAmount]:
        """By rate."""
        return [TaxAmount.of(each, self.order.currency) for each in self.order.taxes]

    @strawberry.field
    def lines(self, info: Info) -> list[SalesOrderLine]:
        """By position."""
        zone = info.context.master_data.company.default.time_zone
        end = record.reservation_end(self.order, zone)
        is_kept, currency = end is None or now() < end, self.order.currency
        return [SalesOrderLine.of(line, currency, is_kept=is_kept) for line in self.order.lines]

    @strawberry.federation.field(tags=["partner"])  # type: ignore[untyped-decorator]  # so declared
    async def deliveries(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> LazyDeliveries:
        """Its deliveries, oldest first."""
        found = await info.context.deliveries_of.load(self.id)
        return documents.DeliveryConnection.of(found or [], first, after)

    @strawberry.field
    async def invoices(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> LazyInvoices:
        """Its invoices, oldest first."""
        found = await info.context.invoices_of.load(self.id)
        return documents.InvoiceConnection.of(found or [], first, after, info.context.today)

    @classmethod
    async def resolve_reference(
        cls,
        info: Info,
        id: strawberry.ID | None = None,  # noqa: A002 - the key's name
        number: str | None = None,
    ) -> Self | None:
        """From one of its keys."""
        if id is not None:
            return await cls.load(info, "id", id)
        return None if number is None else await cls.load(info, "number", number)

    @classmethod
    async def load(cls, info: Info, key: Key, value: str) -> Self | None:
        """By one of its keys."""
        found = await info.context.orders[key].load(value)
        return None if found is None else cls.of(found)

    @classmethod
    def of(cls, order: record.SalesOrder) -> Self:
        """From the stored value."""
        currency, due_on, confirmed = order.currency, order.prepayment_due_date, order.confirmed_at
        return cls(
            order=order,
            id=strawberry.ID(order.id),
            number=order.number,
            external_reference=strawberry.ID(order.external_reference),
            revision=order.revision,
            status=SalesOrderStatus(order_status(order.facts)),
            confirmation=Completeness(order.progress("confirmed")),
            delivery=Completeness(order.progress("shipped")),
            billing=Completeness(order.progress("invoiced")),
            credit_status=CreditStatus(order.credit_status),
            customer_id=strawberry.ID(order.customer_id),
            customer=Customer(id=strawberry.ID(order.customer_id)),
            customer_reference=order.customer_reference,
            requested_delivery_date=DateScalar(order.requested_delivery_date),
            ship_to=ShipToSnapshot.of(order.ship_to),
            delivery_block=order.delivery_block,
            delivery_policy=DeliveryPolicy(order.delivery_policy),
            pricing_date=DateScalar(order.pricing_date),
            payment_terms=PaymentTermsCode(order.payment_terms),
            net_total=Money.of(order.net_total, currency),
            gross_total=Money.of(order.gross_total, currency),
            prepayment_due=Money.of(order.prepayment_due, currency),
            prepayment_received=Money.of(order.prepaid, currency),
            prepayment_due_date=None if due_on is None else DateScalar(due_on),
            percent_delivered=quantity(order.percent("shipped")),
            percent_billed=quantity(order.percent("invoiced")),
            confirmed_at=None if confirmed is None else DateTimeScalar(confirmed),
            updated_at=DateTimeScalar(order.updated_at),
        )
