"""Who brings a message and since when, what could not be brought and why, chats that are shut, a messenger's pace."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

UNDELIVERED = sa.text("delivered_at IS NULL AND ours = 1")
WAITING = sa.text("delivered_at IS NULL AND given_up_at IS NULL AND ours = 1")
GIVEN_UP = sa.text("given_up_at IS NOT NULL")
ADDED = ("claimed_by", "claimed_at", "begun_at", "given_up_at", "error", "reminds")


def upgrade() -> None:
    op.drop_index("ix_messages_undelivered", table_name="messages")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminds", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("claimed_by", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("claimed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("begun_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("given_up_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("error", sa.String(length=40), nullable=True))
    for name, columns in (("ix_messages_due", ["reminds", "id"]), ("ix_messages_waiting", ["account_id", "id"])):
        op.create_index(name, "messages", columns, sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index(
        "ix_messages_given_up", "messages", ["given_up_at"], sqlite_where=GIVEN_UP, postgresql_where=GIVEN_UP
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shut_at", sa.DateTime(), nullable=True))
    op.create_table(
        "paces",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("free_at", sa.DateTime(), nullable=False),
        sa.Column("paused_until", sa.DateTime(), nullable=True),
        sa.Column("flooded_chat", sa.String(length=32), nullable=True),
        sa.Column("flooded_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_paces")),
    )


def downgrade() -> None:
    op.drop_table("paces")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_column("shut_at")
    for name in ("ix_messages_given_up", "ix_messages_waiting", "ix_messages_due"):
        op.drop_index(name, table_name="messages")
    op.execute("UPDATE messages SET delivered_at = given_up_at WHERE given_up_at IS NOT NULL")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        for name in ADDED:
            batch_op.drop_column(name)
    op.create_index(
        "ix_messages_undelivered", "messages", ["id"], sqlite_where=UNDELIVERED, postgresql_where=UNDELIVERED
    )
