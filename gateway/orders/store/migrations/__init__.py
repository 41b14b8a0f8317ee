"""Alembic migrations of the order process."""
