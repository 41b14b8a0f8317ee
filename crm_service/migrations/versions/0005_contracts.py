"""Contracts and their lines."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contracts",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.UniqueConstraint("number"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
    )
    op.create_index("contracts_of_customer", "contracts", ["customer_id", "created_at", "id"])
    op.create_table(
        "contract_lines",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("contract_id", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"]),
    )


def downgrade() -> None:
    op.drop_table("contract_lines")
    op.drop_table("contracts")
