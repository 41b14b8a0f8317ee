"""What of a contract has been called off: the sum of the orders' lines that name its lines."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service.sales_orders.tables import contract_lines
from erp_service.sales_orders.tables import sales_order_lines as lines

ZERO = Decimal(0)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_CALLED = (
    select(contract_lines, lines.c.ordered, lines.c.cancelled, lines.c.net_amount)
    .join_from(contract_lines, lines, lines.c.contract_line_id == contract_lines.c.id)
    .where(contract_lines.c.contract_id.in_(_IDS))
    .order_by(contract_lines.c.id)
)


@dataclass(frozen=True, slots=True)
class CallOff:
    """A contract line's released quantity and value; what remains is None without a target."""

    contract_line_id: str
    currency: str
    quantity: Decimal
    value: Decimal
    remaining_quantity: Decimal | None
    remaining_value: Decimal | None


async def load_call_offs(
    connection: AsyncConnection, ids: Sequence[str]
) -> dict[str, list[CallOff]]:
    """By contract id, then by contract line."""
    found: dict[str, list[CallOff]] = defaultdict(list)
    rows = await connection.execute(_CALLED, {"ids": list(ids)})
    for _, of_line in groupby(rows, key=lambda row: row.id):
        parts = list(of_line)
        found[parts[0].contract_id].append(_call_off(parts))
    return found


def _call_off(rows: Sequence[Any]) -> CallOff:
    row = rows[0]
    quantity = sum((each.ordered - each.cancelled for each in rows), ZERO)
    live = (each for each in rows if each.ordered > each.cancelled)
    value = sum((each.net_amount for each in live), ZERO)
    rest, left = row.target_quantity, row.target_value
    return CallOff(
        row.id,
        row.currency,
        quantity,
        value,
        None if rest is None else rest - quantity,
        None if left is None else left - value,
    )
