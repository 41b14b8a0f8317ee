"""Reads for the reconciliation: the ERP's side of what both systems have, page by page."""

from typing import Self

import strawberry

from erp_service.graph.context import Info
from erp_service.graph.internal import internal
from erp_service.graph.sales_orders import SalesOrder
from erp_service.store import copies

LARGEST_PAGE = 500


@strawberry.federation.type(inaccessible=True)
class ErpPartnerCopy:
    """What the CRM told of a customer, as it stands here."""

    customer_id: strawberry.ID
    version: int
    is_erased: bool
    kind: str | None
    name: str | None
    tax_id: str | None
    country: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    email: str | None
    phone: str | None

    @classmethod
    def of(cls, copy: copies.PartnerCopy) -> Self:
        """From a row's value."""
        return cls(
            customer_id=strawberry.ID(copy.customer_id),
            version=copy.version,
            is_erased=copy.erased_at is not None,
            kind=copy.kind,
            name=copy.name,
            tax_id=copy.tax_id,
            country=copy.country,
            street=copy.street,
            postal_code=copy.postal_code,
            city=copy.city,
            email=copy.email,
            phone=copy.phone,
        )


@strawberry.type
class CopyQuery:
    """What may be compared."""

    @internal
    async def sales_order_page(
        self,
        info: Info,
        first: int,
        after: strawberry.ID | None = None,
        customer_ids: list[strawberry.ID] | None = None,
    ) -> list[SalesOrder]:
        """Orders after an external reference, of all or of some customers."""
        async with info.context.database.read() as connection:
            found = await copies.page_of_orders(connection, after, _size(first), customer_ids)
        return [SalesOrder.of(order) for order in found]

    @internal
    async def sales_orders_by_external_references(
        self, info: Info, external_references: list[strawberry.ID], with_doubles: bool = False
    ) -> list[SalesOrder]:
        """Orders of the references; with doubles, whose reference has a suffix, if asked for."""
        async with info.context.database.read() as connection:
            found = await copies.orders_of(
                connection, external_references, with_doubles=with_doubles
            )
        return [SalesOrder.of(order) for order in found]

    @internal
    async def partner_page(
        self, info: Info, first: int, after: strawberry.ID | None = None
    ) -> list[ErpPartnerCopy]:
        """Partners after a customer's id, in the order of these."""
        async with info.context.database.read() as connection:
            found = await copies.page_of_partners(connection, after, _size(first))
        return [ErpPartnerCopy.of(each) for each in found]

    @internal
    async def partners_by_customer(
        self, info: Info, customer_ids: list[strawberry.ID]
    ) -> list[ErpPartnerCopy]:
        """The partners of customers; who is none is left out."""
        async with info.context.database.read() as connection:
            found = await copies.partners_of(connection, customer_ids)
        return [ErpPartnerCopy.of(each) for each in found]


def _size(first: int) -> int:
    return max(1, min(first, LARGEST_PAGE))
