"""Alembic migrations of the CRM."""
