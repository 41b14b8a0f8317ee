"""Reads."""

import strawberry

from erp_service.graph.context import Info
from erp_service.graph.copies import CopyQuery
from erp_service.graph.documents import Delivery, Invoice
from erp_service.graph.internal import internal
from erp_service.graph.sales_orders import SalesOrder
from erp_service.graph.warehouses import Warehouse


@strawberry.type
class Query(CopyQuery):
    """What may be read."""

    @strawberry.field
    async def sales_order(self, info: Info, id: strawberry.ID) -> SalesOrder | None:  # noqa: A002 - the argument's name
        """One order; partners come to theirs by the order process."""
        if not info.context.sees_all:
            return None
        return await SalesOrder.load(info, "id", id)

    @strawberry.field
    async def sales_order_by_number(self, info: Info, number: str) -> SalesOrder | None:
        """One order by its number."""
        if not info.context.sees_all:
            return None
        return await SalesOrder.load(info, "number", number)

    @internal
    async def sales_order_by_external_reference(
        self, info: Info, external_reference: strawberry.ID
    ) -> SalesOrder | None:
        """Look-up before a retry: whether the last attempt arrived."""
        return await SalesOrder.load(info, "external_reference", external_reference)

    @strawberry.field
    async def delivery(self, info: Info, id: strawberry.ID) -> Delivery | None:  # noqa: A002 - the argument's name
        """One delivery."""
        if not info.context.sees_all:
            return None
        return await Delivery.resolve_reference(info, id)

    @strawberry.field
    async def invoice(self, info: Info, id: strawberry.ID) -> Invoice | None:  # noqa: A002 - the argument's name
        """One invoice."""
        if not info.context.sees_all:
            return None
        return await Invoice.resolve_reference(info, id)

    @strawberry.field
    def warehouses(self, info: Info) -> list[Warehouse]:
        """In the order of sourcing (rule 3.9.19)."""
        return [Warehouse.of(each) for each in info.context.master_data.company.warehouses]
