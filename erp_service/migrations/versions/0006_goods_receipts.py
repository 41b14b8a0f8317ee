"""What has arrived; partners whose personal data were erased."""

import sqlalchemy as sa
from alembic import op

from chassis.columns import DecimalText, Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "goods_receipts",
        sa.Column("id", sa.String(200), primary_key=True, nullable=False),
        sa.Column("receipt_id", sa.String(200), nullable=False),
        sa.Column("sku", sa.String(200), sa.ForeignKey("items.sku"), nullable=False),
        sa.Column("warehouse", sa.String(200), sa.ForeignKey("warehouses.code"), nullable=False),
        sa.Column("quantity", DecimalText(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
    )
    op.create_index("ix_goods_receipts_receipt_id", "goods_receipts", ["receipt_id"])
    with op.batch_alter_table("partners") as batch_op:
        batch_op.add_column(sa.Column("erased_at", Instant()))


def downgrade() -> None:
    with op.batch_alter_table("partners") as batch_op:
        batch_op.drop_column("erased_at")
    op.drop_table("goods_receipts")
