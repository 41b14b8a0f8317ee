"""Cancelling: what is not picked is freed, and the rest is priced anew (R-CAN-1, R-CAN-2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import insert, select

from chassis.clock import now
from erp_service.availability.pool import ZERO
from erp_service.refusals import Refusal, RefusedError
from erp_service.sales_orders.changes import require_revision, touched
from erp_service.sales_orders.record import Line, SalesOrder, shortened
from erp_service.sales_orders.refunds import pay_back
from erp_service.sales_orders.renewing import renewed
from erp_service.sales_orders.repricing import price_lines, with_credit, with_prices
from erp_service.sales_orders.rules import WHOLE_UNITS
from erp_service.sales_orders.status import order_status
from erp_service.sales_orders.tables import tombstones
from erp_service.sales_orders.writing import replace_order
from erp_service.store.items import load_items
from erp_service.store.partners import load_partners
from erp_service.store.sales_orders import load_sales_orders
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

    A whole order that is not known leaves a tombstone: a late create of it is refused.

    Raises:
        RefusedError: NOT_FOUND for a part, REVISION_CONFLICT, NOT_ALLOWED_IN_STATE, INVALID.
    """
    reference = wanted.external_reference
    known = await load_sales_orders(
        transaction.connection, "external_reference", {reference}, locks=True
    )
    if not known and wanted.parts is None:
        return await _bury(transaction, wanted)
    if not known:
        message = f"there is no order {reference}; check the reference"
        raise RefusedError.of("NOT_FOUND", message, "externalReference")
    (order,) = known
    if order_status(order.facts) == "CANCELLED":
        return Answer(order.id, order=order)
    require_revision(order, wanted.expected_revision)
    return await _carry_out(transaction, order, wanted)


async def _carry_out(transaction: Transaction, order: SalesOrder, wanted: Cancellation) -> Answer:
    quantities = _quantities(order, wanted.parts)
    cancelled = _cancel(order, quantities)
    if cancelled.facts.live:
        cancelled = await _price_anew(transaction, cancelled, order)
    cancelled, refund = await pay_back(transaction, cancelled)
    reason = {"reason": wanted.reason, "cancelled": quantities, "refundDue": refund}
    await transaction.audit("SalesOrder", order.id, reason, order.external_reference)
    changed = touched(await renewed(transaction, cancelled, order))
    await replace_order(transaction, changed, order)
    facts = {"cancelled": _told(changed, quantities), "currency": order.currency}
    facts |= {} if refund == ZERO else {"refundDue": str(refund)}
    return Answer(order.id, order=changed, facts=facts)


async def _bury(transaction: Transaction, wanted: Cancellation) -> Answer:
    reference = wanted.external_reference
    query = select(tombstones.c.at).where(tombstones.c.external_reference == reference)
    if (await transaction.connection.execute(query)).first() is None:
        values = {"external_reference": reference, "reason": wanted.reason, "at": now()}
        await transaction.connection.execute(insert(tombstones), values)
        await transaction.audit("Tombstone", reference, {"reason": wanted.reason}, reference)
    return Answer()


def _told(order: SalesOrder, quantities: Mapping[str, Decimal]) -> list[dict[str, str]]:
    return [
        {
            "lineId": line.id,
            "cancelled": str(quantities[line.id]),
            "remaining": str(line.open),
            "shipped": str(line.quantities.shipped),
        }
        for line in order.lines
        if quantities.get(line.id, ZERO) > ZERO
    ]


def _quantities(order: SalesOrder, parts: Sequence[Part] | None) -> Mapping[str, Decimal]:
    free = {line.id: line.quantities.net - line.quantities.picked for line in order.lines}
    pieces = {line.id for line in order.lines if line.unit in WHOLE_UNITS}
    if not any(quantity > ZERO for quantity in free.values()):
        message = f"everything of {order.number} is picked or shipped; agree a return instead"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "externalReference")
    if parts is None:
        return free
    if not parts or len({part.line_id for part in parts}) != len(parts):
        raise RefusedError.of("INVALID", "every line is named once; send at least one", "lines")
    problems = [_problem(part, free, pieces) for part in parts]
    refusals = [
        Refusal("INVALID", problem, ("lines", str(index)))
        for index, problem in enumerate(problems)
        if problem is not None
    ]
    if refusals:
        raise RefusedError(*refusals)
    return {part.line_id: part.quantity for part in parts}


def _problem(part: Part, free: Mapping[str, Decimal], pieces: Collection[str]) -> str | None:
    if part.line_id not in free:
        return f"the order has no line {part.line_id}"
    if not ZERO < part.quantity <= free[part.line_id]:
        return f"of {part.line_id} {free[part.line_id]:f} can be cancelled; send at most that"
    if part.line_id in pieces and part.quantity % 1 != ZERO:
        return f"{part.line_id} is sold in whole pieces; round the quantity"
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
    return replace(line, quantities=after, schedule=shortened(line.schedule, confirmed))


async def _price_anew(
    transaction: Transaction, order: SalesOrder, before: SalesOrder
) -> SalesOrder:
    company = transaction.master_data.company
    today = company.day_of(now())
    price_lists, ids = transaction.master_data.price_lists, {order.customer_id}
    found = await load_partners(transaction.connection, price_lists, ids, today, locks=True)
    buyer = found[order.customer_id].buyer.without(before.open_value)
    items = await load_items(transaction.connection, {line.sku for line in order.lines})
    priced = price_lines(order, items, price_lists[order.price_list], company, buyer)
    return with_credit(with_prices(order, priced), before, buyer, today)
