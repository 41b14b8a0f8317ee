"""The ERP's tables. Quantities and amounts are exact decimals, days are dates, instants UTC."""

from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, MetaData, String, Table, false

from chassis.answers import answers_table
from chassis.audit import audit_table
from chassis.audit_chain import chain_table
from chassis.columns import DecimalText, Instant, JSONText
from chassis.outbox import outbox_table

COPIED_FROM_CRM = (
    "kind",
    "name",
    "tax_id",
    "country",
    "street",
    "postal_code",
    "city",
    "email",
    "phone",
)
metadata = MetaData()
outbox = outbox_table(metadata)
request_answers = answers_table(metadata)
audit = audit_table(metadata)
audit_chain = chain_table(metadata)


def _text(name: str, **options: Any) -> Column[Any]:
    return Column(name, String(200), **{"nullable": False, **options})


def _decimal(name: str, **options: Any) -> Column[Any]:
    return Column(name, DecimalText, **{"nullable": False, **options})


settings = Table(
    "settings", metadata, _text("name", primary_key=True), Column("value", JSONText, nullable=False)
)
warehouses = Table(
    "warehouses",
    metadata,
    _text("code", primary_key=True),
    Column("priority", Integer, nullable=False),
    _text("name"),
    _text("country"),
    _text("time_zone"),
    _text("cut_off"),
)
price_lists = Table(
    "price_lists",
    metadata,
    _text("code", primary_key=True),
    _text("name"),
    _text("currency"),
    Column("tiers", JSONText, nullable=False),
    Column("valid_from", Date, nullable=False, server_default="2000-01-01"),
    Column("valid_to", Date),
)
prices = Table(
    "prices",
    metadata,
    Column("price_list", ForeignKey("price_lists.code"), primary_key=True),
    Column("sku", ForeignKey("items.sku"), primary_key=True),
    _decimal("amount"),
)
items = Table(
    "items",
    metadata,
    _text("sku", primary_key=True),
    _text("base_unit"),
    _text("tax_category"),
    _decimal("minimum_quantity"),
    _decimal("order_multiple"),
    Column("lead_days", Integer, nullable=False),
    Column("has_tiers", Boolean, nullable=False),
    Column("substitutes", JSONText, nullable=False),
    _text("status", server_default="ACTIVE"),
)
stock = Table(
    "stock",
    metadata,
    Column("sku", ForeignKey("items.sku"), primary_key=True),
    Column("warehouse", ForeignKey("warehouses.code"), primary_key=True),
    _decimal("on_hand"),
    _decimal("safety_stock"),
)
receipts = Table(
    "receipts",
    metadata,
    _text("id", primary_key=True),
    Column("sku", ForeignKey("items.sku"), nullable=False, index=True),
    Column("warehouse", ForeignKey("warehouses.code"), nullable=False),
    Column("day", Date, nullable=False),
    _decimal("quantity"),
    Column("confirmed", Boolean, nullable=False),
)
# Its `owner` is a hold, or the line of an order; none is planted. It ends with `expires_at`: always
# that of a hold, and that of an order which waits for a prepayment.
reservations = Table(
    "reservations",
    metadata,
    _text("id", primary_key=True),
    Column("sku", ForeignKey("items.sku"), nullable=False, index=True),
    Column("warehouse", ForeignKey("warehouses.code"), nullable=False),
    Column("ship_date", Date, nullable=False),
    _decimal("quantity"),
    _text("owner", nullable=True, index=True),
    Column("expires_at", Instant),
)
# What the CRM masters is a copy as of its `version`; null until it has been told. `open_orders`
# is the gross of what is ordered and neither cancelled nor invoiced, less prepayments: kept beside
# the orders so that a credit check reads one row, however many orders the customer has.
partners = Table(
    "partners",
    metadata,
    _text("customer_id", primary_key=True),
    _text("number", unique=True),
    _text("class"),
    _text("payment_terms"),
    _decimal("credit_limit", nullable=True),
    Column("price_list", ForeignKey("price_lists.code"), nullable=False),
    Column("version", Integer, nullable=False),
    _decimal("open_orders", server_default="0"),
    *(_text(name, nullable=True) for name in COPIED_FROM_CRM),
    *(
        Column(f"{name}_block", Boolean, nullable=False, server_default=false())
        for name in ("order", "delivery", "billing")
    ),
    Column("erased_at", Instant),
    # Set for one who was merged: whatever names him means the survivor.
    _text("merged_into", nullable=True),
)
