"""Partners who were merged into another one."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("partners", sa.Column("merged_into", sa.String(200)))


def downgrade() -> None:
    op.drop_column("partners", "merged_into")
