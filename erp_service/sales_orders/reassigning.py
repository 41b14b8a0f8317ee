"""reassignSalesOrder: an order that was sold to the wrong partner becomes the right one's."""

from dataclasses import replace

from sqlalchemy import select

from erp_service.refusals import RefusedError
from erp_service.sales_orders.changes import load_for_change, touched
from erp_service.sales_orders.record import SalesOrder
from erp_service.sales_orders.status import OVER, order_status
from erp_service.sales_orders.writing import count_open, replace_order
from erp_service.tables import partners
from erp_service.writing import Answer, Transaction


async def reassign_sales_order(
    transaction: Transaction, external_reference: str, customer_id: str
) -> Answer:
    """Prices and terms stay as agreed; what is open counts for the other partner from now on.

    Raises:
        RefusedError: NOT_FOUND; NOT_ALLOWED_IN_STATE once something has left.
    """
    order = await load_for_change(
        transaction, "external_reference", external_reference, "externalReference"
    )
    if order.customer_id == customer_id:
        return Answer(order.id, order=order)
    await _require_allowed(transaction, order, customer_id)
    facts = {"customerId": [order.customer_id, customer_id]}
    await transaction.audit("SalesOrder", order.id, facts, external_reference)
    changed = touched(replace(order, customer_id=customer_id))
    await replace_order(transaction, changed, order)
    await count_open(transaction, order.customer_id, -order.open_value)
    await count_open(transaction, customer_id, order.open_value)
    return Answer(order.id, order=changed)


async def _require_allowed(transaction: Transaction, order: SalesOrder, customer_id: str) -> None:
    known = select(partners.c.customer_id).where(partners.c.customer_id == customer_id)
    if await transaction.connection.scalar(known) is None:
        message = f"customer {customer_id} is no partner; tell the ERP of him first"
        raise RefusedError.of("NOT_FOUND", message, "customerId")
    has_left = any(line.quantities.shipped for line in order.lines)
    if has_left or order_status(order.facts) in OVER:
        message = f"{order.number} is on its way or over; it stays with its partner"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "externalReference")
