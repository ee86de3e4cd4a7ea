"""Children who are looked after in their guardian's chat: accounts without a chat of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("guardian_id", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_accounts_guardian_id"), ["guardian_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_accounts_guardian_id"), "accounts", ["guardian_id"], ["id"], ondelete="CASCADE"
        )


def downgrade() -> None:
    op.execute("DELETE FROM accounts WHERE guardian_id IS NOT NULL")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_accounts_guardian_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_accounts_guardian_id"))
        batch_op.drop_column("guardian_id")
