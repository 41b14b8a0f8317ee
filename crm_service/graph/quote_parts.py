"""What a quote consists of."""

from typing import Self

import strawberry
from strawberry import ID, Private

from chassis.decimals import show_quantity
from chassis.scalars import DateScalar, DateTimeScalar, DecimalScalar
from crm_service import records
from crm_service.graph.enums import QuoteState
from crm_service.graph.product import Product
from crm_service.graph.shared import Info, Money, as_decimal
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
