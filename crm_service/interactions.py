"""The conversation log: who spoke with whom, about which quote or order."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from crm_service.records import Interaction, Quote
from crm_service.refusals import Refusal, RefusedError
from crm_service.tables import INTERACTIONS
from crm_service.visibility import only_seen
from crm_service.writing import Transaction

ORDER = (INTERACTIONS.c.started_at, INTERACTIONS.c.id)


async def load(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Interaction]:
    """Interactions by id, in one query."""
    query = select(INTERACTIONS.c.state).where(INTERACTIONS.c.id.in_(list(ids)))
    states = (await connection.execute(query)).scalars()
    found = [msgspec.convert(state, Interaction) for state in states]
    return {interaction.id: interaction for interaction in found}


def find(*, customer_id: str | None = None, quote_id: str | None = None) -> Select[Any]:
    """The query for those with a customer, or about a quote."""
    query = select(INTERACTIONS.c.state)
    if customer_id is not None:
        query = query.where(INTERACTIONS.c.customer_id == customer_id)
    return query if quote_id is None else query.where(INTERACTIONS.c.quote_id == quote_id)


def find_last(customer_ids: Sequence[str], number: str | None, count: int) -> Select[Any]:
    """The query for the newest ones with these customers or from this number, newest first."""
    is_his = INTERACTIONS.c.customer_id.in_(customer_ids)
    wanted = is_his if number is None else or_(is_his, INTERACTIONS.c.caller_number == number)
    newest = [column.desc() for column in ORDER]
    return select(INTERACTIONS.c.state).where(wanted).order_by(*newest).limit(count)


async def log(transaction: Transaction, interaction: Interaction) -> str:
    """Write a new entry."""
    await transaction.connection.execute(insert(INTERACTIONS).values(_row(interaction)))
    await transaction.changed("Interaction", interaction.id, interaction.version, interaction)
    return interaction.id


async def attach(transaction: Transaction, interaction_id: str, quote: Quote) -> None:
    """Say about which quote, and which order of it, a conversation was, and so with whom.

    Raises:
        RefusedError: NOT_FOUND, or INVALID when it was with another customer.
    """
    path = ("input", "interactionId")
    found = await _load_seen(transaction, interaction_id)
    if found is None:
        message = f"there is no interaction {interaction_id}; log it first, or send none"
        raise RefusedError(Refusal("NOT_FOUND", message, path))
    if (found.quote_id, found.order_id) == (quote.id, quote.order_id):
        return
    if found.customer_id not in (None, quote.customer_id):
        message = f"interaction {interaction_id} was with {found.customer_id}; send his"
        raise RefusedError(Refusal("INVALID", message, path))
    attached = msgspec.structs.replace(
        found,
        version=found.version + 1,
        quote_id=quote.id,
        customer_id=quote.customer_id,
        order_id=quote.order_id or found.order_id,
    )
    change = update(INTERACTIONS).where(INTERACTIONS.c.id == interaction_id)
    await transaction.connection.execute(change.values(_row(attached)))
    await transaction.changed("Interaction", attached.id, attached.version, attached)


async def _load_seen(transaction: Transaction, interaction_id: str) -> Interaction | None:
    connection, actor = transaction.connection, transaction.actor
    found = await load(connection, [interaction_id])
    seen = await only_seen(connection, actor, found, lambda interaction: interaction.customer_id)
    return seen.get(interaction_id)


def _row(interaction: Interaction) -> dict[str, object]:
    same = ("id", "customer_id", "quote_id", "caller_number", "started_at")
    return {**{name: getattr(interaction, name) for name in same}, "state": interaction}
