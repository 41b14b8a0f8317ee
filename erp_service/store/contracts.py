"""What of a contract has been called off: the sum of the orders' lines that name its lines."""

from collections import defaultdict
from collections.abc import Collection, Sequence
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

_OTHERS = (
    select(
        contract_lines.c.id,
        *(contract_lines.c.target_quantity, contract_lines.c.target_value),
        *(lines.c.ordered, lines.c.cancelled, lines.c.net_amount),
    )
    .join_from(
        contract_lines,
        lines,
        (lines.c.contract_line_id == contract_lines.c.id)
        & (lines.c.sales_order_id != bindparam("but")),
        isouter=True,
    )
    .where(contract_lines.c.id.in_(_IDS))
    .order_by(contract_lines.c.id)
)


@dataclass(frozen=True, slots=True)
class Released:
    """What other orders call off of a contract line, and its targets as last noted."""

    quantity: Decimal
    value: Decimal
    target_quantity: Decimal | None
    target_value: Decimal | None


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


async def load_released(
    connection: AsyncConnection, line_ids: Collection[str], but: str = ""
) -> dict[str, Released]:
    """By contract line; the order ``but`` is not counted. Unknown lines are left out."""
    if not line_ids:
        return {}
    rows = await connection.execute(_OTHERS, {"ids": list(line_ids), "but": but})
    found = {}
    for line_id, parts in groupby(rows, key=lambda row: row.id):
        of_line = list(parts)
        first = of_line[0]
        live = [each for each in of_line if each.ordered is not None]
        found[line_id] = Released(
            *_sums(live), target_quantity=first.target_quantity, target_value=first.target_value
        )
    return found


def _sums(rows: Sequence[Any]) -> tuple[Decimal, Decimal]:
    quantity = sum((each.ordered - each.cancelled for each in rows), ZERO)
    live = (each for each in rows if each.ordered > each.cancelled)
    return quantity, sum((each.net_amount for each in live), ZERO)


def _call_off(rows: Sequence[Any]) -> CallOff:
    row = rows[0]
    quantity, value = _sums(rows)
    rest, left = row.target_quantity, row.target_value
    return CallOff(
        row.id,
        row.currency,
        quantity,
        value,
        None if rest is None else rest - quantity,
        None if left is None else left - value,
    )
