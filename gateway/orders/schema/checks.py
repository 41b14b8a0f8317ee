"""The ERP's answer to what is wanted, and the ways out of a shortage; values are documents."""

from typing import Any, cast

import strawberry

from chassis.scalars import DateScalar, DateTimeScalar, DecimalScalar
from gateway.orders.schema.enums import CheckOutcome, PromiseBasis, ProposalKind
from gateway.orders.schema.values import (
    CheckTax,
    Money,
    Product,
    TermsSummary,
    UserError,
    Warehouse,
    reference,
)


@strawberry.federation.type(tags=["partner"])
class DeliveryPromise:
    """One part of a line on one day."""

    delivery_date: DateScalar
    quantity: DecimalScalar
    warehouse_code: strawberry.ID | None
    basis: PromiseBasis

    @strawberry.field
    def warehouse(self: Any) -> Warehouse | None:
        """The ERP's warehouse."""
        return cast("Warehouse | None", reference("code", self["warehouse_code"]))


@strawberry.federation.type(tags=["partner"])
class DeliveryProposal:
    """One way out of a shortage."""

    id: strawberry.ID
    kind: ProposalKind
    sku: strawberry.ID
    quantity: DecimalScalar
    deliveries: list[DeliveryPromise]
    last_delivery_date: DateScalar | None
    line_net_amount: Money
    order_gross_total: Money
    held_until: DateTimeScalar | None
    expires_at: DateTimeScalar

    @strawberry.field
    def product(self: Any) -> Product | None:
        """The product."""
        return cast("Product | None", reference("sku", self["sku"]))


@strawberry.federation.type(tags=["partner"])
class LineCheck:
    """The ERP's answer for one line."""

    line_index: int
    sku: strawberry.ID
    requested_quantity: DecimalScalar
    requested_date: DateScalar
    effective_date: DateScalar
    available_on_requested_date: DecimalScalar
    shortfall: DecimalScalar
    unit_price: Money
    discount_percent: DecimalScalar
    discount_amount: Money
    net_amount: Money
    proposals: list[DeliveryProposal]

    @strawberry.field
    def product(self: Any) -> Product | None:
        """The product."""
        return cast("Product | None", reference("sku", self["sku"]))


@strawberry.federation.type(tags=["partner"])
class OrderCheck:
    """The ERP's answer for an order."""

    outcome: CheckOutcome
    as_of: DateTimeScalar
    net_total: Money | None = strawberry.field(
        description="Totals and terms are null only when userErrors say why nothing was checked."
    )
    taxes: list[CheckTax]
    gross_total: Money | None
    terms: TermsSummary | None
    lines: list[LineCheck]
    user_errors: list[UserError]


@strawberry.federation.type(tags=["partner"])
class OrderDecision:
    """A shortage that waits for the customer's word."""

    id: strawberry.ID
    created_at: DateTimeScalar
    expires_at: DateTimeScalar
    check: OrderCheck
