"""Quotes and their revisions; states and their moves are a table (domain rule 2.1).

A quote's version rises with every change over all its revisions; readers of events go by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Select, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import now
from chassis.deferred import execute_later, insertion
from crm_service.records import Quote
from crm_service.refusals import Refusal, RefusedError, RevisionRefusal, StateRefusal
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
OPEN_STATES = ("DRAFT", "OFFERED", "ACCEPTED")
ORDER = (QUOTES.c.created_at, QUOTES.c.id)
# ACCEPTED becomes OFFERED again only when the ERP has refused: that is the process's move.
OFFERABLE = ("DRAFT",)
REVISABLE = ("OFFERED", "ACCEPTED")
# An amended order is a next revision of a quote that is ordered already (R-AMD-3).
REVISABLE_BY_PROCESS = (*REVISABLE, "ORDERED")


async def load(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Quote]:
    """The current revisions of quotes, in one query."""
    states = (await connection.execute(_QUOTES, {"ids": list(ids)})).scalars()
    found = [msgspec.convert(state, Quote) for state in states]
    return {quote.id: quote for quote in found}


def find(
    states: Sequence[str] | None = None, customer_ids: Sequence[str] | None = None
) -> Select[Any]:
    """The query for current revisions: in one of the states, of one of the customers."""
    query = (
        select(QUOTE_REVISIONS.c.state)
        .join(QUOTES, QUOTES.c.id == QUOTE_REVISIONS.c.quote_id)
        .where(QUOTES.c.revision == QUOTE_REVISIONS.c.revision)
    )
    if customer_ids is not None:
        query = query.where(QUOTES.c.customer_id.in_(customer_ids))
    return query if states is None else query.where(QUOTES.c.state.in_(states))


_QUOTES = find().where(QUOTES.c.id.in_(bindparam("ids", expanding=True)))
_REWRITE = update(QUOTE_REVISIONS).where(
    QUOTE_REVISIONS.c.quote_id == bindparam("of_quote"),
    QUOTE_REVISIONS.c.revision == bindparam("of_revision"),
)
_LIST_ANEW = update(QUOTES).where(QUOTES.c.id == bindparam("of_quote"))
_KNOWN = select(QUOTES.c.id).where(
    or_(QUOTES.c.id == bindparam("id"), QUOTES.c.order_id == bindparam("order_id"))
)
_LOCKED_QUOTE = find().where(QUOTES.c.id == bindparam("id")).with_for_update(of=QUOTES)


async def find_overdue(connection: AsyncConnection, at: datetime) -> list[Quote]:
    """Offers whose last day is over; those of orders end with their order."""
    # East of UTC a day is over up to 14 hours before it is in UTC; the exact test follows.
    latest = (at + timedelta(days=1)).date().isoformat()
    is_old = (QUOTES.c.valid_until < latest) & QUOTES.c.order_id.is_(None)
    states = (await connection.execute(find(["OFFERED"]).where(is_old))).scalars()
    found = [msgspec.convert(state, Quote) for state in states]
    return [quote for quote in found if is_overdue(quote, at)]


def is_overdue(quote: Quote, at: datetime) -> bool:
    """Whether the last day of an offer is over in the zone of its ship-to address."""
    return quote.valid_until is not None and quote.valid_until < day_at(quote, at)


def day_at(quote: Quote, at: datetime) -> date:
    """The day of an instant where the quote is delivered to."""
    zone = "UTC" if quote.ship_to is None else quote.ship_to.time_zone
    return at.astimezone(ZoneInfo(zone)).date()


async def find_by_number(
    connection: AsyncConnection, number: str, revision: int | None
) -> Quote | None:
    """A revision of the quote with a number; its current one when none is named."""
    wanted = QUOTES.c.revision if revision is None else revision
    query = (
        select(QUOTE_REVISIONS.c.state)
        .join(QUOTES, QUOTES.c.id == QUOTE_REVISIONS.c.quote_id)
        .where(QUOTES.c.number == number, QUOTE_REVISIONS.c.revision == wanted)
    )
    state = (await connection.execute(query)).scalar_one_or_none()
    return None if state is None else msgspec.convert(state, Quote)


async def load_revisions(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, list[Quote]]:
    """All revisions of quotes, oldest first."""
    table = QUOTE_REVISIONS
    query = select(table.c.state).where(table.c.quote_id.in_(list(ids))).order_by(table.c.revision)
    found: dict[str, list[Quote]] = {}
    for state in (await connection.execute(query)).scalars():
        quote = msgspec.convert(state, Quote)
        found.setdefault(quote.id, []).append(quote)
    return found


async def require(
    connection: AsyncConnection, quote_id: str, revision: int, path: tuple[str, ...] = ()
) -> Quote:
    """The current revision of a quote; nobody else changes it until the transaction ends.

    Raises:
        RefusedError: NOT_FOUND, or REVISION_CONFLICT when it is another one.
    """
    state = (await connection.execute(_LOCKED_QUOTE, {"id": quote_id})).scalar_one_or_none()
    quote = None if state is None else msgspec.convert(state, Quote)
    if quote is None:
        raise RefusedError(unknown(quote_id, path))
    if quote.revision != revision:
        message = f"quote {quote_id} is at revision {quote.revision}, not {revision}; read it again"
        raise RefusedError(
            RevisionRefusal("REVISION_CONFLICT", message, path, expected=revision, current=quote)
        )
    return quote


def unknown(quote_id: str, path: tuple[str, ...]) -> Refusal:
    """There is none, or none for this caller."""
    return Refusal("NOT_FOUND", f"there is no quote {quote_id}; look it up", path)


def require_state(quote: Quote, allowed: Sequence[str], what: str) -> None:
    """Refuse a change that the quote's state does not allow.

    Raises:
        RefusedError: NOT_ALLOWED_IN_STATE.
    """
    if quote.state not in allowed:
        states = " or ".join(allowed) or "no state"
        message = f"a quote that is {quote.state} cannot be {what}; it can when {states}"
        raise RefusedError(
            StateRefusal("NOT_ALLOWED_IN_STATE", message, state=quote.state, allowed=tuple(allowed))
        )


async def capture(transaction: Transaction, quote: Quote) -> str:
    """Write revision 1; the number is given here.

    The id is made before the first write, so one that is here already was captured before.

    Raises:
        RefusedError: INVALID for an order that has another quote.
    """
    connection = transaction.connection
    known = {"id": quote.id, "order_id": quote.order_id}
    found = set((await connection.execute(_KNOWN, known)).scalars())
    if quote.id in found:
        return quote.id
    for other in found:
        message = f"order {quote.order_id} has quote {other}; revise that one"
        raise RefusedError(Refusal("INVALID", message, ("input", "orderId")))
    year = quote.created_at.year
    number = await transaction.next_number(f"quote-{year}", 1)
    quote = msgspec.structs.replace(quote, number=f"Q-{year}-{number:06d}")
    same = ("id", "number", "customer_id", "order_id", "created_at")
    values = {name: getattr(quote, name) for name in same}
    await execute_later(connection, insertion(QUOTES), {**values, **_listed(quote)})
    await _insert_revision(transaction, quote)
    await transaction.changed("Quote", quote.id, quote.version, quote)
    return quote.id


async def revise(transaction: Transaction, before: Quote, revised: Quote) -> str:
    """Write the next revision; ``before``, the current one, is superseded by it."""
    if revised.revision != before.revision + 1 or revised.id != before.id:
        raise AssertionError("a revision follows the current one of the same quote")
    await _store(transaction, msgspec.structs.replace(before, superseded_by=revised.revision))
    same = ("number", "order_id", "customer_id", "created_at")
    inherited = {name: getattr(before, name) for name in same}
    following = msgspec.structs.replace(revised, version=before.version + 1, **inherited)
    return await _add(transaction, following)


async def adopt(transaction: Transaction, quote: Quote, order_id: str, state: str) -> str:
    """The quote is an order's from now on, in ``state``: OFFERED or ACCEPTED; again is no change.

    Raises:
        RefusedError: NOT_ALLOWED_IN_STATE, of another order or not to be placed any more; EXPIRED.
    """
    if quote.order_id is not None and quote.order_id != order_id:
        message = f"quote {quote.id} belongs to order {quote.order_id}; change that order"
        raise RefusedError(StateRefusal("NOT_ALLOWED_IN_STATE", message, state=quote.state))
    if quote.order_id is None:
        require_state(quote, ("DRAFT", "OFFERED"), "placed")
        if is_overdue(quote, now()):
            message = f"the offer was valid until {quote.valid_until}; make a new quote"
            raise RefusedError(Refusal("EXPIRED", message, ("quoteId",)))
    owned = msgspec.structs.replace(quote, order_id=order_id, state=state)
    change = update(QUOTES).where(QUOTES.c.id == quote.id)
    await transaction.connection.execute(change.values(order_id=order_id))
    return await _save(transaction, owned)


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
    return await move(transaction, quote, state, erp_order_number=erp_number)


async def move(transaction: Transaction, quote: Quote, state: str, **changes: Any) -> str:
    """Move the current revision by the table; ``changes`` go with it, None leaves a field.

    Raises:
        RefusedError: NOT_ALLOWED_IN_STATE.
    """
    require_state(quote, [name for name, moves in MOVES.items() if state in moves], state.lower())
    given = {name: value for name, value in changes.items() if value is not None}
    return await _save(transaction, msgspec.structs.replace(quote, state=state, **given))


async def reopen(transaction: Transaction, quote_id: str, revision: int) -> str:
    """Make an order's quote ACCEPTED again, whatever became of it: the ERP has the order.

    Raises:
        RefusedError: NOT_FOUND, REVISION_CONFLICT, NOT_ALLOWED_IN_STATE for a quote of no order.
    """
    quote = await require(transaction.connection, quote_id, revision)
    if quote.order_id is None:
        message = f"quote {quote_id} is of no order; make a new one instead"
        raise RefusedError(StateRefusal("NOT_ALLOWED_IN_STATE", message, state=quote.state))
    if quote.state in ("ACCEPTED", "ORDERED"):
        return quote_id
    reopened = msgspec.structs.replace(quote, state="ACCEPTED", loss_reason=None, valid_until=None)
    return await _save(transaction, reopened)


@dataclass(frozen=True, slots=True)
class Pricing:
    """The ERP's prices of one revision.

    Attributes:
        totals: fields of the quote; ``lines``: fields of each line, by its id.
    """

    totals: Mapping[str, Any]
    lines: Mapping[str, Mapping[str, Decimal | None]]

    def applied_to(self, quote: Quote) -> Quote:
        """The quote with these prices.

        Raises:
            RefusedError: INVALID for a line that is not the quote's.
        """
        unknown = set(self.lines) - {line.id for line in quote.lines}
        if unknown:
            message = f"lines {sorted(unknown)} are not of quote {quote.id}; send its own"
            raise RefusedError(Refusal("INVALID", message, ("pricing", "lines")))
        priced = tuple(
            msgspec.structs.replace(line, **self.lines.get(line.id, {})) for line in quote.lines
        )
        return msgspec.structs.replace(quote, lines=priced, **self.totals)


async def write_pricing(
    transaction: Transaction, quote_id: str, revision: int, pricing: Pricing
) -> str:
    """Copy the ERP's prices into the snapshot of one revision.

    Raises:
        RefusedError: NOT_FOUND, REVISION_CONFLICT, INVALID for a line that is not the quote's.
    """
    quote = await require(transaction.connection, quote_id, revision)
    return await _save(transaction, pricing.applied_to(quote))


async def settle(
    transaction: Transaction, quote_id: str, revision: int, pricing: Pricing, number: str
) -> str:
    """The ERP has the order: its prices and its number into the quote, which is ORDERED then.

    Raises:
        RefusedError: NOT_FOUND, REVISION_CONFLICT, NOT_ALLOWED_IN_STATE, INVALID for a line that
            is not the quote's.
    """
    priced = pricing.applied_to(await require(transaction.connection, quote_id, revision))
    if priced.state == "ORDERED":
        return await _save(transaction, msgspec.structs.replace(priced, erp_order_number=number))
    return await move(transaction, priced, "ORDERED", erp_order_number=number)


async def _add(transaction: Transaction, quote: Quote) -> str:
    await _insert_revision(transaction, quote)
    return await _publish(transaction, quote)


async def _insert_revision(transaction: Transaction, quote: Quote) -> None:
    values = {"quote_id": quote.id, "revision": quote.revision, "state": quote}
    await execute_later(transaction.connection, insertion(QUOTE_REVISIONS), values)


async def _save(transaction: Transaction, quote: Quote) -> str:
    following = msgspec.structs.replace(quote, version=quote.version + 1, updated_at=now())
    await _store(transaction, following)
    return await _publish(transaction, following)


async def _store(transaction: Transaction, quote: Quote) -> None:
    values = {"of_quote": quote.id, "of_revision": quote.revision, "state": quote}
    await execute_later(transaction.connection, _REWRITE, values)


async def _publish(transaction: Transaction, quote: Quote) -> str:
    values = {"of_quote": quote.id, **_listed(quote)}
    await execute_later(transaction.connection, _LIST_ANEW, values)
    await transaction.changed("Quote", quote.id, quote.version, quote)
    return quote.id


def _listed(quote: Quote) -> dict[str, object]:
    """What lists are searched by, of the current revision."""
    last_day = quote.valid_until and quote.valid_until.isoformat()
    return {"revision": quote.revision, "state": quote.state, "valid_until": last_day}
