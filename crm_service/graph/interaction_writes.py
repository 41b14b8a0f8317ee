"""The public mutation of the conversation log."""

import strawberry

from chassis.clock import now
from chassis.identifiers import new_id
from chassis.regions import normalise_phone
from crm_service import customers, interactions, quotes
from crm_service.graph.customer_entry import Entry, trim
from crm_service.graph.inputs import LogInteractionInput
from crm_service.graph.payloads import InteractionPayload
from crm_service.graph.shared import Info
from crm_service.records import Interaction, Quote
from crm_service.refusals import refuse_if_any
from crm_service.visibility import only_seen
from crm_service.writing import Transaction


async def log_interaction(
    info: Info,
    input: LogInteractionInput,  # noqa: A002 - the argument's name
) -> InteractionPayload:
    """Record a conversation, though the caller be unknown yet."""

    async def work(transaction: Transaction) -> str:
        return await interactions.log(transaction, await _enter(transaction, input))

    return await InteractionPayload.of(info, "logInteraction", work)


@strawberry.type
class InteractionMutation:
    """What an agent does with the conversation log."""

    log_interaction: InteractionPayload = strawberry.mutation(resolver=log_interaction)


async def _enter(transaction: Transaction, entered: LogInteractionInput) -> Interaction:
    entry = Entry()
    subject = entry.required(entered.subject, ("input", "subject"))
    started = entered.started_at or now()
    if entered.ended_at is not None and entered.ended_at < started:
        message = "endedAt is before startedAt; send the later instant"
        entry.refuse("INVALID", message, "input", "endedAt")
    customer_id = await _customer_id(entry, transaction, entered)
    refuse_if_any(entry.refusals)
    number = trim(entered.caller_number)
    return Interaction(
        id=new_id("int"),
        channel=entered.channel.value,
        direction=entered.direction.value,
        subject=subject,
        body=trim(entered.body),
        customer_id=customer_id,
        # What is no phone number is kept as it came in: it may be all that is known.
        caller_number=None if number is None else normalise_phone(number) or number,
        quote_id=entered.quote_id,
        order_id=entered.order_id,
        started_at=started,
        ended_at=entered.ended_at,
        agent_id=transaction.staff_id,
    )


async def _seen_quote(transaction: Transaction, quote_id: str) -> Quote | None:
    found = await quotes.load(transaction.connection, [quote_id])
    actor = transaction.actor
    seen = await only_seen(transaction.connection, actor, found, lambda quote: quote.customer_id)
    return seen.get(quote_id)


async def _customer_id(
    entry: Entry, transaction: Transaction, entered: LogInteractionInput
) -> str | None:
    """With whom: the named customer, else the quote's."""
    connection = transaction.connection
    customer_id: str | None = entered.customer_id
    quote_id = entered.quote_id
    known = await only_seen(
        connection,
        transaction.actor,
        await customers.load(connection, [customer_id] if customer_id else []),
        lambda customer: customer.id,
    )
    if customer_id is not None and customer_id not in known:
        message = f"there is no customer {customer_id}; look him up, or send none"
        entry.refuse("NOT_FOUND", message, "input", "customerId")
    elif customer_id is not None:
        customer_id = (await customers.survivors(connection, [customer_id]))[customer_id]
    if quote_id is None:
        return customer_id
    quote = await _seen_quote(transaction, quote_id)
    if quote is None:
        message = f"there is no quote {quote_id}; look it up, or send none"
        entry.refuse("NOT_FOUND", message, "input", "quoteId")
        return customer_id
    if customer_id not in (None, quote.customer_id):
        message = f"quote {quote_id} is of {quote.customer_id}; send him, or no customer"
        entry.refuse("INVALID", message, "input", "customerId")
    return quote.customer_id
