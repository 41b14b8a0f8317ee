"""Contracts: what was agreed with a customer for a time; orders call their lines off.

The CRM masters parties, term, prices and targets; what has been called off the ERP knows. A
contract ends by itself after its last day, unless it renews itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import now
from crm_service.records import Contract
from crm_service.refusals import Refusal, RefusedError, StateRefusal
from crm_service.tables import CONTRACT_LINES, CONTRACTS
from crm_service.writing import Transaction

MOVES: Mapping[str, tuple[str, ...]] = {
    "DRAFT": ("ACTIVE", "TERMINATED"),
    "ACTIVE": ("SUSPENDED", "TERMINATED"),
    "SUSPENDED": ("ACTIVE", "TERMINATED"),
    "EXPIRED": (),
    "TERMINATED": (),
}
LIVING = ("DRAFT", "ACTIVE", "SUSPENDED")
ORDER = (CONTRACTS.c.created_at, CONTRACTS.c.id)


def state_on(contract: Contract, day: date) -> str:
    """Its state on a day: over is over, whatever was set."""
    is_over = day > contract.valid_to and not contract.auto_renew
    return "EXPIRED" if is_over and contract.state in LIVING else contract.state


def can_be_called_off(contract: Contract, day: date) -> bool:
    """Whether an order of that day may name its lines."""
    return state_on(contract, day) == "ACTIVE" and contract.valid_from <= day


async def load(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Contract]:
    """Contracts by id, in one query."""
    query = select(CONTRACTS.c.state).where(CONTRACTS.c.id.in_(list(ids)))
    states = (await connection.execute(query)).scalars()
    found = [msgspec.convert(state, Contract) for state in states]
    return {contract.id: contract for contract in found}


async def by_lines(connection: AsyncConnection, line_ids: Sequence[str]) -> dict[str, Contract]:
    """The contracts of some lines, by the lines' ids."""
    table = CONTRACT_LINES
    query = select(table.c.id, table.c.contract_id).where(table.c.id.in_(line_ids))
    rows = (await connection.execute(query)).all()
    found = await load(connection, {row.contract_id for row in rows})
    return {row.id: found[row.contract_id] for row in rows}


def find(customer_id: str | None = None) -> Select[Any]:
    """The query for a customer's contracts, or for everybody's."""
    query = select(CONTRACTS.c.state)
    return query if customer_id is None else query.where(CONTRACTS.c.customer_id == customer_id)


async def create(transaction: Transaction, contract: Contract) -> str:
    """Write a new one; the number is given here."""
    year = contract.created_at.year
    number = await transaction.next_number(f"contract-{year}", 1)
    contract = msgspec.structs.replace(contract, number=f"C-{year}-{number:06d}")
    await transaction.connection.execute(insert(CONTRACTS).values(_row(contract)))
    lines = [{"id": line.id, "contract_id": contract.id} for line in contract.lines]
    await transaction.connection.execute(insert(CONTRACT_LINES), lines)
    await transaction.changed("Contract", contract.id, contract.version, contract)
    return contract.id


async def set_state(
    transaction: Transaction, contract_id: str, expected_version: int, state: str
) -> str:
    """Move a contract by the table; the same state again changes nothing.

    Raises:
        RefusedError: NOT_FOUND, REVISION_CONFLICT, NOT_ALLOWED_IN_STATE.
    """
    contract = await _require(transaction, contract_id)
    present = state_on(contract, now().date())
    if present == state:
        return contract_id
    if contract.version != expected_version:
        message = (
            f"contract {contract_id} is at version {contract.version}, not {expected_version}; "
            "read it again"
        )
        raise RefusedError(Refusal("REVISION_CONFLICT", message, ("expectedVersion",)))
    if state not in MOVES[present]:
        message = f"a contract that is {present} cannot become {state}"
        allowed = tuple(each for each, moves in MOVES.items() if state in moves)
        raise RefusedError(
            StateRefusal("NOT_ALLOWED_IN_STATE", message, ("state",), present, allowed)
        )
    return await _save(transaction, msgspec.structs.replace(contract, state=state))


async def move_all(transaction: Transaction, from_id: str, to_id: str) -> None:
    """One customer's contracts become another's."""
    states = (await transaction.connection.execute(find(from_id))).scalars().all()
    for state in states:
        contract = msgspec.convert(state, Contract)
        await _save(transaction, msgspec.structs.replace(contract, customer_id=to_id))


async def _require(transaction: Transaction, contract_id: str) -> Contract:
    query = select(CONTRACTS.c.state).where(CONTRACTS.c.id == contract_id).with_for_update()
    state = (await transaction.connection.execute(query)).scalar_one_or_none()
    if state is None:
        message = f"there is no contract {contract_id}; look it up"
        raise RefusedError(Refusal("NOT_FOUND", message, ("id",)))
    return msgspec.convert(state, Contract)


async def _save(transaction: Transaction, contract: Contract) -> str:
    following = msgspec.structs.replace(contract, version=contract.version + 1, updated_at=now())
    change = update(CONTRACTS).where(CONTRACTS.c.id == contract.id)
    await transaction.connection.execute(change.values(_row(following)))
    await transaction.changed("Contract", contract.id, following.version, following)
    return contract.id


def _row(contract: Contract) -> dict[str, object]:
    same = ("id", "number", "customer_id", "created_at")
    return {**{name: getattr(contract, name) for name in same}, "state": contract}
