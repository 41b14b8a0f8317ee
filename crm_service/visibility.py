"""Whom a caller may see: staff everybody, a partner his own customers (domain section 3.8).

What is not a partner's answers as if it did not exist, in reads and in writes.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.identity import Actor
from crm_service import customers, quotes
from crm_service.records import Customer
from crm_service.refusals import RefusedError
from crm_service.tables import CUSTOMERS, QUOTES
from crm_service.writing import Transaction

Found = TypeVar("Found")
SEES_ALL = frozenset(("STAFF", "SYSTEM"))


def seen(query: Select[Any], customer_id: ColumnElement[Any], actor: Actor) -> Select[Any]:
    """The query without what belongs to customers whom the caller may not see."""
    return query if actor.kind in SEES_ALL else query.where(customer_id.in_(_own(actor)))


async def only_seen(
    connection: AsyncConnection,
    actor: Actor,
    found: Mapping[str, Found],
    customer_of: Callable[[Found], str | None],
) -> dict[str, Found]:
    """The found records of customers whom the caller may see."""
    if actor.kind in SEES_ALL:
        return dict(found)
    ids = {customer_of(record) for record in found.values()} - {None}
    own = set((await connection.execute(_own(actor).where(CUSTOMERS.c.id.in_(ids)))).scalars())
    return {key: record for key, record in found.items() if customer_of(record) in own}


async def require_seen(
    transaction: Transaction, customer_id: str, path: tuple[str, ...] = ()
) -> Customer:
    """``customers.require`` of one whom the caller may see.

    Raises:
        RefusedError: NOT_FOUND.
    """
    customer = await customers.require(transaction.connection, customer_id, path)
    if not sees(transaction.actor, customer):
        raise RefusedError(customers.unknown(customer_id, path))
    return customer


async def require_seen_quote(
    transaction: Transaction, quote_id: str, path: tuple[str, ...] = ()
) -> None:
    """Refuse the quote of a customer whom the caller may not see, whatever its revision is.

    Raises:
        RefusedError: NOT_FOUND.
    """
    query = select(QUOTES.c.id).where(QUOTES.c.id == quote_id)
    known = seen(query, QUOTES.c.customer_id, transaction.actor)
    if (await transaction.connection.execute(known)).first() is None:
        raise RefusedError(quotes.unknown(quote_id, path))


def sees(actor: Actor, customer: Customer) -> bool:
    """Whether the caller may see a customer."""
    return actor.kind in SEES_ALL or (
        actor.partner_id is not None and customer.partner_id == actor.partner_id
    )


def _own(actor: Actor) -> Select[Any]:
    # Nobody's customers have no partner: whoever has no id of his own sees none.
    return select(CUSTOMERS.c.id).where(CUSTOMERS.c.partner_id == (actor.partner_id or ""))
