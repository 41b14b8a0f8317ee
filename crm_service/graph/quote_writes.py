"""Public quote mutations: create, revise, offer, lose. The quote of an order is changed with it."""

import msgspec
import strawberry
from strawberry import ID

from chassis.clock import now
from chassis.identifiers import new_id
from chassis.scalars import DateScalar
from crm_service import catalogue, customers, interactions, quotes
from crm_service.claims import once
from crm_service.graph.customer_entry import trim
from crm_service.graph.inputs import CreateQuoteInput, ReviseQuoteInput
from crm_service.graph.payloads import QuotePayload
from crm_service.graph.quote_entry import WantedQuote, new_quote
from crm_service.graph.shared import Info
from crm_service.records import Quote
from crm_service.refusals import Refusal, RefusedError, StateRefusal
from crm_service.visibility import require_seen, require_seen_quote
from crm_service.writing import Transaction


async def create_quote(
    info: Info,
    input: CreateQuoteInput,  # noqa: A002 - the argument's name
    idempotency_key: str,
) -> QuotePayload:
    """A quote in DRAFT; the same key gives the same quote."""

    async def work(transaction: Transaction) -> str:
        wanted = WantedQuote(
            id=new_id("qot"),
            revision=1,
            state="DRAFT",
            customer_id=input.customer_id,
            lines=input.lines,
            ship_to_id=input.ship_to_address_id,
            requested_delivery_date=input.requested_delivery_date,
            currency=input.currency,
            customer_reference=input.customer_reference,
        )
        return await write_new_quote(transaction, wanted, input.interaction_id)

    return await QuotePayload.of(info, "createQuote", once(idempotency_key, input, work))


async def revise_quote(
    info: Info,
    input: ReviseQuoteInput,  # noqa: A002 - the argument's name
) -> QuotePayload:
    """The next revision, in DRAFT; the one before is superseded."""

    async def work(transaction: Transaction) -> str:
        before = await _require_own(
            transaction, input.id, input.expected_revision, ("input", "expectedRevision")
        )
        quotes.require_state(before, quotes.REVISABLE, "revised")
        _require_reason(input.reason, ("input", "reason"))
        wanted = WantedQuote(
            id=before.id,
            revision=before.revision + 1,
            state="DRAFT",
            customer_id=before.customer_id,
            lines=input.lines,
            requested_delivery_date=(
                input.requested_delivery_date or before.requested_delivery_date
            ),
            currency=before.currency if before.is_currency_told else None,
            customer_reference=before.customer_reference,
            reason=input.reason,
        )
        revised = await enter_quote(transaction, wanted)
        kept = msgspec.structs.replace(revised, ship_to=before.ship_to)
        return await quotes.revise(transaction, before, kept)

    return await QuotePayload.of(info, "reviseQuote", work)


async def offer_quote(
    info: Info,
    id: ID,  # noqa: A002 - the argument's name
    expected_revision: int,
    valid_until: DateScalar | None = None,
) -> QuotePayload:
    """Offer a draft; from then on this revision never changes."""

    async def work(transaction: Transaction) -> str:
        quote = await _require_own(transaction, id, expected_revision, ("expectedRevision",))
        quotes.require_state(quote, quotes.OFFERABLE, "offered")
        if valid_until is not None and valid_until < quotes.day_at(quote, now()):
            message = f"validUntil {valid_until} is over; send a day from today on"
            raise RefusedError(Refusal("INVALID", message, ("validUntil",)))
        return await quotes.move(transaction, quote, "OFFERED", valid_until=valid_until)

    return await QuotePayload.of(info, "offerQuote", work)


async def lose_quote(
    info: Info,
    id: ID,  # noqa: A002 - the argument's name
    expected_revision: int,
    reason: str,
) -> QuotePayload:
    """The customer does not want it."""

    async def work(transaction: Transaction) -> str:
        quote = await _require_own(transaction, id, expected_revision, ("expectedRevision",))
        _require_reason(reason, ("reason",))
        return await quotes.move(transaction, quote, "LOST", loss_reason=reason.strip())

    return await QuotePayload.of(info, "loseQuote", work)


async def enter_quote(transaction: Transaction, wanted: WantedQuote) -> Quote:
    """The record of a wanted revision, checked against customer and catalogue.

    Raises:
        RefusedError: REQUIRED, INVALID, NOT_FOUND.
    """
    path = ("input", "customerId")
    customer = await require_seen(transaction, wanted.customer_id, path)
    if customer.merged_into is not None:
        customer = await customers.require_survivor(transaction.connection, customer.id, path)
    skus = {str(line.sku) for line in wanted.lines}
    known = await catalogue.load(transaction.connection, skus)
    return new_quote(wanted, customer, known.keys(), transaction.staff_id, now())


async def write_new_quote(
    transaction: Transaction, wanted: WantedQuote, interaction_id: str | None
) -> str:
    """Write revision 1, and say in which conversation it was made.

    Raises:
        RefusedError: REQUIRED, INVALID, NOT_FOUND.
    """
    quote = await enter_quote(transaction, wanted)
    written = await quotes.capture(transaction, quote)
    if interaction_id is not None:
        await interactions.attach(transaction, interaction_id, quote)
    return written


@strawberry.type
class QuoteMutation:
    """What an agent does with quotes."""

    create_quote: QuotePayload = strawberry.mutation(resolver=create_quote)
    revise_quote: QuotePayload = strawberry.mutation(resolver=revise_quote)
    offer_quote: QuotePayload = strawberry.mutation(resolver=offer_quote)
    lose_quote: QuotePayload = strawberry.mutation(resolver=lose_quote)


async def _require_own(
    transaction: Transaction, quote_id: str, revision: int, path: tuple[str, ...]
) -> Quote:
    await require_seen_quote(transaction, quote_id, path)
    quote = await quotes.require(transaction.connection, quote_id, revision, path)
    if quote.order_id is not None:
        message = f"quote {quote_id} belongs to order {quote.order_id}; change the order instead"
        raise RefusedError(StateRefusal("NOT_ALLOWED_IN_STATE", message, state=quote.state))
    if quote.state == "OFFERED" and quotes.is_overdue(quote, now()):
        message = f"the offer was valid until {quote.valid_until}; make a new quote"
        raise RefusedError(Refusal("EXPIRED", message, path))
    return quote


def _require_reason(reason: str, path: tuple[str, ...]) -> None:
    if trim(reason) is None:
        raise RefusedError(Refusal("REQUIRED", "reason is empty; say why", path))
