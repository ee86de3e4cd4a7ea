"""How far the look through all that was promised has come; what waits in the order in which it is claimed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.drop_index("ix_promises_waiting", table_name="promises")
    op.create_index("ix_promises_waiting", "promises", ["due_at", "id"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_table(
        "rounds",
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rounds")),
    )


def downgrade() -> None:
    op.drop_table("rounds")
    op.drop_index("ix_promises_waiting", table_name="promises")
    op.create_index(
        "ix_promises_waiting",
        "promises",
        ["due_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
        postgresql_include=["id"],
    )
