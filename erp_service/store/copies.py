"""What the order process compares: sales orders by reference, partners as the CRM told them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service.sales_orders.record import SalesOrder
from erp_service.sales_orders.tables import sales_orders
from erp_service.store.sales_orders import load_sales_orders
from erp_service.tables import COPIED_FROM_CRM, partners

# A second order of one order of the gateway has its reference with a suffix (rule 3.9.18).
SUFFIX = "~"
_REFERENCE = sales_orders.c.external_reference
_COPY = (
    "customer_id",
    "version",
    "erased_at",
    *COPIED_FROM_CRM,
)


@dataclass(frozen=True, slots=True)
class PartnerCopy:
    """A partner's part that the CRM masters; ``version`` is 0 while nothing was told."""

    customer_id: str
    version: int
    erased_at: datetime | None
    kind: str | None
    name: str | None
    tax_id: str | None
    country: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    email: str | None
    phone: str | None


async def page_of_orders(
    connection: AsyncConnection,
    after: str | None,
    size: int,
    customer_ids: Collection[str] | None = None,
) -> list[SalesOrder]:
    """The next ones, of all or of some customers, by their references, in three statements."""
    query = select(_REFERENCE).order_by(_REFERENCE).limit(size)
    if customer_ids is not None:
        query = query.where(sales_orders.c.customer_id.in_(customer_ids))
    if after is not None:
        query = query.where(after < _REFERENCE)
    return await _load(connection, list((await connection.execute(query)).scalars()))


async def orders_of(
    connection: AsyncConnection, references: Collection[str], *, with_doubles: bool
) -> list[SalesOrder]:
    """Those of the references; ``with_doubles`` also second ones."""
    wanted = list(references)
    if with_doubles:
        doubles = (_doubles_of(connection, each) for each in wanted)
        same: ColumnElement[bool] = or_(_REFERENCE.in_(wanted), *doubles)
        found = await connection.execute(select(_REFERENCE).where(same))
        wanted = list(found.scalars())
    return await _load(connection, wanted)


async def partners_of(
    connection: AsyncConnection, customer_ids: Collection[str]
) -> list[PartnerCopy]:
    """Those of the customers, in one statement."""
    columns = [partners.c[name] for name in _COPY]
    query = select(*columns).where(partners.c.customer_id.in_(customer_ids))
    return [_copy(row) for row in await connection.execute(query)]


async def page_of_partners(
    connection: AsyncConnection, after: str | None, size: int
) -> list[PartnerCopy]:
    """The next ones in the order of their customers' ids."""
    columns = [partners.c[name] for name in _COPY]
    query = select(*columns).order_by(partners.c.customer_id).limit(size)
    if after is not None:
        query = query.where(partners.c.customer_id > after)
    return [_copy(row) for row in await connection.execute(query)]


def _doubles_of(connection: AsyncConnection, reference: str) -> ColumnElement[bool]:
    first = f"{reference}{SUFFIX}"
    if connection.dialect.name == "sqlite":
        # Its text is ordered byte by byte: a stretch of the index. LIKE would read all of it.
        return _REFERENCE.between(first, f"{first}{chr(0x10FFFF)}")
    return _REFERENCE.startswith(first, autoescape=True)


async def _load(connection: AsyncConnection, references: Sequence[str]) -> list[SalesOrder]:
    if not references:
        return []
    found = await load_sales_orders(connection, "external_reference", references)
    return sorted(found, key=lambda order: references.index(order.external_reference))


def _copy(row: Any) -> PartnerCopy:
    return PartnerCopy(**row._mapping)  # noqa: SLF001 - the row as a mapping
