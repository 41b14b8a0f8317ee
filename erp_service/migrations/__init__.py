"""Alembic migrations of the ERP database."""
