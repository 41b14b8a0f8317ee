"""Which facts of a sales order are columns of the same name, of the same type."""

from erp_service.sales_orders import tables
from erp_service.sales_orders.record import Line, SalesOrder

_CONVERTED = frozenset({"ship_to", "taxes", "conditions"})
HEADER_FIELDS = tuple(
    name
    for name in SalesOrder.__dataclass_fields__
    if name in tables.sales_orders.c and name not in _CONVERTED
)
LINE_FIELDS = tuple(
    name for name in Line.__dataclass_fields__ if name in tables.sales_order_lines.c
)
QUANTITY_FIELDS = ("ordered", "confirmed", "picked", "shipped", "invoiced", "cancelled")
