"""What the mutations answer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

import strawberry

from chassis.scalars import DateScalar, DateTimeScalar, DecimalScalar
from erp_service.graph.common import Money, UserError, quantity, user_errors
from erp_service.graph.context import Info
from erp_service.graph.partners import ErpPartner
from erp_service.graph.sales_orders import SalesOrder
from erp_service.writing import Answer


@strawberry.federation.type(inaccessible=True)
class ErpCancelledLine:
    """What a cancellation took from a line, and what is left of it to ship."""

    line_id: strawberry.ID
    cancelled_quantity: DecimalScalar
    remaining_quantity: DecimalScalar
    shipped_quantity: DecimalScalar

    @classmethod
    def of(cls, facts: dict[str, str]) -> Self:
        """From a stored answer."""
        return cls(
            line_id=strawberry.ID(facts["lineId"]),
            cancelled_quantity=quantity(Decimal(facts["cancelled"])),
            remaining_quantity=quantity(Decimal(facts["remaining"])),
            shipped_quantity=quantity(Decimal(facts["shipped"])),
        )


@strawberry.type
class ErpPayload:
    """The order as it is now, or why nothing was written.

    A cancellation also tells what it took, and what goes back of a prepayment (R-CAN-3).
    """

    sales_order: SalesOrder | None
    cancelled_lines: list[ErpCancelledLine] = strawberry.federation.field(inaccessible=True)
    refund_due: Money | None = strawberry.federation.field(inaccessible=True)
    user_errors: list[UserError]

    @classmethod
    async def of(cls, info: Info, answer: Answer) -> Self:
        """From a write's answer."""
        info.context.forget()
        if answer.order is not None:
            found: SalesOrder | None = SalesOrder.of(answer.order)
        else:
            found = None if answer.id is None else await SalesOrder.load(info, "id", answer.id)
        facts = answer.facts
        refund = facts.get("refundDue")
        return cls(
            sales_order=found,
            cancelled_lines=[ErpCancelledLine.of(each) for each in facts.get("cancelled", [])],
            refund_due=refund and Money.of(Decimal(refund), facts["currency"]),
            user_errors=user_errors(answer.refusals),
        )


async def _load_partner(root: Any, info: Info) -> ErpPartner | None:
    """Read only where it is asked for."""
    customer_id: str | None = root.customer_id
    found = None if customer_id is None else await info.context.partners.load(customer_id)
    return None if found is None else ErpPartner.of(found)


@strawberry.type
class _PartnerPayload:
    customer_id: strawberry.Private[str | None]
    partner: ErpPartner | None = strawberry.field(resolver=_load_partner)
    user_errors: list[UserError]

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """From a write's answer."""
        return cls(customer_id=answer.id, user_errors=user_errors(answer.refusals))


@strawberry.type
class ErpPartnerTermsPayload(_PartnerPayload):
    """The partner as he is now, or why nothing was written."""


@strawberry.federation.type(inaccessible=True)
class ErpRetainedRecord:
    """So many records that an erasure leaves, by law and until a day."""

    entity_type: str
    count: int
    legal_basis: str
    blocked_until: DateScalar


@strawberry.federation.type(inaccessible=True)
class ErpPartnerPayload(_PartnerPayload):
    """The partner as he is now, or why nothing was written; what an erasure retains."""

    retained: list[ErpRetainedRecord]

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """From a write's answer."""
        retained = [
            ErpRetainedRecord(
                entity_type=each["entity_type"],
                count=each["count"],
                legal_basis=each["legal_basis"],
                blocked_until=DateScalar(date.fromisoformat(each["blocked_until"])),
            )
            for each in answer.facts.get("retained", [])
        ]
        refused = user_errors(answer.refusals)
        return cls(customer_id=answer.id, user_errors=refused, retained=retained)


@strawberry.federation.type(inaccessible=True)
class ErpHoldPayload:
    """The hold and its end, or why nothing is held."""

    hold_id: strawberry.ID | None
    held_until: DateTimeScalar | None
    user_errors: list[UserError]

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """From a write's answer."""
        until = answer.facts.get("heldUntil")
        instant = None if until is None else DateTimeScalar(datetime.fromisoformat(until))
        return cls(
            hold_id=None if answer.id is None else strawberry.ID(answer.id),
            held_until=instant,
            user_errors=user_errors(answer.refusals),
        )
