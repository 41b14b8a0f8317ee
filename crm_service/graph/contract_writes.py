"""Contract mutations."""

import strawberry
from strawberry import ID

from chassis.clock import now
from crm_service import catalogue, contracts
from crm_service.claims import once
from crm_service.graph.contract_entry import new_contract
from crm_service.graph.enums import ContractState
from crm_service.graph.inputs import CreateContractInput
from crm_service.graph.payloads import ContractPayload
from crm_service.graph.shared import Info
from crm_service.visibility import require_seen
from crm_service.writing import Transaction


async def create_contract(
    info: Info,
    input: CreateContractInput,  # noqa: A002 - the argument's name
    idempotency_key: str,
) -> ContractPayload:
    """An active contract; the same key gives the same one."""

    async def work(transaction: Transaction) -> str:
        customer = await require_seen(transaction, input.customer_id, ("input", "customerId"))
        skus = {str(line.sku) for line in input.lines if line.sku is not None}
        known = await catalogue.load(transaction.connection, skus)
        contract = new_contract(input, customer, known.keys(), now())
        return await contracts.create(transaction, contract)

    return await ContractPayload.of(info, "createContract", once(idempotency_key, input, work))


async def set_contract_state(
    info: Info,
    id: ID,  # noqa: A002 - the argument's name
    expected_version: int,
    state: ContractState,
) -> ContractPayload:
    """Suspend, resume or terminate; what was called off stays."""

    async def work(transaction: Transaction) -> str:
        return await contracts.set_state(transaction, id, expected_version, state.value)

    return await ContractPayload.of(info, "setContractState", work)


@strawberry.type
class ContractMutation:
    """What an agent does with contracts."""

    create_contract: ContractPayload = strawberry.mutation(resolver=create_contract)
    set_contract_state: ContractPayload = strawberry.mutation(resolver=set_contract_state)
