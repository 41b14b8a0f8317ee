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
from erp_service.sales_orders.record import SalesOrder
from erp_service.sales_orders.request import OrderRequest, Prospect
from erp_service.sales_orders.tables import sales_orders
from erp_service.store.company import Company
from erp_service.store.items import Item, PriceList, load_priced_items
from erp_service.store.master_data import MasterData
from erp_service.store.partners import Partner, load_partners
from erp_service.store.supply import load_stock
from erp_service.terms.buyer import Buyer, TaxFacts
from erp_service.terms.credit import standard_price_list, terms_in, terms_of_new


@dataclass(frozen=True, slots=True)
class Situation:
    """The world at ``moment``; ``items`` and ``prices`` contain the substitutes too.

    Attributes:
        customer_id: whose order it is; the survivor's for a request of one who was merged.
    """

    customer_id: str
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
    master_data: MasterData,
    request: OrderRequest,
    prospect: Prospect | None = None,
    *,
    amends: SalesOrder | None = None,
    locks: bool = False,
) -> Situation:
    """Read it; ``locks`` in a transaction that is going to reserve.

    For the request that ``amends`` an order, the order's own reservations and its own value are
    not counted, and its price list stays. Whether a blocked partner may do so is the caller's.

    Raises:
        RefusedError: an unknown customer, a blocked one, a currency without price list, or a
            ship-to that is not delivered to.
    """
    moment = now()
    company, price_lists = master_data.company, master_data.price_lists
    ids, today = {request.customer_id}, company.day_of(moment)
    routes = _routes(company, request, moment)
    known = await load_partners(connection, price_lists, ids, today, locks=locks)
    partner = known.get(request.customer_id)
    facts = prospect.tax_facts if prospect else None
    if amends is not None and partner is not None:
        buyer = partner.buyer.without(amends.open_value)
        price_list = price_lists[amends.price_list]
    elif partner is None:
        buyer, price_list = _new_buyer(price_lists, request, facts)
    else:
        buyer, price_list = await _known_buyer(connection, price_lists, request, partner, facts)
    items, prices = await _items(connection, price_list, request, locks=locks)
    stock = await load_stock(connection, items.keys(), moment, _own(request, amends))
    supply = Supply(stock.pools(items.values(), company, moment), routes)
    customer_id = request.customer_id if partner is None else partner.customer_id
    return Situation(customer_id, moment, company, buyer, price_list, items, prices, supply)


def _own(request: OrderRequest, amends: SalesOrder | None) -> list[str]:
    lines = () if amends is None else amends.lines
    return [*([] if request.hold_id is None else [request.hold_id]), *(line.id for line in lines)]


def _routes(company: Company, request: OrderRequest, moment: datetime) -> Mapping[str, Route]:
    country = request.ship_to.country
    try:
        return company.routes(country, moment)
    except KeyError as error:
        message = f"nothing is delivered to {country}; choose another ship-to address"
        raise RefusedError.of("INVALID", message, "shipTo", "country") from error


async def _items(
    connection: AsyncConnection, price_list: PriceList, request: OrderRequest, *, locks: bool
) -> tuple[dict[str, Item], dict[str, Decimal]]:
    """A promise that is to be kept exactly needs no substitutes."""
    skus = {line.sku for line in request.lines}
    items, prices = await load_priced_items(connection, price_list.code, skus, locks=locks)
    others = {sku for item in items.values() for sku in item.interchangeable} - items.keys()
    if locks or not others:
        return items, prices
    other_items, other_prices = await load_priced_items(connection, price_list.code, others)
    return items | other_items, prices | other_prices


async def _known_buyer(
    connection: AsyncConnection,
    price_lists: Mapping[str, PriceList],
    request: OrderRequest,
    partner: Partner,
    facts: TaxFacts | None,
) -> tuple[Buyer, PriceList]:
    buyer = replace(partner.buyer, tax=facts or partner.buyer.tax)
    if buyer.order_block:
        message = f"partner {partner.number} is blocked for orders; ask finance"
        raise RefusedError.of("LOCKED", message, "customerId")
    currency = request.currency or partner.price_list.currency
    if currency == partner.price_list.currency:
        return buyer, partner.price_list
    if buyer.terms.customer_class == "NEW" and not await _has_ordered(connection, request):
        price_list = _standard_list(price_lists, currency)
        return replace(buyer, terms=terms_in(buyer.terms, currency)), price_list
    message = f"the customer's prices are in {partner.price_list.currency}, not {currency}"
    raise RefusedError.of("INVALID", message, "currency")


def _new_buyer(
    price_lists: Mapping[str, PriceList], request: OrderRequest, facts: TaxFacts | None
) -> tuple[Buyer, PriceList]:
    if facts is None:
        message = f"customer {request.customer_id} is no partner; call upsertPartner first"
        raise RefusedError.of("NOT_FOUND", message, "customerId")
    terms = terms_of_new(facts.kind or "PERSON", facts.tax_id)
    price_list = _standard_list(price_lists, request.currency or terms.limit_currency)
    return Buyer(terms_in(terms, price_list.currency), facts), price_list


def _standard_list(price_lists: Mapping[str, PriceList], currency: str) -> PriceList:
    found = price_lists.get(standard_price_list(currency))
    if found is None:
        message = f"there are no prices in {currency}; order in another currency"
        raise RefusedError.of("INVALID", message, "currency")
    return found


async def _has_ordered(connection: AsyncConnection, request: OrderRequest) -> bool:
    query = select(sales_orders.c.id).where(sales_orders.c.customer_id == request.customer_id)
    return (await connection.execute(query.limit(1))).first() is not None
