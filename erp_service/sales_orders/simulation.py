"""A request answered without writing: prices, credit, promises and alternatives. Pure.

Enters a valid request and its situation, leaves what T01's check shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from erp_service.availability.pool import ZERO
from erp_service.availability.promise import (
    Schedule,
    Wanted,
    available_on_date,
    confirmed_schedule,
    later_schedule,
)
from erp_service.availability.proposals import Proposal, ShortLine, propose
from erp_service.availability.supply import Supply
from erp_service.pricing.order import LineToPrice, PricedLine, PricedOrder, price_order
from erp_service.sales_orders.request import OrderRequest, RequestLine
from erp_service.sales_orders.situation import Situation
from erp_service.terms.credit import CreditDecision


@dataclass(frozen=True, slots=True)
class Alternative:
    """A proposal with the totals once it is accepted (the other lines as wanted).

    Without a unit price the line is dropped.
    """

    proposal: Proposal
    unit_price: Decimal | None
    line_net: Decimal
    order_gross: Decimal


@dataclass(frozen=True, slots=True)
class SimulatedLine:
    """``available`` is what can arrive on ``effective_date``, which is a business day."""

    line_id: str
    sku: str
    quantity: Decimal
    requested_date: date
    priced: PricedLine
    effective_date: date
    available: Decimal
    full_on: date | None
    confirmed: Schedule
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """Lines in the request's order."""

    priced: PricedOrder
    credit: CreditDecision
    treatment: str
    lines: tuple[SimulatedLine, ...]


def simulate(request: OrderRequest, situation: Situation) -> Simulation:
    """Promise every line in its turn, price the order, check the credit."""
    priced = price_request(request, situation)
    supply, lines = situation.supply, []
    for line, price in zip(request.lines, priced.lines, strict=True):
        simulated = _simulate_line(request, line, price, situation, supply)
        supply = supply.take(line.sku, _kept(simulated))
        lines.append(simulated)
    treatment = situation.buyer.tax.treatment(situation.company.country, request.ship_to.country)
    return Simulation(priced, situation.buyer.check(priced.gross), treatment, tuple(lines))


def price_request(
    request: OrderRequest,
    situation: Situation,
    changes: Mapping[str, tuple[str, Decimal]] | None = None,
) -> PricedOrder:
    """Price the order; ``changes`` gives another item and quantity by line id, 0 drops it."""
    wanted = {line.line_id: (line.sku, line.quantity) for line in request.lines}
    by_id = {line.line_id: line for line in request.lines}
    lines = [
        _line_to_price(by_id[line_id], sku, quantity, situation)
        for line_id, (sku, quantity) in {**wanted, **(changes or {})}.items()
        if quantity > ZERO
    ]
    company = situation.company
    rates = situation.buyer.tax.rates(
        company.country, request.ship_to.country, company.tax_rates[company.country]
    )
    return price_order(lines, rates, situation.currency, request.header_discount)


def _line_to_price(
    line: RequestLine, sku: str, quantity: Decimal, situation: Situation
) -> LineToPrice:
    item = situation.items[sku]
    tiers = situation.price_list.tiers if item.has_tiers else ()
    price, kind = line.price_of(sku, situation.prices)
    return LineToPrice(line.line_id, quantity, price, tiers, item.tax_category, kind)


def _simulate_line(
    request: OrderRequest,
    line: RequestLine,
    price: PricedLine,
    situation: Situation,
    supply: Supply,
) -> SimulatedLine:
    source = supply.source(line.sku)
    wanted = _wanted(line, situation)
    confirmed = confirmed_schedule(source.pool, source.route, wanted, request.policy)
    available = available_on_date(source.pool, source.route, wanted)
    alternatives: Sequence[Alternative] = ()
    if available < line.quantity:
        proposals = propose(_short_line(request, line, situation, supply))
        alternatives = [_alternative(request, line, each, situation) for each in proposals]
    return SimulatedLine(
        line_id=line.line_id,
        sku=line.sku,
        quantity=line.quantity,
        requested_date=line.requested_delivery_date,
        priced=price,
        effective_date=wanted.effective_date,
        available=available,
        full_on=later_schedule(source.pool, source.route, wanted)[-1].delivery_date,
        confirmed=confirmed,
        alternatives=tuple(alternatives),
    )


def _wanted(line: RequestLine, situation: Situation) -> Wanted:
    day = situation.company.calendar.on_or_after(line.requested_delivery_date)
    return Wanted(line.quantity, situation.items[line.sku].multiple, day)


def _short_line(
    request: OrderRequest, line: RequestLine, situation: Situation, supply: Supply
) -> ShortLine:
    item = situation.items[line.sku]
    substitutes = [sku for sku in item.interchangeable if sku in situation.prices]
    return ShortLine(
        _wanted(line, situation),
        item.minimum,
        request.policy,
        supply.source(line.sku),
        supply.elsewhere(line.sku),
        tuple(supply.source(sku) for sku in substitutes),
        has_siblings=len(request.lines) > 1,
    )


def _alternative(
    request: OrderRequest, line: RequestLine, proposal: Proposal, situation: Situation
) -> Alternative:
    change = {line.line_id: (proposal.sku, proposal.quantity)}
    priced = price_request(request, situation, change)
    return alternative_of(proposal, line.line_id, priced)


def alternative_of(proposal: Proposal, line_id: str, priced: PricedOrder) -> Alternative:
    """A proposal for a line in the order that it would make."""
    found = next((each for each in priced.lines if each.line_id == line_id), None)
    if found is None:
        return Alternative(proposal, None, ZERO, priced.gross)
    return Alternative(proposal, found.unit_price, found.net_amount, priced.gross)


def _kept(line: SimulatedLine) -> Schedule:
    """What a hold would keep: the held candidate of a short line, else the promise."""
    held = [each.proposal for each in line.alternatives if each.proposal.held_candidate]
    return held[0].deliveries if held else line.confirmed
