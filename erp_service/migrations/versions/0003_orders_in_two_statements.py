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
    raise AssertionError("a migration is not undone; restore a backup instead")


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
