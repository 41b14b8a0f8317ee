"""Values of persons stand beside the sealed audit entries, where they can be erased."""

import sqlalchemy as sa
from alembic import op

from chassis.personal_values import restore_stored, withhold_stored

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
PERSONAL = {
    "Customer": (
        *("legalName", "givenName", "familyName", "taxId", "emails", "phones"),
        *("addresses", "contacts", "consents", "languageTag"),
    ),
    "Quote": ("shipTo", "lines.*.note", "reason", "lossReason"),
    "Interaction": ("subject", "body", "callerNumber"),
}


def upgrade() -> None:
    op.add_column("audit", sa.Column("personal", sa.Text))
    withhold_stored(op.get_bind(), PERSONAL)


def downgrade() -> None:
    restore_stored(op.get_bind())
    op.drop_column("audit", "personal")
