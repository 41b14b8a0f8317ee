"""Items, price lists and prices."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
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


async def load_items(
    connection: AsyncConnection, skus: Collection[str], *, locks: bool = False
) -> dict[str, Item]:
    """The known ones by SKU. ``locks`` serialises writers per item where the database needs it."""
    query = select(tables.items).where(tables.items.c.sku.in_(skus)).order_by(tables.items.c.sku)
    query = query.with_for_update() if locks else query
    return {row.sku: _item(row) for row in await connection.execute(query)}


async def load_price_lists(
    connection: AsyncConnection, codes: Collection[str]
) -> dict[str, PriceList]:
    """The known ones by code."""
    query = select(tables.price_lists).where(tables.price_lists.c.code.in_(codes))
    return {row.code: _price_list(row) for row in await connection.execute(query)}


async def load_prices(
    connection: AsyncConnection, price_list: str, skus: Collection[str]
) -> Mapping[str, Decimal]:
    """Unit prices by SKU; an item that the list does not have is left out."""
    query = select(tables.prices.c.sku, tables.prices.c.amount).where(
        tables.prices.c.price_list == price_list, tables.prices.c.sku.in_(skus)
    )
    return {row.sku: row.amount for row in await connection.execute(query)}


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
