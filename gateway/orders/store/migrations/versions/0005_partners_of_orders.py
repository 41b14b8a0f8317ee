"""Orders know the partner whose customer ordered; until now only who placed them as one."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("partner_id", sa.String(64)))
    op.create_index("ix_orders_partner_id", "orders", ["partner_id"])
    claims = sa.table("claims", sa.column("id"), sa.column("actor"))
    orders = sa.table(
        *("orders", sa.column("id"), sa.column("partner_id"), sa.column("document"))
    )
    connection = op.get_bind()
    placed = sa.select(orders.c.id, orders.c.document, claims.c.actor).join_from(
        orders, claims, claims.c.id == orders.c.id
    )
    for row in connection.execute(placed).all():
        partner = json.loads(row.actor).get("partnerId")
        if partner is not None:
            document = json.dumps({**json.loads(row.document), "partner_id": partner})
            mine = sa.update(orders).where(orders.c.id == row.id)
            connection.execute(mine.values(partner_id=partner, document=document))


def downgrade() -> None:
    op.drop_index("ix_orders_partner_id", "orders")
    op.drop_column("orders", "partner_id")
