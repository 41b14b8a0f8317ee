"""Partners: the financial side of customers."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service import tables
from erp_service.sales_orders.tables import invoices
from erp_service.store.items import PriceList
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


_UNREAD = {"name", "street", "postal_code", "city"}
_OPEN_INVOICES = and_(
    invoices.c.customer_id == tables.partners.c.customer_id, invoices.c.state.not_in(NOT_OWED)
)
# One row for each open invoice, or one without: the sums of exact decimals are made here.
_PARTNERS = (
    select(
        *(column for column in tables.partners.c if column.name not in _UNREAD),
        invoices.c.due_date,
        invoices.c.outstanding,
    )
    .select_from(tables.partners.outerjoin(invoices, _OPEN_INVOICES))
    .where(tables.partners.c.customer_id.in_(bindparam("ids", expanding=True)))
)
_LOCKED_PARTNERS = _PARTNERS.with_for_update(of=tables.partners)


async def load_partners(
    connection: AsyncConnection,
    price_lists: Mapping[str, PriceList],
    ids: Collection[str],
    today: date,
    *,
    locks: bool = False,
) -> dict[str, Partner]:
    """The known ones by customer id; an invoice is overdue when its due date is before today.

    A merged one is his survivor.
    """
    query = _LOCKED_PARTNERS if locks else _PARTNERS
    found: dict[str, list[Any]] = defaultdict(list)
    for row in await connection.execute(query, {"ids": list(ids)}):
        found[row.customer_id].append(row)
    moved = {each: rows[0].merged_into for each, rows in found.items() if rows[0].merged_into}
    last = set(moved.values())
    survivors = (
        await load_partners(connection, price_lists, last, today, locks=locks) if last else {}
    )
    living = {
        customer_id: _partner(rows[0], price_lists[rows[0].price_list], _position(rows, today))
        for customer_id, rows in found.items()
        if customer_id not in moved
    }
    return living | {each: survivors[survivor] for each, survivor in moved.items()}


def _position(rows: Sequence[Any], today: date) -> Position:
    owed = [row for row in rows if row.outstanding is not None]
    return Position(
        rows[0].open_orders,
        sum((row.outstanding for row in owed), ZERO),
        sum((row.outstanding for row in owed if row.due_date < today), ZERO),
    )


def _partner(row: Any, price_list: PriceList, position: Position) -> Partner:
    customer_class = row._mapping["class"]  # noqa: SLF001 - a column named like a keyword
    terms = Terms(customer_class, row.payment_terms, row.credit_limit, price_list.currency)
    buyer = Buyer(
        terms,
        TaxFacts(row.kind, row.tax_id, row.country),
        position,
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
