"""The input types; they carry data only, their rules are in the ``entry`` modules."""

import strawberry
from strawberry import ID

from chassis.scalars import (
    CountryCode,
    CurrencyCode,
    DateScalar,
    DateTimeScalar,
    DecimalScalar,
    EmailAddress,
    PhoneNumber,
)
from crm_service.graph.enums import (
    AddressRole,
    ContractKind,
    CustomerKind,
    CustomerLifecycle,
    InteractionChannel,
    InteractionDirection,
    QuoteState,
)


@strawberry.federation.input(tags=["partner"])
class AddressInput:
    """A new address; its zone is derived from the country when it is not given."""

    street: str
    postal_code: str
    city: str
    country: CountryCode
    roles: list[AddressRole] | None = None
    name: str | None = None
    house_number: str | None = None
    additional: str | None = None
    region: str | None = None
    time_zone: str | None = None


@strawberry.federation.input(tags=["partner"])
class CreateCustomerInput:
    """A new customer."""

    kind: CustomerKind
    address: AddressInput
    legal_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    tax_id: str | None = None
    email: EmailAddress | None = None
    phone: PhoneNumber | None = None
    language_tag: str | None = None
    partner_customer_reference: str | None = strawberry.field(
        default=None, description="How a partner calls his customer; his own word for one only."
    )
    not_duplicate_of: list[ID] | None = strawberry.field(
        default=None,
        description="Ids of candidates whom the agent looked at and refused; "
        "only non-blocking ones may be listed.",
    )


@strawberry.input
class UpdateAddressInput:
    """The new state of one of the customer's addresses."""

    id: ID
    address: AddressInput
    apply_to_open_orders: bool | None = strawberry.field(
        default=False, description="Open orders whose ship-to is this address follow the change."
    )


@strawberry.input
class UpdateCustomerInput:
    """What changes; what is not given, or null, stays. E-mail and phone are the primary ones."""

    id: ID
    expected_version: int
    legal_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    tax_id: str | None = None
    email: EmailAddress | None = None
    phone: PhoneNumber | None = None
    address: UpdateAddressInput | None = None
    language_tag: str | None = None
    partner_customer_reference: str | None = None


@strawberry.input
class DuplicateProbeInput:
    """What is known of a possible duplicate; what is no phone number matches nobody."""

    phone: PhoneNumber | None = None
    email: EmailAddress | None = None
    tax_id: str | None = None
    name: str | None = None
    postal_code: str | None = None
    partner_customer_reference: str | None = strawberry.field(
        default=None, description="The calling partner's own; nobody else's is looked up."
    )


@strawberry.input
class QuoteLineInput:
    """A wanted product; the day is the quote's when it is not given."""

    sku: ID
    quantity: DecimalScalar
    unit: str | None = None
    requested_delivery_date: DateScalar | None = None
    note: str | None = None


@strawberry.input
class CreateQuoteInput:
    """A new quote; it ships to the customer's first ship-to address unless one is named."""

    customer_id: ID
    lines: list[QuoteLineInput]
    ship_to_address_id: ID | None = None
    requested_delivery_date: DateScalar | None = None
    currency: CurrencyCode | None = None
    customer_reference: str | None = None
    interaction_id: ID | None = None


@strawberry.input
class ReviseQuoteInput:
    """The lines of the next revision; all else stays as it is."""

    id: ID
    expected_revision: int
    lines: list[QuoteLineInput]
    reason: str
    requested_delivery_date: DateScalar | None = None


@strawberry.input
class ContractLineInput:
    """What of one product, or of any, was agreed."""

    sku: ID | None = None
    target_quantity: DecimalScalar | None = None
    target_value: DecimalScalar | None = None
    agreed_unit_price: DecimalScalar | None = None
    currency: CurrencyCode | None = None


@strawberry.input
class CreateContractInput:
    """A new contract; its last day is ``validTo``."""

    customer_id: ID
    kind: ContractKind
    valid_from: DateScalar
    valid_to: DateScalar
    lines: list[ContractLineInput]
    notice_period_days: int | None = 30
    auto_renew: bool | None = False


@strawberry.input
class LogInteractionInput:
    """A conversation; it began now unless said otherwise."""

    channel: InteractionChannel
    direction: InteractionDirection
    subject: str
    customer_id: ID | None = None
    caller_number: PhoneNumber | None = None
    quote_id: ID | None = None
    order_id: ID | None = None
    body: str | None = None
    started_at: DateTimeScalar | None = None
    ended_at: DateTimeScalar | None = None


@strawberry.input
class CustomerFilter:
    """All that is given must hold."""

    text: str | None = strawberry.field(
        default=None, description="Every word occurs in name, number, e-mail or phone."
    )
    lifecycle: list[CustomerLifecycle] | None = None
    updated_since: DateTimeScalar | None = None
    partner_customer_reference: str | None = strawberry.field(
        default=None, description="How his partner calls him, exactly."
    )


@strawberry.input
class ProductFilter:
    """All that is given must hold."""

    category_id: ID | None = strawberry.field(
        default=None, description="This category or one below it."
    )
    attribute: str | None = None
    attribute_value: str | None = None
    published: bool | None = True


@strawberry.federation.input(inaccessible=True)
class QuoteShipToInput:
    """Where an order goes, as far as it was told: the country is enough for the ERP."""

    country: CountryCode
    street: str | None = None
    house_number: str | None = None
    postal_code: str | None = None
    city: str | None = None
    time_zone: str | None = None


@strawberry.federation.input(inaccessible=True)
class CaptureQuoteInput:
    """The quote of an order, with the ids that the order process has made."""

    order_id: ID
    customer_id: ID
    line_ids: list[ID]
    state: QuoteState
    lines: list[QuoteLineInput]
    ship_to_address_id: ID | None = None
    ship_to: QuoteShipToInput | None = None
    requested_delivery_date: DateScalar | None = None
    currency: CurrencyCode | None = None
    customer_reference: str | None = None
    interaction_id: ID | None = None


@strawberry.federation.input(inaccessible=True)
class QuoteLinePricingInput:
    """What the ERP made of one line."""

    line_id: ID
    unit_price: DecimalScalar
    discount_amount: DecimalScalar
    net_amount: DecimalScalar
    discount_percent: DecimalScalar | None = None


@strawberry.federation.input(inaccessible=True)
class QuotePricingInput:
    """The ERP's prices of one revision."""

    priced_at: DateTimeScalar
    currency: CurrencyCode
    net_total: DecimalScalar
    tax_total: DecimalScalar
    lines: list[QuoteLinePricingInput]
