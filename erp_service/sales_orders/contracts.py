"""The terms of contract lines, noted when they are called off: targets to measure against."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from erp_service.sales_orders.request import ContractTerms
from erp_service.sales_orders.tables import contract_lines
from erp_service.writing import Transaction


async def note_terms(
    transaction: Transaction, terms: Sequence[ContractTerms | None], currency: str
) -> None:
    """Take over what the CRM, their master, sent with the call-off."""
    called = {each.line_id: each for each in terms if each is not None}
    if not called:
        return
    table, connection = contract_lines, transaction.connection
    query = select(table.c.id).where(table.c.id.in_(called)).with_for_update()
    known = set((await connection.execute(query)).scalars())
    for line_id, each in called.items():
        values: dict[str, Any] = {
            "contract_id": each.contract_id,
            "currency": currency,
            "target_quantity": each.target_quantity,
            "target_value": each.target_value,
        }
        if line_id in known:
            change = update(table).where(table.c.id == line_id).values(values)
            await connection.execute(change)
        else:
            await connection.execute(insert(table), {"id": line_id, **values})
