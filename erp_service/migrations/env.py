"""Alembic's entry: migrate the ERP's tables on the connection that is already open."""

from chassis.migration import run_migrations
from erp_service.tables import metadata

run_migrations(metadata)
