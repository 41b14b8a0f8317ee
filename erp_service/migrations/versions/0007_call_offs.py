"""Order lines that call off a contract, and the targets that they are measured against."""

import sqlalchemy as sa
from alembic import op

from chassis.columns import DecimalText

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sales_order_lines") as batch_op:
        kind = sa.String(200)
        batch_op.add_column(
            sa.Column("price_kind", kind, server_default="LIST_PRICE", nullable=False)
        )
        batch_op.add_column(sa.Column("contract_line_id", sa.String(200)))
        batch_op.create_index("ix_sales_order_lines_contract_line_id", ["contract_line_id"])
    op.create_table(
        "contract_lines",
        sa.Column("id", sa.String(200), primary_key=True, nullable=False),
        sa.Column("contract_id", sa.String(200), nullable=False),
        sa.Column("currency", sa.String(200), nullable=False),
        sa.Column("target_quantity", DecimalText()),
        sa.Column("target_value", DecimalText()),
    )
    op.create_index("ix_contract_lines_contract_id", "contract_lines", ["contract_id"])


def downgrade() -> None:
    op.drop_table("contract_lines")
    with op.batch_alter_table("sales_order_lines") as batch_op:
        batch_op.drop_index("ix_sales_order_lines_contract_line_id")
        batch_op.drop_column("contract_line_id")
        batch_op.drop_column("price_kind")
