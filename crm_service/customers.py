"""Customers: capture, lifecycle, duplicates (R-DUP), lookup by what a caller gives."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import now
from crm_service.records import Customer
from crm_service.refusals import Candidate, RefusedError
from crm_service.tables import CUSTOMER_MATCHES, CUSTOMERS
from crm_service.writing import Transaction

SCORES = {
    "TAX_ID": Decimal("1.0"),
    "EMAIL": Decimal("0.8"),
    "PHONE": Decimal("0.6"),
    "NAME_AND_POSTAL_CODE": Decimal("0.5"),
}
FIRST_NUMBER = 10001
Keys = frozenset[tuple[str, str]]


def match_keys(customer: Customer) -> Keys:
    """What a customer is recognised by: (kind, normalised value)."""
    name = (customer.display_name or "").casefold().strip()
    return frozenset(
        [
            *([("TAX_ID", customer.tax_id)] if customer.tax_id else []),
            *(("EMAIL", email.strip().lower()) for email in customer.emails),
            *(("PHONE", phone) for phone in customer.phones),
            *(
                ("NAME_AND_POSTAL_CODE", f"{name}|{address.postal_code}")
                for address in customer.addresses
                if name
            ),
        ]
    )


async def candidates(connection: AsyncConnection, keys: Keys) -> tuple[Candidate, ...]:
    """Existing customers that share a key, best first."""
    if not keys:
        return ()
    table = CUSTOMER_MATCHES
    same = [(table.c.kind == kind) & (table.c.value == value) for kind, value in sorted(keys)]
    query = select(table.c.customer_id, table.c.kind).where(or_(*same))
    found: dict[str, set[str]] = {}
    for customer_id, kind in (await connection.execute(query)).all():
        found.setdefault(customer_id, set()).add(kind)
    ranked = [
        Candidate(identifier, tuple(sorted(kinds)), max(SCORES[kind] for kind in kinds))
        for identifier, kinds in found.items()
    ]
    return tuple(sorted(ranked, key=lambda item: (-item.score, item.customer_id)))


async def load(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Customer]:
    """Customers by id, in one query."""
    query = select(CUSTOMERS.c.state).where(CUSTOMERS.c.id.in_(list(ids)))
    states = (await connection.execute(query)).scalars()
    found = [msgspec.convert(state, Customer) for state in states]
    return {customer.id: customer for customer in found}


async def capture(
    transaction: Transaction, customer: Customer, accepted: Sequence[str] = ()
) -> str:
    """Write a new customer under his own id; an empty number is given here.

    Raises:
        RefusedError: DUPLICATE_CUSTOMER, unless only non-blocking ones in ``accepted``.
    """
    found = await candidates(transaction.connection, match_keys(customer))
    left = tuple(item for item in found if item.blocking or item.customer_id not in accepted)
    if left:
        message = f"resembles {left[0].customer_id}; use it, or list it in notDuplicateOf"
        raise RefusedError("DUPLICATE_CUSTOMER", message, ("input",), candidates=left)
    if not customer.number:
        number = await transaction.next_number("customer", FIRST_NUMBER)
        customer = msgspec.structs.replace(customer, number=f"K-{number}")
    row = {"id": customer.id, "number": customer.number, "tax_id": customer.tax_id}
    values = {**row, "created_at": customer.created_at, "state": customer}
    await transaction.connection.execute(insert(CUSTOMERS).values(values))
    await _index(transaction, customer)
    return customer.id


async def save(transaction: Transaction, customer: Customer) -> str:
    """Write the next version of a customer."""
    following = msgspec.structs.replace(customer, version=customer.version + 1, updated_at=now())
    change = update(CUSTOMERS).where(CUSTOMERS.c.id == customer.id)
    await transaction.connection.execute(change.values(tax_id=customer.tax_id, state=following))
    await _index(transaction, following)
    return customer.id


async def require(connection: AsyncConnection, customer_id: str) -> Customer:
    """One customer.

    Raises:
        RefusedError: NOT_FOUND.
    """
    found = (await load(connection, [customer_id])).get(customer_id)
    if found is None:
        raise RefusedError("NOT_FOUND", f"there is no customer {customer_id}; look it up")
    return found


async def set_lifecycle(
    transaction: Transaction, customer_id: str, lifecycle: str, merged_into: str | None
) -> str:
    """Move a customer to another lifecycle; the same again changes nothing."""
    customer = await require(transaction.connection, customer_id)
    if (customer.lifecycle, customer.merged_into) == (lifecycle, merged_into):
        return customer_id
    moved = msgspec.structs.replace(customer, lifecycle=lifecycle, merged_into=merged_into)
    return await save(transaction, moved)


async def _index(transaction: Transaction, customer: Customer) -> None:
    table, connection = CUSTOMER_MATCHES, transaction.connection
    await connection.execute(delete(table).where(table.c.customer_id == customer.id))
    rows = [
        {"customer_id": customer.id, "kind": kind, "value": value}
        for kind, value in sorted(match_keys(customer))
    ]
    if rows:
        await connection.execute(insert(table), rows)
    await transaction.changed("Customer", customer.id, customer.version, customer)
