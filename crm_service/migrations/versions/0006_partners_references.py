"""How a partner calls his customer becomes a column: his own word for one only."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
COLUMN = "partner_customer_reference"


def upgrade() -> None:
    op.add_column("customers", sa.Column(COLUMN, sa.String(200)))
    op.drop_index("customers_of_partner", "customers")
    op.create_index("customers_of_partner", "customers", ["partner_id", COLUMN], unique=True)


def downgrade() -> None:
    op.drop_index("customers_of_partner", "customers")
    op.create_index("customers_of_partner", "customers", ["partner_id"])
    op.drop_column("customers", COLUMN)
