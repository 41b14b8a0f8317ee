"""The typed refusals (domain G5); ``kind`` of an error document tells the type."""

# ruff: noqa: N818 - GraphQL types by their schema names, not Python exceptions

import strawberry

from chassis.scalars import DateTimeScalar, DecimalScalar
from gateway.orders.schema.checks import OrderCheck
from gateway.orders.schema.enums import OrderAction, OrderStatus, System
from gateway.orders.schema.types import Customer, Order
from gateway.orders.schema.values import DuplicateMatch, Money, UserError


@strawberry.federation.type
class InvalidRequest(UserError):
    """A refusal without more data."""


@strawberry.federation.type(tags=["partner"])
class ActionNotAllowed(UserError):
    """The order's status does not allow it."""

    status: OrderStatus
    allowed_actions: list[OrderAction]


@strawberry.federation.type(tags=["partner"])
class LineNotChangeable(UserError):
    """A line whose goods are on their way already (domain §3.3)."""

    line_id: strawberry.ID
    minimum_quantity: DecimalScalar
    line_status: str


@strawberry.federation.type(tags=["partner"])
class OrderRevisionConflict(UserError):
    """The order has moved on since it was read (R-AMD-1)."""

    expected_revision: int
    current_revision: int
    order: Order


@strawberry.federation.type
class DuplicateCustomerFound(UserError):
    """The new customer may exist already (R-DUP)."""

    customer_ids: list[strawberry.ID]
    customers: list[Customer | None]
    matches: list[DuplicateMatch]
    blocking: bool


@strawberry.federation.type(tags=["partner"])
class PriceDeviated(UserError):
    """The ERP's total is not the expected one (R-PRC-7)."""

    expected_gross_total: Money
    actual_gross_total: Money


@strawberry.federation.type
class AvailabilityLost(UserError):
    """What was wanted or agreed cannot be delivered; the check shows what can."""

    check: OrderCheck


@strawberry.federation.type(tags=["partner"])
class CreditRefused(UserError):
    """The credit limit does not allow it."""

    limit: Money
    exposure_after: Money
    prepayment_needed: Money


@strawberry.federation.type(tags=["partner"])
class IdempotencyKeyReused(UserError):
    """The key was used for another request (domain §3.4)."""

    first_used_at: DateTimeScalar
    original_order_id: strawberry.ID | None


@strawberry.federation.type(tags=["partner"])
class StillProcessing(UserError):
    """The first request has no answer yet."""

    retry_after_seconds: int
    order_id: strawberry.ID | None


@strawberry.federation.type(tags=["partner"])
class PartnerReferenceUsed(UserError):
    """The partner's reference belongs to another order."""

    order: Order


@strawberry.federation.type
class SystemUnavailable(UserError):
    """A system does not answer."""

    system: System
    queued: bool
    retry_after_seconds: int | None


ALL = (
    InvalidRequest,
    ActionNotAllowed,
    LineNotChangeable,
    OrderRevisionConflict,
    DuplicateCustomerFound,
    PriceDeviated,
    AvailabilityLost,
    CreditRefused,
    IdempotencyKeyReused,
    StillProcessing,
    PartnerReferenceUsed,
    SystemUnavailable,
)
