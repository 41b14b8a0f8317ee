"""The tables of sales orders and of the documents that follow them."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from chassis.columns import DecimalText, Instant, JSONText
from erp_service.tables import metadata


def _text(name: str, *arguments: Any, **options: Any) -> Column[Any]:
    return Column(name, String(200), *arguments, **{"nullable": False, **options})


def _decimal(name: str, **options: Any) -> Column[Any]:
    return Column(name, DecimalText, nullable=False, **options)


def _count(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False)


# The next number by name, such as SO-2026.
number_sequences = Table(
    "number_sequences", metadata, _text("name", primary_key=True), _count("next")
)
# What a hold keeps are the reservations that it owns.
holds = Table(
    "holds",
    metadata,
    _text("id", primary_key=True),
    _text("external_reference"),
    Column("expires_at", Instant, nullable=False),
)
# `version` rises with every write, `revision` only with agreed changes (rule 3.9.7). `status` is
# what the quantities and the credit give at the last write, `prepaid` the sum of the prepayments
# and `refunded` what of it goes back; `settled` is
# what invoices have used of it, `invoiced_gross` their sum.
sales_orders = Table(
    "sales_orders",
    metadata,
    _text("id", primary_key=True),
    _text("number", unique=True),
    _text("external_reference", unique=True),
    _count("revision"),
    _count("version"),
    _text("status"),
    _text("credit_status"),
    _text("customer_id", ForeignKey("partners.customer_id"), index=True),
    _text("customer_reference", nullable=True),
    Column("requested_delivery_date", Date, nullable=False),
    _text("delivery_policy"),
    Column("delivery_block", Boolean, nullable=False),
    Column("pricing_date", Date, nullable=False),
    _text("price_list", ForeignKey("price_lists.code")),
    _text("currency"),
    _text("payment_terms"),
    Column("ship_to", JSONText, nullable=False),
    _decimal("header_discount"),
    _decimal("net_total"),
    Column("taxes", JSONText, nullable=False),
    _decimal("gross_total"),
    Column("conditions", JSONText, nullable=False, server_default="[]"),
    _decimal("prepayment_due"),
    Column("prepayment_due_date", Date),
    _decimal("prepaid", server_default="0"),
    _decimal("refunded", server_default="0"),
    _decimal("invoiced_gross", server_default="0"),
    _decimal("settled", server_default="0"),
    Column("confirmed_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
)
sales_order_lines = Table(
    "sales_order_lines",
    metadata,
    _text("id", primary_key=True),
    _text("sales_order_id", ForeignKey("sales_orders.id"), index=True),
    _count("position"),
    _text("sku", ForeignKey("items.sku")),
    _text("unit"),
    _text("warehouse", ForeignKey("warehouses.code")),
    Column("requested_delivery_date", Date, nullable=False),
    _decimal("ordered"),
    _decimal("confirmed"),
    _decimal("picked"),
    _decimal("shipped"),
    _decimal("invoiced"),
    _decimal("cancelled"),
    Column("cancelled_after_shipment", Boolean, nullable=False),
    _decimal("unit_price"),
    _decimal("discount_percent"),
    _decimal("discount_amount"),
    _decimal("net_amount"),
    _decimal("invoiced_net", server_default="0"),
    _text("price_kind", server_default="LIST_PRICE"),
    _text("contract_line_id", nullable=True, index=True),
    _text("tax_category"),
)
# The CRM's contract lines as of their last call-off; what is called off stands in the orders.
contract_lines = Table(
    "contract_lines",
    metadata,
    _text("id", primary_key=True),
    _text("contract_id", index=True),
    _text("currency"),
    Column("target_quantity", DecimalText),
    Column("target_value", DecimalText),
)
# `reserved` is what the schedule line took from the pool: nothing beyond the horizon, and no more
# what has left. `picked` contains what is shipped.
schedule_lines = Table(
    "schedule_lines",
    metadata,
    _text("id", primary_key=True),
    _text("line_id", ForeignKey("sales_order_lines.id"), index=True),
    _count("position"),
    Column("ship_date", Date, nullable=False),
    Column("delivery_date", Date, nullable=False),
    _text("warehouse", ForeignKey("warehouses.code")),
    _text("basis"),
    _decimal("ordered"),
    _decimal("confirmed"),
    _decimal("reserved"),
    _decimal("shipped"),
    _decimal("picked", server_default="0"),
)
prepayments = Table(
    "prepayments",
    metadata,
    _text("id", primary_key=True),
    _text("sales_order_id", ForeignKey("sales_orders.id")),
    _text("payment_reference"),
    _decimal("amount"),
    Column("at", Instant, nullable=False),
    UniqueConstraint("sales_order_id", "payment_reference"),
)
# Money that goes back to the customer (R-CAN-3): the document says so, finance pays.
refunds = Table(
    "refunds",
    metadata,
    _text("id", primary_key=True),
    _text("number", unique=True),
    _text("sales_order_id", ForeignKey("sales_orders.id"), index=True),
    _decimal("amount"),
    Column("at", Instant, nullable=False),
)
# Orders that were cancelled before they arrived: a late create is refused.
tombstones = Table(
    "tombstones",
    metadata,
    _text("external_reference", primary_key=True),
    _text("reason"),
    Column("at", Instant, nullable=False),
)
# Planned deliveries follow from the schedule; a stored one has begun.
deliveries = Table(
    "deliveries",
    metadata,
    _text("id", primary_key=True),
    _text("number", unique=True),
    _text("sales_order_id", ForeignKey("sales_orders.id"), index=True),
    _text("state"),
    _text("warehouse", ForeignKey("warehouses.code")),
    Column("planned_ship_date", Date, nullable=False),
    Column("shipped_at", Instant),
    _text("carrier", nullable=True),
    _text("tracking_number", nullable=True),
)
delivery_lines = Table(
    "delivery_lines",
    metadata,
    _text("delivery_id", ForeignKey("deliveries.id"), primary_key=True),
    _text("sales_order_line_id", ForeignKey("sales_order_lines.id"), primary_key=True),
    _text("sku", ForeignKey("items.sku")),
    _decimal("quantity"),
)
invoices = Table(
    "invoices",
    metadata,
    _text("id", primary_key=True),
    _text("number", unique=True),
    _text("sales_order_id", ForeignKey("sales_orders.id"), nullable=True, index=True),
    _text("customer_id", ForeignKey("partners.customer_id"), index=True),
    _text("kind"),
    _text("state"),
    Column("date", Date, nullable=False),
    Column("due_date", Date, nullable=False),
    _text("currency"),
    _decimal("net_total"),
    _decimal("tax_total"),
    _decimal("gross_total"),
    _decimal("outstanding"),
    Column("paid_on", Date),
)
payments = Table(
    "payments",
    metadata,
    _text("id", primary_key=True),
    _text("invoice_id", ForeignKey("invoices.id")),
    _text("payment_reference"),
    _decimal("amount"),
    Column("at", Instant, nullable=False),
    UniqueConstraint("invoice_id", "payment_reference"),
)
# A planned receipt may arrive in several parts.
goods_receipts = Table(
    "goods_receipts",
    metadata,
    _text("id", primary_key=True),
    _text("receipt_id", index=True),
    _text("sku", ForeignKey("items.sku")),
    _text("warehouse", ForeignKey("warehouses.code")),
    _decimal("quantity"),
    Column("at", Instant, nullable=False),
)
