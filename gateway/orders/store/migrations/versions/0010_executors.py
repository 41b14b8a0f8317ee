"""The processes that share the work."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "executors",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("beat", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("executors")
