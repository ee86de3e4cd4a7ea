"""What people say of closed cases."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_ratings",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("speed", sa.Integer(), nullable=False),
        sa.Column("manner", sa.Integer(), nullable=False),
        sa.Column("promise", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_ratings_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_ratings")),
    )


def downgrade() -> None:
    op.drop_table("case_ratings")
