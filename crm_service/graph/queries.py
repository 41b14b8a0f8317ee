"""What can be read."""

import strawberry
from strawberry import ID

from crm_service import customers
from crm_service.graph.customer import Customer
from crm_service.graph.errors import DuplicateCandidate
from crm_service.graph.inputs import DuplicateProbeInput
from crm_service.graph.product import Product
from crm_service.graph.quote import Quote
from crm_service.graph.shared import Info
from crm_service.regions import normalise_phone, normalise_tax_id


async def customer(info: Info, id: ID) -> Customer | None:  # noqa: A002 - the argument's name
    """One customer; a merged one shows ``mergedInto``."""
    return await Customer.find(info, id)


async def find_duplicate_customers(
    info: Info, probe: DuplicateProbeInput
) -> list[DuplicateCandidate]:
    """Existing customers that a new one would resemble, best first (rule R-DUP)."""
    async with info.context.database.read() as connection:
        found = await customers.candidates(connection, _probe_keys(probe))
    return [await DuplicateCandidate.of(info, candidate) for candidate in found]


async def product(info: Info, sku: ID) -> Product | None:
    """One product, published or not."""
    return await Product.find(info, sku)


async def quote(info: Info, id: ID) -> Quote | None:  # noqa: A002 - the argument's name
    """One quote at its current revision."""
    return await Quote.find(info, id)


@strawberry.type
class Query:
    """What can be read."""

    customer: Customer | None = strawberry.field(resolver=customer)
    find_duplicate_customers: list[DuplicateCandidate] = strawberry.field(
        resolver=find_duplicate_customers
    )
    product: Product | None = strawberry.field(resolver=product)
    quote: Quote | None = strawberry.field(resolver=quote)


def _probe_keys(probe: DuplicateProbeInput) -> customers.Keys:
    phone = normalise_phone(probe.phone or "")
    tax_id = normalise_tax_id(probe.tax_id or "")
    keys = {"TAX_ID": tax_id, "EMAIL": (probe.email or "").strip().lower(), "PHONE": phone}
    if probe.name and probe.postal_code:
        keys["NAME_AND_POSTAL_CODE"] = customers.name_key(probe.name, probe.postal_code)
    return frozenset((kind, value) for kind, value in keys.items() if value)
