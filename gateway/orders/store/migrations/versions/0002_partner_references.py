"""A partner's own references, unique for ever while their order stands."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner_references",
        sa.Column("scope", sa.String(128), primary_key=True),
        sa.Column("reference", sa.String(200), primary_key=True),
        sa.Column("order_id", sa.String(64), nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("partner_references")
