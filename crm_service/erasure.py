"""eraseCustomer: the CRM's part of an erasure (§3.7), carried by the order process.

Of the customer and of those who were merged into him nothing personal is left: neither in records
and searches, nor in conversations, events and the audit. Ids, numbers and what was quoted stay.
"""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, or_, select, update

from chassis.audit import forget_values
from crm_service import customers
from crm_service.records import Customer, Quote
from crm_service.tables import AUDIT, CUSTOMERS, INTERACTIONS, OUTBOX, QUOTE_REVISIONS, QUOTES
from crm_service.writing import Transaction

NOTHING: dict[str, Any] = {
    **dict.fromkeys(("legal_name", "given_name", "family_name", "tax_id", "language_tag")),
    "partner_customer_reference": None,
    **dict.fromkeys(("emails", "phones", "addresses", "contacts", "consents"), ()),
}


async def erase(transaction: Transaction, customer_id: str) -> str:
    """Erase once; again it changes nothing.

    Raises:
        RefusedError: NOT_FOUND.
    """
    customer = await customers.require(transaction.connection, customer_id, ("id",))
    if customer.lifecycle == "ERASED":
        return customer.id
    people = [customer, *await _merged_into(transaction, customer.id)]
    ids = [each.id for each in people]
    quote_ids = await _erase_quotes(transaction, ids)
    await _erase_interactions(transaction, people, quote_ids)
    addresses = [address.id for each in people for address in each.addresses]
    await _remove_events(transaction, "CustomerAddress", addresses)
    await forget_values(transaction.connection, AUDIT, "Customer", ids)
    for person in people:
        gone = msgspec.structs.replace(person, lifecycle="ERASED", **NOTHING)
        await _remove_events(transaction, "Customer", [person.id])
        await customers.save(transaction, gone)
    return customer.id


async def _merged_into(transaction: Transaction, customer_id: str) -> list[Customer]:
    """However often: a merged one may have had others merged into him."""
    query = select(CUSTOMERS.c.state).where(CUSTOMERS.c.lifecycle == "MERGED")
    states = (await transaction.connection.execute(query)).scalars().all()
    merged = [msgspec.convert(state, Customer) for state in states]
    found: dict[str, Customer] = {}
    left = {customer_id}
    while left:
        next_ones = {each.id: each for each in merged if each.merged_into in left}
        left = next_ones.keys() - found.keys()
        found |= next_ones
    return list(found.values())


async def _erase_quotes(transaction: Transaction, customer_ids: Sequence[str]) -> list[str]:
    connection, table = transaction.connection, QUOTE_REVISIONS
    his = select(QUOTES.c.id).where(QUOTES.c.customer_id.in_(customer_ids))
    quote_ids = list((await connection.execute(his)).scalars())
    revisions = select(table.c.state).where(table.c.quote_id.in_(quote_ids))
    for state in (await connection.execute(revisions)).scalars().all():
        quote = msgspec.convert(state, Quote)
        lines = tuple(msgspec.structs.replace(line, note=None) for line in quote.lines)
        left = msgspec.structs.replace(
            quote, ship_to=None, lines=lines, reason=None, loss_reason=None
        )
        same = (table.c.quote_id == quote.id) & (table.c.revision == quote.revision)
        await connection.execute(update(table).where(same).values(state=left))
    await _strip_quote_events(transaction, quote_ids)
    await forget_values(connection, AUDIT, "Quote", quote_ids)
    return quote_ids


async def _strip_quote_events(transaction: Transaction, quote_ids: Sequence[str]) -> None:
    connection = transaction.connection
    about = (OUTBOX.c.entity_type == "Quote") & OUTBOX.c.entity_id.in_(quote_ids)
    query = select(OUTBOX.c.sequence, OUTBOX.c.payload).where(about)
    for row in (await connection.execute(query)).all():
        gone: dict[str, Any] = dict.fromkeys(("shipTo", "reason", "lossReason"))
        lines = [{**line, "note": None} for line in row.payload["lines"]]
        change = update(OUTBOX).where(OUTBOX.c.sequence == row.sequence)
        await connection.execute(change.values(payload={**row.payload, **gone, "lines": lines}))


async def _erase_interactions(
    transaction: Transaction, people: Sequence[Customer], quote_ids: Sequence[str]
) -> None:
    """With him, about his quotes, and calls from his numbers by nobody known."""
    connection, table = transaction.connection, INTERACTIONS
    numbers = [phone for each in people for phone in each.phones]
    numbers += [contact.phone for each in people for contact in each.contacts if contact.phone]
    nameless = table.c.customer_id.is_(None) & table.c.caller_number.in_(numbers)
    his = table.c.customer_id.in_([each.id for each in people])
    about = or_(his, nameless, table.c.quote_id.in_(quote_ids))
    ids = list((await connection.execute(select(table.c.id).where(about))).scalars())
    await connection.execute(delete(table).where(table.c.id.in_(ids)))
    await _remove_events(transaction, "Interaction", ids)
    await forget_values(connection, AUDIT, "Interaction", ids)


async def _remove_events(
    transaction: Transaction, entity_type: str, entity_ids: Collection[str]
) -> None:
    """Readers that have not come so far get the erased state only."""
    about = (OUTBOX.c.entity_type == entity_type) & OUTBOX.c.entity_id.in_(list(entity_ids))
    await transaction.connection.execute(delete(OUTBOX).where(about))
