"""Which customers became another one, and their orders' way to him."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.audit import record
from chassis.database import Database
from chassis.identity import Actor
from gateway.orders.store.tables import AUDIT, EVENTS, MERGED_CUSTOMERS, ORDERS

Document = dict[str, Any]
# A merge points those who were merged before at its survivor: one step is enough.
SURVIVOR = select(MERGED_CUSTOMERS.c.survivor_id).where(
    MERGED_CUSTOMERS.c.customer_id == bindparam("customer_id")
)


class MergeStore:
    """Reads and writes who became whom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def survivor(self, customer_id: str) -> str:
        """Whom a customer became: himself, unless he was merged."""
        async with self._database.read() as connection:
            return await survivor_of(connection, customer_id)

    async def re_link(self, actor: Actor, survivor_id: str, loser_ids: Sequence[str]) -> None:
        """Note it, and move the losers' orders and their events; again it changes nothing."""
        async with self._database.write() as connection:
            for loser_id in loser_ids:
                await _note(connection, loser_id, survivor_id)
                await _move_orders(connection, actor, loser_id, survivor_id)
            change = update(EVENTS).where(EVENTS.c.customer_id.in_(loser_ids))
            await connection.execute(change.values(customer_id=survivor_id))


async def survivor_of(connection: AsyncConnection, customer_id: str) -> str:
    """``MergeStore.survivor`` in an open transaction."""
    return await connection.scalar(SURVIVOR, {"customer_id": customer_id}) or customer_id


async def _note(connection: AsyncConnection, loser_id: str, survivor_id: str) -> None:
    table = MERGED_CUSTOMERS
    if await survivor_of(connection, loser_id) != loser_id:
        return
    earlier = update(table).where(table.c.survivor_id == loser_id)
    await connection.execute(earlier.values(survivor_id=survivor_id))
    values = {"customer_id": loser_id, "survivor_id": survivor_id}
    await connection.execute(insert(table).values(**values))


async def _move_orders(
    connection: AsyncConnection, actor: Actor, loser_id: str, survivor_id: str
) -> None:
    his = select(ORDERS.c.document).where(ORDERS.c.customer_id == loser_id).with_for_update()
    for document in (await connection.execute(his)).scalars().all():
        moved = {**document, "customer_id": survivor_id}
        change = update(ORDERS).where(ORDERS.c.id == document["id"])
        await connection.execute(change.values(customer_id=survivor_id, document=moved))
        await record(
            connection,
            AUDIT,
            actor,
            operation="mergeCustomers",
            entity_type="Order",
            entity_id=document["id"],
            changes={"customerId": [loser_id, survivor_id]},
            correlation_id=document["id"],
        )
