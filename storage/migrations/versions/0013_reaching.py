"""How somebody wants to be reached, the notices of his browsers, and accounts that only ring for a chat."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("beside_id", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_accounts_beside_id"), ["beside_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_accounts_beside_id"), "accounts", ["beside_id"], ["id"], ondelete="CASCADE"
        )
    op.create_table(
        "wishes",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("ways", sa.String(length=64), nullable=False),
        sa.Column("together", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_wishes_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_wishes")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("endpoint_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("rung", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_subscriptions_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("endpoint_index", name=op.f("uq_subscriptions_endpoint_index")),
    )
    op.create_index(op.f("ix_subscriptions_account_id"), "subscriptions", ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_table("subscriptions")
    op.drop_table("wishes")
    op.execute("DELETE FROM accounts WHERE beside_id IS NOT NULL")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_accounts_beside_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_accounts_beside_id"))
        batch_op.drop_column("beside_id")
