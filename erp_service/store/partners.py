"""Partners: the financial side of customers."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service import tables
from erp_service.sales_orders.tables import invoices
from erp_service.store.items import PriceList, load_price_lists
from erp_service.terms.buyer import Buyer, Position, TaxFacts
from erp_service.terms.credit import ZERO, Terms

NOT_OWED = ("DRAFT", "PAID", "CANCELLED")


@dataclass(frozen=True, slots=True)
class Partner:
    """A row with its price list and position."""

    customer_id: str
    number: str
    version: int
    email: str | None
    phone: str | None
    billing_block: bool
    price_list: PriceList
    buyer: Buyer


async def load_partners(
    connection: AsyncConnection, ids: Collection[str], today: date, *, locks: bool = False
) -> dict[str, Partner]:
    """The known ones by customer id; an invoice is overdue when its due date is before today."""
    query = select(tables.partners).where(tables.partners.c.customer_id.in_(ids))
    query = query.with_for_update() if locks else query
    rows = (await connection.execute(query)).all()
    lists = await load_price_lists(connection, {row.price_list for row in rows})
    owed = await _owed(connection, [row.customer_id for row in rows], today)
    return {
        row.customer_id: _partner(row, lists[row.price_list], *owed[row.customer_id])
        for row in rows
    }


async def _owed(
    connection: AsyncConnection, ids: Collection[str], today: date
) -> dict[str, tuple[Decimal, Decimal]]:
    table = invoices.c
    query = select(table.customer_id, table.due_date, table.outstanding).where(
        table.customer_id.in_(ids), table.state.not_in(NOT_OWED)
    )
    owed: dict[str, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for row in await connection.execute(query):
        total, overdue = owed[row.customer_id]
        late = row.outstanding if row.due_date < today else ZERO
        owed[row.customer_id] = total + row.outstanding, overdue + late
    return owed


def _partner(row: Any, price_list: PriceList, owed: Decimal, overdue: Decimal) -> Partner:
    customer_class = row._mapping["class"]  # noqa: SLF001 - a column named like a keyword
    terms = Terms(customer_class, row.payment_terms, row.credit_limit, price_list.currency)
    buyer = Buyer(
        terms,
        TaxFacts(row.kind, row.tax_id, row.country),
        Position(row.open_orders, owed, overdue),
        row.order_block,
        row.delivery_block,
    )
    return Partner(
        row.customer_id,
        row.number,
        row.version,
        row.email,
        row.phone,
        row.billing_block,
        price_list,
        buyer,
    )
