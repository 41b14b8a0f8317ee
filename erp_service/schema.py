"""The ERP's federation subgraph: warehouses, and the item side of a product."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import strawberry
from sqlalchemy import select
from strawberry.dataloader import DataLoader
from strawberry.schema.config import StrawberryConfig

from chassis.database import Database
from chassis.decimals import show_quantity
from chassis.identity import Caller
from chassis.scalars import SCALARS, CountryCode, DecimalScalar
from erp_service import tables


@dataclass
class Context:
    """One request: who calls, and the loader that batches its items."""

    caller: Caller
    database: Database
    items: DataLoader[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.items = DataLoader(self._load_items)

    async def _load_items(self, skus: list[str]) -> Sequence[Any]:
        query = select(tables.items).where(tables.items.c.sku.in_(skus))
        async with self.database.read() as connection:
            found = {row.sku: row for row in await connection.execute(query)}
        return [found.get(sku) for sku in skus]


Info = strawberry.Info[Context, None]


@strawberry.type
class Item:
    """An item's order rules."""

    base_unit: str
    min_order_quantity: DecimalScalar
    order_multiple: DecimalScalar
    tax_category: str
    replenishment_lead_days: int


@strawberry.federation.type(keys=["sku"])
class Product:
    """The item side of a product; ``item`` is null where the ERP does not know the SKU."""

    sku: strawberry.ID

    @classmethod
    def resolve_reference(cls, sku: strawberry.ID) -> Self:
        """From its key."""
        return cls(sku=sku)

    @strawberry.field
    async def item(self, info: Info) -> Item | None:
        """Loaded in batches."""
        row = await info.context.items.load(self.sku)
        if row is None:
            return None
        return Item(
            base_unit=row.base_unit,
            min_order_quantity=_quantity(row.minimum_quantity),
            order_multiple=_quantity(row.order_multiple),
            tax_category=row.tax_category,
            replenishment_lead_days=row.lead_days,
        )


@strawberry.federation.type(keys=["code"])
class Warehouse:
    """A warehouse with its cut-off in local time."""

    code: strawberry.ID
    name: str
    country: CountryCode
    time_zone: str
    cut_off_time: str


@strawberry.type
class Query:
    """What anyone may read."""

    @strawberry.field
    async def warehouses(self, info: Info) -> list[Warehouse]:
        """In the order of sourcing (rule 3.9.19)."""
        query = select(tables.warehouses).order_by(tables.warehouses.c.priority)
        async with info.context.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Warehouse(
                code=strawberry.ID(row.code),
                name=row.name,
                country=CountryCode(row.country),
                time_zone=row.time_zone,
                cut_off_time=row.cut_off,
            )
            for row in rows
        ]


def _quantity(value: Any) -> Any:
    return show_quantity(value)


schema = strawberry.federation.Schema(
    query=Query,
    types=[Product],
    config=StrawberryConfig(scalar_map=SCALARS),
)
