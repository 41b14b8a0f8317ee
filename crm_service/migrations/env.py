"""Alembic's entry."""

from chassis.migration import run_migrations
from crm_service.tables import METADATA

run_migrations(METADATA)
