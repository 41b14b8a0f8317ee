"""Alembic's entry: migrate the ERP's tables on the connection that is already open."""

from chassis.migration import run_migrations
from erp_service.sales_orders.tables import sales_orders

# The metadata of the module that knows all tables: this one imports the others.
run_migrations(sales_orders.metadata)
