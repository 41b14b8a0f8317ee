"""What can be read."""

import strawberry
from strawberry import ID

from chassis.identity import Actor
from chassis.regions import normalise_phone, normalise_tax_id
from crm_service import catalogue, contracts, customers, quotes
from crm_service.exporting import export
from crm_service.graph.caller import CallerIdentification
from crm_service.graph.contracts import ContractLineTerms
from crm_service.graph.entities import Contract, Customer, Quote
from crm_service.graph.enums import QuoteState
from crm_service.graph.errors import DuplicateCandidate
from crm_service.graph.inputs import CustomerFilter, DuplicateProbeInput, ProductFilter
from crm_service.graph.product import Product
from crm_service.graph.shared import Connection, Info
from crm_service.pages import PageArguments, read_page
from crm_service.tables import CUSTOMERS, QUOTES
from crm_service.visibility import only_seen, seen


async def customer(info: Info, id: ID) -> Customer | None:  # noqa: A002 - the argument's name
    """One customer; a merged one shows ``mergedInto``."""
    return await Customer.find(info, id)


async def list_customers(
    info: Info,
    filter: CustomerFilter | None = None,  # noqa: A002 - the argument's name
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Connection[Customer]:
    """In the order in which they were captured."""
    wanted = filter or CustomerFilter()
    stages = wanted.lifecycle
    lifecycles = None if stages is None else [stage.value for stage in stages]
    query = customers.find(
        wanted.text, lifecycles, wanted.updated_since, wanted.partner_customer_reference
    )
    query = seen(query, CUSTOMERS.c.id, info.context.caller.actor)
    arguments = PageArguments(first, after, last, before)
    page = await read_page(info.context.database, query, customers.ORDER, arguments)
    return Customer.connection(page)


async def find_duplicate_customers(
    info: Info, probe: DuplicateProbeInput
) -> list[DuplicateCandidate]:
    """Existing customers that a new one would resemble, best first (rule R-DUP)."""
    actor = info.context.caller.actor
    async with info.context.database.read() as connection:
        found = await customers.candidates(connection, _probe_keys(probe, actor))
        by_id = {item.customer_id: item for item in found}
        known = await only_seen(connection, actor, by_id, lambda item: item.customer_id)
    return await DuplicateCandidate.of_all(info, list(known.values()))


async def product(info: Info, sku: ID) -> Product | None:
    """One product, published or not."""
    return await Product.find(info, sku)


async def list_products(
    info: Info,
    search: str | None = None,
    filter: ProductFilter | None = None,  # noqa: A002 - the argument's name
    first: int | None = None,
    after: str | None = None,
) -> Connection[Product]:
    """The e-catalogue by SKU; every word of ``search`` occurs, in whichever language."""
    wanted = filter or ProductFilter()
    attribute = None if wanted.attribute is None else (wanted.attribute, wanted.attribute_value)
    query = catalogue.find(search, wanted.category_id, attribute, published=wanted.published)
    arguments = PageArguments(first, after)
    page = await read_page(info.context.database, query, catalogue.ORDER, arguments)
    return Product.connection(page)


async def quote(info: Info, id: ID) -> Quote | None:  # noqa: A002 - the argument's name
    """One quote at its current revision."""
    return await Quote.find(info, id)


async def quote_by_number(info: Info, number: str, revision: int | None = None) -> Quote | None:
    """One quote at a revision, or at its current one."""
    async with info.context.database.read() as connection:
        found = await quotes.find_by_number(connection, number, revision)
        by_id = {} if found is None else {found.id: found}
        actor = info.context.caller.actor
        known = await only_seen(connection, actor, by_id, lambda quote: quote.customer_id)
    return next((Quote.of(one) for one in known.values()), None)


async def list_quotes(
    info: Info,
    states: list[QuoteState] | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Connection[Quote]:
    """In the order in which they were written."""
    query = quotes.find(None if states is None else [state.value for state in states])
    query = seen(query, QUOTES.c.customer_id, info.context.caller.actor)
    arguments = PageArguments(first, after)
    page = await read_page(info.context.database, query, quotes.ORDER, arguments)
    return Quote.connection(page)


async def customers_by_id(info: Info, ids: list[ID]) -> list[Customer]:
    """Those that there are, for the order process."""
    info.context.require_internal()
    found = await info.context.customers.load_many([str(each) for each in ids])
    return [Customer.of(each) for each in found if each is not None]


async def customer_export(info: Info, id: ID) -> str:  # noqa: A002 - the argument's name
    """All that is kept of a customer, as JSON text; for the order process."""
    info.context.require_internal()
    async with info.context.database.read() as connection:
        return await export(connection, id)


async def contract(info: Info, id: ID) -> Contract | None:  # noqa: A002 - the argument's name
    """One contract."""
    return await Contract.find(info, id)


async def contract_line_terms(info: Info, line_ids: list[ID]) -> list[ContractLineTerms]:
    """Those that there are, for the order process."""
    info.context.require_internal()
    async with info.context.database.read() as connection:
        found = await contracts.by_lines(connection, [str(each) for each in line_ids])
    return [ContractLineTerms.of(contract, each) for each, contract in found.items()]


@strawberry.type
class Query:
    """What can be read."""

    customer: Customer | None = strawberry.field(resolver=customer)
    customers: Connection[Customer] = strawberry.field(resolver=list_customers)
    customers_by_id: list[Customer] = strawberry.federation.field(
        resolver=customers_by_id, inaccessible=True
    )
    contract: Contract | None = strawberry.field(resolver=contract)
    contract_line_terms: list[ContractLineTerms] = strawberry.federation.field(
        resolver=contract_line_terms, inaccessible=True
    )
    customer_export: str = strawberry.federation.field(resolver=customer_export, inaccessible=True)
    identify_caller: CallerIdentification = strawberry.field(resolver=CallerIdentification.of)
    find_duplicate_customers: list[DuplicateCandidate] = strawberry.field(
        resolver=find_duplicate_customers
    )
    product: Product | None = strawberry.field(resolver=product)
    products: Connection[Product] = strawberry.field(resolver=list_products)
    quote: Quote | None = strawberry.field(resolver=quote)
    quote_by_number: Quote | None = strawberry.field(resolver=quote_by_number)
    quotes: Connection[Quote] = strawberry.field(resolver=list_quotes)


def _probe_keys(probe: DuplicateProbeInput, actor: Actor) -> customers.Keys:
    phone = normalise_phone(probe.phone or "")
    tax_id = normalise_tax_id(probe.tax_id or "")
    keys = {"TAX_ID": tax_id, "EMAIL": (probe.email or "").strip().lower(), "PHONE": phone}
    own_word = customers.partner_key(actor.partner_id, probe.partner_customer_reference)
    keys["PARTNER_REFERENCE"] = own_word or ""
    if probe.name and probe.postal_code:
        keys["NAME_AND_POSTAL_CODE"] = customers.name_key(probe.name, probe.postal_code)
    return frozenset((kind, value) for kind, value in keys.items() if value)
