"""setDeliveryBlock: an order stays in the house until somebody has decided (section 2.4)."""

from dataclasses import replace

from erp_service.refusals import RefusedError
from erp_service.sales_orders.changes import load_for_change, touched
from erp_service.sales_orders.status import OVER, order_status
from erp_service.sales_orders.writing import replace_order
from erp_service.writing import Answer, Transaction


async def set_delivery_block(
    transaction: Transaction, external_reference: str, reason: str, *, blocked: bool
) -> Answer:
    """Set or lift it; the reservation stays. What is so already is a success.

    Raises:
        RefusedError: NOT_FOUND, NOT_ALLOWED_IN_STATE.
    """
    order = await load_for_change(
        transaction, "external_reference", external_reference, "externalReference"
    )
    if order.delivery_block == blocked:
        return Answer(order.id, order=order)
    status = order_status(order.facts)
    if blocked and status in OVER:
        message = f"{order.number} is {status}; nothing is left to block"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "externalReference")
    facts = {"deliveryBlock": blocked, "reason": reason}
    await transaction.audit("SalesOrder", order.id, facts, external_reference)
    changed = touched(replace(order, delivery_block=blocked))
    await replace_order(transaction, changed, order)
    return Answer(order.id, order=changed)
