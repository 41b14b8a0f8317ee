"""Internal mutations: only the order process calls them, and each repeats safely by request id."""

import strawberry
from strawberry import ID

from chassis.clock import now
from crm_service import customers, interactions, quote_owners, quotes
from crm_service.erasure import erase
from crm_service.graph import customer_entry
from crm_service.graph.enums import CustomerLifecycle, QuoteState
from crm_service.graph.inputs import CaptureQuoteInput, CreateCustomerInput, QuotePricingInput
from crm_service.graph.payloads import CustomerPayload, QuotePayload
from crm_service.graph.quote_entry import WantedQuote
from crm_service.graph.quote_writes import enter_quote, write_new_quote
from crm_service.graph.shared import Info
from crm_service.refusals import Refusal, RefusedError
from crm_service.writing import Transaction

AT_BIRTH = ("OFFERED", "ACCEPTED")


async def capture_customer(
    info: Info,
    id: ID,  # noqa: A002 - the argument's name
    request_id: ID,
    input: CreateCustomerInput,  # noqa: A002 - the argument's name
) -> CustomerPayload:
    """Write a new customer under an id that the process has made."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        partner_id = transaction.actor.partner_id
        customer = customer_entry.new_customer(id, input, partner_id, now())
        return await customers.capture(transaction, customer, input.not_duplicate_of or ())

    return await CustomerPayload.of(info, "captureCustomer", work, request_id)


async def set_customer_lifecycle(
    info: Info,
    id: ID,  # noqa: A002 - the argument's name
    request_id: ID,
    lifecycle: CustomerLifecycle,
    merged_into: ID | None = None,
) -> CustomerPayload:
    """Move a customer along his lifecycle."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        return await customers.set_lifecycle(transaction, id, lifecycle.value, merged_into)

    return await CustomerPayload.of(info, "setCustomerLifecycle", work, request_id)


async def erase_customer(
    info: Info,
    id: ID,  # noqa: A002 - the argument's name
    request_id: ID,
) -> CustomerPayload:
    """Leave nothing personal of a customer; the order process has made sure that it may."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        return await erase(transaction, id)

    return await CustomerPayload.of(info, "eraseCustomer", work, request_id)


async def capture_quote(
    info: Info,
    id: ID,  # noqa: A002 - the argument's name
    request_id: ID,
    input: CaptureQuoteInput,  # noqa: A002 - the argument's name
) -> QuotePayload:
    """Write revision 1 of an order's quote under ids that the process has made."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        _refuse_state(input.state, AT_BIRTH)
        wanted = _wanted(id, 1, input)
        return await write_new_quote(transaction, wanted, input.interaction_id)

    return await QuotePayload.of(info, "captureQuote", work, request_id)


async def adopt_quote(
    info: Info,
    quote_id: ID,
    revision: int,
    order_id: ID,
    state: QuoteState,
    request_id: ID,
) -> QuotePayload:
    """Give a quote to the order that is placed from it; from then on it changes with the order."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        _refuse_state(state, AT_BIRTH)
        quote = await quotes.require(transaction.connection, quote_id, revision, ("revision",))
        return await quotes.adopt(transaction, quote, order_id, state.value)

    return await QuotePayload.of(info, "adoptQuote", work, request_id)


async def attach_interaction(
    info: Info, interaction_id: ID, quote_id: ID, request_id: ID
) -> QuotePayload:
    """Say of a conversation about which quote, and which order, it was."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        found = await quotes.load(transaction.connection, [quote_id])
        if quote_id not in found:
            raise RefusedError(quotes.unknown(quote_id, ("quoteId",)))
        await interactions.attach(transaction, interaction_id, found[quote_id])
        return str(quote_id)

    return await QuotePayload.of(info, "attachInteraction", work, request_id)


async def capture_quote_revision(
    info: Info,
    quote_id: ID,
    revision: int,
    request_id: ID,
    input: CaptureQuoteInput,  # noqa: A002 - the argument's name
) -> QuotePayload:
    """Write the next revision of an order's quote; the one before is superseded."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        connection = transaction.connection
        before = await quotes.require(connection, quote_id, revision - 1, ("revision",))
        _refuse_state(input.state, quotes.REVISABLE_BY_PROCESS)
        quotes.require_state(before, quotes.REVISABLE_BY_PROCESS, "revised")
        revised = await enter_quote(transaction, _wanted(quote_id, revision, input))
        return await quotes.revise(transaction, before, revised)

    return await QuotePayload.of(info, "captureQuoteRevision", work, request_id)


async def set_quote_state(
    info: Info,
    quote_id: ID,
    revision: int,
    state: QuoteState,
    request_id: ID,
    erp_order_number: str | None = None,
) -> QuotePayload:
    """Move a quote along the table of states."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        return await quotes.set_state(
            transaction, quote_id, revision, state.value, erp_order_number
        )

    return await QuotePayload.of(info, "setQuoteState", work, request_id)


async def reassign_quote(info: Info, quote_id: ID, customer_id: ID, request_id: ID) -> QuotePayload:
    """Make a quote another customer's, with all its revisions."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        return await quote_owners.reassign(transaction, quote_id, customer_id)

    return await QuotePayload.of(info, "reassignQuote", work, request_id)


async def reopen_quote(info: Info, quote_id: ID, revision: int, request_id: ID) -> QuotePayload:
    """Make a lost, expired or cancelled quote of an order ACCEPTED again."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        return await quotes.reopen(transaction, quote_id, revision)

    return await QuotePayload.of(info, "reopenQuote", work, request_id)


async def write_back_quote_pricing(
    info: Info, quote_id: ID, revision: int, pricing: QuotePricingInput, request_id: ID
) -> QuotePayload:
    """Copy the ERP's prices into a revision."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        return await quotes.write_pricing(transaction, quote_id, revision, _pricing(pricing))

    return await QuotePayload.of(info, "writeBackQuotePricing", work, request_id)


async def settle_quote(
    info: Info,
    quote_id: ID,
    revision: int,
    pricing: QuotePricingInput,
    erp_order_number: str,
    request_id: ID,
) -> QuotePayload:
    """The ERP's prices and number into an order's quote, which is ORDERED then."""
    info.context.require_internal()

    async def work(transaction: Transaction) -> str:
        priced = _pricing(pricing)
        return await quotes.settle(transaction, quote_id, revision, priced, erp_order_number)

    return await QuotePayload.of(info, "settleQuote", work, request_id)


def _pricing(entered: QuotePricingInput) -> quotes.Pricing:
    totals = {
        "currency": entered.currency,
        "net_total": entered.net_total,
        "tax_total": entered.tax_total,
        "priced_at": entered.priced_at,
    }
    lines = {
        str(line.line_id): {
            "unit_price": line.unit_price,
            "discount_percent": line.discount_percent,
            "discount_amount": line.discount_amount,
            "net_amount": line.net_amount,
        }
        for line in entered.lines
    }
    return quotes.Pricing(totals, lines)


def _refuse_state(state: QuoteState, allowed: tuple[str, ...]) -> None:
    if state.value not in allowed:
        message = f"a quote of an order is not born {state.value}; send {' or '.join(allowed)}"
        raise RefusedError(Refusal("INVALID", message, ("input", "state")))


def _wanted(quote_id: str, revision: int, entered: CaptureQuoteInput) -> WantedQuote:
    return WantedQuote(
        id=quote_id,
        revision=revision,
        state=entered.state.value,
        customer_id=entered.customer_id,
        lines=entered.lines,
        line_ids=entered.line_ids,
        ship_to_id=entered.ship_to_address_id,
        ship_to=entered.ship_to,
        requested_delivery_date=entered.requested_delivery_date,
        currency=entered.currency,
        customer_reference=entered.customer_reference,
        order_id=entered.order_id,
    )


@strawberry.type
class ProcessMutation:
    """What the order process writes."""

    capture_customer: CustomerPayload = strawberry.federation.mutation(
        resolver=capture_customer, inaccessible=True
    )
    set_customer_lifecycle: CustomerPayload = strawberry.federation.mutation(
        resolver=set_customer_lifecycle, inaccessible=True
    )
    erase_customer: CustomerPayload = strawberry.federation.mutation(
        resolver=erase_customer, inaccessible=True
    )
    capture_quote: QuotePayload = strawberry.federation.mutation(
        resolver=capture_quote, inaccessible=True
    )
    adopt_quote: QuotePayload = strawberry.federation.mutation(
        resolver=adopt_quote, inaccessible=True
    )
    attach_interaction: QuotePayload = strawberry.federation.mutation(
        resolver=attach_interaction, inaccessible=True
    )
    capture_quote_revision: QuotePayload = strawberry.federation.mutation(
        resolver=capture_quote_revision, inaccessible=True
    )
    set_quote_state: QuotePayload = strawberry.federation.mutation(
        resolver=set_quote_state, inaccessible=True
    )
    reassign_quote: QuotePayload = strawberry.federation.mutation(
        resolver=reassign_quote, inaccessible=True
    )
    reopen_quote: QuotePayload = strawberry.federation.mutation(
        resolver=reopen_quote, inaccessible=True
    )
    write_back_quote_pricing: QuotePayload = strawberry.federation.mutation(
        resolver=write_back_quote_pricing, inaccessible=True
    )
    settle_quote: QuotePayload = strawberry.federation.mutation(
        resolver=settle_quote, inaccessible=True
    )
