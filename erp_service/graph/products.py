"""The item side of a product: order rules, prices, stock, availability, substitutes."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Self

import strawberry

from chassis.clock import now
from chassis.scalars import CountryCode, DateScalar, DateTimeScalar, DecimalScalar
from erp_service.availability.pool import Pool
from erp_service.availability.promise import Wanted, available_on_date, later_schedule
from erp_service.graph.common import Money, quantity
from erp_service.graph.context import Info
from erp_service.graph.warehouses import Warehouse
from erp_service.store import items
from erp_service.store.supply import Stock
from erp_service.terms.credit import DEFAULT_PRICE_LIST


@strawberry.enum
class ItemStatus(Enum):
    """Whether an item is for sale."""

    ACTIVE = "ACTIVE"
    PHASE_OUT = "PHASE_OUT"
    BLOCKED = "BLOCKED"


@strawberry.type
class SalesUnit:
    """A unit of sale; ``factor`` base units each."""

    unit: str
    factor: DecimalScalar


@strawberry.type
class PlannedReceipt:
    """Goods on their way; only confirmed ones can be promised."""

    date: DateScalar
    quantity: DecimalScalar
    confirmed: bool
    source: str


@strawberry.type
class WarehouseStock:
    """``free`` is on hand less safety stock, reservations and live holds."""

    warehouse: Warehouse
    on_hand: DecimalScalar
    reserved: DecimalScalar
    safety_stock: DecimalScalar
    free: DecimalScalar
    receipts: list[PlannedReceipt]


@strawberry.type
class AvailabilityPreview:
    """What can be delivered on a day, without any promise (rule 3.9.5: a delivery date)."""

    on: DateScalar
    available_to_promise: DecimalScalar
    full_quantity_on: DateScalar | None
    as_of: DateTimeScalar


@strawberry.type
class Item:
    """An item's order rules, and what there is of it."""

    item: strawberry.Private[items.Item]
    status: ItemStatus
    base_unit: str
    sales_units: list[SalesUnit]
    min_order_quantity: DecimalScalar
    order_multiple: DecimalScalar
    tax_category: str
    replenishment_lead_days: int

    @classmethod
    def of(cls, item: items.Item) -> Self:
        """From a row's value."""
        return cls(
            item=item,
            status=ItemStatus(item.status),
            base_unit=item.base_unit,
            sales_units=[SalesUnit(unit=item.base_unit, factor=quantity(Decimal(1)))],
            min_order_quantity=quantity(item.minimum),
            order_multiple=quantity(item.multiple),
            tax_category=item.tax_category,
            replenishment_lead_days=item.lead_days,
        )

    @strawberry.field
    async def stocked(self, info: Info) -> bool:
        """Whether a warehouse keeps it, even if nothing is there now."""
        stock = await info.context.stock.load(self.item.sku)
        return any(sku == self.item.sku for sku, _ in stock.levels)

    @strawberry.field
    async def list_price(
        self,
        info: Info,
        price_list: strawberry.ID | None = None,
        on: DateScalar | None = None,
    ) -> Money | None:
        """Per base unit, without tiers; by default in the standard list for new customers."""
        code = price_list or DEFAULT_PRICE_LIST
        found = info.context.master_data.price_lists.get(code)
        price = await info.context.prices.load((code, self.item.sku))
        if found is None or price is None or (on is not None and not found.is_valid(on)):
            return None
        return Money.of_unit(price, found.currency)

    @strawberry.field
    async def stock(self, info: Info) -> list[WarehouseStock]:
        """The warehouses that keep it, in the order of sourcing."""
        company = info.context.master_data.company
        stock = await info.context.stock.load(self.item.sku)
        pools = stock.pools([self.item], company, now())
        return [
            _warehouse_stock(
                self.item.sku, Warehouse.of(each), pools[self.item.sku, each.code], stock
            )
            for each in company.warehouses
            if (self.item.sku, each.code) in stock.levels
        ]

    @strawberry.field
    async def availability(
        self,
        info: Info,
        ship_to: CountryCode,
        on: DateScalar,
        quantity: DecimalScalar | None = None,
    ) -> AvailabilityPreview:
        """A point query for a catalogue page; the binding check is the order's."""
        company, moment = info.context.master_data.company, now()
        stock = await info.context.stock.load(self.item.sku)
        pool = stock.pools([self.item], company, moment)[self.item.sku, company.default.code]
        if ship_to not in company.transit_days:
            return _preview(on, Decimal(0), None, moment)
        route = company.routes(ship_to, moment)[company.default.code]
        day = company.calendar.on_or_after(on)
        wanted = Wanted(quantity or self.item.minimum, self.item.multiple, day)
        return _preview(
            on,
            available_on_date(pool, route, wanted),
            later_schedule(pool, route, wanted)[-1].delivery_date,
            moment,
        )

    @strawberry.field
    def substitutes(self) -> list["ItemSubstitute"]:
        """By priority."""
        return [
            ItemSubstitute(
                sku=strawberry.ID(each.sku),
                product=Product(sku=strawberry.ID(each.sku)),
                priority=each.priority,
                interchangeable=each.interchangeable,
            )
            for each in self.item.substitutes
        ]


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
        found = await info.context.items.load(self.sku)
        return None if found is None else Item.of(found)


@strawberry.type
class ItemSubstitute:
    """Another item instead; only an interchangeable one is proposed for a shortage."""

    sku: strawberry.ID
    product: Product | None
    priority: int
    interchangeable: bool


def _warehouse_stock(sku: str, warehouse: Warehouse, pool: Pool, stock: Stock) -> WarehouseStock:
    reserved = sum((each.quantity for each in pool.demands), Decimal(0))
    return WarehouseStock(
        warehouse=warehouse,
        on_hand=quantity(pool.on_hand),
        reserved=quantity(reserved),
        safety_stock=quantity(pool.safety_stock),
        free=quantity(pool.on_hand - pool.safety_stock - reserved),
        receipts=[
            PlannedReceipt(
                date=DateScalar(each.day),
                quantity=quantity(each.quantity),
                confirmed=each.confirmed,
                source=each.id,
            )
            for each in stock.receipts
            if (each.sku, each.warehouse) == (sku, warehouse.code)
        ],
    )


def _preview(
    on: date, available: Decimal, full_on: date | None, moment: datetime
) -> AvailabilityPreview:
    return AvailabilityPreview(
        on=DateScalar(on),
        available_to_promise=quantity(available),
        full_quantity_on=None if full_on is None else DateScalar(full_on),
        as_of=DateTimeScalar(moment),
    )
