"""mergePartners: what was sold to the merged partners is the survivor's from then on (§3.5)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from erp_service.partners import PartnerData, upsert_partner
from erp_service.sales_orders.tables import invoices, sales_orders
from erp_service.tables import partners
from erp_service.terms.credit import ZERO
from erp_service.writing import Answer, Transaction


async def merge_partners(
    transaction: Transaction, survivor: PartnerData, loser_ids: Sequence[str]
) -> Answer:
    """Re-link orders, invoices and what is open; the survivor keeps his terms and his limit.

    It is never refused: the CRM has merged them already. A second time changes nothing.
    """
    await upsert_partner(transaction, survivor)
    rows = await _locked(transaction, [survivor.customer_id, *loser_ids])
    total = ZERO
    for loser_id in sorted(set(loser_ids) & rows.keys()):
        total += rows[loser_id].open_orders
        await _re_link(transaction, loser_id, survivor.customer_id)
    mine = partners.c.customer_id == survivor.customer_id
    open_orders = rows[survivor.customer_id].open_orders + total
    await transaction.connection.execute(
        update(partners).where(mine).values(open_orders=open_orders)
    )
    return Answer(survivor.customer_id)


async def _locked(transaction: Transaction, ids: Sequence[str]) -> dict[str, Any]:
    query = (
        select(partners.c.customer_id, partners.c.open_orders)
        .where(partners.c.customer_id.in_(ids))
        .order_by(partners.c.customer_id)
        .with_for_update()
    )
    return {row.customer_id: row for row in await transaction.connection.execute(query)}


async def _re_link(transaction: Transaction, loser_id: str, survivor_id: str) -> None:
    connection = transaction.connection
    his = select(sales_orders.c.id, sales_orders.c.external_reference)
    orders = (await connection.execute(his.where(sales_orders.c.customer_id == loser_id))).all()
    for table in (sales_orders, invoices):
        change = update(table).where(table.c.customer_id == loser_id)
        await connection.execute(change.values(customer_id=survivor_id))
    # Those who were merged before point at the last survivor too: one step finds him.
    is_his = (partners.c.customer_id == loser_id) | (partners.c.merged_into == loser_id)
    change = update(partners).where(is_his)
    await connection.execute(change.values(merged_into=survivor_id, open_orders=ZERO))
    changes = {"customerId": [loser_id, survivor_id]}
    for order in orders:
        await transaction.audit("SalesOrder", order.id, changes, order.external_reference)
    await transaction.audit("Partner", loser_id, {"mergedInto": survivor_id})
