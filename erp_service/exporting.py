"""What the ERP keeps of a customer, for a request to see it (§3.7): every document as it is."""

from typing import Any

import msgspec
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service.sales_orders.tables import (
    deliveries,
    invoices,
    payments,
    prepayments,
    refunds,
    sales_order_lines,
    sales_orders,
)
from erp_service.tables import partners

OF_ORDERS = {
    "SalesOrderLine": sales_order_lines,
    "Delivery": deliveries,
    "Prepayment": prepayments,
    "Refund": refunds,
}


async def export(connection: AsyncConnection, customer_id: str) -> str:
    """A JSON list of ``{entityType, id, data}``: the partner, his orders and what followed."""
    found = await _rows(connection, "ErpPartner", partners, partners.c.customer_id == customer_id)
    orders = await _rows(
        connection, "SalesOrder", sales_orders, sales_orders.c.customer_id == customer_id
    )
    bills = await _rows(connection, "Invoice", invoices, invoices.c.customer_id == customer_id)
    found += [*orders, *bills]
    order_ids = [each["id"] for each in orders]
    for entity_type, table in OF_ORDERS.items():
        found += await _rows(connection, entity_type, table, table.c.sales_order_id.in_(order_ids))
    bill_ids = [each["id"] for each in bills]
    found += await _rows(connection, "Payment", payments, payments.c.invoice_id.in_(bill_ids))
    return msgspec.json.encode(found).decode()


async def _rows(
    connection: AsyncConnection, entity_type: str, table: Table, condition: Any
) -> list[dict[str, Any]]:
    key = table.primary_key.columns.values()[0]
    rows = (await connection.execute(select(table).where(condition).order_by(key))).mappings()
    return [{"entityType": entity_type, "id": row[key.name], "data": dict(row)} for row in rows]
