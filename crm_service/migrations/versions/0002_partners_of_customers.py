"""Whose customer somebody is becomes a column: partners see their own only."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("partner_id", sa.String(64)))
    op.create_index("customers_of_partner", "customers", ["partner_id"])
    customers = sa.table("customers", sa.column("id"), sa.column("state"), sa.column("partner_id"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(customers.c.id, customers.c.state)).all():
        partner = json.loads(row.state).get("partnerId")
        if partner is not None:
            mine = customers.c.id == row.id
            connection.execute(sa.update(customers).where(mine).values(partner_id=partner))


def downgrade() -> None:
    op.drop_index("customers_of_partner", "customers")
    op.drop_column("customers", "partner_id")
