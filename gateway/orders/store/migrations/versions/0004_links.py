"""Cross-references of customers and their ERP partners."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("system", sa.String(8), primary_key=True),
        sa.Column("entity_type", sa.String(32), primary_key=True),
        sa.Column("entity_id", sa.String(64), primary_key=True),
        sa.Column("external_id", sa.String(64)),
        sa.Column("external_version", sa.Integer),
        sa.Column("wanted_version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("linked_at", sa.Text),
        sa.UniqueConstraint("system", "entity_type", "external_id"),
    )


def downgrade() -> None:
    op.drop_table("links")
