"""Goods that leave a warehouse: they must be there, and not promised to somebody else earlier."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import bindparam, update

from chassis.clock import now
from erp_service.availability.calendar import today_in
from erp_service.availability.pool import ZERO, Pool
from erp_service.refusals import Refusal, RefusedError
from erp_service.sales_orders.record import SalesOrder
from erp_service.store.documents import Delivery
from erp_service.store.items import load_items, lock_items
from erp_service.store.supply import load_stock
from erp_service.tables import stock
from erp_service.writing import Transaction

_SET = (
    update(stock)
    .where(stock.c.sku == bindparam("item"), stock.c.warehouse == bindparam("place"))
    .values(on_hand=bindparam("left"))
)


async def take_from_stock(
    transaction: Transaction,
    order: SalesOrder,
    delivery: Delivery,
    quantities: Mapping[str, Decimal],
) -> None:
    """Lower what is on hand by what leaves.

    Raises:
        RefusedError: INSUFFICIENT_AVAILABILITY where less is on hand, or where goods that leave
            before their day have been promised to others until then.
    """
    connection, moment = transaction.connection, now()
    skus = {line.sku for line in order.lines if line.id in quantities}
    await lock_items(connection, skus)
    found = await load_items(connection, skus)
    own = [line.id for line in order.lines]
    supply = await load_stock(connection, skus, moment, own)
    pools = supply.pools(found.values(), transaction.master_data.company, moment)
    wanted = _by_item(order, quantities)
    zone = transaction.master_data.company.warehouse(delivery.warehouse)
    today = today_in(moment, "UTC" if zone is None else zone.time_zone)
    refusals = [
        Refusal("INSUFFICIENT_AVAILABILITY", problem, ("lines",))
        for sku, quantity in wanted.items()
        if (
            problem := _problem(
                order, delivery, sku, quantity, pools[sku, delivery.warehouse], today
            )
        )
    ]
    if refusals:
        raise RefusedError(*refusals)
    for sku, quantity in wanted.items():
        left = pools[sku, delivery.warehouse].on_hand - quantity
        change = {"item": sku, "place": delivery.warehouse, "left": left}
        await connection.execute(_SET, change)


def _by_item(order: SalesOrder, quantities: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in order.lines:
        if line.id in quantities:
            found[line.sku] += quantities[line.id]
    return found


def _problem(
    order: SalesOrder, delivery: Delivery, sku: str, quantity: Decimal, pool: Pool, today: date
) -> str | None:
    if pool.on_hand < quantity:
        return f"only {pool.on_hand:f} of {sku} are in {delivery.warehouse}"
    key = delivery.planned_ship_date, delivery.warehouse
    of_item = [part for line in order.lines if line.sku == sku for part in line.schedule]
    inside = [part for part in of_item if (part.ship_date, part.warehouse) == key]
    is_kept = all(part.reserved > ZERO for part in inside if part.shipped < part.confirmed)
    if is_kept and delivery.planned_ship_date <= today:
        return None
    for part in of_item:
        if part not in inside and part.warehouse == delivery.warehouse:
            pool = pool.take(part.ship_date, part.reserved)
    available = pool.available(today)
    if available is not None and available < quantity:
        return f"{sku} in {delivery.warehouse} is promised to others before"
    return None
