"""Orders that an overdue invoice blocked are checked anew once nothing is overdue (R-TRM-1)."""

from sqlalchemy import select

from chassis.clock import now
from erp_service.availability.pool import ZERO
from erp_service.sales_orders.changes import touched
from erp_service.sales_orders.repricing import checked_again
from erp_service.sales_orders.status import OVER
from erp_service.sales_orders.tables import sales_orders
from erp_service.sales_orders.writing import replace_order
from erp_service.store.partners import load_partners
from erp_service.store.sales_orders import load_sales_orders
from erp_service.terms.buyer import Buyer
from erp_service.writing import Transaction


async def unblock_orders(transaction: Transaction, customer_id: str) -> None:
    """The eldest first: what one of them needs of the limit the next ones have not."""
    ids = await _blocked(transaction, customer_id)
    if not ids:
        return
    found = await load_sales_orders(transaction.connection, "id", ids, locks=True)
    by_id = {order.id: order for order in found}
    buyer = await _buyer(transaction, customer_id)
    if buyer.position.overdue_invoices > ZERO:
        return
    today = transaction.master_data.company.day_of(now())
    for order_id in ids:
        order = by_id[order_id]
        checked = touched(checked_again(order, buyer.without(order.open_value), today))
        await replace_order(transaction, checked, order)


async def _blocked(transaction: Transaction, customer_id: str) -> list[str]:
    orders = sales_orders.c
    query = (
        select(orders.id)
        .where(orders.customer_id == customer_id, orders.credit_status == "BLOCKED")
        .where(orders.status.not_in(OVER))
        .order_by(orders.created_at, orders.id)
    )
    return list((await transaction.connection.execute(query)).scalars())


async def _buyer(transaction: Transaction, customer_id: str) -> Buyer:
    company, price_lists = transaction.master_data.company, transaction.master_data.price_lists
    today = company.day_of(now())
    found = await load_partners(
        transaction.connection, price_lists, {customer_id}, today, locks=True
    )
    return found[customer_id].buyer
