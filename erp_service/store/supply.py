"""Stock, confirmed receipts, reservations and live holds as pools."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BindParameter,
    Date,
    Integer,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.columns import DecimalText
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


_SKUS: BindParameter[Any] = bindparam("skus", expanding=True)
_STOCK, _RECEIPTS, _RESERVATIONS = tables.stock.c, tables.receipts.c, tables.reservations.c
_NO_DECIMAL, _NO_DAY, _NO_ID = (cast(null(), kind) for kind in (DecimalText, Date, String))
_ONE = literal_column("1", Integer)
_IS_LIVE = or_(_RESERVATIONS.expires_at.is_(None), _RESERVATIONS.expires_at > bindparam("moment"))
_IS_FOREIGN = or_(
    _RESERVATIONS.owner.is_(None), _RESERVATIONS.owner.not_in(bindparam("own", expanding=True))
)
# Everything in one statement. Equal reservations of a day come as one row with their number, so
# that an item wanted by thousands of orders costs a few rows, and the sums stay exact decimals.
_SUPPLY = union_all(
    select(
        literal_column("'STOCK'", String).label("kind"),
        _STOCK.sku,
        _STOCK.warehouse,
        _STOCK.on_hand.label("quantity"),
        _STOCK.safety_stock,
        _NO_DAY.label("day"),
        _NO_ID.label("id"),
        true().label("confirmed"),
        _ONE.label("number"),
    ).where(_STOCK.sku.in_(_SKUS)),
    select(
        literal_column("'RECEIPT'", String),
        _RECEIPTS.sku,
        _RECEIPTS.warehouse,
        _RECEIPTS.quantity,
        _NO_DECIMAL,
        _RECEIPTS.day,
        _RECEIPTS.id,
        _RECEIPTS.confirmed,
        _ONE,
    ).where(_RECEIPTS.sku.in_(_SKUS)),
    select(
        literal_column("'RESERVATION'", String),
        _RESERVATIONS.sku,
        _RESERVATIONS.warehouse,
        _RESERVATIONS.quantity,
        _NO_DECIMAL,
        _RESERVATIONS.ship_date,
        _NO_ID,
        true(),
        func.count(),
    )
    .where(and_(_RESERVATIONS.sku.in_(_SKUS), _IS_LIVE, _IS_FOREIGN))
    .group_by(
        _RESERVATIONS.sku,
        _RESERVATIONS.warehouse,
        _RESERVATIONS.ship_date,
        _RESERVATIONS.quantity,
    ),
)


async def load_stock(
    connection: AsyncConnection,
    skus: Collection[str],
    moment: datetime,
    own: Collection[str] = (),
) -> Stock:
    """Read it; what ``own`` holds and lines keep is not counted, nor is an expired hold."""
    asked = {"skus": list(skus), "moment": moment, "own": list(own)}
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in await connection.execute(_SUPPLY, asked):
        rows[row.kind].append(row)
    return Stock(
        {(row.sku, row.warehouse): (row.quantity, row.safety_stock) for row in rows["STOCK"]},
        tuple(
            Receipt(row.id, row.sku, row.warehouse, row.day, row.quantity, row.confirmed)
            for row in rows["RECEIPT"]
        ),
        _demands(rows["RESERVATION"]),
    )


def _demands(rows: Sequence[Any]) -> dict[Key, tuple[Movement, ...]]:
    found: dict[Key, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        found[row.sku, row.warehouse][row.day] += row.quantity * row.number
    return {
        key: tuple(Movement(day, quantity) for day, quantity in days.items())
        for key, days in found.items()
    }
