"""Items, price lists and prices."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service import tables
from erp_service.pricing.order import Tier


@dataclass(frozen=True, slots=True)
class Substitute:
    """Another item instead; only an interchangeable one is proposed."""

    sku: str
    priority: int
    interchangeable: bool


@dataclass(frozen=True, slots=True)
class Item:
    """An item's rules; substitutes by priority."""

    sku: str
    status: str
    base_unit: str
    tax_category: str
    minimum: Decimal
    multiple: Decimal
    lead_days: int
    has_tiers: bool
    substitutes: tuple[Substitute, ...]

    @property
    def interchangeable(self) -> tuple[str, ...]:
        """The SKUs that may be proposed instead."""
        return tuple(each.sku for each in self.substitutes if each.interchangeable)


@dataclass(frozen=True, slots=True)
class PriceList:
    """A price list without its prices."""

    code: str
    name: str
    currency: str
    tiers: tuple[Tier, ...]
    valid_from: date
    valid_to: date | None

    def is_valid(self, day: date) -> bool:
        """Whether its prices apply on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


_SKUS: BindParameter[Any] = bindparam("skus", expanding=True)
_ITEMS = select(tables.items).where(tables.items.c.sku.in_(_SKUS)).order_by(tables.items.c.sku)
_PRICE_OF_ITEM = and_(
    tables.prices.c.sku == tables.items.c.sku,
    tables.prices.c.price_list == bindparam("price_list"),
)
_PRICED_ITEMS = _ITEMS.add_columns(tables.prices.c.amount).select_from(
    tables.items.outerjoin(tables.prices, _PRICE_OF_ITEM)
)
_LOCKED_ITEMS = _PRICED_ITEMS.with_for_update(of=tables.items)
_LOCK = (
    select(tables.items.c.sku)
    .where(tables.items.c.sku.in_(_SKUS))
    .order_by(tables.items.c.sku)
    .with_for_update()
)
_PRICES = select(tables.prices.c.sku, tables.prices.c.amount).where(
    tables.prices.c.price_list == bindparam("price_list"), tables.prices.c.sku.in_(_SKUS)
)


async def lock_items(connection: AsyncConnection, skus: Collection[str]) -> None:
    """Writers of one item queue, where the database does not queue all writers anyway."""
    await connection.execute(_LOCK, {"skus": list(skus)})


async def load_items(connection: AsyncConnection, skus: Collection[str]) -> dict[str, Item]:
    """The known ones by SKU."""
    rows = await connection.execute(_ITEMS, {"skus": list(skus)})
    return {row.sku: _item(row) for row in rows}


async def load_priced_items(
    connection: AsyncConnection, price_list: str, skus: Collection[str], *, locks: bool = False
) -> tuple[dict[str, Item], dict[str, Decimal]]:
    """The known ones and those with a unit price, by SKU.

    ``locks`` serialises writers per item where the database needs it.
    """
    query = _LOCKED_ITEMS if locks else _PRICED_ITEMS
    found = await connection.execute(query, {"skus": list(skus), "price_list": price_list})
    rows = found.all()
    prices = {row.sku: row.amount for row in rows if row.amount is not None}
    return {row.sku: _item(row) for row in rows}, prices


async def load_price_lists(connection: AsyncConnection) -> dict[str, PriceList]:
    """All of them by code."""
    rows = await connection.execute(select(tables.price_lists))
    return {row.code: _price_list(row) for row in rows}


async def load_prices(
    connection: AsyncConnection, price_list: str, skus: Collection[str]
) -> Mapping[str, Decimal]:
    """Unit prices by SKU; an item that the list does not have is left out."""
    rows = await connection.execute(_PRICES, {"price_list": price_list, "skus": list(skus)})
    return {row.sku: row.amount for row in rows}


def _item(row: Any) -> Item:
    substitutes = [
        Substitute(each["sku"], each["priority"], each["interchangeable"])
        for each in row.substitutes
    ]
    return Item(
        row.sku,
        row.status,
        row.base_unit,
        row.tax_category,
        row.minimum_quantity,
        row.order_multiple,
        row.lead_days,
        row.has_tiers,
        tuple(sorted(substitutes, key=lambda each: each.priority)),
    )


def _price_list(row: Any) -> PriceList:
    tiers = [Tier(Decimal(t["minQuantity"]), Decimal(t["discountPercent"])) for t in row.tiers]
    return PriceList(row.code, row.name, row.currency, tuple(tiers), row.valid_from, row.valid_to)
