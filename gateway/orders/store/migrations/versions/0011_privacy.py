"""Values of persons beside the sealed audit entries, where they can be erased; bundles of data."""

import sqlalchemy as sa
from alembic import op

from chassis.personal_values import restore_stored, withhold_stored

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
PERSONAL = {"Customer": ("*",)}


def upgrade() -> None:
    op.add_column("audit", sa.Column("personal", sa.Text))
    withhold_stored(op.get_bind(), PERSONAL)
    op.create_table(
        "exports",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("customer_id", sa.String(64), nullable=False, index=True),
        sa.Column("expires_at", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("exports")
    restore_stored(op.get_bind())
    op.drop_column("audit", "personal")
