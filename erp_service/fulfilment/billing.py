"""postInvoice and recordPayment: what is shipped is billed, what is billed is paid."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update

from chassis.clock import now
from chassis.identifiers import new_id
from erp_service.availability.pool import ZERO
from erp_service.fulfilment.amounts import Bill, bill_shipped
from erp_service.fulfilment.promotion import promote_after_payment
from erp_service.pricing.rounding import round_amount
from erp_service.refusals import RefusedError
from erp_service.sales_orders.changes import load_for_change, touched
from erp_service.sales_orders.record import SalesOrder
from erp_service.sales_orders.tables import invoices, payments, sales_orders
from erp_service.sales_orders.unblocking import unblock_orders
from erp_service.sales_orders.writing import replace_order
from erp_service.store.documents import Invoice
from erp_service.store.partners import load_partners
from erp_service.writing import Answer, Transaction

_NET_DAYS = {"NET7": 7, "NET14": 14, "NET30": 30}
_PAYABLE = frozenset({"POSTED", "PARTIALLY_PAID", "OVERDUE"})


async def post_invoice(transaction: Transaction, order_id: str) -> Answer:
    """Bill all that is shipped and not billed; prepayments settle it as far as they reach.

    Raises:
        RefusedError: NOT_FOUND, NOT_ALLOWED_IN_STATE without anything to bill, LOCKED.
    """
    order = await load_for_change(transaction, "id", order_id, "salesOrderId")
    moment, master_data = now(), transaction.master_data
    found = await load_partners(
        transaction.connection,
        master_data.price_lists,
        {order.customer_id},
        master_data.company.day_of(moment),
        locks=True,
    )
    partner, company = found[order.customer_id], master_data.company
    if partner.billing_block:
        message = f"partner {partner.number} is blocked for billing; lift the block first"
        raise RefusedError.of("LOCKED", message, "salesOrderId")
    origin = company.country
    rates = partner.buyer.tax.rates(origin, order.ship_to.country, company.tax_rates[origin])
    bill = bill_shipped(order, rates)
    if bill is None:
        message = f"nothing of {order.number} is shipped and not billed yet"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "salesOrderId")
    settled = min(order.paid, bill.gross)
    today = company.day_of(moment)
    await _insert(transaction, order, bill, settled, today)
    billed = touched(replace(bill.order, settled=order.settled + settled))
    await replace_order(transaction, billed, order)
    return Answer(order.id, order=billed)


async def record_payment(
    transaction: Transaction, invoice_id: str, amount: Decimal, payment_reference: str
) -> Answer:
    """Money for an invoice; all of it makes it PAID, and may better the customer's terms.

    Once nothing of his is overdue any more, his blocked orders are checked anew.

    Raises:
        RefusedError: NOT_FOUND, NOT_ALLOWED_IN_STATE, INVALID, DUPLICATE_REFERENCE.
    """
    query = select(invoices).where(invoices.c.id == invoice_id).with_for_update()
    row = (await transaction.connection.execute(query)).one_or_none()
    if row is None:
        message = f"there is no invoice {invoice_id}; read the order's invoices"
        raise RefusedError.of("NOT_FOUND", message, "invoiceId")
    invoice = Invoice(**{name: getattr(row, name) for name in Invoice.__dataclass_fields__})
    await _check_payment(transaction, invoice, amount, payment_reference)
    values = {"id": new_id("pay"), "invoice_id": invoice.id, "amount": amount, "at": now()}
    await transaction.connection.execute(
        insert(payments), {**values, "payment_reference": payment_reference}
    )
    await _pay(transaction, invoice, amount)
    told = await _tell_order(transaction, row.sales_order_id)
    await unblock_orders(transaction, row.customer_id)
    return Answer() if told is None else Answer(told.id, order=told)


async def _tell_order(transaction: Transaction, order_id: str | None) -> SalesOrder | None:
    """An event of the order whose invoice was paid; a balance brought forward has none."""
    if order_id is None:
        return None
    order = await load_for_change(transaction, "id", order_id, "invoiceId")
    told = touched(order)
    await replace_order(transaction, told, order)
    return told


async def _insert(
    transaction: Transaction, order: SalesOrder, bill: Bill, settled: Decimal, today: date
) -> None:
    number = f"IN-{today.year}-{await transaction.next_number(f'IN-{today.year}'):06}"
    outstanding = bill.gross - settled
    is_paid = outstanding == ZERO
    values = {
        "id": new_id("inv"),
        "number": number,
        "sales_order_id": order.id,
        "customer_id": order.customer_id,
        "kind": "INVOICE",
        "state": "PAID" if is_paid else "POSTED" if settled == ZERO else "PARTIALLY_PAID",
        "date": today,
        "due_date": today + timedelta(days=_NET_DAYS.get(order.payment_terms, 0)),
        "currency": order.currency,
        "net_total": bill.net,
        "tax_total": bill.tax,
        "gross_total": bill.gross,
        "outstanding": outstanding,
        "paid_on": today if is_paid else None,
    }
    await transaction.connection.execute(insert(invoices), values)
    await _tell(transaction, values, order.external_reference)
    if is_paid:
        await promote_after_payment(transaction, order.customer_id)


async def _pay(transaction: Transaction, invoice: Invoice, amount: Decimal) -> None:
    outstanding = invoice.outstanding - amount
    today = transaction.master_data.company.day_of(now())
    paid_on = today if outstanding == ZERO else None
    state = "PARTIALLY_PAID" if paid_on is None else "PAID"
    values = {"outstanding": outstanding, "state": state, "paid_on": paid_on}
    mine = invoices.c.id == invoice.id
    change = update(invoices).where(mine).values(values).returning(invoices)
    row = (await transaction.connection.execute(change)).one()
    about = await _reference(transaction, row.sales_order_id)
    await _tell(transaction, dict(row._mapping), about, 2)  # noqa: SLF001 - a row's public mapping
    if paid_on is not None:
        await promote_after_payment(transaction, row.customer_id)


async def _check_payment(
    transaction: Transaction, invoice: Invoice, amount: Decimal, payment_reference: str
) -> None:
    table = payments.c
    query = select(table.id).where(
        table.invoice_id == invoice.id, table.payment_reference == payment_reference
    )
    if (await transaction.connection.execute(query)).first() is not None:
        message = f"payment {payment_reference} is recorded already"
        raise RefusedError.of("DUPLICATE_REFERENCE", message, "paymentReference")
    if invoice.state not in _PAYABLE:
        message = f"{invoice.number} is {invoice.state}; nothing is to be paid"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "invoiceId")
    is_whole = amount == round_amount(amount, invoice.currency)
    if not ZERO < amount <= invoice.outstanding or not is_whole:
        message = f"{invoice.outstanding:f} {invoice.currency} are open; send at most that"
        raise RefusedError.of("INVALID", message, "amount")


async def _tell(
    transaction: Transaction, values: dict[str, Any], about: str | None, version: int = 1
) -> None:
    await transaction.audit("Invoice", values["id"], values, about)
    await transaction.publish("Invoice", values["id"], version, values)


async def _reference(transaction: Transaction, order_id: str | None) -> str | None:
    query = select(sales_orders.c.external_reference).where(sales_orders.c.id == order_id)
    found: str | None = await transaction.connection.scalar(query)
    return found
