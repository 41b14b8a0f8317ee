"""What the mutations answer."""

from datetime import datetime
from typing import Self

import strawberry

from chassis.scalars import DateTimeScalar
from erp_service.graph.common import UserError, user_errors
from erp_service.graph.context import Info
from erp_service.graph.partners import ErpPartner
from erp_service.graph.sales_orders import SalesOrder
from erp_service.writing import Answer


@strawberry.type
class ErpPayload:
    """The order as it is now, or why nothing was written."""

    sales_order: SalesOrder | None
    user_errors: list[UserError]

    @classmethod
    async def of(cls, info: Info, answer: Answer) -> Self:
        """From a write's answer."""
        info.context.forget()
        found = None if answer.id is None else await SalesOrder.load(info, "id", answer.id)
        return cls(sales_order=found, user_errors=user_errors(answer.refusals))


@strawberry.type
class ErpPartnerTermsPayload:
    """The partner as he is now, or why nothing was written."""

    partner: ErpPartner | None
    user_errors: list[UserError]


@strawberry.federation.type(inaccessible=True)
class ErpPartnerPayload:
    """The partner as he is now, or why nothing was written."""

    partner: ErpPartner | None
    user_errors: list[UserError]


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


async def load_partner(info: Info, answer: Answer) -> ErpPartner | None:
    """The partner that a write answered."""
    info.context.forget()
    found = None if answer.id is None else await info.context.partners.load(answer.id)
    return None if found is None else ErpPartner.of(found)
