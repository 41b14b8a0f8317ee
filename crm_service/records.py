"""What the CRM keeps, as frozen values; each is stored and published as one JSON document."""

from datetime import date, datetime
from decimal import Decimal

import msgspec


class Record(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Base of all records: camelCase names in JSON and in fixtures."""


class Address(Record, frozen=True):
    """One address of a customer; delivery dates there are days in its zone."""

    id: str
    roles: tuple[str, ...]
    street: str
    postal_code: str
    city: str
    country: str
    time_zone: str = ""
    name: str | None = None
    house_number: str | None = None
    additional: str | None = None
    region: str | None = None


class Contact(Record, frozen=True):
    """A person at a company."""

    id: str
    family_name: str
    given_name: str | None = None
    role: str | None = None
    email: str | None = None
    phone: str | None = None


class Consent(Record, frozen=True):
    """What a customer agreed to."""

    purpose: str
    granted: bool
    at: datetime
    source: str


class Changer(Record, frozen=True):
    """Who changed a record last; who carries it to another system does so in his name."""

    kind: str
    id: str
    client_id: str
    partner_id: str | None = None


class Customer(Record, frozen=True):
    """A customer; the first e-mail and phone are the primary ones."""

    id: str
    number: str
    kind: str
    lifecycle: str
    created_at: datetime
    updated_at: datetime
    version: int = 1
    legal_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    tax_id: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    contacts: tuple[Contact, ...] = ()
    consents: tuple[Consent, ...] = ()
    language_tag: str | None = None
    owner_id: str | None = None
    partner_id: str | None = None
    partner_customer_reference: str | None = None
    merged_into: str | None = None
    changed_by: Changer | None = None

    @property
    def display_name(self) -> str | None:
        """The legal name, else given and family name."""
        names = (self.given_name, self.family_name)
        return self.legal_name or " ".join(name for name in names if name) or None


class QuoteLine(Record, frozen=True):
    """One wanted product; the money is copied from the ERP, never typed."""

    id: str
    position: int
    sku: str
    quantity: Decimal
    unit: str
    requested_delivery_date: date
    note: str | None = None
    unit_price: Decimal | None = None
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    net_amount: Decimal | None = None


class Quote(Record, frozen=True):
    """One revision of a quote. All revisions share id, number, customer and order.

    Attributes:
        version: rises with every change of the quote, over all its revisions.
        is_currency_told: else it is the default, until the ERP prices it in the customer's own.
    """

    id: str
    number: str
    revision: int
    state: str
    customer_id: str
    currency: str
    lines: tuple[QuoteLine, ...]
    created_at: datetime
    updated_at: datetime
    is_currency_told: bool = True
    version: int = 1
    order_id: str | None = None
    requested_delivery_date: date | None = None
    ship_to: Address | None = None
    customer_reference: str | None = None
    valid_until: date | None = None
    loss_reason: str | None = None
    reason: str | None = None
    created_by: str | None = None
    revised_at: datetime | None = None
    superseded_by: int | None = None
    erp_order_number: str | None = None
    net_total: Decimal | None = None
    tax_total: Decimal | None = None
    priced_at: datetime | None = None

    @property
    def gross_total(self) -> Decimal | None:
        """Net and tax; nothing until the ERP has priced it."""
        if self.net_total is None or self.tax_total is None:
            return None
        return self.net_total + self.tax_total


class ContractLine(Record, frozen=True):
    """What of one product, or of any, was agreed; money is in the contract's currency."""

    id: str
    sku: str | None = None
    target_quantity: Decimal | None = None
    target_value: Decimal | None = None
    agreed_unit_price: Decimal | None = None


class Contract(Record, frozen=True):
    """An agreement with a customer; its last day is ``valid_to``."""

    id: str
    number: str
    kind: str
    state: str
    customer_id: str
    valid_from: date
    valid_to: date
    notice_period_days: int
    auto_renew: bool
    currency: str
    lines: tuple[ContractLine, ...]
    created_at: datetime
    updated_at: datetime
    version: int = 1


class Interaction(Record, frozen=True):
    """One entry of the conversation log; the caller's number is kept though nobody is known."""

    id: str
    channel: str
    direction: str
    subject: str
    started_at: datetime
    version: int = 1
    customer_id: str | None = None
    caller_number: str | None = None
    quote_id: str | None = None
    order_id: str | None = None
    body: str | None = None
    ended_at: datetime | None = None
    agent_id: str | None = None


class StaffMember(Record, frozen=True):
    """One agent."""

    id: str
    display_name: str


class Category(Record, frozen=True):
    """A branch of the catalogue; names by language."""

    id: str
    name: dict[str, str]
    parent: str | None = None


class Product(Record, frozen=True):
    """The marketing side of a product; texts by language."""

    sku: str
    category: str
    name: dict[str, str]
    short_description: dict[str, str] = {}
    images: tuple[str, ...] = ()
    attributes: dict[str, str] = {}
    published: bool = True
