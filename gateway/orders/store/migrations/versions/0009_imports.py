"""Rows of imported orders."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_rows",
        sa.Column("job_id", sa.String(64), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("order_id", sa.String(64)),
        sa.Column("errors", sa.Text, nullable=False),
    )
    op.create_index("import_rows_by_state", "import_rows", ["job_id", "state", "position"])


def downgrade() -> None:
    op.drop_table("import_rows")
