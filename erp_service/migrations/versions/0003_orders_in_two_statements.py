"""An order's conditions and what was prepaid move into its row."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

from chassis.columns import DecimalText, JSONText

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ORDERS = sa.table(
    "sales_orders", sa.column("id"), sa.column("conditions", JSONText), sa.column("prepaid", DecimalText)
)
_CONDITIONS = sa.table(
    "price_conditions",
    *(sa.column(name) for name in ("sales_order_id", "position", "line_id", "kind", "basis", "rate", "amount")),
)
_PREPAYMENTS = sa.table(
    "prepayments", sa.column("sales_order_id"), sa.column("amount", DecimalText)
)


def upgrade() -> None:
    with op.batch_alter_table("sales_orders") as batch_op:
        batch_op.add_column(sa.Column("conditions", JSONText(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("prepaid", DecimalText(), server_default="0", nullable=False))
    _move_conditions(op.get_bind())
    _add_prepayments(op.get_bind())
    op.drop_table("price_conditions")


def downgrade() -> None:
    op.create_table(
        "price_conditions",
        sa.Column("sales_order_id", sa.String(200), sa.ForeignKey("sales_orders.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("line_id", sa.String(200), sa.ForeignKey("sales_order_lines.id")),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("basis", DecimalText()),
        sa.Column("rate", DecimalText()),
        sa.Column("amount", DecimalText(), nullable=False),
    )
    _move_conditions_back(op.get_bind())
    with op.batch_alter_table("sales_orders") as batch_op:
        batch_op.drop_column("prepaid")
        batch_op.drop_column("conditions")


def _move_conditions(connection: sa.Connection) -> None:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    query = sa.select(_CONDITIONS).order_by(_CONDITIONS.c.sales_order_id, _CONDITIONS.c.position)
    for row in connection.execute(query):
        step = {name: getattr(row, name) for name in ("kind", "basis", "rate", "amount", "line_id")}
        found[row.sales_order_id].append(step)
    for order_id, conditions in found.items():
        change = sa.update(_ORDERS).where(_ORDERS.c.id == order_id).values(conditions=conditions)
        connection.execute(change)


def _add_prepayments(connection: sa.Connection) -> None:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in connection.execute(sa.select(_PREPAYMENTS)):
        found[row.sales_order_id] += row.amount
    for order_id, prepaid in found.items():
        change = sa.update(_ORDERS).where(_ORDERS.c.id == order_id).values(prepaid=prepaid)
        connection.execute(change)


def _move_conditions_back(connection: sa.Connection) -> None:
    rows = [
        {**step, "sales_order_id": order.id, "position": position}
        for order in connection.execute(sa.select(_ORDERS.c.id, _ORDERS.c.conditions))
        for position, step in enumerate(order.conditions, 1)
    ]
    if rows:
        connection.execute(sa.insert(_CONDITIONS), rows)
