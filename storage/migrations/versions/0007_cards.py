"""One open case a permit about a new card, through whichever account it came; old cards on their way to the IC card."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "uq_cases_replacing",
        "cases",
        ["about"],
        unique=True,
        sqlite_where=sa.text("kind = 'replacement' AND outcome IS NULL"),
        postgresql_where=sa.text("kind = 'replacement' AND outcome IS NULL"),
    )
    op.create_table(
        "old_cards",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_old_cards_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_cards")),
    )
    op.create_index(op.f("ix_old_cards_person_id"), "old_cards", ["person_id"], unique=False)
    op.create_index(
        "uq_old_cards_living",
        "old_cards",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_old_cards_living",
        table_name="old_cards",
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.drop_index(op.f("ix_old_cards_person_id"), table_name="old_cards")
    op.drop_table("old_cards")
    op.drop_index(
        "uq_cases_replacing",
        table_name="cases",
        sqlite_where=sa.text("kind = 'replacement' AND outcome IS NULL"),
        postgresql_where=sa.text("kind = 'replacement' AND outcome IS NULL"),
    )
    op.execute("UPDATE permits SET card = 'lost' WHERE card = 'damaged'")
    for table in ("case_entries", "case_ratings"):
        op.execute(f"DELETE FROM {table} WHERE case_id IN (SELECT id FROM cases WHERE kind = 'replacement')")
    op.execute("DELETE FROM cases WHERE kind = 'replacement'")
