"""Merging customers (§3.5): the survivor keeps his id and gets what only the others had.

What a duplicate was known by stays on his record, so that he is still recognised, as the survivor.
Quotes and conversations are the survivor's from then on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from sqlalchemy import select, update

from crm_service import contracts, customers, quote_owners
from crm_service.records import Customer, Interaction
from crm_service.refusals import OwnerRefusal, Refusal, StateRefusal, refuse_if_any
from crm_service.tables import INTERACTIONS
from crm_service.writing import Transaction

# Fields a caller may take from a duplicate, and where the record has them.
CHOICES: Mapping[str, str] = {
    "legalName": "legal_name",
    "givenName": "given_name",
    "familyName": "family_name",
    "taxId": "tax_id",
    "languageTag": "language_tag",
    "email": "emails",
    "phone": "phones",
}
SINGLE = (
    *("legal_name", "given_name", "family_name", "tax_id", "language_tag"),
    *("owner_id", "partner_id"),
)
OF_THE_ERP = frozenset(
    ("class", "creditLimit", "currency", "incoterms", "paymentTerms", "priceList", "taxTreatment")
)
LIVING = ("PROSPECT", "CUSTOMER", "INACTIVE", "BLOCKED")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Merge:
    """Who becomes whom.

    Attributes:
        versions: what the caller has seen of the survivor and the duplicates, in that order.
        choices: field of the schema to the id of whose value the survivor gets.
    """

    survivor_id: str
    duplicate_ids: tuple[str, ...]
    versions: tuple[int, ...]
    choices: Mapping[str, str]


async def merge(transaction: Transaction, wanted: Merge) -> str:
    """Merge at once, or not at all; gives the survivor's id.

    Raises:
        RefusedError: NOT_FOUND, NOT_ALLOWED_IN_STATE, REVISION_CONFLICT, FIELD_NOT_OWNED, INVALID.
    """
    ids = (wanted.survivor_id, *wanted.duplicate_ids)
    found = {}
    # In one order for everybody, so that two merges do not wait for one another.
    for each in sorted(ids):
        found[each] = await customers.require(transaction.connection, each, ("input",))
    survivor, *duplicates = (found[each] for each in ids)
    refuse_if_any([*_refusals(wanted, found), *_choice_refusals(wanted, ids)])
    merged = merged_customer(survivor, duplicates, wanted.choices)
    for duplicate in duplicates:
        # A tax id that goes to the survivor is unique: the duplicate gives it up first.
        kept = None if duplicate.tax_id == merged.tax_id else duplicate.tax_id
        gone = {"lifecycle": "MERGED", "merged_into": survivor.id, "tax_id": kept}
        await customers.save(transaction, msgspec.structs.replace(duplicate, **gone))
        await quote_owners.move_all(transaction, duplicate.id, survivor.id)
        await _move_interactions(transaction, duplicate.id, survivor.id)
        await contracts.move_all(transaction, duplicate.id, survivor.id)
    return await customers.save(transaction, merged)


def merged_customer(
    survivor: Customer, duplicates: Sequence[Customer], choices: Mapping[str, str]
) -> Customer:
    """The survivor with what only the others had, and with what was chosen. Pure."""
    everybody = (survivor, *duplicates)
    by_id = {each.id: each for each in everybody}
    chosen = {
        CHOICES[name]: getattr(by_id[owner], CHOICES[name]) for name, owner in choices.items()
    }
    values: dict[str, Any] = {
        name: next((getattr(each, name) for each in everybody if getattr(each, name)), None)
        for name in SINGLE
    }
    values |= {name: value for name, value in chosen.items() if name in SINGLE}
    for name in ("emails", "phones"):
        values[name] = _once([*chosen.get(name, ()), *_all(everybody, name)])
    for name in ("addresses", "contacts"):
        values[name] = tuple(_all(everybody, name))
    known = {consent.purpose for consent in survivor.consents}
    others = [each for each in _all(duplicates, "consents") if each.purpose not in known]
    values["consents"] = (*survivor.consents, *others)
    return msgspec.structs.replace(survivor, **values)


def _all(found: Iterable[Customer], name: str) -> list[Any]:
    return [item for each in found for item in getattr(each, name)]


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))


def _refusals(wanted: Merge, found: Mapping[str, Customer]) -> list[Refusal]:
    ids = (wanted.survivor_id, *wanted.duplicate_ids)
    refusals: list[Refusal] = []
    for customer in (found[each] for each in ids):
        if customer.lifecycle not in LIVING:
            message = f"customer {customer.id} is {customer.lifecycle}; merge living ones"
            state = customer.lifecycle
            refusals.append(
                StateRefusal("NOT_ALLOWED_IN_STATE", message, ("input",), state, LIVING)
            )
    if not refusals:
        refusals += _version_refusals(wanted, [found[each] for each in ids])
    partners = {found[each].partner_id for each in ids} - {None}
    if len(partners) > 1:
        message = "the customers belong to different partners; they cannot be one"
        refusals.append(Refusal("INVALID", message, ("input", "duplicateIds")))
    return refusals


def _version_refusals(wanted: Merge, found: Sequence[Customer]) -> list[Refusal]:
    return [
        Refusal(
            "REVISION_CONFLICT",
            f"customer {customer.id} is at version {customer.version}, not {version}; "
            "read him again",
            ("input", "expectedVersions", str(index)),
        )
        for index, (customer, version) in enumerate(zip(found, wanted.versions, strict=True))
        if customer.version != version
    ]


def _choice_refusals(wanted: Merge, ids: Sequence[str]) -> list[Refusal]:
    refusals: list[Refusal] = []
    for name, owner in wanted.choices.items():
        path = ("input", "fieldChoices", name)
        if name in OF_THE_ERP:
            message = f"{name} is the ERP's; set it there, the CRM has no say"
            refusals.append(OwnerRefusal("FIELD_NOT_OWNED", message, path, master="ERP"))
        elif name not in CHOICES:
            message = f"{name} cannot be chosen; choose among {', '.join(CHOICES)}"
            refusals.append(Refusal("INVALID", message, path))
        elif owner not in ids:
            message = f"{owner} is none of the merged customers; name one of them"
            refusals.append(Refusal("INVALID", message, path))
    return refusals


async def _move_interactions(transaction: Transaction, from_id: str, to_id: str) -> None:
    connection, table = transaction.connection, INTERACTIONS
    mine = select(table.c.state).where(table.c.customer_id == from_id)
    for state in (await connection.execute(mine)).scalars().all():
        entry = msgspec.convert(state, Interaction)
        moved = msgspec.structs.replace(entry, customer_id=to_id, version=entry.version + 1)
        change = update(table).where(table.c.id == entry.id)
        await connection.execute(change.values(customer_id=to_id, state=moved))
