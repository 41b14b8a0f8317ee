"""The enumerations of sales orders, as the schema names them."""

from enum import Enum

import strawberry


@strawberry.enum
class SalesOrderStatus(Enum):
    """What the quantities and the credit make of an order (section 2.2)."""

    DRAFT = "DRAFT"
    INCOMPLETE = "INCOMPLETE"
    CREDIT_BLOCKED = "CREDIT_BLOCKED"
    ON_HOLD = "ON_HOLD"
    BACKORDERED = "BACKORDERED"
    PARTIALLY_CONFIRMED = "PARTIALLY_CONFIRMED"
    CONFIRMED = "CONFIRMED"
    PICKING = "PICKING"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    SHIPPED = "SHIPPED"
    COMPLETED = "COMPLETED"
    CLOSED_SHORT = "CLOSED_SHORT"
    CANCELLED = "CANCELLED"


@strawberry.enum
class SalesOrderLineStatus(Enum):
    """What the quantities make of a line."""

    OPEN = "OPEN"
    BACKORDERED = "BACKORDERED"
    PARTIALLY_CONFIRMED = "PARTIALLY_CONFIRMED"
    CONFIRMED = "CONFIRMED"
    PICKING = "PICKING"
    PICKED = "PICKED"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    SHIPPED = "SHIPPED"
    INVOICED = "INVOICED"
    CANCELLED = "CANCELLED"


@strawberry.enum
class Completeness(Enum):
    """A progress axis."""

    NONE = "NONE"
    PARTIAL = "PARTIAL"
    FULL = "FULL"


@strawberry.enum
class CreditStatus(Enum):
    """The credit check's outcome, and what finance made of it."""

    NOT_CHECKED = "NOT_CHECKED"
    APPROVED = "APPROVED"
    BLOCKED = "BLOCKED"
    RELEASED = "RELEASED"
    AWAITING_PREPAYMENT = "AWAITING_PREPAYMENT"


@strawberry.enum
class DeliveryPolicy(Enum):
    """R-ATP-6: COMPLETE all in one delivery, ONE_TIME what one delivery can hold, SPLIT several."""

    COMPLETE = "COMPLETE"
    ONE_TIME = "ONE_TIME"
    SPLIT = "SPLIT"


@strawberry.enum
class PriceConditionKind(Enum):
    """A step of the pricing (R-PRC-1)."""

    LIST_PRICE = "LIST_PRICE"
    CONTRACT_PRICE = "CONTRACT_PRICE"
    TIER_DISCOUNT = "TIER_DISCOUNT"
    LINE_DISCOUNT = "LINE_DISCOUNT"
    HEADER_DISCOUNT = "HEADER_DISCOUNT"
    FREIGHT = "FREIGHT"
    SURCHARGE = "SURCHARGE"
