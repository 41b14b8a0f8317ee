"""Contract lines that orders call off: their terms are noted, their targets are not exceeded."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service.availability.pool import ZERO
from erp_service.pricing.order import PricedOrder
from erp_service.refusals import Refusal
from erp_service.sales_orders.record import SalesOrder
from erp_service.sales_orders.request import ContractTerms, OrderRequest
from erp_service.sales_orders.tables import contract_lines
from erp_service.store.contracts import Released, load_released
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


@dataclass(frozen=True, slots=True)
class Calling:
    """How much of a contract line an order's line calls off; ``path`` is its quantity's place."""

    contract_line_id: str
    quantity: Decimal
    value: Decimal
    path: tuple[str, ...]


def callings(
    order: SalesOrder, paths: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Calling, ...]:
    """Of an order's live lines; ``paths`` say by line id where the input has them."""
    places = paths or {}
    return tuple(
        Calling(
            line.contract_line_id,
            line.quantities.net,
            line.net_amount,
            places.get(line.id, ("lines",)),
        )
        for line in order.lines
        if line.contract_line_id is not None and line.quantities.net > ZERO
    )


def callings_of(request: OrderRequest, priced: PricedOrder) -> tuple[Calling, ...]:
    """Of an order that is not created yet."""
    rows = enumerate(zip(request.lines, priced.lines, strict=True))
    return tuple(
        Calling(
            line.contract.line_id, line.quantity, price.net_amount, ("lines", str(at), "quantity")
        )
        for at, (line, price) in rows
        if line.contract is not None
    )


async def target_errors(
    connection: AsyncConnection,
    wanted: Sequence[Calling],
    terms: Sequence[ContractTerms | None],
    before: SalesOrder | None = None,
) -> tuple[Refusal, ...]:
    """What would be called off beyond a target; ``terms`` are newer than those noted.

    An order that calls off less than ``before`` is never refused.
    """
    ids = {each.contract_line_id for each in wanted}
    but = "" if before is None else before.id
    released = await load_released(connection, ids, but)
    for each in filter(None, terms):
        known = released.get(each.line_id, Released(ZERO, ZERO, None, None))
        released[each.line_id] = replace(
            known, target_quantity=each.target_quantity, target_value=each.target_value
        )
    former = () if before is None else callings(before)
    return tuple(_beyond(wanted, released, former))


def _beyond(
    wanted: Sequence[Calling], released: Mapping[str, Released], former: Sequence[Calling]
) -> Iterator[Refusal]:
    had = _by_line(former)
    now_: dict[str, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for each in wanted:
        name = each.contract_line_id
        others = released[name]
        quantity, value = (now_[name][0] + each.quantity, now_[name][1] + each.value)
        now_[name] = quantity, value
        limits = (
            (quantity, others.quantity, others.target_quantity, had[name][0], "units"),
            (value, others.value, others.target_value, had[name][1], "of value"),
        )
        for own, of_others, target, former_own, what in limits:
            if target is not None and own > former_own and own + of_others > target:
                rest = max(ZERO, target - of_others)
                message = f"contract line {name} leaves {rest:f} {what}; order more without it"
                yield Refusal("INVALID", message, each.path)


def _by_line(found: Sequence[Calling]) -> Mapping[str, tuple[Decimal, Decimal]]:
    sums: dict[str, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for each in found:
        quantity, value = sums[each.contract_line_id]
        sums[each.contract_line_id] = quantity + each.quantity, value + each.value
    return sums
