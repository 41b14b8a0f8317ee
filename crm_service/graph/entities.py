"""Customer, contract, quote and interaction: the CRM's entities that refer to one another."""

from datetime import date
from typing import Self

import strawberry
from strawberry import ID, Private

from chassis.scalars import (
    CurrencyCode,
    DateScalar,
    DateTimeScalar,
    EmailAddress,
    PhoneNumber,
)
from crm_service import records
from crm_service.graph.contracts import Agreement
from crm_service.graph.customer_parts import (
    Changer,
    Consent,
    Contact,
    CustomerAddress,
    CustomerEmail,
    CustomerPhone,
)
from crm_service.graph.enums import (
    CustomerKind,
    CustomerLifecycle,
    InteractionChannel,
    InteractionDirection,
    PhoneType,
    QuoteState,
)
from crm_service.graph.quote_parts import QuoteLine, QuoteRevision
from crm_service.graph.shared import Connection, Info, Money, Node, connect
from crm_service.graph.staff import StaffMember
from crm_service.pages import Page


@strawberry.federation.type(keys=["id"])
class Customer(Node):
    """A person or a company."""

    id: ID = strawberry.federation.field(tags=["partner"])
    number: str = strawberry.federation.field(tags=["partner"])
    kind: CustomerKind
    lifecycle: CustomerLifecycle
    display_name: str | None = strawberry.federation.field(
        tags=["partner"], description="Null only after erasure."
    )
    legal_name: str | None
    given_name: str | None
    family_name: str | None
    tax_id: str | None
    addresses: list[CustomerAddress]
    contacts: list[Contact]
    language_tag: str | None
    consents: list[Consent]
    version: int = strawberry.field(
        description="Increases by one with every accepted change; send it back as expectedVersion."
    )
    created_at: DateTimeScalar
    updated_at: DateTimeScalar
    partner_id: ID | None = strawberry.federation.field(
        inaccessible=True, description="The partner whose customer he is; for the order process."
    )
    changed_by: Changer | None = strawberry.federation.field(
        inaccessible=True, description="Who made this version; for the order process."
    )
    partner_customer_reference: str | None = strawberry.federation.field(
        tags=["partner"], description="How the partner calls him whose customer he is."
    )
    record: Private[records.Customer]

    @strawberry.field
    def emails(self) -> list[CustomerEmail]:
        """The first one is the primary one."""
        return [
            CustomerEmail(address=EmailAddress(text), primary=index == 0, verified=False)
            for index, text in enumerate(self.record.emails)
        ]

    @strawberry.field
    def phones(self) -> list[CustomerPhone]:
        """The first one is the primary one."""
        return [
            CustomerPhone(number=PhoneNumber(text), type=PhoneType.OTHER, primary=index == 0)
            for index, text in enumerate(self.record.phones)
        ]

    @strawberry.field
    async def owner(self, info: Info) -> StaffMember | None:
        """The agent who looks after him."""
        return await StaffMember.find(info, self.record.owner_id)

    @strawberry.field
    async def merged_into(self, info: Info) -> "Customer | None":
        """The survivor of a merge, and of the merges after it."""
        found = await Customer.find(info, self.record.merged_into)
        while found is not None and found.record.merged_into is not None:
            found = await Customer.find(info, found.record.merged_into)
        return found

    @strawberry.field
    async def quotes(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        states: list[QuoteState] | None = None,
    ) -> "Connection[Quote]":
        """What he wanted, in the order in which it was written."""
        wanted = None if states is None else [state.value for state in states]
        page = await info.context.belongings.page(
            "quotes of a customer", self.record.id, first, after, wanted
        )
        return Quote.connection(page)

    @strawberry.field
    async def contracts(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> "Connection[Contract]":
        """What was agreed with him, oldest first."""
        page = await info.context.belongings.page(
            "contracts of a customer", self.record.id, first, after
        )
        return Contract.connection(page)

    @strawberry.field
    async def interactions(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> "Connection[Interaction]":
        """The conversations with him, oldest first."""
        page = await info.context.belongings.page(
            "interactions with a customer", self.record.id, first, after
        )
        return Interaction.connection(page)

    @classmethod
    def connection(cls, page: Page) -> Connection[Self]:
        """From a page of states."""
        return connect(page, [cls.of(record) for record in page.records(records.Customer)])

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:  # noqa: A002 - the key's name
        """One entity of a batch."""
        return await cls.find(info, id)

    @classmethod
    async def find(cls, info: Info, customer_id: str | None) -> Self | None:
        """By id; loaded in batches."""
        found = None if customer_id is None else await info.context.customers.load(customer_id)
        return None if found is None else cls.of(found)

    @classmethod
    def of(cls, record: records.Customer) -> Self:
        """From a record."""
        return cls(
            record=record,
            id=ID(record.id),
            number=record.number,
            kind=CustomerKind(record.kind),
            lifecycle=CustomerLifecycle(record.lifecycle),
            display_name=record.display_name,
            legal_name=record.legal_name,
            given_name=record.given_name,
            family_name=record.family_name,
            tax_id=record.tax_id,
            addresses=[CustomerAddress.of(address) for address in record.addresses],
            contacts=[Contact.of(contact) for contact in record.contacts],
            language_tag=record.language_tag,
            consents=[Consent.of(consent) for consent in record.consents],
            version=record.version,
            created_at=DateTimeScalar(record.created_at),
            updated_at=DateTimeScalar(record.updated_at),
            partner_id=None if record.partner_id is None else ID(record.partner_id),
            partner_customer_reference=record.partner_customer_reference,
            changed_by=None if record.changed_by is None else Changer.of(record.changed_by),
        )


@strawberry.federation.type(keys=["id"])
class Contract(Agreement):
    """An agreement with a customer, which orders call off."""

    @strawberry.field
    async def customer(self, info: Info) -> Customer:
        """With whom."""
        found = await Customer.find(info, self.customer_id)
        if found is None:
            raise AssertionError("a contract belongs to a customer")
        return found

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:  # noqa: A002 - the key's name
        """One entity of a batch."""
        return await cls.find(info, id)


@strawberry.federation.type(keys=["id"])
class Quote(Node):
    """A quote at one revision; the current one, unless another was asked for."""

    id: ID
    number: str
    revision: int = strawberry.field(
        description="An OFFERED revision never changes; a change makes the next revision."
    )
    state: QuoteState
    requested_delivery_date: DateScalar | None
    ship_to: CustomerAddress | None
    currency: CurrencyCode
    is_currency_told: bool = strawberry.federation.field(
        inaccessible=True, description="Whether an agent chose it; for the order process."
    )
    net_total: Money | None = strawberry.field(
        description="Totals are as the ERP last priced them; null until it has."
    )
    tax_total: Money | None
    gross_total: Money | None
    priced_at: DateTimeScalar | None
    valid_until: DateScalar | None
    loss_reason: str | None
    customer_reference: str | None
    order_id: ID | None = strawberry.field(description="Set for the quote of an order.")
    created_at: DateTimeScalar
    updated_at: DateTimeScalar
    record: Private[records.Quote]

    @strawberry.field
    async def customer(self, info: Info) -> Customer:
        """Who wants it."""
        found = await Customer.find(info, self.record.customer_id)
        if found is None:
            raise AssertionError("a quote belongs to a customer")
        return found

    @strawberry.field
    def lines(self) -> list[QuoteLine]:
        """In the order of their positions."""
        return [QuoteLine.of(line, self.record.currency) for line in self.record.lines]

    @strawberry.field
    async def revisions(self, info: Info) -> list[QuoteRevision]:
        """All of them, oldest first."""
        found = await info.context.revisions.load(self.record.id)
        return [QuoteRevision.of(record) for record in found or []]

    @strawberry.field
    async def interactions(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> "Connection[Interaction]":
        """The conversations about it, oldest first."""
        page = await info.context.belongings.page(
            "interactions about a quote", self.record.id, first, after
        )
        return Interaction.connection(page)

    @classmethod
    def connection(cls, page: Page) -> Connection[Self]:
        """From a page of states."""
        return connect(page, [cls.of(record) for record in page.records(records.Quote)])

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:  # noqa: A002 - the key's name
        """One entity of a batch."""
        return await cls.find(info, id)

    @classmethod
    async def find(cls, info: Info, quote_id: str | None) -> Self | None:
        """Its current revision by id; loaded in batches."""
        found = None if quote_id is None else await info.context.quotes.load(quote_id)
        return None if found is None else cls.of(found)

    @classmethod
    def of(cls, record: records.Quote) -> Self:
        """From a record."""
        return cls(
            record=record,
            id=ID(record.id),
            number=record.number,
            revision=record.revision,
            state=QuoteState(record.state),
            requested_delivery_date=_day(record.requested_delivery_date),
            ship_to=None if record.ship_to is None else CustomerAddress.of(record.ship_to),
            currency=CurrencyCode(record.currency),
            is_currency_told=record.is_currency_told,
            net_total=Money.of(record.net_total, record.currency),
            tax_total=Money.of(record.tax_total, record.currency),
            gross_total=Money.of(record.gross_total, record.currency),
            priced_at=None if record.priced_at is None else DateTimeScalar(record.priced_at),
            valid_until=_day(record.valid_until),
            loss_reason=record.loss_reason,
            customer_reference=record.customer_reference,
            order_id=None if record.order_id is None else ID(record.order_id),
            created_at=DateTimeScalar(record.created_at),
            updated_at=DateTimeScalar(record.updated_at),
        )


@strawberry.federation.type(keys=["id"])
class Interaction(Node):
    """One entry of the conversation log."""

    id: ID
    channel: InteractionChannel
    direction: InteractionDirection
    caller_number: PhoneNumber | None = strawberry.field(
        description="As it came in; kept even when nobody is known by it yet."
    )
    order_id: ID | None
    subject: str
    body: str | None
    started_at: DateTimeScalar
    ended_at: DateTimeScalar | None
    record: Private[records.Interaction]

    @strawberry.field
    async def customer(self, info: Info) -> Customer | None:
        """With whom."""
        return await Customer.find(info, self.record.customer_id)

    @strawberry.field
    async def quote(self, info: Info) -> Quote | None:
        """About what."""
        return await Quote.find(info, self.record.quote_id)

    @strawberry.field
    async def agent(self, info: Info) -> StaffMember | None:
        """Who spoke for us."""
        return await StaffMember.find(info, self.record.agent_id)

    @classmethod
    def connection(cls, page: Page) -> Connection[Self]:
        """From a page of states."""
        return connect(page, [cls.of(record) for record in page.records(records.Interaction)])

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:  # noqa: A002 - the key's name
        """One entity of a batch."""
        return await cls.find(info, id)

    @classmethod
    async def find(cls, info: Info, interaction_id: str | None) -> Self | None:
        """By id; loaded in batches."""
        if interaction_id is None:
            return None
        found = await info.context.interactions.load(interaction_id)
        return None if found is None else cls.of(found)

    @classmethod
    def of(cls, record: records.Interaction) -> Self:
        """From a record."""
        return cls(
            record=record,
            id=ID(record.id),
            channel=InteractionChannel(record.channel),
            direction=InteractionDirection(record.direction),
            caller_number=(
                None if record.caller_number is None else PhoneNumber(record.caller_number)
            ),
            order_id=None if record.order_id is None else ID(record.order_id),
            subject=record.subject,
            body=record.body,
            started_at=DateTimeScalar(record.started_at),
            ended_at=None if record.ended_at is None else DateTimeScalar(record.ended_at),
        )


def _day(value: date | None) -> DateScalar | None:
    return None if value is None else DateScalar(value)
