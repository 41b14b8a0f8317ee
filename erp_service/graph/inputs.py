"""What the order process sends, and its plain values."""

from decimal import Decimal

import strawberry

from chassis.scalars import CountryCode, CurrencyCode, DateScalar, DecimalScalar
from erp_service.availability import promise
from erp_service.availability.supply import Agreed
from erp_service.graph.enums import DeliveryPolicy
from erp_service.partners import PartnerData
from erp_service.sales_orders.amending.request import LineChange, OrderChange
from erp_service.sales_orders.cancellation import Part
from erp_service.sales_orders.request import (
    ContractTerms,
    OrderRequest,
    Prospect,
    RequestLine,
    ShipTo,
)


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

    def to_ship_to(self) -> ShipTo:
        """As the cores take it."""
        return ShipTo(
            country=self.country,
            time_zone=self.time_zone,
            street=self.street,
            house_number=self.house_number,
            postal_code=self.postal_code,
            city=self.city,
        )


@strawberry.federation.input(inaccessible=True)
class ErpScheduleInput:
    """A part of the schedule agreed with the customer."""

    delivery_date: DateScalar
    quantity: DecimalScalar
    warehouse: strawberry.ID | None = None


@strawberry.federation.input(inaccessible=True)
class ErpContractTermsInput:
    """What the CRM agreed for the contract line that is called off; no target is no limit."""

    contract_id: strawberry.ID
    unit_price: DecimalScalar | None = None
    target_quantity: DecimalScalar | None = None
    target_value: DecimalScalar | None = None

    def to_terms(self, line_id: str) -> ContractTerms:
        """As the cores take it."""
        price, quantity, value = self.unit_price, self.target_quantity, self.target_value
        return ContractTerms(line_id, self.contract_id, price, quantity, value)


@strawberry.federation.input(inaccessible=True)
class ErpSalesOrderLineInput:
    """A wanted line; one that calls off a contract names the contract's line and its terms."""

    line_id: strawberry.ID
    sku: strawberry.ID
    quantity: DecimalScalar
    unit: str | None = None
    requested_delivery_date: DateScalar | None = None
    contract_line_id: strawberry.ID | None = None
    contract: ErpContractTermsInput | None = None
    accepted_schedule: list[ErpScheduleInput] | None = None

    def to_line(self, default_date: DateScalar) -> RequestLine:
        """With the header's date unless it has its own."""
        day = self.requested_delivery_date or default_date
        agreed = self._agreed()
        contract = self._contract()
        return RequestLine(self.line_id, self.sku, self.quantity, self.unit, day, agreed, contract)

    def to_change(self) -> LineChange:
        """As the amendment takes it."""
        day, agreed = self.requested_delivery_date, self._agreed()
        contract = self._contract()
        return LineChange(self.line_id, self.sku, self.quantity, self.unit, day, agreed, contract)

    def _contract(self) -> ContractTerms | None:
        terms, line_id = self.contract, self.contract_line_id
        if line_id is None:
            return None
        return ContractTerms(line_id) if terms is None else terms.to_terms(line_id)

    def _agreed(self) -> tuple[Agreed, ...] | None:
        parts = self.accepted_schedule
        if parts is None:
            return None
        return tuple(Agreed(each.delivery_date, each.quantity, each.warehouse) for each in parts)


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
            ship_to=self.ship_to.to_ship_to(),
            lines=tuple(line.to_line(self.requested_delivery_date) for line in self.lines),
        )


@strawberry.federation.input(inaccessible=True)
class ErpSalesOrderChangeInput:
    """Only what changes: a line that is not named stays, a line id that is unknown adds one.

    A line's ``quantity`` is all of it but what was cancelled, 0 removes it; its
    ``acceptedSchedule`` is the whole line's. Without one, what is confirmed stays and the rest
    must be there on the wanted day.
    """

    external_reference: strawberry.ID
    expected_revision: int
    new_revision: int
    request_id: strawberry.ID
    lines: list[ErpSalesOrderLineInput]
    requested_delivery_date: DateScalar | None = None
    ship_to: ErpShipToInput | None = None
    customer_reference: str | None = None
    hold_id: strawberry.ID | None = None

    def to_change(self) -> OrderChange:
        """As the cores take it."""
        return OrderChange(
            external_reference=self.external_reference,
            expected_revision=self.expected_revision,
            new_revision=self.new_revision,
            lines=tuple(line.to_change() for line in self.lines),
            requested_delivery_date=self.requested_delivery_date,
            ship_to=None if self.ship_to is None else self.ship_to.to_ship_to(),
            customer_reference=self.customer_reference,
            hold_id=self.hold_id,
        )


@strawberry.federation.input(inaccessible=True)
class ErpCancelLineInput:
    """So much of one line."""

    line_id: strawberry.ID
    quantity: DecimalScalar

    def to_part(self) -> Part:
        """As the writer takes it."""
        return Part(self.line_id, self.quantity)
