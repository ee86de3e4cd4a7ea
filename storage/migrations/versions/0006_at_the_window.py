"""At the window: a fact can be corrected outside of a case, and applications are found by their person."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.alter_column("case_id", existing_type=sa.BigInteger(), nullable=True)
    with op.batch_alter_table("filings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filings_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("filings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_filings_person_id"))
    op.execute("DELETE FROM corrections WHERE case_id IS NULL")
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.alter_column("case_id", existing_type=sa.BigInteger(), nullable=False)
