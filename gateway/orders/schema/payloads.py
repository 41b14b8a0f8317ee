"""What the mutations answer."""

import strawberry

from chassis.scalars import (
    DecimalScalar,
)
from gateway.orders.schema.checks import OrderDecision
from gateway.orders.schema.conflicts import ReconciliationReport
from gateway.orders.schema.enums import (
    PlaceOrderOutcome,
)
from gateway.orders.schema.types import Amendment, Customer, Order
from gateway.orders.schema.values import (
    Money,
    UserError,
)


@strawberry.federation.type(tags=["partner"])
class PlaceOrderPayload:
    """The answer of placeOrder."""

    outcome: PlaceOrderOutcome
    order: Order | None
    decision: OrderDecision | None
    replayed: bool
    user_errors: list[UserError]


@strawberry.federation.type
class DecideOrderPayload:
    """The answer of decideOrder."""

    outcome: PlaceOrderOutcome
    order: Order | None
    user_errors: list[UserError]


@strawberry.federation.type(tags=["partner"])
class AmendOrderPayload:
    """The answer of amendOrder."""

    order: Order | None
    amendment: Amendment | None
    replayed: bool
    user_errors: list[UserError]


@strawberry.federation.type(tags=["partner"])
class CancelledLine:
    """What of a line was cancelled."""

    line_id: strawberry.ID
    cancelled_quantity: DecimalScalar
    remaining_quantity: DecimalScalar


@strawberry.federation.type(tags=["partner"])
class CancelOrderPayload:
    """The answer of cancelOrder."""

    order: Order | None
    cancelled_lines: list[CancelledLine]
    refund_due: Money | None
    replayed: bool
    user_errors: list[UserError]


@strawberry.federation.type
class OrderPayload:
    """An order after what was asked for."""

    order: Order | None
    user_errors: list[UserError]


@strawberry.federation.type
class ReconciliationPayload:
    """A run of the reconciliation, finished or still going on."""

    report: ReconciliationReport | None
    user_errors: list[UserError]


@strawberry.federation.type
class MergePayload:
    """The customer that several became."""

    survivor: Customer | None
    user_errors: list[UserError]
