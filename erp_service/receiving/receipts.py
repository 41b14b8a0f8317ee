"""postGoodsReceipt and planReceipt: supply changes, and the promises behind it are re-checked."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select, update

from chassis.clock import now
from chassis.identifiers import new_id
from erp_service.availability.pool import ZERO
from erp_service.receiving.rechecking import Place, recheck
from erp_service.refusals import RefusedError
from erp_service.sales_orders.changes import touched
from erp_service.sales_orders.record import SalesOrder, reservation_end
from erp_service.sales_orders.rules import WHOLE_UNITS
from erp_service.sales_orders.status import OVER
from erp_service.sales_orders.tables import goods_receipts, sales_order_lines, sales_orders
from erp_service.sales_orders.writing import replace_order
from erp_service.store.company import Company
from erp_service.store.items import Item, load_items, lock_items
from erp_service.store.sales_orders import load_sales_orders
from erp_service.store.supply import load_stock
from erp_service.tables import receipts, stock
from erp_service.writing import Answer, Transaction


@dataclass(frozen=True, slots=True)
class Supply:
    """So much of one item for one warehouse, under the receipt's own id."""

    receipt_id: str
    sku: str
    warehouse: str
    quantity: Decimal


async def post_goods_receipt(transaction: Transaction, arrived: Supply) -> Answer:
    """Goods are here: a planned receipt of that id is used up by as much, else they are extra.

    Raises:
        RefusedError: NOT_FOUND, INVALID, DUPLICATE_REFERENCE for a receipt that is complete.
    """
    connection, wanted = transaction.connection, arrived.quantity
    if wanted <= ZERO:
        raise RefusedError.of("INVALID", "goods that arrive are more than none", "quantity")
    item, orders = await _lock(transaction, arrived)
    planned = await _planned(transaction, arrived)
    if planned is None:
        query = select(goods_receipts.c.id).where(goods_receipts.c.receipt_id == arrived.receipt_id)
        if (await connection.execute(query)).first() is not None:
            message = f"receipt {arrived.receipt_id} is complete; send another id"
            raise RefusedError.of("DUPLICATE_REFERENCE", message, "receiptId")
    else:
        await _use_up(transaction, arrived, planned)
    await _raise_stock(transaction, arrived)
    posted = new_id("grc")
    values = {"id": posted, "at": now(), **asdict(arrived)}
    await connection.execute(insert(goods_receipts), values)
    await transaction.audit("GoodsReceipt", posted, asdict(arrived))
    await _recheck(transaction, item, arrived.warehouse, orders)
    return Answer()


async def plan_receipt(
    transaction: Transaction, supply: Supply, day: date, *, confirmed: bool
) -> Answer:
    """A receipt is expected, moves to another day or quantity, or with quantity 0 fails.

    Raises:
        RefusedError: NOT_FOUND, INVALID.
    """
    if supply.quantity < ZERO:
        raise RefusedError.of("INVALID", "a receipt is not negative; send 0 or more", "quantity")
    item, orders = await _lock(transaction, supply)
    planned = await _planned(transaction, supply)
    values: dict[str, Any] = {"day": day, "quantity": supply.quantity, "confirmed": confirmed}
    mine = receipts.c.id == supply.receipt_id
    if supply.quantity == ZERO:
        await transaction.connection.execute(delete(receipts).where(mine))
    elif planned is None:
        keys = {"id": supply.receipt_id, "sku": supply.sku, "warehouse": supply.warehouse}
        await transaction.connection.execute(insert(receipts), {**keys, **values})
    else:
        await transaction.connection.execute(update(receipts).where(mine).values(values))
    before = None if planned is None else {"day": planned.day, "quantity": planned.quantity}
    await transaction.audit("Receipt", supply.receipt_id, {"before": before, "after": values})
    await _recheck(transaction, item, supply.warehouse, orders)
    return Answer()


async def _lock(transaction: Transaction, supply: Supply) -> tuple[Item, list[SalesOrder]]:
    """Orders before items, as every amendment locks them."""
    connection, company = transaction.connection, transaction.master_data.company
    if company.warehouse(supply.warehouse) is None:
        raise RefusedError.of("NOT_FOUND", f"there is no warehouse {supply.warehouse}", "warehouse")
    query = (
        select(sales_orders.c.id, sales_orders.c.created_at)
        .distinct()
        .join_from(sales_orders, sales_order_lines)
        .where(sales_order_lines.c.sku == supply.sku, sales_orders.c.status.not_in(OVER))
        .order_by(sales_orders.c.created_at, sales_orders.c.id)
    )
    ids = [row.id for row in await connection.execute(query)]
    found = {each.id: each for each in await load_sales_orders(connection, "id", ids, locks=True)}
    await lock_items(connection, {supply.sku})
    item = (await load_items(connection, {supply.sku})).get(supply.sku)
    if item is None:
        raise RefusedError.of("NOT_FOUND", f"there is no item {supply.sku}", "sku")
    if item.base_unit in WHOLE_UNITS and supply.quantity % 1 != ZERO:
        message = f"{item.sku} comes in whole pieces; correct the quantity"
        raise RefusedError.of("INVALID", message, "quantity")
    return item, [found[each] for each in ids]


async def _planned(transaction: Transaction, supply: Supply) -> Any:
    query = select(receipts).where(receipts.c.id == supply.receipt_id)
    planned = (await transaction.connection.execute(query)).one_or_none()
    if planned is not None and (planned.sku, planned.warehouse) != (supply.sku, supply.warehouse):
        message = f"{supply.receipt_id} is for {planned.sku} in {planned.warehouse}"
        raise RefusedError.of("INVALID", message, "receiptId")
    return planned


async def _use_up(transaction: Transaction, arrived: Supply, planned: Any) -> None:
    mine, rest = receipts.c.id == arrived.receipt_id, planned.quantity - arrived.quantity
    change = update(receipts).where(mine).values(quantity=rest)
    await transaction.connection.execute(change if rest > ZERO else delete(receipts).where(mine))


async def _raise_stock(transaction: Transaction, arrived: Supply) -> None:
    mine = (stock.c.sku == arrived.sku) & (stock.c.warehouse == arrived.warehouse)
    query = select(stock.c.on_hand).where(mine)
    before = (await transaction.connection.execute(query)).scalar_one_or_none()
    if before is None:
        keys = {"sku": arrived.sku, "warehouse": arrived.warehouse, "safety_stock": ZERO}
        row = {**keys, "on_hand": arrived.quantity}
        await transaction.connection.execute(insert(stock), row)
    else:
        change = update(stock).where(mine).values(on_hand=before + arrived.quantity)
        await transaction.connection.execute(change)


async def _recheck(
    transaction: Transaction, item: Item, warehouse: str, orders: list[SalesOrder]
) -> None:
    moment, company = now(), transaction.master_data.company
    orders = [each for each in orders if _keeps_goods(each, moment, company)]
    supply = await load_stock(transaction.connection, {item.sku}, moment)
    pool = supply.pools([item], company, moment)[item.sku, warehouse]
    countries = {order.ship_to.country for order in orders}
    routes = {country: company.routes(country, moment)[warehouse] for country in countries}
    checked = recheck(Place(item, warehouse, pool, routes), orders)
    for before, after in zip(orders, checked, strict=True):
        if before != after:
            await replace_order(transaction, touched(after), before)


def _keeps_goods(order: SalesOrder, moment: datetime, company: Company) -> bool:
    end = reservation_end(order, company.default.time_zone)
    return end is None or moment < end
