"""What the order process sends, and its plain values."""

from decimal import Decimal

import strawberry

from chassis.scalars import CountryCode, CurrencyCode, DateScalar, DecimalScalar
from erp_service.availability import promise
from erp_service.availability.supply import Agreed
from erp_service.graph.enums import DeliveryPolicy
from erp_service.partners import PartnerData
from erp_service.sales_orders.cancellation import Part
from erp_service.sales_orders.request import OrderRequest, Prospect, RequestLine, ShipTo


@strawberry.federation.input(inaccessible=True)
class ErpPartnerInput:
    """A customer as the CRM knows him at ``customerVersion``."""

    customer_id: strawberry.ID
    customer_version: int
    request_id: strawberry.ID
    kind: str
    name: str
    tax_id: str | None = None
    country: CountryCode
    street: str
    postal_code: str
    city: str
    email: str | None = None
    phone: str | None = None

    def to_data(self) -> PartnerData:
        """As the writer takes it."""
        return PartnerData(
            self.customer_id,
            self.customer_version,
            self.kind,
            self.name,
            self.tax_id,
            self.country,
            self.street,
            self.postal_code,
            self.city,
            self.email,
            self.phone,
        )


@strawberry.federation.input(inaccessible=True)
class ErpProspectInput:
    """Facts about a customer who need not be a partner yet."""

    kind: str
    tax_id: str | None = None
    country: CountryCode

    def to_prospect(self) -> Prospect:
        """As the simulation takes it."""
        return Prospect(self.kind, self.tax_id, self.country)


@strawberry.federation.input(inaccessible=True)
class ErpShipToInput:
    """The address to deliver to."""

    street: str | None = None
    house_number: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: CountryCode
    time_zone: str


@strawberry.federation.input(inaccessible=True)
class ErpScheduleInput:
    """A part of the schedule agreed with the customer."""

    delivery_date: DateScalar
    quantity: DecimalScalar
    warehouse: strawberry.ID | None = None


@strawberry.federation.input(inaccessible=True)
class ErpSalesOrderLineInput:
    """A wanted line."""

    line_id: strawberry.ID
    sku: strawberry.ID
    quantity: DecimalScalar
    unit: str | None = None
    requested_delivery_date: DateScalar | None = None
    contract_line_id: strawberry.ID | None = None
    accepted_schedule: list[ErpScheduleInput] | None = None

    def to_line(self, default_date: DateScalar) -> RequestLine:
        """With the header's date unless it has its own."""
        agreed = self.accepted_schedule
        parts = (Agreed(each.delivery_date, each.quantity, each.warehouse) for each in agreed or [])
        return RequestLine(
            self.line_id,
            self.sku,
            self.quantity,
            self.unit,
            self.requested_delivery_date or default_date,
            None if agreed is None else tuple(parts),
        )


@strawberry.federation.input(inaccessible=True)
class ErpSalesOrderInput:
    """An order; ``headerDiscount`` is an amount."""

    external_reference: strawberry.ID
    revision: int
    request_id: strawberry.ID
    customer_id: strawberry.ID
    customer_reference: str | None = None
    requested_delivery_date: DateScalar
    delivery_policy: DeliveryPolicy
    currency: CurrencyCode | None = None
    pricing_date: DateScalar | None = None
    hold_id: strawberry.ID | None = None
    header_discount: DecimalScalar | None = None
    ship_to: ErpShipToInput
    lines: list[ErpSalesOrderLineInput]

    def to_request(self) -> OrderRequest:
        """As the cores take it."""
        ship_to = self.ship_to
        return OrderRequest(
            external_reference=self.external_reference,
            revision=self.revision,
            request_id=self.request_id,
            customer_id=self.customer_id,
            customer_reference=self.customer_reference,
            requested_delivery_date=self.requested_delivery_date,
            policy=promise.DeliveryPolicy(self.delivery_policy.value),
            currency=self.currency,
            pricing_date=self.pricing_date,
            hold_id=self.hold_id,
            header_discount=self.header_discount or Decimal(0),
            ship_to=ShipTo(
                country=ship_to.country,
                time_zone=ship_to.time_zone,
                street=ship_to.street,
                house_number=ship_to.house_number,
                postal_code=ship_to.postal_code,
                city=ship_to.city,
            ),
            lines=tuple(line.to_line(self.requested_delivery_date) for line in self.lines),
        )


@strawberry.federation.input(inaccessible=True)
class ErpCancelLineInput:
    """So much of one line."""

    line_id: strawberry.ID
    quantity: DecimalScalar

    def to_part(self) -> Part:
        """As the writer takes it."""
        return Part(self.line_id, self.quantity)
