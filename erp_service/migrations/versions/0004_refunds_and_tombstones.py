"""What goes back of a prepayment, and orders cancelled before they arrived."""

import sqlalchemy as sa
from alembic import op

from chassis.columns import DecimalText, Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sales_orders") as batch_op:
        batch_op.add_column(sa.Column("refunded", DecimalText(), server_default="0", nullable=False))
    op.create_table(
        "refunds",
        sa.Column("id", sa.String(200), primary_key=True, nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("sales_order_id", sa.String(200), sa.ForeignKey("sales_orders.id"), nullable=False),
        sa.Column("amount", DecimalText(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_refunds_sales_order_id", "refunds", ["sales_order_id"])
    op.create_table(
        "tombstones",
        sa.Column("external_reference", sa.String(200), primary_key=True, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("at", Instant(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("tombstones")
    op.drop_table("refunds")
    with op.batch_alter_table("sales_orders") as batch_op:
        batch_op.drop_column("refunded")
