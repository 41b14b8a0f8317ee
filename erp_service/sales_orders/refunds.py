"""A prepayment above what remains of an order goes back (R-CAN-3): told here, paid by finance."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import insert

from chassis.clock import now
from chassis.identifiers import new_id
from erp_service.availability.pool import ZERO
from erp_service.sales_orders.record import SalesOrder
from erp_service.sales_orders.tables import refunds
from erp_service.writing import Transaction


async def pay_back(transaction: Transaction, order: SalesOrder) -> tuple[SalesOrder, Decimal]:
    """Write the refund document of a cancelled part, and answer its amount, 0 without one."""
    due = max(ZERO, order.paid - order.gross_left)
    if due == ZERO:
        return order, due
    moment = now()
    year = transaction.master_data.company.day_of(moment).year
    number = f"RF-{year}-{await transaction.next_number(f'RF-{year}'):06}"
    values = {"id": new_id("ref"), "number": number, "sales_order_id": order.id, "at": moment}
    await transaction.connection.execute(insert(refunds), {**values, "amount": due})
    return replace(order, refunded=order.refunded + due), due
