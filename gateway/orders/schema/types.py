"""The object types of the process subgraph; their values are plain documents."""

from typing import Any, cast

import strawberry

from chassis.scalars import (
    DateScalar,
    DateTimeScalar,
    DecimalScalar,
    JSONScalar,
)
from gateway.orders.pages import PageRequest
from gateway.orders.schema.audit import AuditConnection
from gateway.orders.schema.checks import DeliveryPromise, OrderCheck, OrderDecision
from gateway.orders.schema.conflicts import Conflict
from gateway.orders.schema.enums import (
    AmendmentState,
    HoldReason,
    LinkState,
    OrderAction,
    OrderChannel,
    OrderEventType,
    OrderStatus,
    SyncState,
    System,
)
from gateway.orders.schema.values import (
    Actor,
    FieldChange,
    Money,
    Node,
    OrderShipTo,
    PageInfo,
    Product,
    Quote,
    SalesOrder,
    SystemSync,
    reference,
)


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
class CrossReference:
    """Which record of a system stands for an entity, at which of its versions."""

    system: System
    entity_type: str
    external_id: str
    external_version: int | None
    linked_at: DateTimeScalar | None
    state: LinkState


@strawberry.federation.type
class EntitySync:
    """How far the systems agree about an entity."""

    state: SyncState
    links: list[CrossReference]
    conflicts: list[Conflict]


@strawberry.federation.type(tags=["partner"])
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


@strawberry.federation.type(tags=["partner"])
class Amendment:
    """A change of an order that exists in the ERP."""

    id: strawberry.ID
    from_revision: int
    to_revision: int | None
    state: AmendmentState
    reason: str
    changes: list[FieldChange]
    requested_by: Actor
    requested_at: DateTimeScalar
    applied_at: DateTimeScalar | None

    @strawberry.field
    async def check(self: Any, info: strawberry.Info) -> OrderCheck | None:
        """The ERP's answer of a dry run, or to what has to be decided."""
        if "check" in self:
            return cast("OrderCheck", self["check"])
        decision: Any = await info.context.decision(self["id"])
        return cast("OrderCheck | None", decision and decision["check"])


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
    def customer(self: Any, info: strawberry.Info) -> "Customer | None":
        """The CRM's and the ERP's customer; null as a whole while the CRM is known to be down.

        Half a customer would look like one whose name was erased (T12).
        """
        info.context.require_crm()
        return cast("Customer | None", reference("id", self["customer_id"]))

    @strawberry.field
    async def pending_decision(self: Any, info: strawberry.Info) -> OrderDecision | None:
        """The open decision."""
        found: Any = await info.context.decision(self["decision_id"])
        return cast("OrderDecision | None", found)

    @strawberry.field
    async def history(
        self: Any, info: strawberry.Info, first: int | None = None, after: str | None = None
    ) -> "OrderEventConnection":
        """What happened to it, oldest first."""
        page: Any = await info.context.history(self["id"], PageRequest(first, after))
        return cast("OrderEventConnection", page)

    @strawberry.field
    async def audit(
        self: Any, info: strawberry.Info, first: int | None = None, after: str | None = None
    ) -> AuditConnection:
        """Who changed what of it in all three systems, oldest first."""
        page: Any = await info.context.audit("order", self["id"], PageRequest(first, after))
        return cast("AuditConnection", page)

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Orders are documents with lines."""
        del info
        return isinstance(value, dict) and "lines" in value

    @classmethod
    async def resolve_reference(cls, info: strawberry.Info, id: strawberry.ID) -> Any:  # noqa: A002 - the key field
        """By id."""
        return await info.context.order(id)


@strawberry.federation.type(tags=["partner"])
class OrderEdge:
    """Relay."""

    cursor: str
    node: Order


@strawberry.federation.type(tags=["partner"])
class OrderConnection:
    """Relay."""

    edges: list[OrderEdge]
    page_info: PageInfo

    @strawberry.field
    async def total_count(self: Any, info: strawberry.Info) -> int | None:
        """How many there are on all pages; counted only when asked for."""
        if "counted" in self:
            return cast("int", await info.context.count_of(self["counted"]))
        return cast("int", await info.context.count(self["wanted"]))


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
        names = None if statuses is None else tuple(item.value for item in statuses)
        key = self["id"] if isinstance(self, dict) else self.id
        page: Any = await info.context.orders_of(key, PageRequest(first, after), names)
        return cast("OrderConnection", page)

    @strawberry.field
    async def sync(self, info: strawberry.Info) -> EntitySync:
        """PENDING until the ERP has the CRM's newest version of him."""
        key = self["id"] if isinstance(self, dict) else self.id
        return cast("EntitySync", await info.context.customer_sync(key))

    @strawberry.field
    async def audit(
        self, info: strawberry.Info, first: int | None = None, after: str | None = None
    ) -> AuditConnection:
        """Who changed him in CRM and ERP, and his orders in the process, oldest first."""
        key = self["id"] if isinstance(self, dict) else self.id
        page: Any = await info.context.audit("customer", key, PageRequest(first, after))
        return cast("AuditConnection", page)

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "Customer":  # noqa: A002 - the key field
        """By id."""
        return cls(id=id)


@strawberry.federation.type(tags=["partner"])
class OrderEventConnection:
    """Relay."""

    edges: list["OrderEventEdge"]
    page_info: PageInfo


@strawberry.federation.type(tags=["partner"])
class OrderEventEdge:
    """Relay."""

    cursor: str
    node: "OrderEvent"


@strawberry.federation.type(tags=["partner"])
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
