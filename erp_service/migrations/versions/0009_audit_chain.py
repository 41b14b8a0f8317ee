"""The audit's hash chain, and its indexes by order and by entity."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("entry", sa.Integer, nullable=False, unique=True),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("audit_by_correlation", "audit", ["correlation_id", "at"])
    op.create_index("audit_by_entity", "audit", ["entity_id", "at"])


def downgrade() -> None:
    op.drop_index("audit_by_entity", "audit")
    op.drop_index("audit_by_correlation", "audit")
    op.drop_table("audit_chain")
