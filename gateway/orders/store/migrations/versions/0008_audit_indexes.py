"""The audit is read by order and by entity."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("audit_by_correlation", "audit", ["correlation_id", "at"])
    op.create_index("audit_by_entity", "audit", ["entity_id", "at"])


def downgrade() -> None:
    op.drop_index("audit_by_entity", "audit")
    op.drop_index("audit_by_correlation", "audit")
