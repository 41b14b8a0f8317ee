"""Quotes that become another customer's, with all their revisions; nothing else of them changes."""

import msgspec
from sqlalchemy import select, update

from crm_service import customers
from crm_service.quotes import unknown
from crm_service.records import Quote
from crm_service.refusals import RefusedError
from crm_service.tables import QUOTE_REVISIONS, QUOTES
from crm_service.writing import Transaction


async def reassign(transaction: Transaction, quote_id: str, customer_id: str) -> str:
    """Another customer's from now on; again it changes nothing.

    Raises:
        RefusedError: NOT_FOUND.
    """
    customer = await customers.require_survivor(
        transaction.connection, customer_id, ("customerId",)
    )
    query = select(QUOTES).where(QUOTES.c.id == quote_id).with_for_update()
    row = (await transaction.connection.execute(query)).one_or_none()
    if row is None:
        raise RefusedError(unknown(quote_id, ("quoteId",)))
    if row.customer_id != customer.id:
        await _move(transaction, quote_id, row.revision, customer.id)
    return quote_id


async def move_all(transaction: Transaction, from_id: str, to_id: str) -> None:
    """All of one customer's quotes become another's."""
    mine = select(QUOTES.c.id, QUOTES.c.revision).where(QUOTES.c.customer_id == from_id)
    for quote_id, current in (await transaction.connection.execute(mine)).all():
        await _move(transaction, quote_id, current, to_id)


async def _move(transaction: Transaction, quote_id: str, current: int, to_id: str) -> None:
    connection, table = transaction.connection, QUOTE_REVISIONS
    change = update(QUOTES).where(QUOTES.c.id == quote_id)
    await connection.execute(change.values(customer_id=to_id))
    states = select(table.c.state).where(table.c.quote_id == quote_id)
    for state in (await connection.execute(states)).scalars().all():
        quote = msgspec.convert(state, Quote)
        is_current = quote.revision == current
        moved = msgspec.structs.replace(
            quote, customer_id=to_id, version=quote.version + is_current
        )
        same = (table.c.quote_id == quote_id) & (table.c.revision == quote.revision)
        await connection.execute(update(table).where(same).values(state=moved))
        if is_current:
            await transaction.changed("Quote", quote_id, moved.version, moved)
