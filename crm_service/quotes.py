"""Quotes and their revisions; states and their moves are a table (domain rule 2.1)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import now
from crm_service.records import Quote
from crm_service.refusals import RefusedError
from crm_service.tables import QUOTE_REVISIONS, QUOTES
from crm_service.writing import Transaction

MOVES: Mapping[str, tuple[str, ...]] = {
    "DRAFT": ("OFFERED", "CANCELLED"),
    "OFFERED": ("ACCEPTED", "EXPIRED", "LOST", "CANCELLED"),
    "ACCEPTED": ("ORDERED", "OFFERED", "CANCELLED"),
    "ORDERED": ("CANCELLED",),
    "LOST": (),
    "EXPIRED": (),
    "CANCELLED": (),
}


async def load(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Quote]:
    """The current revisions of quotes, in one query."""
    query = (
        select(QUOTE_REVISIONS.c.state)
        .join(QUOTES, QUOTES.c.id == QUOTE_REVISIONS.c.quote_id)
        .where(QUOTES.c.id.in_(list(ids)), QUOTES.c.revision == QUOTE_REVISIONS.c.revision)
    )
    states = (await connection.execute(query)).scalars()
    found = [msgspec.convert(state, Quote) for state in states]
    return {quote.id: quote for quote in found}


async def load_revisions(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, list[Quote]]:
    """All revisions of quotes, oldest first."""
    table = QUOTE_REVISIONS
    query = select(table.c.state).where(table.c.quote_id.in_(list(ids))).order_by(table.c.revision)
    found: dict[str, list[Quote]] = {}
    for state in (await connection.execute(query)).scalars():
        quote = msgspec.convert(state, Quote)
        found.setdefault(quote.id, []).append(quote)
    return found


async def require(connection: AsyncConnection, quote_id: str, revision: int) -> Quote:
    """The current revision of a quote.

    Raises:
        RefusedError: NOT_FOUND, or REVISION_CONFLICT when it is another one.
    """
    quote = (await load(connection, [quote_id])).get(quote_id)
    if quote is None:
        raise RefusedError("NOT_FOUND", f"there is no quote {quote_id}; look it up")
    if quote.revision != revision:
        message = f"quote {quote_id} is at revision {quote.revision}, not {revision}; read it again"
        raise RefusedError("REVISION_CONFLICT", message)
    return quote


async def capture(transaction: Transaction, quote: Quote) -> str:
    """Write revision 1; the number is given here."""
    year = quote.created_at.year
    number = await transaction.next_number(f"quote-{year}", 1)
    quote = msgspec.structs.replace(quote, number=f"Q-{year}-{number:06d}")
    values = {
        "id": quote.id,
        "number": quote.number,
        "customer_id": quote.customer_id,
        "order_id": quote.order_id,
        "revision": quote.revision,
        "created_at": quote.created_at,
    }
    await transaction.connection.execute(insert(QUOTES).values(values))
    return await _add(transaction, quote)


async def revise(transaction: Transaction, revised: Quote) -> str:
    """Write the next revision; the one before is superseded.

    Raises:
        RefusedError: not the next revision, or a state that cannot be revised.
    """
    before = await require(transaction.connection, revised.id, revised.revision - 1)
    if before.state not in ("OFFERED", "ACCEPTED"):
        message = f"a quote in state {before.state} cannot be revised; make a new one"
        allowed = ("OFFERED", "ACCEPTED")
        raise RefusedError("NOT_ALLOWED_IN_STATE", message, state=before.state, allowed=allowed)
    await _save(transaction, msgspec.structs.replace(before, superseded_by=revised.revision))
    same = {"number": before.number, "order_id": before.order_id, "created_at": before.created_at}
    change = update(QUOTES).where(QUOTES.c.id == revised.id).values(revision=revised.revision)
    await transaction.connection.execute(change)
    return await _add(transaction, msgspec.structs.replace(revised, **same))


async def set_state(
    transaction: Transaction, quote_id: str, revision: int, state: str, erp_number: str | None
) -> str:
    """Move a quote by the table; the same state again changes nothing.

    Raises:
        RefusedError: NOT_FOUND, REVISION_CONFLICT, NOT_ALLOWED_IN_STATE.
    """
    quote = await require(transaction.connection, quote_id, revision)
    if quote.state == state:
        return quote_id
    if state not in MOVES[quote.state]:
        message = f"a quote in state {quote.state} cannot become {state}"
        allowed = MOVES[quote.state]
        raise RefusedError("NOT_ALLOWED_IN_STATE", message, state=quote.state, allowed=allowed)
    number = erp_number or quote.erp_order_number
    moved = msgspec.structs.replace(quote, state=state, erp_order_number=number, updated_at=now())
    await _save(transaction, moved)
    return quote_id


async def write_pricing(
    transaction: Transaction,
    quote_id: str,
    revision: int,
    totals: Mapping[str, Any],
    lines: Mapping[str, Mapping[str, Decimal | None]],
) -> str:
    """Copy the ERP's prices into the snapshot of one revision.

    Raises:
        RefusedError: NOT_FOUND, REVISION_CONFLICT, INVALID for a line that is not the quote's.
    """
    quote = await require(transaction.connection, quote_id, revision)
    unknown = set(lines) - {line.id for line in quote.lines}
    if unknown:
        message = f"lines {sorted(unknown)} are not of quote {quote_id}; send its own"
        raise RefusedError("INVALID", message, ("pricing", "lines"))
    priced = tuple(msgspec.structs.replace(line, **lines.get(line.id, {})) for line in quote.lines)
    await _save(
        transaction, msgspec.structs.replace(quote, lines=priced, updated_at=now(), **totals)
    )
    return quote_id


async def _add(transaction: Transaction, quote: Quote) -> str:
    values = {"quote_id": quote.id, "revision": quote.revision, "state": quote}
    await transaction.connection.execute(insert(QUOTE_REVISIONS).values(values))
    await transaction.changed("Quote", quote.id, quote.revision, quote)
    return quote.id


async def _save(transaction: Transaction, quote: Quote) -> None:
    table = QUOTE_REVISIONS
    same = (table.c.quote_id == quote.id) & (table.c.revision == quote.revision)
    await transaction.connection.execute(update(table).where(same).values(state=quote))
    await transaction.changed("Quote", quote.id, quote.revision, quote)
