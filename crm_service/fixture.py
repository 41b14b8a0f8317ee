"""The ``crm`` half of a fixture file, loaded in one transaction into an empty database."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
from sqlalchemy import insert, select

from chassis.clock import now
from chassis.database import Database
from chassis.errors import InputError
from chassis.identity import SYSTEM_ACTOR
from chassis.regions import is_time_zone, normalise_phone, normalise_tax_id, time_zone
from chassis.strict_yaml import load_yaml
from crm_service import customers
from crm_service.customers import partner_key
from crm_service.records import (
    Address,
    Category,
    Consent,
    Contact,
    Customer,
    Product,
    Record,
    StaffMember,
)
from crm_service.tables import (
    CATEGORIES,
    CUSTOMERS,
    NUMBERS,
    PRODUCT_ATTRIBUTES,
    PRODUCTS,
    STAFF,
)
from crm_service.writing import Transaction

ROLES = {"SOLD_TO", "SHIP_TO", "BILL_TO", "PAYER"}


class CustomerFixture(Record, frozen=True):
    """A customer as a fixture writes him."""

    id: str
    number: str
    kind: Literal["PERSON", "COMPANY"]
    lifecycle: Literal["PROSPECT", "CUSTOMER", "INACTIVE", "BLOCKED"]
    legal_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    tax_id: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    contacts: tuple[Contact, ...] = ()
    consents: tuple[Consent, ...] = ()
    language_tag: str | None = None
    partner_id: str | None = None
    partner_customer_reference: str | None = None


class CrmFixture(Record, frozen=True):
    """The half of this service."""

    staff: tuple[StaffMember, ...] = ()
    customers: tuple[CustomerFixture, ...] = ()
    categories: tuple[Category, ...] = ()
    products: tuple[Product, ...] = ()


class FixtureFile(Record, frozen=True):
    """A whole file; the other half is the other service's."""

    crm: CrmFixture
    erp: Any = None
    clock: str | None = None


async def load_fixture(database: Database, file: Path, *, only_if_empty: bool) -> None:
    """Load a file.

    Raises:
        InputError: an unusable file, or a database that is not empty (unless ``only_if_empty``).
    """
    fixture = load_yaml(file, FixtureFile).crm
    fault = next(_faults(fixture), None)
    if fault is not None:
        raise InputError(f"{file}: {fault}")
    async with database.write() as connection:
        for table in (CUSTOMERS, PRODUCTS, STAFF):
            if (await connection.execute(select(table).limit(1))).first() is not None:
                if only_if_empty:
                    return
                raise InputError(f"{file}: the CRM's database is not empty; use a new one")
        await _load(Transaction(connection, SYSTEM_ACTOR, "loadFixture"), fixture)


async def _load(transaction: Transaction, fixture: CrmFixture) -> None:
    for member in fixture.staff:
        values = {"id": member.id, "display_name": member.display_name}
        await transaction.connection.execute(insert(STAFF).values(values))
    for category in fixture.categories:
        row = {"id": category.id, "parent_id": category.parent, "state": category}
        await transaction.connection.execute(insert(CATEGORIES).values(row))
    for product in fixture.products:
        await transaction.connection.execute(insert(PRODUCTS).values(_product(product)))
        for name, value in product.attributes.items():
            attribute = {"sku": product.sku, "name": name, "value": value}
            await transaction.connection.execute(insert(PRODUCT_ATTRIBUTES).values(attribute))
    # Customers who resemble each other are meant here; equal tax ids have been refused.
    known = [customer.id for customer in fixture.customers]
    for customer in fixture.customers:
        await customers.capture(transaction, _customer(customer), known)
    ends = [item.number.rpartition("-")[2] for item in fixture.customers]
    numbers = [int(end) for end in ends if end.isdecimal()]
    if numbers:
        last: dict[str, object] = {"series": "customer", "last": max(numbers)}
        await transaction.connection.execute(insert(NUMBERS).values(last))


def _faults(fixture: CrmFixture) -> Iterator[str]:
    """What cannot be loaded, each with its remedy."""
    yield from _doubles(fixture)
    categories = {category.id for category in fixture.categories}
    for product in fixture.products:
        if product.category not in categories:
            yield f"product {product.sku}: there is no category {product.category}; add it"
    for phone in (phone for customer in fixture.customers for phone in customer.phones):
        if normalise_phone(phone) is None:
            yield f"{phone!r} is no phone number; write one like +498912345678"
    for customer in fixture.customers:
        for address in customer.addresses:
            yield from _address_faults(address)


def _doubles(fixture: CrmFixture) -> Iterator[str]:
    people = fixture.customers
    unique = {
        "staff id": [member.id for member in fixture.staff],
        "customer id": [customer.id for customer in people],
        "customer number": [customer.number for customer in people],
        "tax id": [normalise_tax_id(item.tax_id) for item in people if item.tax_id],
        "partner's reference": [
            partner_key(item.partner_id, item.partner_customer_reference) or ""
            for item in people
            if item.partner_customer_reference
        ],
        "address id": [address.id for customer in people for address in customer.addresses],
        "category id": [category.id for category in fixture.categories],
        "SKU": [product.sku for product in fixture.products],
    }
    for what, values in unique.items():
        for value, count in Counter(values).items():
            if count > 1:
                yield f"{what} {value} occurs {count} times; make it unique"


def _address_faults(address: Address) -> Iterator[str]:
    unknown = set(address.roles) - ROLES
    if unknown:
        yield f"address {address.id}: unknown roles {sorted(unknown)}; use {sorted(ROLES)}"
    if address.time_zone and not is_time_zone(address.time_zone):
        yield f"address {address.id}: {address.time_zone!r} is no IANA time zone; correct it"


def _product(product: Product) -> dict[str, object]:
    texts = [product.sku, *product.name.values(), *product.short_description.values()]
    return {
        "sku": product.sku,
        "category_id": product.category,
        "searchable": " ".join(texts).casefold(),
        "published": product.published,
        "state": product,
    }


def _customer(fixture: CustomerFixture) -> Customer:
    at = now()
    values = msgspec.structs.asdict(fixture)
    values["addresses"] = tuple(
        msgspec.structs.replace(
            address,
            time_zone=address.time_zone or time_zone(address.country, address.postal_code),
        )
        for address in fixture.addresses
    )
    values["phones"] = tuple(filter(None, map(normalise_phone, fixture.phones)))
    values["tax_id"] = normalise_tax_id(fixture.tax_id or "") or None
    return Customer(**values, created_at=at, updated_at=at)
