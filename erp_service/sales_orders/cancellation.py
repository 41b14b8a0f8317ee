"""Cancelling: what is not picked is freed, and the rest is priced anew (R-CAN-1, R-CAN-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from chassis.clock import now
from erp_service.availability.pool import ZERO
from erp_service.pricing.order import LineToPrice, PricedOrder, Tier, price_order
from erp_service.pricing.steps import conditions
from erp_service.refusals import Refusal, RefusedError
from erp_service.sales_orders.changes import load_for_change, require_revision, touched
from erp_service.sales_orders.record import Line, SalesOrder, ScheduleLine
from erp_service.sales_orders.status import order_status
from erp_service.sales_orders.writing import add_to_open_orders, replace_order
from erp_service.store.items import load_items
from erp_service.store.partners import Partner, load_partners
from erp_service.writing import Answer, Transaction


@dataclass(frozen=True, slots=True)
class Part:
    """So much of one line."""

    line_id: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Without ``parts`` everything that is not picked yet."""

    external_reference: str
    expected_revision: int
    parts: tuple[Part, ...] | None
    reason: str


async def cancel_sales_order(transaction: Transaction, wanted: Cancellation) -> Answer:
    """Cancel all or a part. What is cancelled already stays so, and that is a success.

    Raises:
        RefusedError: NOT_FOUND, REVISION_CONFLICT, NOT_ALLOWED_IN_STATE, INVALID.
    """
    reference = wanted.external_reference
    order = await load_for_change(transaction, "external_reference", reference, "externalReference")
    if order_status(order.facts) == "CANCELLED":
        return Answer(order.id, order=order)
    require_revision(order, wanted.expected_revision)
    quantities = _quantities(order, wanted.parts)
    cancelled = _cancel(order, quantities)
    if cancelled.facts.live:
        cancelled = await _price_anew(transaction, cancelled)
        freed = cancelled.gross_total - order.gross_total
    else:
        freed = order.prepaid - order.gross_total
    reason = {"reason": wanted.reason, "cancelled": quantities}
    await transaction.audit("SalesOrder", order.id, reason, order.external_reference)
    await add_to_open_orders(transaction, order.customer_id, freed)
    changed = touched(cancelled)
    await replace_order(transaction, changed)
    return Answer(order.id, order=changed)


def _quantities(order: SalesOrder, parts: Sequence[Part] | None) -> Mapping[str, Decimal]:
    free = {line.id: line.quantities.net - line.quantities.picked for line in order.lines}
    if not any(quantity > ZERO for quantity in free.values()):
        message = f"everything of {order.number} is picked or shipped; agree a return instead"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "externalReference")
    if parts is None:
        return free
    if not parts or len({part.line_id for part in parts}) != len(parts):
        raise RefusedError.of("INVALID", "every line is named once; send at least one", "lines")
    problems = [_problem(part, free) for part in parts]
    refusals = [
        Refusal("INVALID", problem, ("lines", str(index)))
        for index, problem in enumerate(problems)
        if problem is not None
    ]
    if refusals:
        raise RefusedError(*refusals)
    return {part.line_id: part.quantity for part in parts}


def _problem(part: Part, free: Mapping[str, Decimal]) -> str | None:
    if part.line_id not in free:
        return f"the order has no line {part.line_id}"
    if not ZERO < part.quantity <= free[part.line_id] or part.quantity % 1 != ZERO:
        return f"of {part.line_id} {free[part.line_id]:f} can be cancelled; send whole pieces"
    return None


def _cancel(order: SalesOrder, quantities: Mapping[str, Decimal]) -> SalesOrder:
    is_late = any(line.quantities.shipped > ZERO for line in order.lines)
    lines = tuple(
        _cancel_line(line, quantities.get(line.id, ZERO), is_late=is_late) for line in order.lines
    )
    changed = replace(order, lines=lines)
    # Rule 3.9.7: a part cancelled is a new revision, the end of an order is none.
    return replace(changed, revision=order.revision + 1) if changed.facts.live else changed


def _cancel_line(line: Line, quantity: Decimal, *, is_late: bool) -> Line:
    if quantity == ZERO:
        return line
    before = line.quantities
    cancelled = before.cancelled + quantity
    confirmed = min(before.confirmed, before.ordered - cancelled)
    after = replace(
        before,
        cancelled=cancelled,
        confirmed=confirmed,
        cancelled_after_shipment=before.cancelled_after_shipment or is_late,
    )
    return replace(line, quantities=after, schedule=_shorten(line.schedule, confirmed))


def _shorten(schedule: Sequence[ScheduleLine], confirmed: Decimal) -> tuple[ScheduleLine, ...]:
    """The earliest parts are kept."""
    kept, rest = [], confirmed
    for part in schedule:
        quantity = min(part.confirmed, rest)
        rest -= quantity
        if quantity > ZERO:
            kept.append(replace(part, confirmed=quantity, reserved=min(part.reserved, quantity)))
    return tuple(kept)


async def _price_anew(transaction: Transaction, order: SalesOrder) -> SalesOrder:
    price_lists, ids = transaction.master_data.price_lists, {order.customer_id}
    found = await load_partners(transaction.connection, price_lists, ids, now().date())
    partner = found[order.customer_id]
    priced = await _price(transaction, order, partner)
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
    repriced = replace(
        order, lines=lines, net_total=priced.net, taxes=priced.taxes, gross_total=priced.gross
    )
    quantities = {line.id: line.quantities.net for line in order.lines}
    steps = conditions(quantities, priced)
    return _check_credit(replace(repriced, conditions=tuple(steps)), order, partner)


async def _price(transaction: Transaction, order: SalesOrder, partner: Partner) -> PricedOrder:
    company = transaction.master_data.company
    price_list = transaction.master_data.price_lists[order.price_list]
    items = await load_items(transaction.connection, {line.sku for line in order.lines})
    lines = [
        LineToPrice(
            line.id,
            line.quantities.net,
            line.unit_price,
            _tiers(line, price_list.tiers if items[line.sku].has_tiers else ()),
            line.tax_category,
        )
        for line in order.lines
        if line.quantities.net > ZERO
    ]
    origin = company.country
    rates = partner.buyer.tax.rates(origin, order.ship_to.country, company.tax_rates[origin])
    return price_order(lines, rates, order.currency, order.header_discount)


def _tiers(line: Line, tiers: tuple[Tier, ...]) -> tuple[Tier, ...]:
    """R-PRC-6: once something is shipped the percentage stays."""
    return tiers if line.quantities.shipped == ZERO else (Tier(ZERO, line.discount_percent),)


def _check_credit(order: SalesOrder, before: SalesOrder, partner: Partner) -> SalesOrder:
    """What is left may need less prepayment, or none; finance's own decisions stay."""
    if order.credit_status != "AWAITING_PREPAYMENT":
        return order
    own = before.gross_total - before.prepaid
    position = partner.buyer.position
    others = replace(
        partner.buyer, position=replace(position, open_orders=position.open_orders - own)
    )
    due = others.check(order.gross_total).prepayment_due
    status = "APPROVED" if order.prepaid >= due else order.credit_status
    return replace(order, prepayment_due=due, credit_status=status)
