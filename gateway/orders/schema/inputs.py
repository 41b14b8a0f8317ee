"""The input types of the process subgraph: they become plain values at once."""

from decimal import Decimal

import strawberry

from chassis.scalars import CountryCode, CurrencyCode, DateScalar, DecimalScalar, JSONScalar
from gateway.orders.schema.enums import (
    ConflictAction,
    DuplicatePolicy,
    OrderDeliveryPolicy,
    ShortfallPolicy,
    UnavailablePolicy,
)


@strawberry.federation.input(tags=["partner"])
class NewCustomerInput:
    """``NewCustomerInput`` of the schema file."""

    kind: str
    street: str
    postal_code: str
    city: str
    country: CountryCode
    legal_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    tax_id: str | None = None
    email: str | None = None
    phone: str | None = None
    house_number: str | None = None
    language_tag: str | None = None
    partner_customer_reference: str | None = None
    not_duplicate_of: list[strawberry.ID] | None = None
    on_duplicate: DuplicatePolicy | None = DuplicatePolicy.ASK


@strawberry.federation.input(tags=["partner"])
class OrderCustomerInput:
    """``OrderCustomerInput`` of the schema file."""

    id: strawberry.ID | None = None
    erp_number: str | None = None
    partner_customer_reference: str | None = None
    new: NewCustomerInput | None = None


@strawberry.federation.input(tags=["partner"])
class OrderLineInput:
    """``OrderLineInput`` of the schema file."""

    sku: strawberry.ID
    quantity: DecimalScalar
    unit: str | None = None
    requested_delivery_date: DateScalar | None = None
    contract_line_id: strawberry.ID | None = None
    customer_line_reference: str | None = None
    accept_substitutes: bool | None = False


@strawberry.federation.input(tags=["partner"])
class ShipToInput:
    """``ShipToInput`` of the schema file."""

    address_id: strawberry.ID | None = None
    street: str | None = None
    house_number: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: CountryCode | None = None
    time_zone: str | None = None


@strawberry.federation.input(tags=["partner"])
class LineQuantityInput:
    """``LineQuantityInput`` of the schema file."""

    line_id: strawberry.ID
    quantity: DecimalScalar


@strawberry.federation.input(tags=["partner"])
class LineDateInput:
    """``LineDateInput`` of the schema file."""

    line_id: strawberry.ID
    requested_delivery_date: DateScalar


@strawberry.federation.input(tags=["partner"])
class LineProductInput:
    """``LineProductInput`` of the schema file."""

    line_id: strawberry.ID
    sku: strawberry.ID


@strawberry.federation.input()
class CheckOrderInput:
    """``CheckOrderInput`` of the schema file."""

    customer: OrderCustomerInput
    lines: list[OrderLineInput]
    requested_delivery_date: DateScalar
    ship_to: ShipToInput | None = None
    delivery_policy: OrderDeliveryPolicy | None = OrderDeliveryPolicy.SPLIT
    currency: CurrencyCode | None = None


@strawberry.federation.input(tags=["partner"])
class PlaceOrderInput:
    """``PlaceOrderInput`` of the schema file."""

    idempotency_key: str
    quote_id: strawberry.ID | None = None
    expected_quote_revision: int | None = None
    customer: OrderCustomerInput | None = None
    ship_to: ShipToInput | None = None
    lines: list[OrderLineInput] | None = None
    requested_delivery_date: DateScalar | None = None
    delivery_policy: OrderDeliveryPolicy | None = OrderDeliveryPolicy.SPLIT
    currency: CurrencyCode | None = None
    customer_reference: str | None = None
    partner_reference: str | None = None
    on_shortfall: ShortfallPolicy | None = None
    on_erp_unavailable: UnavailablePolicy | None = UnavailablePolicy.QUEUE
    expected_gross_total: DecimalScalar | None = None
    price_tolerance: DecimalScalar | None = DecimalScalar(Decimal("0.00"))
    header_discount: DecimalScalar | None = None
    interaction_id: strawberry.ID | None = None


@strawberry.federation.input()
class DecideOrderInput:
    """``DecideOrderInput`` of the schema file."""

    order_id: strawberry.ID
    decision_id: strawberry.ID
    expected_revision: int
    accepted_proposal_ids: list[strawberry.ID]
    idempotency_key: str
    abandon: bool | None = False
    note: str | None = None


@strawberry.federation.input(tags=["partner"])
class AmendOrderInput:
    """``AmendOrderInput`` of the schema file."""

    order_id: strawberry.ID
    expected_revision: int
    idempotency_key: str
    reason: str
    dry_run: bool | None = False
    set_quantities: list[LineQuantityInput] | None = None
    set_dates: list[LineDateInput] | None = None
    replace_products: list[LineProductInput] | None = None
    add_lines: list[OrderLineInput] | None = None
    ship_to: ShipToInput | None = None
    customer_reference: str | None = None
    on_shortfall: ShortfallPolicy | None = ShortfallPolicy.ASK
    accepted_proposal_ids: list[strawberry.ID] | None = None


@strawberry.federation.input(tags=["partner"])
class CancelOrderInput:
    """``CancelOrderInput`` of the schema file."""

    order_id: strawberry.ID
    expected_revision: int
    idempotency_key: str
    reason: str
    lines: list[LineQuantityInput] | None = None


@strawberry.federation.input()
class MergeCustomersInput:
    """``expectedVersions`` are the survivor's and then each duplicate's."""

    survivor_id: strawberry.ID
    duplicate_ids: list[strawberry.ID]
    expected_versions: list[int]
    idempotency_key: str
    field_choices: JSONScalar | None = None


@strawberry.federation.input()
class ResolveConflictInput:
    """``ResolveConflictInput`` of the schema file."""

    conflict_id: strawberry.ID
    action: ConflictAction
    note: str
