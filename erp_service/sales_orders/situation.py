"""Everything a decision about a request depends on, read in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import now
from erp_service.availability.promise import Route
from erp_service.availability.supply import Supply
from erp_service.refusals import RefusedError
from erp_service.sales_orders.request import OrderRequest, Prospect
from erp_service.sales_orders.tables import sales_orders
from erp_service.store.company import Company, load_company
from erp_service.store.items import (
    Item,
    PriceList,
    load_items,
    load_price_lists,
    load_prices,
)
from erp_service.store.partners import load_partners
from erp_service.store.supply import load_stock
from erp_service.terms.buyer import Buyer, TaxFacts
from erp_service.terms.credit import standard_price_list, terms_in, terms_of_new


@dataclass(frozen=True, slots=True)
class Situation:
    """The world at ``moment``; ``items`` and ``prices`` contain the substitutes too."""

    moment: datetime
    company: Company
    buyer: Buyer
    price_list: PriceList
    items: Mapping[str, Item]
    prices: Mapping[str, Decimal]
    supply: Supply

    @property
    def currency(self) -> str:
        """R-TRM-2: the price list's."""
        return self.price_list.currency


async def load_situation(
    connection: AsyncConnection,
    request: OrderRequest,
    prospect: Prospect | None = None,
    *,
    locks: bool = False,
) -> Situation:
    """Read it; ``locks`` in a transaction that is going to reserve.

    Raises:
        RefusedError: an unknown customer, a blocked one, a currency without price list, or a
            ship-to that is not delivered to.
    """
    moment = now()
    company = await load_company(connection)
    routes = _routes(company, request, moment)
    items = await _items(connection, request, locks=locks)
    buyer, price_list = await _buyer(connection, request, prospect, locks=locks)
    stock = await load_stock(connection, list(items), moment, request.hold_id)
    return Situation(
        moment,
        company,
        buyer,
        price_list,
        items,
        await load_prices(connection, price_list.code, list(items)),
        Supply(stock.pools(items.values(), company, moment), routes),
    )


def _routes(company: Company, request: OrderRequest, moment: datetime) -> Mapping[str, Route]:
    country = request.ship_to.country
    try:
        return company.routes(country, moment)
    except KeyError as error:
        message = f"nothing is delivered to {country}; choose another ship-to address"
        raise RefusedError.of("INVALID", message, "shipTo", "country") from error


async def _items(
    connection: AsyncConnection, request: OrderRequest, *, locks: bool
) -> dict[str, Item]:
    found = await load_items(connection, {line.sku for line in request.lines}, locks=locks)
    others = {sku for item in found.values() for sku in item.interchangeable} - found.keys()
    return {**found, **(await load_items(connection, others) if others and not locks else {})}


async def _buyer(
    connection: AsyncConnection, request: OrderRequest, prospect: Prospect | None, *, locks: bool
) -> tuple[Buyer, PriceList]:
    known = await load_partners(connection, {request.customer_id}, now().date(), locks=locks)
    partner = known.get(request.customer_id)
    facts = prospect.tax_facts if prospect else None
    if partner is None:
        return await _new_buyer(connection, request, facts)
    buyer = replace(partner.buyer, tax=facts or partner.buyer.tax)
    if buyer.order_block:
        message = f"partner {partner.number} is blocked for orders; ask finance"
        raise RefusedError.of("LOCKED", message, "customerId")
    currency = request.currency or partner.price_list.currency
    if currency == partner.price_list.currency:
        return buyer, partner.price_list
    if buyer.terms.customer_class == "NEW" and not await _has_ordered(connection, request):
        price_list = await _standard_list(connection, currency)
        return replace(buyer, terms=terms_in(buyer.terms, currency)), price_list
    message = f"the customer's prices are in {partner.price_list.currency}, not {currency}"
    raise RefusedError.of("INVALID", message, "currency")


async def _new_buyer(
    connection: AsyncConnection, request: OrderRequest, facts: TaxFacts | None
) -> tuple[Buyer, PriceList]:
    if facts is None:
        message = f"customer {request.customer_id} is no partner; call upsertPartner first"
        raise RefusedError.of("NOT_FOUND", message, "customerId")
    terms = terms_of_new(facts.kind or "PERSON", facts.tax_id)
    price_list = await _standard_list(connection, request.currency or terms.limit_currency)
    return Buyer(terms_in(terms, price_list.currency), facts), price_list


async def _standard_list(connection: AsyncConnection, currency: str) -> PriceList:
    code = standard_price_list(currency)
    found = await load_price_lists(connection, {code})
    if code not in found:
        message = f"there are no prices in {currency}; order in another currency"
        raise RefusedError.of("INVALID", message, "currency")
    return found[code]


async def _has_ordered(connection: AsyncConnection, request: OrderRequest) -> bool:
    query = select(sales_orders.c.id).where(sales_orders.c.customer_id == request.customer_id)
    return (await connection.execute(query.limit(1))).first() is not None
