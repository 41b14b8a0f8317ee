"""Better terms after three paid invoices without reminder (section 3.2)."""

from sqlalchemy import func, select, update

from erp_service.sales_orders.tables import invoices
from erp_service.tables import partners
from erp_service.writing import Transaction

PAID_INVOICES = 3
_STANDARD = {"class": "STANDARD", "payment_terms": "NET30"}


async def promote_after_payment(transaction: Transaction, customer_id: str) -> None:
    """A NEW customer becomes STANDARD with NET30; his limit stays finance's.

    An invoice paid after its due date counts as reminded.
    """
    connection = transaction.connection
    paid = (
        select(func.count())
        .select_from(invoices)
        .where(
            invoices.c.customer_id == customer_id,
            invoices.c.kind == "INVOICE",
            invoices.c.state == "PAID",
            invoices.c.paid_on <= invoices.c.due_date,
        )
    )
    if (await connection.execute(paid)).scalar_one() < PAID_INVOICES:
        return
    mine = (partners.c.customer_id == customer_id) & (partners.c["class"] == "NEW")
    done = await connection.execute(update(partners).where(mine).values(_STANDARD))
    if done.rowcount:
        await transaction.audit("Partner", customer_id, {"after": _STANDARD})
