"""The ERP half of a fixture file, key by key."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec


class _Struct(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    pass


class Days(_Struct):
    """The business calendar."""

    business_days: list[str]
    holidays: list[date] = []


class WarehouseEntry(_Struct):
    """In the order of priority."""

    code: str
    name: str
    country: str
    time_zone: str
    cut_off: str


class TierEntry(_Struct):
    """A tier of a price list."""

    min_quantity: Decimal
    discount_percent: Decimal


class PriceListEntry(_Struct):
    """Prices by SKU."""

    code: str
    currency: str
    tiers: list[TierEntry]
    prices: dict[str, Decimal]


class StockEntry(_Struct):
    """On hand in a warehouse."""

    warehouse: str
    on_hand: Decimal
    safety_stock: Decimal = Decimal(0)


class ReservationEntry(_Struct):
    """A hard reservation."""

    warehouse: str
    ship_date: date
    quantity: Decimal


class ReceiptEntry(_Struct):
    """A planned receipt."""

    warehouse: str
    date: date
    quantity: Decimal
    confirmed: bool


class SubstituteEntry(_Struct):
    """Another item instead."""

    sku: str
    priority: int
    interchangeable: bool


class ItemEntry(_Struct):
    """An item with its supply and demand."""

    sku: str
    base_unit: str = "PCE"
    tax_category: str = "STANDARD"
    order_multiple: Decimal = Decimal(1)
    min_order_quantity: Decimal = Decimal(1)
    replenishment_lead_days: int | None = None
    tiers: bool = True
    stock: list[StockEntry] = []
    reservations: list[ReservationEntry] = []
    receipts: list[ReceiptEntry] = []
    substitutes: list[SubstituteEntry] = []


class PartnerEntry(_Struct):
    """A customer's financial side."""

    customer_id: str
    number: str
    class_: str = msgspec.field(name="class")
    payment_terms: str
    price_list: str
    credit_limit: Decimal | None = None
    blocks: list[Literal["ORDER", "DELIVERY", "BILLING"]] = []


class ErpFixture(_Struct):
    """The key ``erp`` of the file; the first warehouse is the default one."""

    calendar: Days
    replenishment_lead_days: int
    transit_business_days: dict[str, int]
    tax_rates: dict[str, dict[str, Decimal]]
    warehouses: list[WarehouseEntry]
    price_lists: list[PriceListEntry]
    items: list[ItemEntry]
    partners: list[PartnerEntry] = []


class FixtureFile(_Struct):
    """The whole file; the CRM reads its own half."""

    erp: ErpFixture
    crm: dict[str, Any] = {}
    clock: str | None = None
