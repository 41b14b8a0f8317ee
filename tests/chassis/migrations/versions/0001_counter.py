import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("counter", sa.Column("n", sa.Integer, nullable=False))
    op.execute("INSERT INTO counter VALUES (0)")


def downgrade() -> None:
    op.drop_table("counter")
