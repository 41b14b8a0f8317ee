"""changeSalesOrder: all of a change or nothing, re-checked under the lock that reserves."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service.availability.pool import ZERO
from erp_service.refusals import Refusal, RefusedError
from erp_service.sales_orders.amending.promising import keep_all, promise_all
from erp_service.sales_orders.amending.request import LineChange, OrderChange
from erp_service.sales_orders.amending.situation import Amendment, load_amendment
from erp_service.sales_orders.changes import load_for_change, require_revision, touched
from erp_service.sales_orders.contracts import callings, note_terms, target_errors
from erp_service.sales_orders.holds import Hold, check_minutes, keep, release
from erp_service.sales_orders.record import SalesOrder
from erp_service.sales_orders.refunds import pay_back
from erp_service.sales_orders.renewing import renewed
from erp_service.sales_orders.repricing import with_credit, with_prices
from erp_service.sales_orders.tables import sales_order_lines
from erp_service.sales_orders.writing import replace_order
from erp_service.writing import Answer, Transaction


async def change_sales_order(transaction: Transaction, change: OrderChange) -> Answer:
    """The next revision (R-AMD-1 to 5).

    Raises:
        RefusedError: NOT_FOUND, REVISION_CONFLICT, NOT_ALLOWED_IN_STATE, INVALID, LOCKED,
            INSUFFICIENT_AVAILABILITY.
    """
    order, amendment = await _judge(transaction, change)
    reference = order.external_reference
    lines = keep_all(amendment.drafts, amendment.situation)
    found = priced(amendment, replace(amendment.drafted, lines=lines))
    await require_targets(transaction.connection, change, found, order)
    # R-CAN-3 for what an amendment takes away.
    found, refund = await pay_back(transaction, found)
    changed = touched(await renewed(transaction, found, order))
    facts = {"change": asdict(change), "refundDue": refund}
    await transaction.audit("SalesOrder", order.id, facts, reference)
    await note_terms(transaction, [line.contract for line in change.lines], order.currency)
    await replace_order(transaction, changed, order)
    if change.hold_id is not None:
        await release(transaction, change.hold_id)
    told = {"currency": order.currency, "refundDue": str(refund)}
    return Answer(order.id, order=changed, facts={} if refund == ZERO else told)


async def require_targets(
    connection: AsyncConnection, change: OrderChange, found: SalesOrder, before: SalesOrder
) -> None:
    """No contract is called off beyond its target.

    Raises:
        RefusedError: INVALID.
    """
    paths = {each.line_id: ("lines", str(at), "quantity") for at, each in enumerate(change.lines)}
    terms = [line.contract for line in change.lines]
    refusals = await target_errors(connection, callings(found, paths), terms, before)
    if refusals:
        raise RefusedError(*refusals)


async def hold_change(
    transaction: Transaction, change: OrderChange, hold_id: str, minutes: int
) -> Answer:
    """Keep for a while what the change adds; the change itself names the hold and ends it.

    Raises:
        RefusedError: as ``change_sales_order``; a duration that is none.
    """
    check_minutes(minutes)
    order, amendment = await _judge(transaction, replace(change, hold_id=hold_id))
    schedules = promise_all(amendment.drafts, amendment.situation)
    pairs = zip(amendment.drafts, schedules, strict=True)
    wanted = [(draft.line.sku, schedule) for draft, schedule in pairs]
    until = amendment.situation.moment + timedelta(minutes=minutes)
    return await keep(transaction, Hold(hold_id, order.external_reference, until), wanted)


async def _judge(transaction: Transaction, change: OrderChange) -> tuple[SalesOrder, Amendment]:
    reference = change.external_reference
    order = await load_for_change(transaction, "external_reference", reference, "externalReference")
    require_revision(order, change.expected_revision)
    await _check_new_ids(transaction, order, change.lines)
    connection, master_data = transaction.connection, transaction.master_data
    return order, await load_amendment(connection, master_data, order, change, locks=True)


def priced(amendment: Amendment, order: SalesOrder) -> SalesOrder:
    """The changed order with its amounts and the outcome of its credit check."""
    situation = amendment.situation
    today = situation.company.day_of(situation.moment)
    found = with_prices(order, amendment.price(order))
    return with_credit(found, amendment.order, situation.buyer, today)


async def _check_new_ids(
    transaction: Transaction, order: SalesOrder, lines: Sequence[LineChange]
) -> None:
    """A line that is added has an id of its own.

    Raises:
        RefusedError: INVALID for a line of another order.
    """
    added = {each.line_id for each in lines} - {line.id for line in order.lines}
    if not added:
        return
    query = select(sales_order_lines.c.id).where(sales_order_lines.c.id.in_(added))
    taken = set((await transaction.connection.execute(query)).scalars())
    refusals = [
        Refusal("INVALID", f"line id {each.line_id} is taken", ("lines", str(index), "lineId"))
        for index, each in enumerate(lines)
        if each.line_id in taken
    ]
    if refusals:
        raise RefusedError(*refusals)
