"""Values of persons stand beside the sealed audit entries, where they can be erased."""

import sqlalchemy as sa
from alembic import op

from chassis.personal_values import restore_stored, withhold_stored

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
PERSONAL = {
    "Partner": tuple(
        f"{where}{name}"
        for where in ("", "before.", "after.")
        for name in ("name", "tax_id", "street", "postal_code", "city", "email", "phone")
    )
}


def upgrade() -> None:
    op.add_column("audit", sa.Column("personal", sa.Text))
    withhold_stored(op.get_bind(), PERSONAL)


def downgrade() -> None:
    restore_stored(op.get_bind())
    op.drop_column("audit", "personal")
