"""Public customer mutations."""

import strawberry

from chassis.clock import now
from chassis.identifiers import new_id
from crm_service import customers
from crm_service.claims import once
from crm_service.graph.customer_entry import changed_customer, new_customer
from crm_service.graph.inputs import CreateCustomerInput, UpdateCustomerInput
from crm_service.graph.payloads import CustomerPayload
from crm_service.graph.shared import Info
from crm_service.visibility import require_seen
from crm_service.writing import Transaction


async def create_customer(
    info: Info,
    input: CreateCustomerInput,  # noqa: A002 - the argument's name
    idempotency_key: str,
) -> CustomerPayload:
    """A prospect, unless he resembles somebody (R-DUP); the same key gives the same customer."""

    async def work(transaction: Transaction) -> str:
        partner_id = transaction.actor.partner_id
        customer = new_customer(new_id("cus"), input, partner_id, now())
        return await customers.capture(transaction, customer, input.not_duplicate_of or ())

    return await CustomerPayload.of(info, "createCustomer", once(idempotency_key, input, work))


async def update_customer(
    info: Info,
    input: UpdateCustomerInput,  # noqa: A002 - the argument's name
) -> CustomerPayload:
    """Change master data of the version that the agent has seen."""

    async def work(transaction: Transaction) -> str:
        customer = await require_seen(transaction, input.id, ("input", "id"))
        changed = changed_customer(customer, input)
        await customers.change(transaction, changed)
        if input.address is not None and input.address.apply_to_open_orders:
            await customers.ask_orders_to_follow(transaction, customer, changed, input.address.id)
        return customer.id

    return await CustomerPayload.of(info, "updateCustomer", work)


@strawberry.type
class CustomerMutation:
    """What an agent does with customers."""

    create_customer: CustomerPayload = strawberry.mutation(resolver=create_customer)
    update_customer: CustomerPayload = strawberry.mutation(resolver=update_customer)
