"""blockPartner: the ERP's part of an erasure (section 3.7).

What the law asks to be kept stays until its period is over, counted from the end of its year; the
name stays on it, so the partner's name and address stay while such documents do. E-mail and phone
go, and what the audit says of the person. A blocked partner is neither sold to nor filled again.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update

from chassis.audit import forget_values
from chassis.clock import now
from erp_service.refusals import RefusedError
from erp_service.sales_orders.status import OVER
from erp_service.sales_orders.tables import invoices, sales_orders
from erp_service.store.partners import NOT_OWED
from erp_service.tables import audit, partners
from erp_service.writing import Answer, Transaction

CONTACT = ("email", "phone")
IDENTITY = ("name", "tax_id", "street", "postal_code", "city")
INVOICE_YEARS, ORDER_YEARS = 8, 6
INVOICE_BASIS, ORDER_BASIS = "§ 147 AO, § 14b UStG", "§ 257 HGB"


@dataclass(frozen=True, slots=True)
class Retained:
    """So many records of a kind that stay until a day."""

    entity_type: str
    count: int
    legal_basis: str
    blocked_until: str


async def block_partner(transaction: Transaction, customer_id: str) -> Answer:
    """Block, and answer what is retained; a customer who never ordered has nothing here.

    Raises:
        RefusedError: NOT_ALLOWED_IN_STATE while an order is open or an invoice unpaid.
    """
    mine = partners.c.customer_id == customer_id
    query = select(partners.c.erased_at).where(mine).with_for_update()
    row = (await transaction.connection.execute(query)).one_or_none()
    if row is None:
        return Answer(facts={"retained": []})
    orders, bills = await _documents(transaction, customer_id)
    _require_settled(orders, bills)
    if row.erased_at is None:
        await _erase(transaction, customer_id, is_documented=bool(orders or bills))
    company = transaction.master_data.company
    ordered_on = (company.day_of(each.created_at) for each in orders)
    retained = (
        *_retained("Invoice", (bill.date for bill in bills), INVOICE_YEARS, INVOICE_BASIS),
        *_retained("SalesOrder", ordered_on, ORDER_YEARS, ORDER_BASIS),
    )
    return Answer(customer_id, facts={"retained": [asdict(each) for each in retained]})


async def _erase(transaction: Transaction, customer_id: str, *, is_documented: bool) -> None:
    """Him, and those who were merged into him."""
    connection = transaction.connection
    his = (partners.c.customer_id == customer_id) | (partners.c.merged_into == customer_id)
    ids = list((await connection.execute(select(partners.c.customer_id).where(his))).scalars())
    gone = CONTACT if is_documented else (*CONTACT, *IDENTITY)
    values: dict[str, Any] = {f"{name}_block": True for name in ("order", "delivery", "billing")}
    values |= {**dict.fromkeys(gone), "erased_at": now()}
    await connection.execute(update(partners).where(his).values(values))
    await forget_values(connection, audit, "Partner", ids)
    await transaction.audit("Partner", customer_id, {"blocked": True, "erased": True})


async def _documents(transaction: Transaction, customer_id: str) -> tuple[list[Any], list[Any]]:
    orders = select(sales_orders.c.number, sales_orders.c.status, sales_orders.c.created_at)
    bills = select(invoices.c.number, invoices.c.state, invoices.c.date)
    found = await transaction.connection.execute(
        orders.where(sales_orders.c.customer_id == customer_id)
    )
    billed = await transaction.connection.execute(
        bills.where(invoices.c.customer_id == customer_id)
    )
    return list(found), list(billed)


def _require_settled(orders: Iterable[Any], bills: Iterable[Any]) -> None:
    held = [each.number for each in orders if each.status not in OVER]
    held += [each.number for each in bills if each.state not in NOT_OWED]
    if held:
        message = f"{', '.join(held)} must be settled first"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "customerId")


def _retained(kind: str, days: Iterable[date], years: int, basis: str) -> list[Retained]:
    counts = Counter(day.year for day in days)
    return [
        Retained(kind, count, basis, date(year + years, 12, 31).isoformat())
        for year, count in sorted(counts.items())
    ]
