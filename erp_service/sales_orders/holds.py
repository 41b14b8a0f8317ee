"""Soft reservations while the agent talks; they end by themselves (rule 3.9.3)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert

from chassis.identifiers import new_id
from erp_service.availability.promise import Schedule
from erp_service.refusals import RefusedError
from erp_service.sales_orders.promise import load_promise
from erp_service.sales_orders.request import OrderRequest
from erp_service.sales_orders.tables import holds
from erp_service.tables import reservations
from erp_service.writing import Answer, Transaction

LONGEST_MINUTES = 24 * 60


async def hold_availability(
    transaction: Transaction, request: OrderRequest, hold_id: str, minutes: int
) -> Answer:
    """Keep the lines' schedules; a former hold of the same id is replaced.

    Raises:
        RefusedError: see ``load_promise``; a duration that is none.
    """
    if not 1 <= minutes <= LONGEST_MINUTES:
        message = f"a hold lasts 1 to {LONGEST_MINUTES} minutes, not {minutes}"
        raise RefusedError.of("INVALID", message, "minutes")
    situation, schedules = await load_promise(transaction, request)
    until = situation.moment + timedelta(minutes=minutes)
    await release(transaction, hold_id)
    values = {"id": hold_id, "external_reference": request.external_reference}
    await transaction.connection.execute(insert(holds), {**values, "expires_at": until})
    kept = [
        {**row, "owner": hold_id, "expires_at": until}
        for line, schedule in zip(request.lines, schedules, strict=True)
        for row in _reservations(line.sku, schedule)
    ]
    if kept:
        await transaction.connection.execute(insert(reservations), kept)
    facts = {"heldUntil": until, "lines": schedules}
    await transaction.audit("Hold", hold_id, facts, request.external_reference)
    return Answer(hold_id, facts={"heldUntil": until.isoformat()})


async def release_hold(transaction: Transaction, hold_id: str) -> Answer:
    """End a hold; one that is unknown or over is as good as released."""
    if await release(transaction, hold_id):
        await transaction.audit("Hold", hold_id, {"released": True})
    return Answer(hold_id)


async def release(transaction: Transaction, hold_id: str) -> bool:
    """Free what a hold keeps; says whether there was one."""
    gone = await transaction.connection.execute(delete(holds).where(holds.c.id == hold_id))
    if not gone.rowcount:
        return False
    kept = delete(reservations).where(reservations.c.owner == hold_id)
    await transaction.connection.execute(kept)
    return True


def _reservations(sku: str, schedule: Schedule) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id("rsv"),
            "sku": sku,
            "warehouse": part.warehouse,
            "ship_date": part.ship_date,
            "quantity": part.quantity,
        }
        for part in schedule
        if part.is_reserved
    ]
