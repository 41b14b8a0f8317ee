"""Conflicts of the systems, and the reconciliation's reports of them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conflicts",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("entity_id", sa.String(200), nullable=False, index=True),
        sa.Column("order_id", sa.String(200), index=True),
        sa.Column("is_open", sa.Integer, nullable=False, index=True),
        sa.Column("open_key", sa.String(400), nullable=False, unique=True),
        sa.Column("document", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reconciliation_reports",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("is_finished", sa.Integer, nullable=False, index=True),
        sa.Column("document", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reconciliation_findings",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("report_id", sa.String(64), nullable=False),
        sa.Column("conflict_id", sa.String(64), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.UniqueConstraint("report_id", "conflict_id"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for name in ("reconciliation_findings", "reconciliation_reports", "conflicts"):
        op.drop_table(name)
