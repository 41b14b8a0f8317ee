"""Customers who became another one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merged_customers",
        sa.Column("customer_id", sa.String(64), primary_key=True),
        sa.Column("survivor_id", sa.String(64), nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("merged_customers")
