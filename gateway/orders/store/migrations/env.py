"""Alembic's entry for the order process's database."""

from chassis.migration import run_migrations
from gateway.orders.store.tables import METADATA

run_migrations(METADATA)
