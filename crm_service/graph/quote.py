"""A quote: what the customer wants, with the prices that the ERP has made of it."""

from datetime import date
from typing import Self

import strawberry
from strawberry import ID, Private

from chassis.decimals import show_quantity
from chassis.scalars import CurrencyCode, DateScalar, DateTimeScalar, DecimalScalar
from crm_service import records
from crm_service.graph.customer import Customer, CustomerAddress
from crm_service.graph.enums import QuoteState
from crm_service.graph.product import Product
from crm_service.graph.shared import Info, Money, Node, as_decimal
from crm_service.graph.staff import StaffMember


@strawberry.type
class QuoteLine:
    """One wanted product; the money is copied from the ERP's answer, never typed."""

    id: ID
    position: int
    quantity: DecimalScalar
    unit: str
    requested_delivery_date: DateScalar
    note: str | None
    unit_price: Money | None
    discount_percent: DecimalScalar | None
    discount_amount: Money | None
    net_amount: Money | None
    sku: Private[str]

    @strawberry.field
    async def product(self, info: Info) -> Product:
        """From the catalogue."""
        found = await Product.find(info, self.sku)
        if found is None:
            raise AssertionError("a quote's lines have products of the catalogue")
        return found

    @classmethod
    def of(cls, line: records.QuoteLine, currency: str) -> Self:
        """From a record."""
        percent = line.discount_percent
        return cls(
            id=ID(line.id),
            position=line.position,
            sku=line.sku,
            quantity=as_decimal(show_quantity(line.quantity)),
            unit=line.unit,
            requested_delivery_date=DateScalar(line.requested_delivery_date),
            note=line.note,
            unit_price=Money.of_unit(line.unit_price, currency),
            discount_percent=None if percent is None else as_decimal(show_quantity(percent)),
            discount_amount=Money.of(line.discount_amount, currency),
            net_amount=Money.of(line.net_amount, currency),
        )


@strawberry.type
class QuoteRevision:
    """One revision in short."""

    revision: int
    state: QuoteState
    superseded_by: int | None
    reason: str | None
    created_at: DateTimeScalar
    creator: Private[str | None]

    @strawberry.field
    async def created_by(self, info: Info) -> StaffMember | None:
        """The agent; null when it was no person of ours."""
        return await StaffMember.find(info, self.creator)

    @classmethod
    def of(cls, record: records.Quote) -> Self:
        """From a record."""
        return cls(
            revision=record.revision,
            state=QuoteState(record.state),
            superseded_by=record.superseded_by,
            reason=record.reason,
            created_at=DateTimeScalar(record.revised_at or record.created_at),
            creator=record.created_by,
        )


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

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:  # noqa: A002 - the key's name
        """One entity of a batch."""
        return await cls.find(info, id)

    @classmethod
    async def find(cls, info: Info, quote_id: str) -> Self | None:
        """Its current revision by id; loaded in batches."""
        found = await info.context.quotes.load(quote_id)
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


def _day(value: date | None) -> DateScalar | None:
    return None if value is None else DateScalar(value)
