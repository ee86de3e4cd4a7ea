"""Applications with the pages handed in, permits with the visits to the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "filings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("special", sa.Integer(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_filings_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_filings_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
    )
    op.create_index(op.f("ix_filings_account_id"), "filings", ["account_id"], unique=False)
    op.create_index(
        "uq_filings_open",
        "filings",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("stage IN ('draft', 'submitted', 'returned', 'accepted', 'issued')"),
        postgresql_where=sa.text("stage IN ('draft', 'submitted', 'returned', 'accepted', 'issued')"),
    )
    op.create_table(
        "permits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("issued", sa.Date(), nullable=False),
        sa.Column("registered", sa.Date(), nullable=False),
        sa.Column("card", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_permits_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permits")),
        sa.UniqueConstraint("number_index", name=op.f("uq_permits_number_index")),
    )
    op.create_index(
        "uq_permits_living",
        "permits",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("card <> 'ended'"),
        postgresql_where=sa.text("card <> 'ended'"),
    )
    op.create_table(
        "filing_pages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("filing_id", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.String(length=40), nullable=False),
        sa.Column("material", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filings.id"], name=op.f("fk_filing_pages_filing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_pages")),
        sa.UniqueConstraint("file", name=op.f("uq_filing_pages_file")),
    )
    op.create_index(op.f("ix_filing_pages_filing_id"), "filing_pages", ["filing_id"], unique=False)
    op.create_table(
        "permit_visits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("permit_id", sa.BigInteger(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["permit_id"], ["permits.id"], name=op.f("fk_permit_visits_permit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit_visits")),
        sa.UniqueConstraint("permit_id", "visited_on", name=op.f("uq_permit_visits_permit_id_visited_on")),
    )
    op.create_index(op.f("ix_permit_visits_permit_id"), "permit_visits", ["permit_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_permit_visits_permit_id"), table_name="permit_visits")
    op.drop_table("permit_visits")
    op.drop_index(op.f("ix_filing_pages_filing_id"), table_name="filing_pages")
    op.drop_table("filing_pages")
    op.drop_index(
        "uq_permits_living",
        table_name="permits",
        sqlite_where=sa.text("card <> 'ended'"),
        postgresql_where=sa.text("card <> 'ended'"),
    )
    op.drop_table("permits")
    op.drop_index(
        "uq_filings_open",
        table_name="filings",
        sqlite_where=sa.text("stage IN ('draft', 'submitted', 'returned', 'accepted', 'issued')"),
        postgresql_where=sa.text("stage IN ('draft', 'submitted', 'returned', 'accepted', 'issued')"),
    )
    op.drop_index(op.f("ix_filings_account_id"), table_name="filings")
    op.drop_table("filings")
