"""The typed refusals (domain G5)."""

# ruff: noqa: N818 - GraphQL types by their schema names, not Python exceptions

from typing import Any

import strawberry

from chassis.scalars import DateTimeScalar
from gateway.orders.schema.enums import OrderAction, OrderStatus, System
from gateway.orders.schema.types import (
    Customer,
    Order,
    OrderCheck,
)
from gateway.orders.schema.values import (
    DuplicateMatch,
    Money,
    UserError,
)


@strawberry.federation.type
class InvalidRequest(UserError):
    """``InvalidRequest`` of the schema file."""

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Told by the error document's kind."""
        del info
        return bool(value["kind"] == cls.__name__)


@strawberry.federation.type
class ActionNotAllowed(UserError):
    """``ActionNotAllowed`` of the schema file."""

    status: OrderStatus
    allowed_actions: list[OrderAction]

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Told by the error document's kind."""
        del info
        return bool(value["kind"] == cls.__name__)


@strawberry.federation.type
class OrderRevisionConflict(UserError):
    """``OrderRevisionConflict`` of the schema file."""

    expected_revision: int
    current_revision: int
    order: "Order"

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Told by the error document's kind."""
        del info
        return bool(value["kind"] == cls.__name__)


@strawberry.federation.type
class DuplicateCustomerFound(UserError):
    """``DuplicateCustomerFound`` of the schema file."""

    customer_ids: list[strawberry.ID]
    customers: list[Customer | None]
    matches: list[DuplicateMatch]
    blocking: bool

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Told by the error document's kind."""
        del info
        return bool(value["kind"] == cls.__name__)


@strawberry.federation.type
class PriceDeviated(UserError):
    """``PriceDeviated`` of the schema file."""

    expected_gross_total: Money
    actual_gross_total: Money

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Told by the error document's kind."""
        del info
        return bool(value["kind"] == cls.__name__)


@strawberry.federation.type
class AvailabilityLost(UserError):
    """``AvailabilityLost`` of the schema file."""

    check: "OrderCheck"

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Told by the error document's kind."""
        del info
        return bool(value["kind"] == cls.__name__)


@strawberry.federation.type
class IdempotencyKeyReused(UserError):
    """``IdempotencyKeyReused`` of the schema file."""

    first_used_at: DateTimeScalar
    original_order_id: strawberry.ID | None

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Told by the error document's kind."""
        del info
        return bool(value["kind"] == cls.__name__)


@strawberry.federation.type
class StillProcessing(UserError):
    """``StillProcessing`` of the schema file."""

    retry_after_seconds: int
    order_id: strawberry.ID | None

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Told by the error document's kind."""
        del info
        return bool(value["kind"] == cls.__name__)


@strawberry.federation.type
class PartnerReferenceUsed(UserError):
    """``PartnerReferenceUsed`` of the schema file."""

    order: "Order"

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Told by the error document's kind."""
        del info
        return bool(value["kind"] == cls.__name__)


@strawberry.federation.type
class SystemUnavailable(UserError):
    """``SystemUnavailable`` of the schema file."""

    system: System
    queued: bool
    retry_after_seconds: int | None

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Told by the error document's kind."""
        del info
        return bool(value["kind"] == cls.__name__)
