"""A change answered without writing: the order as it would be, with alternatives. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from erp_service.availability.pool import ZERO
from erp_service.availability.promise import (
    Schedule,
    available_on_date,
    confirmed_schedule,
    merged,
    quantity_of,
)
from erp_service.availability.proposals import Proposal
from erp_service.availability.supply import Supply
from erp_service.pricing.order import PricedLine
from erp_service.sales_orders.amending.change import priced
from erp_service.sales_orders.amending.drafts import Draft
from erp_service.sales_orders.amending.promising import (
    kept_promises,
    source_of,
    wanted_rest,
    with_kept,
)
from erp_service.sales_orders.amending.proposals import propose_change
from erp_service.sales_orders.amending.situation import Amendment
from erp_service.sales_orders.record import Line, SalesOrder
from erp_service.sales_orders.scheduling import scheduled
from erp_service.sales_orders.simulation import (
    Alternative,
    SimulatedLine,
    Simulation,
    alternative_of,
)
from erp_service.terms.credit import CreditDecision


def simulate_change(amendment: Amendment) -> Simulation:
    """Every live line after the change by position, the totals and the credit check."""
    supply, lines = with_kept(amendment.situation.supply, amendment.drafts), []
    promised: list[tuple[Draft, Schedule]] = []
    for draft in amendment.drafts:
        rest = _promise(draft, supply, amendment)
        lines.append(_simulate_line(draft, supply, rest, amendment, promised))
        promised.append((draft, rest))
        supply = supply.take(draft.line.sku, rest)
    after = replace(
        amendment.drafted, lines=tuple(scheduled(draft.line, rest) for draft, rest in promised)
    )
    return _answer(amendment, priced(amendment, after), lines)


def _answer(amendment: Amendment, after: SalesOrder, lines: Sequence[SimulatedLine]) -> Simulation:
    situation, found = amendment.situation, amendment.price(after)
    buyer, company = situation.buyer, situation.company
    exposure = buyer.position.exposure + after.open_value
    credit = CreditDecision(after.credit_status, exposure, after.prepayment_due)
    prices = {line.line_id: line for line in found.lines}
    live = (replace(line, priced=prices[line.line_id]) for line in lines if line.line_id in prices)
    treatment = buyer.tax.treatment(company.country, after.ship_to.country)
    return Simulation(found, credit, treatment, tuple(live))


def _promise(draft: Draft, supply: Supply, amendment: Amendment) -> Schedule:
    if draft.rest == ZERO:
        return ()
    if draft.asked is not None:
        return supply.keep(draft.line.sku, draft.asked) or ()
    source, wanted = source_of(draft, supply), wanted_rest(draft, amendment.situation)
    return confirmed_schedule(source.pool, source.route, wanted, amendment.policy)


def _simulate_line(
    draft: Draft,
    supply: Supply,
    rest: Schedule,
    amendment: Amendment,
    promised: Sequence[tuple[Draft, Schedule]],
) -> SimulatedLine:
    line, source = draft.line, source_of(draft, supply)
    wanted = wanted_rest(draft, amendment.situation)
    confirmed = merged((*kept_promises(line), *rest))
    free = available_on_date(source.pool, source.route, wanted)
    alternatives: tuple[Alternative, ...] = ()
    if draft.asked is None and free < draft.rest:
        alternatives = _alternatives(draft, supply, amendment, promised)
    return SimulatedLine(
        line_id=line.id,
        sku=line.sku,
        quantity=line.quantities.net,
        requested_date=line.requested_delivery_date,
        priced=_unpriced(line),
        effective_date=wanted.effective_date,
        available=quantity_of(tuple(kept_promises(line))) + free,
        full_on=confirmed[-1].delivery_date if confirmed else None,
        confirmed=confirmed,
        alternatives=alternatives,
    )


def _alternatives(
    draft: Draft,
    supply: Supply,
    amendment: Amendment,
    promised: Sequence[tuple[Draft, Schedule]],
) -> tuple[Alternative, ...]:
    released = with_kept(amendment.situation.supply, amendment.drafts, but=draft)
    for earlier, rest in promised:
        released = released.take(earlier.line.sku, rest)
    has_siblings = len(amendment.drafted.facts.live) > 1
    proposals = propose_change(
        draft,
        supply,
        released,
        amendment.situation,
        amendment.policy,
        has_siblings=has_siblings,
    )
    return tuple(_alternative(draft, each, amendment) for each in proposals)


def _alternative(draft: Draft, proposal: Proposal, amendment: Amendment) -> Alternative:
    line, situation = draft.line, amendment.situation
    ordered = proposal.quantity + line.quantities.cancelled
    other = replace(line, sku=proposal.sku, quantities=replace(line.quantities, ordered=ordered))
    if proposal.sku != line.sku:
        category = situation.items[proposal.sku].tax_category
        price = situation.prices[proposal.sku]
        other = replace(other, unit_price=price, tax_category=category)
    order = amendment.drafted
    lines = tuple(other if each.id == line.id else each for each in order.lines)
    found = amendment.price(replace(order, lines=lines))
    return alternative_of(proposal, line.id, found)


def _unpriced(line: Line) -> PricedLine:
    """Its price stands in the priced order; a removed line has none."""
    return PricedLine(line.id, line.unit_price, ZERO, ZERO, ZERO, line.tax_category)
