"""Stock, confirmed receipts, reservations and live holds as pools."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service import tables
from erp_service.availability.calendar import today_in
from erp_service.availability.pool import ZERO, Movement, Pool
from erp_service.store.company import Company
from erp_service.store.items import Item

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A planned receipt; only a confirmed one counts (R-ATP-8)."""

    id: str
    sku: str
    warehouse: str
    day: date
    quantity: Decimal
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Stock:
    """What some items have and owe, by SKU and warehouse."""

    levels: Mapping[Key, tuple[Decimal, Decimal]]
    receipts: tuple[Receipt, ...]
    demands: Mapping[Key, tuple[Movement, ...]]

    def pools(self, items: Iterable[Item], company: Company, moment: datetime) -> dict[Key, Pool]:
        """A pool for every item in every warehouse, up to the item's horizon (R-ATP-3)."""
        receipts: dict[Key, list[Movement]] = defaultdict(list)
        for each in self.receipts:
            if each.confirmed:
                receipts[each.sku, each.warehouse].append(Movement(each.day, each.quantity))
        pools = {}
        for warehouse in company.warehouses:
            today = today_in(moment, warehouse.time_zone)
            for item in items:
                key = item.sku, warehouse.code
                on_hand, safety = self.levels.get(key, (ZERO, ZERO))
                horizon = company.calendar.shift(today, item.lead_days)
                arrivals, demands = tuple(receipts[key]), self.demands.get(key, ())
                pools[key] = Pool(on_hand, safety, arrivals, demands, horizon)
        return pools


async def load_stock(
    connection: AsyncConnection,
    skus: Collection[str],
    moment: datetime,
    own_hold: str | None = None,
) -> Stock:
    """Read it; the own hold is not counted against oneself, an expired one against nobody."""
    levels = await connection.execute(_of(tables.stock, skus))
    receipts = await connection.execute(_of(tables.receipts, skus))
    return Stock(
        {(row.sku, row.warehouse): (row.on_hand, row.safety_stock) for row in levels},
        tuple(
            Receipt(row.id, row.sku, row.warehouse, row.day, row.quantity, row.confirmed)
            for row in receipts
        ),
        await _demands(connection, skus, moment, own_hold),
    )


async def _demands(
    connection: AsyncConnection, skus: Collection[str], moment: datetime, own_hold: str | None
) -> dict[Key, tuple[Movement, ...]]:
    expires = tables.reservations.c.expires_at
    is_live: ColumnElement[bool] = or_(expires.is_(None), expires > moment)
    query = _of(tables.reservations, skus).where(is_live)
    if own_hold is not None:
        owner = tables.reservations.c.owner
        query = query.where(or_(owner.is_(None), owner != own_hold))
    found: dict[Key, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in await connection.execute(query):
        found[row.sku, row.warehouse][row.ship_date] += row.quantity
    return {
        key: tuple(Movement(day, quantity) for day, quantity in days.items())
        for key, days in found.items()
    }


def _of(table: Any, skus: Collection[str]) -> Any:
    return select(table).where(table.c.sku.in_(skus))
