"""The object types of the process subgraph; their values are plain documents."""

from typing import Any, cast

import strawberry

from chassis.scalars import (
    DateScalar,
    DateTimeScalar,
    DecimalScalar,
    JSONScalar,
)
from gateway.orders.schema.enums import (
    AmendmentState,
    CheckOutcome,
    HoldReason,
    OrderAction,
    OrderChannel,
    OrderEventType,
    OrderStatus,
    PromiseBasis,
    ProposalKind,
    SyncState,
    System,
)
from gateway.orders.schema.values import (
    Actor,
    CheckTax,
    FieldChange,
    Money,
    Node,
    OrderShipTo,
    PageInfo,
    Product,
    Quote,
    SalesOrder,
    SystemSync,
    TermsSummary,
    UserError,
    Warehouse,
    reference,
)


@strawberry.federation.type
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


@strawberry.federation.type
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


@strawberry.federation.type
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


@strawberry.federation.type
class OrderCheck:
    """The ERP's answer for an order."""

    outcome: CheckOutcome
    as_of: DateTimeScalar
    net_total: Money
    taxes: list[CheckTax]
    gross_total: Money
    terms: TermsSummary
    lines: list[LineCheck]
    user_errors: list[UserError]


@strawberry.federation.type
class OrderDecision:
    """A shortage that waits for the customer's word."""

    id: strawberry.ID
    created_at: DateTimeScalar
    expires_at: DateTimeScalar
    check: OrderCheck


@strawberry.federation.type
class Conflict:
    """A disagreement of the systems."""

    id: strawberry.ID
    code: str
    entity_type: str
    entity_id: strawberry.ID
    field: str
    crm_value: str | None
    erp_value: str | None
    master: System
    detected_at: DateTimeScalar


@strawberry.federation.type
class OrderSync:
    """How far the systems agree."""

    state: SyncState
    crm: SystemSync
    erp: SystemSync
    conflicts: list[Conflict]
    next_attempt_at: DateTimeScalar | None
    attempts: int


@strawberry.federation.type
class OrderLine:
    """One line of the unified order."""

    id: strawberry.ID
    position: int
    sku: strawberry.ID
    requested_delivery_date: DateScalar
    net_amount: Money | None
    requested_quantity: DecimalScalar
    confirmed_quantity: DecimalScalar
    shipped_quantity: DecimalScalar
    invoiced_quantity: DecimalScalar
    cancelled_quantity: DecimalScalar
    open_quantity: DecimalScalar
    unit: str
    promises: list[DeliveryPromise]

    @strawberry.field
    def product(self: Any) -> Product | None:
        """The product."""
        return cast("Product | None", reference("sku", self["sku"]))


@strawberry.federation.type
class Amendment:
    """A change of an order that exists in the ERP."""

    id: strawberry.ID
    from_revision: int
    to_revision: int | None
    state: AmendmentState
    reason: str
    changes: list[FieldChange]
    check: OrderCheck | None
    requested_by: Actor
    requested_at: DateTimeScalar
    applied_at: DateTimeScalar | None


@strawberry.federation.type(keys=["id"], tags=["partner"])
class Order(Node):
    """The unified order; its resolved value is a document of ``schema.views``."""

    number: str
    status: OrderStatus
    hold_reasons: list[HoldReason]
    channel: OrderChannel
    revision: int
    customer_id: strawberry.ID
    customer_reference: str | None
    partner_reference: str | None
    requested_delivery_date: DateScalar
    ship_to: OrderShipTo
    confirmed_delivery_date: DateScalar | None
    net_total: Money | None
    tax_total: Money | None
    gross_total: Money | None
    lines: list[OrderLine]
    quote: Quote | None
    sales_order: SalesOrder | None
    open_amendment: Amendment | None
    amendments: list[Amendment]
    allowed_actions: list[OrderAction]
    sync: OrderSync
    created_at: DateTimeScalar
    updated_at: DateTimeScalar

    @strawberry.field
    def customer(self: Any) -> "Customer | None":
        """The CRM's and the ERP's customer."""
        return cast("Customer | None", reference("id", self["customer_id"]))

    @strawberry.field
    async def pending_decision(self: Any, info: strawberry.Info) -> OrderDecision | None:
        """The open decision."""
        found: Any = await info.context.decision(self["decision_id"])
        return cast("OrderDecision | None", found)

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Orders are documents with lines."""
        del info
        return isinstance(value, dict) and "lines" in value

    @classmethod
    async def resolvereference(cls, info: strawberry.Info, id: strawberry.ID) -> Any:  # noqa: A002 - the key field
        """By id."""
        return await info.context.order(id)


@strawberry.federation.type
class OrderEdge:
    """Relay."""

    cursor: str
    node: Order


@strawberry.federation.type
class OrderConnection:
    """Relay."""

    edges: list[OrderEdge]
    page_info: PageInfo
    total_count: int | None


@strawberry.federation.type(keys=["id"])
class Customer:
    """The process's part of a customer: his orders."""

    id: strawberry.ID

    @strawberry.field
    async def orders(
        self,
        info: strawberry.Info,
        first: int | None = None,
        after: str | None = None,
        statuses: list[OrderStatus] | None = None,
    ) -> OrderConnection:
        """His orders, in order of their making."""
        names = None if statuses is None else [item.value for item in statuses]
        key = self["id"] if isinstance(self, dict) else self.id
        page: Any = await info.context.orders(
            statuses=names, customer_id=key, first=first, after=after
        )
        return cast("OrderConnection", page)

    @classmethod
    def resolvereference(cls, id: strawberry.ID) -> "Customer":  # noqa: A002 - the key field
        """By id."""
        return cls(id=id)


@strawberry.federation.type
class OrderEvent:
    """One step in an order's life."""

    sequence: int
    cursor: str
    type: OrderEventType
    at: DateTimeScalar
    order: Order
    revision: int
    from_status: OrderStatus | None
    to_status: OrderStatus | None
    actor: Actor
    detail: JSONScalar | None
