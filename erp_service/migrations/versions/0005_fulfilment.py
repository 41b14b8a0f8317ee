"""What is picked of a schedule line, what is billed of a line, and who paid what."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from chassis.columns import DecimalText, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_DECIMALS = {
    "schedule_lines": ("picked",),
    "sales_order_lines": ("invoiced_net",),
    "sales_orders": ("invoiced_gross", "settled"),
}


def upgrade() -> None:
    for table, names in _DECIMALS.items():
        with op.batch_alter_table(table) as batch_op:
            for name in names:
                column: sa.Column[Any] = sa.Column(name, DecimalText(), server_default="0", nullable=False)
                batch_op.add_column(column)
    with op.batch_alter_table("invoices") as batch_op:
        batch_op.add_column(sa.Column("paid_on", sa.Date()))
    op.create_table(
        "payments",
        sa.Column("id", sa.String(200), primary_key=True, nullable=False),
        sa.Column("invoice_id", sa.String(200), sa.ForeignKey("invoices.id"), nullable=False),
        sa.Column("payment_reference", sa.String(200), nullable=False),
        sa.Column("amount", DecimalText(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.UniqueConstraint("invoice_id", "payment_reference"),
    )


def downgrade() -> None:
    op.drop_table("payments")
    with op.batch_alter_table("invoices") as batch_op:
        batch_op.drop_column("paid_on")
    for table, names in _DECIMALS.items():
        with op.batch_alter_table(table) as batch_op:
            for name in names:
                batch_op.drop_column(name)
