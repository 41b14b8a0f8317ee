"""A changed order priced anew: frozen unit prices, tiers by what is left (R-PRC-6). Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from erp_service.availability.pool import ZERO
from erp_service.pricing.order import LineToPrice, PricedOrder, Tier, price_order
from erp_service.pricing.steps import conditions
from erp_service.sales_orders.record import Line, SalesOrder
from erp_service.store.company import Company
from erp_service.store.items import Item, PriceList
from erp_service.terms.buyer import Buyer

PREPAYMENT_DAYS = timedelta(days=7)


def price_lines(
    order: SalesOrder,
    items: Mapping[str, Item],
    price_list: PriceList,
    company: Company,
    buyer: Buyer,
) -> PricedOrder:
    """The price of what is neither cancelled nor removed."""
    lines = [
        LineToPrice(
            line.id,
            line.quantities.net,
            line.unit_price,
            _tiers(line, price_list.tiers if items[line.sku].has_tiers else ()),
            line.tax_category,
            line.price_kind,
        )
        for line in order.lines
        if line.quantities.net > ZERO
    ]
    origin = company.country
    rates = buyer.tax.rates(origin, order.ship_to.country, company.tax_rates[origin])
    return price_order(lines, rates, order.currency, order.header_discount)


def with_prices(order: SalesOrder, priced: PricedOrder) -> SalesOrder:
    """The order with the amounts of its lines, its totals and its conditions."""
    amounts = {line.line_id: line for line in priced.lines}
    lines = tuple(
        replace(
            line,
            discount_percent=amounts[line.id].discount_percent,
            discount_amount=amounts[line.id].discount_amount,
            net_amount=amounts[line.id].net_amount,
        )
        if line.id in amounts
        else replace(line, discount_amount=ZERO, net_amount=ZERO)
        for line in order.lines
    )
    quantities = {line.id: line.quantities.net for line in order.lines}
    return replace(
        order,
        lines=lines,
        net_total=priced.net,
        taxes=priced.taxes,
        gross_total=priced.gross,
        conditions=tuple(conditions(quantities, priced)),
    )


def with_credit(order: SalesOrder, before: SalesOrder, others: Buyer, today: date) -> SalesOrder:
    """The credit check of a changed order; ``others`` owes for everything but this order.

    A dearer order is checked like a new one, and one that waits for a prepayment may need less of
    it, or none; finance's own decisions stay.
    """
    is_dearer = order.gross_total > before.gross_total
    if not is_dearer and order.credit_status != "AWAITING_PREPAYMENT":
        return order
    return checked_again(order, others, today)


def checked_again(order: SalesOrder, others: Buyer, today: date) -> SalesOrder:
    """The order by R-TRM-1 as of today; a day for its prepayment that has passed is set anew."""
    decision = others.check(order.gross_left)
    due, status = decision.prepayment_due, decision.status
    if status == "AWAITING_PREPAYMENT" and order.paid >= due:
        status = "APPROVED"
    day = order.prepayment_due_date if due > ZERO else None
    if status == "AWAITING_PREPAYMENT" and (day is None or day < today):
        day = today + PREPAYMENT_DAYS
    return replace(order, prepayment_due=due, prepayment_due_date=day, credit_status=status)


def _tiers(line: Line, tiers: tuple[Tier, ...]) -> tuple[Tier, ...]:
    """Once something is shipped the percentage stays."""
    return tiers if line.quantities.shipped == ZERO else (Tier(ZERO, line.discount_percent),)
