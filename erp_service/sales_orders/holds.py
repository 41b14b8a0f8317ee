"""Soft reservations while the agent talks; they end by themselves (rule 3.9.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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


@dataclass(frozen=True, slots=True)
class Hold:
    """For whom, under his order's id in the gateway, and how long."""

    id: str
    reference: str
    until: datetime


async def hold_availability(
    transaction: Transaction, request: OrderRequest, hold_id: str, minutes: int
) -> Answer:
    """Keep the lines' schedules; a former hold of the same id is replaced.

    Raises:
        RefusedError: see ``load_promise``; a duration that is none.
    """
    check_minutes(minutes)
    situation, schedules = await load_promise(transaction, request)
    wanted = [(line.sku, part) for line, part in zip(request.lines, schedules, strict=True)]
    until = situation.moment + timedelta(minutes=minutes)
    return await keep(transaction, Hold(hold_id, request.external_reference, until), wanted)


def check_minutes(minutes: int) -> None:
    """A hold has an end that is not far away.

    Raises:
        RefusedError: INVALID.
    """
    if not 1 <= minutes <= LONGEST_MINUTES:
        message = f"a hold lasts 1 to {LONGEST_MINUTES} minutes, not {minutes}"
        raise RefusedError.of("INVALID", message, "minutes")


async def keep(
    transaction: Transaction, hold: Hold, wanted: Sequence[tuple[str, Schedule]]
) -> Answer:
    """Write what was checked under the lock, by SKU; a former hold of the same id is replaced."""
    await release(transaction, hold.id)
    values = {"id": hold.id, "external_reference": hold.reference, "expires_at": hold.until}
    await transaction.connection.execute(insert(holds), values)
    kept = [
        {**row, "owner": hold.id, "expires_at": hold.until}
        for sku, schedule in wanted
        for row in _reservations(sku, schedule)
    ]
    if kept:
        await transaction.connection.execute(insert(reservations), kept)
    facts = {"heldUntil": hold.until, "lines": [schedule for _, schedule in wanted]}
    await transaction.audit("Hold", hold.id, facts, hold.reference)
    return Answer(hold.id, facts={"heldUntil": hold.until.isoformat()})


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
