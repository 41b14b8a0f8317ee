"""Deliveries and invoices, alone and as Relay connections of their sales order.

An order leads to its documents and they lead back: the two modules name each other's types lazily.
"""

import datetime as dt
from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Self, TypeVar

import strawberry

from chassis.relay import decode_cursor, encode_cursor, page_size
from chassis.scalars import DateScalar, DateTimeScalar, DecimalScalar
from erp_service.graph import sales_orders
from erp_service.graph.common import Money, Node, PageInfo, quantity
from erp_service.graph.context import Info
from erp_service.graph.products import Product
from erp_service.graph.warehouses import Warehouse
from erp_service.store import documents

if TYPE_CHECKING:
    from erp_service.graph.sales_orders import SalesOrder

LazySalesOrder = Annotated["SalesOrder", strawberry.lazy("erp_service.graph.sales_orders")]
Document = TypeVar("Document", documents.Delivery, documents.Invoice)


@strawberry.enum
class DeliveryState(Enum):
    """How far a delivery is."""

    PLANNED = "PLANNED"
    PICKING = "PICKING"
    PICKED = "PICKED"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"


@strawberry.enum
class InvoiceState(Enum):
    """How far an invoice is."""

    DRAFT = "DRAFT"
    POSTED = "POSTED"
    PARTIALLY_PAID = "PARTIALLY_PAID"
    PAID = "PAID"
    OVERDUE = "OVERDUE"
    CANCELLED = "CANCELLED"


@strawberry.enum
class InvoiceKind(Enum):
    """What an invoice is for."""

    INVOICE = "INVOICE"
    DOWN_PAYMENT = "DOWN_PAYMENT"
    CREDIT_NOTE = "CREDIT_NOTE"


@strawberry.federation.type(tags=["partner"])
class DeliveryLine:
    """So much of one line of the order."""

    sales_order_line_id: strawberry.ID
    sku: strawberry.ID
    product: Product | None
    quantity: DecimalScalar


@strawberry.federation.type(keys=["id"], tags=["partner"])
class Delivery(Node):
    """One shipment of one order from one warehouse."""

    delivery: strawberry.Private[documents.Delivery]
    number: str
    state: DeliveryState
    planned_ship_date: DateScalar
    shipped_at: DateTimeScalar | None
    carrier: str | None
    tracking_number: str | None

    @strawberry.field
    async def sales_order(self, info: Info) -> LazySalesOrder:
        """The order that it fulfils."""
        order_id = self.delivery.sales_order_id
        order = await sales_orders.SalesOrder.load(info, "id", order_id)
        if order is None:
            raise AssertionError(f"delivery {self.number} belongs to an order that is not stored")
        return order

    @strawberry.field
    def warehouse(self, info: Info) -> Warehouse:
        """Where it leaves."""
        return Warehouse.named(info, self.delivery.warehouse)

    @strawberry.field
    def lines(self) -> list[DeliveryLine]:
        """What is in it."""
        return [
            DeliveryLine(
                sales_order_line_id=strawberry.ID(line.sales_order_line_id),
                sku=strawberry.ID(line.sku),
                product=Product(sku=strawberry.ID(line.sku)),
                quantity=quantity(line.quantity),
            )
            for line in self.delivery.lines
        ]

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> Self | None:  # noqa: A002 - the key's name
        """From its key."""
        found = await info.context.deliveries.load(id)
        return None if found is None else cls.of(found)

    @classmethod
    def of(cls, delivery: documents.Delivery) -> Self:
        """From the stored value."""
        shipped = delivery.shipped_at
        return cls(
            delivery=delivery,
            id=strawberry.ID(delivery.id),
            number=delivery.number,
            state=DeliveryState(delivery.state),
            planned_ship_date=DateScalar(delivery.planned_ship_date),
            shipped_at=None if shipped is None else DateTimeScalar(shipped),
            carrier=delivery.carrier,
            tracking_number=delivery.tracking_number,
        )


@strawberry.federation.type(keys=["id"])
class Invoice(Node):
    """An invoice; a collective one has no order."""

    sales_order_id: strawberry.Private[str | None]
    number: str
    kind: InvoiceKind
    state: InvoiceState
    date: DateScalar
    due_date: DateScalar
    net_total: Money
    tax_total: Money
    gross_total: Money
    outstanding: Money

    @strawberry.field
    async def sales_order(self, info: Info) -> LazySalesOrder | None:
        """The order that it bills."""
        if self.sales_order_id is None:
            return None
        return await sales_orders.SalesOrder.load(info, "id", self.sales_order_id)

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> Self | None:  # noqa: A002 - the key's name
        """From its key."""
        found = await info.context.invoices.load(id)
        return None if found is None else cls.of(found, info.context.today)

    @classmethod
    def of(cls, invoice: documents.Invoice, today: dt.date) -> Self:
        """From the stored value; what is due before today is overdue."""
        return cls(
            sales_order_id=invoice.sales_order_id,
            id=strawberry.ID(invoice.id),
            number=invoice.number,
            kind=InvoiceKind(invoice.kind),
            state=InvoiceState(invoice.state_on(today)),
            date=DateScalar(invoice.date),
            due_date=DateScalar(invoice.due_date),
            net_total=Money.of(invoice.net_total, invoice.currency),
            tax_total=Money.of(invoice.tax_total, invoice.currency),
            gross_total=Money.of(invoice.gross_total, invoice.currency),
            outstanding=Money.of(invoice.outstanding, invoice.currency),
        )


@strawberry.federation.type(tags=["partner"])
class DeliveryEdge:
    """A delivery with its cursor."""

    cursor: str
    node: Delivery


@strawberry.federation.type(tags=["partner"])
class DeliveryConnection:
    """Deliveries of an order, oldest first."""

    edges: list[DeliveryEdge]
    page_info: PageInfo

    @classmethod
    def of(cls, found: Sequence[documents.Delivery], first: int | None, after: str | None) -> Self:
        """A page of them."""
        page, info = _page(found, first, after)
        edges = [DeliveryEdge(cursor=encode_cursor(e.id), node=Delivery.of(e)) for e in page]
        return cls(edges=edges, page_info=info)


@strawberry.type
class InvoiceEdge:
    """An invoice with its cursor."""

    cursor: str
    node: Invoice


@strawberry.type
class InvoiceConnection:
    """Invoices of an order, oldest first."""

    edges: list[InvoiceEdge]
    page_info: PageInfo

    @classmethod
    def of(
        cls,
        found: Sequence[documents.Invoice],
        first: int | None,
        after: str | None,
        today: dt.date,
    ) -> Self:
        """A page of them."""
        page, info = _page(found, first, after)
        edges = [InvoiceEdge(cursor=encode_cursor(e.id), node=Invoice.of(e, today)) for e in page]
        return cls(edges=edges, page_info=info)


def _page(
    found: Sequence[Document], first: int | None, after: str | None
) -> tuple[Sequence[Document], PageInfo]:
    size, start = page_size(first), "" if after is None else str(decode_cursor(after)[0])
    rest = [each for each in found if each.id > start]
    page = rest[:size]
    info = PageInfo(
        has_next_page=len(rest) > size,
        has_previous_page=len(rest) < len(found),
        start_cursor=encode_cursor(page[0].id) if page else None,
        end_cursor=encode_cursor(page[-1].id) if page else None,
    )
    return page, info
