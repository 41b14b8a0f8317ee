"""What happens to a sales order later: payment, release, cancellation."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import now
from chassis.identifiers import new_id
from erp_service.availability.pool import ZERO
from erp_service.pricing.rounding import round_amount
from erp_service.refusals import Refusal, RefusedError
from erp_service.sales_orders.record import SalesOrder
from erp_service.sales_orders.renewing import renewed
from erp_service.sales_orders.status import OVER, order_status
from erp_service.sales_orders.tables import prepayments
from erp_service.sales_orders.writing import replace_order
from erp_service.store.sales_orders import Key, load_sales_orders
from erp_service.writing import Answer, Transaction

HELD = frozenset({"BLOCKED", "AWAITING_PREPAYMENT"})


async def load_order(
    connection: AsyncConnection, key: Key, value: str, field: str, *, locks: bool = False
) -> SalesOrder:
    """The one order that the input's ``field`` names.

    Raises:
        RefusedError: NOT_FOUND.
    """
    found = await load_sales_orders(connection, key, {value}, locks=locks)
    if not found:
        raise RefusedError.of("NOT_FOUND", "there is no such sales order; check the id", field)
    return found[0]


async def load_for_change(transaction: Transaction, key: Key, value: str, field: str) -> SalesOrder:
    """The one order that is to be changed; raises as ``load_order``."""
    return await load_order(transaction.connection, key, value, field, locks=True)


def require_revision(order: SalesOrder, expected: int) -> None:
    """R-AMD-1.

    Raises:
        RefusedError: REVISION_CONFLICT with the current one.
    """
    if order.revision != expected:
        message = f"{order.number} has revision {order.revision}, not {expected}; read it again"
        path = ("expectedRevision",)
        raise RefusedError(Refusal("REVISION_CONFLICT", message, path, order.revision))


async def record_prepayment(
    transaction: Transaction, order_id: str, amount: Decimal, payment_reference: str
) -> Answer:
    """Money received before shipment; what is due and paid in full frees the order.

    Raises:
        RefusedError: NOT_FOUND, NOT_ALLOWED_IN_STATE, INVALID, DUPLICATE_REFERENCE.
    """
    order = await load_for_change(transaction, "id", order_id, "salesOrderId")
    await _check_payment(transaction, order, amount, payment_reference)
    received = replace(order, prepaid=order.prepaid + amount)
    is_enough = received.paid >= order.prepayment_due
    is_free = order.credit_status == "AWAITING_PREPAYMENT" and is_enough
    values = {"id": new_id("pay"), "sales_order_id": order.id, "amount": amount, "at": now()}
    await transaction.connection.execute(
        insert(prepayments), {**values, "payment_reference": payment_reference}
    )
    credit = "APPROVED" if is_free else order.credit_status
    changed = replace(received, credit_status=credit)
    paid_order = touched(await renewed(transaction, changed, order))
    await replace_order(transaction, paid_order, order)
    return Answer(order.id, order=paid_order)


async def release_credit(
    transaction: Transaction, order_id: str, expected_revision: int, reason: str
) -> Answer:
    """Finance lets an order go that the credit check held.

    Raises:
        RefusedError: NOT_FOUND, REVISION_CONFLICT, NOT_ALLOWED_IN_STATE.
    """
    order = await load_for_change(transaction, "id", order_id, "salesOrderId")
    require_revision(order, expected_revision)
    if order.credit_status not in HELD or order_status(order.facts) in OVER:
        message = f"{order.number} is not held by the credit check; nothing to release"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "salesOrderId")
    await transaction.audit("SalesOrder", order.id, {"reason": reason}, order.external_reference)
    changed = replace(order, credit_status="RELEASED")
    released = touched(await renewed(transaction, changed, order))
    await replace_order(transaction, released, order)
    return Answer(order.id, order=released)


def touched(order: SalesOrder) -> SalesOrder:
    """The next version; confirmed from now on if it has become free to go."""
    is_free = order_status(order.facts) in {"CONFIRMED", "PARTIALLY_CONFIRMED"}
    moment = now()
    return replace(
        order,
        version=order.version + 1,
        updated_at=moment,
        confirmed_at=order.confirmed_at or (moment if is_free else None),
    )


async def _check_payment(
    transaction: Transaction, order: SalesOrder, amount: Decimal, payment_reference: str
) -> None:
    if order_status(order.facts) in OVER:
        message = f"{order.number} is over; a payment belongs to an open order"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "salesOrderId")
    rest = order.gross_left - order.paid
    if not ZERO < amount <= rest or amount != round_amount(amount, order.currency):
        message = f"a prepayment is above 0, at most {rest:f} {order.currency}, in whole cents"
        raise RefusedError.of("INVALID", message, "amount")
    table = prepayments.c
    query = select(table.id).where(
        table.sales_order_id == order.id, table.payment_reference == payment_reference
    )
    if (await transaction.connection.execute(query)).first() is not None:
        message = f"payment {payment_reference} is recorded already"
        raise RefusedError.of("DUPLICATE_REFERENCE", message, "paymentReference")
