"""What every service's ``migrations/env.py`` calls: run the migrations on the open connection."""

from alembic import context
from sqlalchemy import MetaData


def run_migrations(metadata: MetaData) -> None:
    """Migrate on the connection that ``Database.open`` has handed to Alembic."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
