"""The ``crm`` half of a fixture file, loaded in one transaction into an empty database."""

from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import insert, select

from chassis.clock import now
from chassis.database import Database
from chassis.errors import InputError
from chassis.identity import SYSTEM_ACTOR
from chassis.strict_yaml import load_yaml
from crm_service import customers
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
from crm_service.regions import time_zone
from crm_service.tables import (
    CATEGORIES,
    CUSTOMERS,
    NUMBERS,
    PRODUCT_ATTRIBUTES,
    PRODUCTS,
    STAFF,
)
from crm_service.writing import Transaction


class CustomerFixture(Record, frozen=True):
    """A customer as a fixture writes him."""

    id: str
    number: str
    kind: str
    lifecycle: str
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
    for customer in fixture.customers:
        # Duplicates in a fixture are meant, except equal tax ids, which the index refuses.
        known = [other.id for other in fixture.customers]
        await customers.capture(transaction, _customer(customer), known)
    numbers = [int(item.number.rpartition("-")[2]) for item in fixture.customers]
    if numbers:
        last: dict[str, object] = {"series": "customer", "last": max(numbers)}
        await transaction.connection.execute(insert(NUMBERS).values(last))


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
        msgspec.structs.replace(address, time_zone=address.time_zone or time_zone(address.country))
        for address in fixture.addresses
    )
    return Customer(**values, created_at=at, updated_at=at)
