"""Customers: capture, changes, lifecycle, duplicates (R-DUP), lookup by what a caller gives."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import now
from chassis.identity import Actor
from crm_service.records import Changer, Customer
from crm_service.refusals import (
    Candidate,
    DuplicateRefusal,
    Refusal,
    RefusedError,
    StateRefusal,
)
from crm_service.tables import CUSTOMER_MATCHES, CUSTOMERS
from crm_service.writing import Transaction

SCORES = {
    "TAX_ID": Decimal("1.0"),
    "PARTNER_REFERENCE": Decimal("1.0"),
    "EMAIL": Decimal("0.8"),
    "PHONE": Decimal("0.6"),
    "NAME_AND_POSTAL_CODE": Decimal("0.5"),
}
# Finds who is calling, but makes no duplicate: a person may be a contact of two companies.
CONTACT_PHONE = "CONTACT_PHONE"
MOVES: Mapping[str, tuple[str, ...]] = {
    "PROSPECT": ("CUSTOMER", "INACTIVE", "BLOCKED", "MERGED", "ERASED"),
    "CUSTOMER": ("INACTIVE", "BLOCKED", "MERGED", "ERASED"),
    "INACTIVE": ("CUSTOMER", "BLOCKED", "MERGED", "ERASED"),
    "BLOCKED": ("INACTIVE", "MERGED", "ERASED"),
    "MERGED": ("ERASED",),
    "ERASED": (),
}
ORDER = (CUSTOMERS.c.created_at, CUSTOMERS.c.id)
FIRST_NUMBER = 10001
LONGEST_KEY = 300
_LOCKED_CUSTOMER = (
    select(CUSTOMERS.c.state).where(CUSTOMERS.c.id == bindparam("id")).with_for_update()
)
_CUSTOMERS = select(CUSTOMERS.c.state).where(CUSTOMERS.c.id.in_(bindparam("ids", expanding=True)))
Keys = frozenset[tuple[str, str]]


def name_key(name: str, postal_code: str) -> str:
    """Name and postal code, folded: case, width and blanks do not count."""
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return f"{folded}|{postal_code.replace(' ', '').upper()}"[:LONGEST_KEY]


def partner_key(partner_id: str | None, reference: str | None) -> str | None:
    """A partner's own word for a customer; two partners may use the same one."""
    return f"{partner_id}|{reference}" if partner_id and reference else None


def match_keys(customer: Customer) -> Keys:
    """What a customer is recognised by: (kind, normalised value)."""
    name = customer.display_name
    own_word = partner_key(customer.partner_id, customer.partner_customer_reference)
    return frozenset(
        [
            *([("TAX_ID", customer.tax_id)] if customer.tax_id else []),
            *([("PARTNER_REFERENCE", own_word)] if own_word else []),
            *(("EMAIL", email.strip().lower()) for email in customer.emails),
            *(("PHONE", phone) for phone in customer.phones),
            *((CONTACT_PHONE, item.phone) for item in customer.contacts if item.phone),
            *(
                ("NAME_AND_POSTAL_CODE", name_key(name, address.postal_code))
                for address in customer.addresses
                if name
            ),
        ]
    )


async def candidates(connection: AsyncConnection, keys: Keys) -> tuple[Candidate, ...]:
    """Existing customers that share a key, best first; a merged one is his survivor."""
    table = CUSTOMER_MATCHES
    same = [
        (table.c.kind == kind) & (table.c.value == value)
        for kind, value in sorted(keys)
        if kind in SCORES
    ]
    if not same:
        return ()
    query = select(table.c.customer_id, table.c.kind).where(or_(*same))
    rows = (await connection.execute(query)).all()
    became = await survivors(connection, {row.customer_id for row in rows})
    found: dict[str, set[str]] = {}
    for customer_id, kind in rows:
        found.setdefault(became[customer_id], set()).add(kind)
    ranked = [
        Candidate(identifier, tuple(sorted(kinds)), max(SCORES[kind] for kind in kinds))
        for identifier, kinds in found.items()
    ]
    return tuple(sorted(ranked, key=lambda item: (-item.score, item.customer_id)))


def find(
    text: str | None,
    lifecycles: Sequence[str] | None,
    updated_since: datetime | None,
    reference: str | None = None,
) -> Select[Any]:
    """The query for customers that have every word of ``text`` in name, number, e-mail, phone.

    ``reference`` is how their partner calls them.
    """
    query = select(CUSTOMERS.c.state)
    if reference is not None:
        query = query.where(CUSTOMERS.c.partner_customer_reference == reference)
    for word in (text or "").casefold().split():
        query = query.where(CUSTOMERS.c.searchable.contains(word, autoescape=True))
    if lifecycles is not None:
        query = query.where(CUSTOMERS.c.lifecycle.in_(lifecycles))
    return query if updated_since is None else query.where(CUSTOMERS.c.updated_at >= updated_since)


async def find_by_phone(connection: AsyncConnection, number: str) -> list[str]:
    """Ids of customers with this number, their contacts' included."""
    table = CUSTOMER_MATCHES
    is_phone = table.c.kind.in_(["PHONE", CONTACT_PHONE]) & (table.c.value == number)
    query = select(table.c.customer_id).where(is_phone).distinct().order_by(table.c.customer_id)
    return list((await connection.execute(query)).scalars())


async def load(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Customer]:
    """Customers by id, in one query."""
    states = (await connection.execute(_CUSTOMERS, {"ids": list(ids)})).scalars()
    found = [msgspec.convert(state, Customer) for state in states]
    return {customer.id: customer for customer in found}


async def survivors(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, str]:
    """Whom customers became: themselves, unless they were merged, however often."""
    became = {each: each for each in ids}
    left = set(became)
    while left:
        moved = {
            each.id: each.merged_into
            for each in (await load(connection, left)).values()
            if each.merged_into is not None
        }
        became = {each: moved.get(last, last) for each, last in became.items()}
        left = set(moved.values())
    return became


async def require_survivor(
    connection: AsyncConnection, customer_id: str, path: tuple[str, ...] = ()
) -> Customer:
    """``require`` of whom he became.

    Raises:
        RefusedError: NOT_FOUND.
    """
    customer = await require(connection, customer_id, path)
    while customer.merged_into is not None:
        customer = await require(connection, customer.merged_into, path)
    return customer


async def require(
    connection: AsyncConnection, customer_id: str, path: tuple[str, ...] = ()
) -> Customer:
    """One customer; nobody else changes him until the transaction ends.

    Raises:
        RefusedError: NOT_FOUND.
    """
    state = await connection.scalar(_LOCKED_CUSTOMER, {"id": customer_id})
    if state is None:
        raise RefusedError(unknown(customer_id, path))
    return msgspec.convert(state, Customer)


def unknown(customer_id: str, path: tuple[str, ...]) -> Refusal:
    """There is none, or none for this caller."""
    return Refusal("NOT_FOUND", f"there is no customer {customer_id}; look it up", path)


async def capture(
    transaction: Transaction, customer: Customer, accepted: Sequence[str] = ()
) -> str:
    """Write a new customer under his own id; an empty number is given here.

    The id is made before the first write, so one that is here already was captured before.

    Raises:
        RefusedError: DUPLICATE_CUSTOMER, unless only non-blocking ones in ``accepted``.
    """
    if customer.id in await load(transaction.connection, [customer.id]):
        return customer.id
    if not customer.number:
        # Taken first: of two captures at once the second waits for it, and then sees the first.
        number = await transaction.next_number("customer", FIRST_NUMBER)
        customer = msgspec.structs.replace(customer, number=f"K-{number}")
    await _refuse_duplicates(transaction, customer, accepted)
    written = msgspec.structs.replace(customer, changed_by=_changer(transaction.actor))
    await transaction.connection.execute(insert(CUSTOMERS).values(_row(written)))
    await _publish(transaction, written)
    return customer.id


async def save(transaction: Transaction, customer: Customer) -> str:
    """Write the next version of a customer."""
    following = msgspec.structs.replace(
        customer,
        version=customer.version + 1,
        updated_at=now(),
        changed_by=_changer(transaction.actor),
    )
    change = update(CUSTOMERS).where(CUSTOMERS.c.id == customer.id)
    await transaction.connection.execute(change.values(_row(following)))
    await _publish(transaction, following)
    return customer.id


async def change(transaction: Transaction, changed: Customer) -> str:
    """Write changed master data; only an equal tax id makes a change of it a duplicate.

    Raises:
        RefusedError: DUPLICATE_CUSTOMER.
    """
    others = await candidates(transaction.connection, match_keys(changed))
    resembled = [item.customer_id for item in others if not item.blocking]
    await _refuse_duplicates(transaction, changed, [changed.id, *resembled])
    await _take_unique(transaction, changed)
    return await save(transaction, changed)


async def ask_orders_to_follow(
    transaction: Transaction, before: Customer, after: Customer, address_id: str
) -> None:
    """Orders are the order process's: it is told the address as it was and as it is (rule 3.6)."""
    was, now_is = (
        next(address for address in customer.addresses if address.id == address_id)
        for customer in (before, after)
    )
    wanted = {"customerId": after.id, "before": was, "after": now_is}
    await transaction.ask(
        "AddressFollowUp", "CustomerAddress", address_id, before.version + 1, wanted
    )


async def set_lifecycle(
    transaction: Transaction, customer_id: str, lifecycle: str, merged_into: str | None
) -> str:
    """Move a customer to another lifecycle; the same again changes nothing.

    Raises:
        RefusedError: NOT_FOUND, NOT_ALLOWED_IN_STATE, INVALID for a merge without a survivor.
    """
    customer = await require(transaction.connection, customer_id, ("id",))
    if (customer.lifecycle, customer.merged_into) == (lifecycle, merged_into):
        return customer_id
    if lifecycle not in MOVES[customer.lifecycle]:
        message = f"a customer who is {customer.lifecycle} cannot become {lifecycle}"
        allowed = tuple(state for state, moves in MOVES.items() if lifecycle in moves)
        path = ("lifecycle",)
        raise RefusedError(
            StateRefusal(
                "NOT_ALLOWED_IN_STATE", message, path, state=customer.lifecycle, allowed=allowed
            )
        )
    if (lifecycle == "MERGED") != (merged_into is not None) or merged_into == customer_id:
        message = "mergedInto is the survivor's id: send it with MERGED, and only then"
        raise RefusedError(Refusal("INVALID", message, ("mergedInto",)))
    if merged_into is not None:
        await require(transaction.connection, merged_into, ("mergedInto",))
    moved = msgspec.structs.replace(customer, lifecycle=lifecycle, merged_into=merged_into)
    return await save(transaction, moved)


async def _take_unique(transaction: Transaction, changed: Customer) -> None:
    """Tax id and reference of one who was merged into him become his own, for they are unique."""
    same_word = (CUSTOMERS.c.partner_id == changed.partner_id) & (
        CUSTOMERS.c.partner_customer_reference == changed.partner_customer_reference
    )
    has_one = or_(CUSTOMERS.c.tax_id == changed.tax_id, same_word)
    query = select(CUSTOMERS.c.state).where(has_one, CUSTOMERS.c.id != changed.id)
    for state in (await transaction.connection.execute(query)).scalars().all():
        merged = msgspec.convert(state, Customer)
        kept = {
            name: None if getattr(changed, name) == getattr(merged, name) else getattr(merged, name)
            for name in ("tax_id", "partner_customer_reference")
        }
        await save(transaction, msgspec.structs.replace(merged, **kept))


async def _refuse_duplicates(
    transaction: Transaction, customer: Customer, accepted: Sequence[str]
) -> None:
    found = await candidates(transaction.connection, match_keys(customer))
    left = tuple(
        item
        for item in found
        if item.customer_id != customer.id and (item.blocking or item.customer_id not in accepted)
    )
    if transaction.actor.kind == "PARTNER":
        left = await _for_partner(transaction, left)
    if not left:
        return
    remedy = "use it" if left[0].blocking else "use it, or list it in notDuplicateOf"
    message = f"resembles {left[0].customer_id}; {remedy}"
    raise RefusedError(DuplicateRefusal("DUPLICATE_CUSTOMER", message, ("input",), candidates=left))


async def _for_partner(
    transaction: Transaction, found: tuple[Candidate, ...]
) -> tuple[Candidate, ...]:
    """A partner hears of his own customers; an equal tax id of another's is refused without a name.

    Raises:
        RefusedError: DUPLICATE_CUSTOMER.
    """
    known = await load(transaction.connection, [item.customer_id for item in found])
    partner = transaction.actor.partner_id
    own = tuple(item for item in found if known[item.customer_id].partner_id == partner)
    if any(item.blocking for item in found if item not in own):
        message = "a customer with this tax id exists already; ask the call center"
        raise RefusedError(DuplicateRefusal("DUPLICATE_CUSTOMER", message, ("input",)))
    return own


def _row(customer: Customer) -> dict[str, object]:
    texts = [customer.number, customer.display_name or "", *customer.emails, *customer.phones]
    return {
        "id": customer.id,
        "number": customer.number,
        "tax_id": customer.tax_id,
        "lifecycle": customer.lifecycle,
        "partner_id": customer.partner_id,
        "partner_customer_reference": customer.partner_customer_reference,
        "searchable": " ".join(texts).casefold(),
        "created_at": customer.created_at,
        "updated_at": customer.updated_at,
        "state": customer,
    }


def _changer(actor: Actor) -> Changer:
    return Changer(actor.kind, actor.id, actor.client_id, actor.partner_id)


async def _publish(transaction: Transaction, customer: Customer) -> None:
    table, connection = CUSTOMER_MATCHES, transaction.connection
    await connection.execute(delete(table).where(table.c.customer_id == customer.id))
    rows = [
        {"customer_id": customer.id, "kind": kind, "value": value}
        for kind, value in sorted(match_keys(customer))
    ]
    if rows:
        await connection.execute(insert(table), rows)
    await transaction.changed("Customer", customer.id, customer.version, customer)
