"""Reporters, let houses and rooms, what staff found of them, and reports about tenants."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SAID = sa.text("ended_on IS NULL AND withdrawn = 0")
LIVING = sa.text("ended_on IS NULL")
CONFLICT = sa.text("kind = 'conflict' AND outcome IS NULL")
TABLES = ("tenancies", "room_loans", "room_checks", "rooms", "houses", "reporters")


def _id() -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", number, autoincrement=True, nullable=False)


def _to(table: str, column: str, other: str, *, nullable: bool = False) -> tuple[sa.Column[int], sa.Constraint]:
    key = sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")
    return sa.Column(column, sa.BigInteger(), nullable=nullable), key


def upgrade() -> None:
    op.create_index(
        "uq_cases_conflict", "cases", ["about"], unique=True, sqlite_where=CONFLICT, postgresql_where=CONFLICT
    )
    op.create_table(
        "reporters",
        _id(),
        *_to("reporters", "account_id", "accounts"),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporters")),
        sa.UniqueConstraint("account_id", "role", name=op.f("uq_reporters_account_id_role")),
    )
    op.create_table(
        "houses",
        _id(),
        *_to("houses", "reporter_id", "reporters"),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("found", sa.LargeBinary(), nullable=True),
        sa.Column("found_by", sa.BigInteger(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(found IS NULL) = (found_on IS NULL)", name=op.f("ck_houses_found_has_a_day")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_houses")),
        sa.UniqueConstraint("reporter_id", "address_index", name=op.f("uq_houses_reporter_id_address_index")),
    )
    op.create_table(
        "rooms",
        _id(),
        *_to("rooms", "house_id", "houses"),
        sa.Column("label", sa.LargeBinary(), nullable=False),
        sa.Column("label_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("house_id", "label_index", name=op.f("uq_rooms_house_id_label_index")),
    )
    op.create_table(
        "room_checks",
        _id(),
        *_to("room_checks", "room_id", "rooms"),
        sa.Column("sheet", sa.String(length=20), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_checks")),
    )
    op.create_index(op.f("ix_room_checks_room_id"), "room_checks", ["room_id"])
    op.create_table(
        "room_loans",
        _id(),
        *_to("room_loans", "room_id", "rooms"),
        *_to("room_loans", "reporter_id", "reporters"),
        sa.Column("lent_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_loans")),
    )
    op.create_index(op.f("ix_room_loans_reporter_id"), "room_loans", ["reporter_id"])
    op.create_index(
        "uq_room_loans_living",
        "room_loans",
        ["room_id", "reporter_id"],
        unique=True,
        sqlite_where=LIVING,
        postgresql_where=LIVING,
    )
    op.create_table(
        "tenancies",
        _id(),
        *_to("tenancies", "reporter_id", "reporters"),
        *_to("tenancies", "room_id", "rooms", nullable=True),
        sa.Column("document_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("lease_from", sa.Date(), nullable=True),
        sa.Column("lease_to", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenancies")),
    )
    op.create_index("ix_tenancies_room_id_reporter_id", "tenancies", ["room_id", "reporter_id"])
    op.create_index("ix_tenancies_reporter_id_reported_on", "tenancies", ["reporter_id", "reported_on"])
    for name, columns, unique in (
        ("ix_tenancies_reporter_id_lease_to", ["reporter_id", "lease_to"], False),
        ("ix_tenancies_document_index", ["document_index"], False),
        ("uq_tenancies_said", ["reporter_id", "document_index"], True),
    ):
        op.create_index(name, "tenancies", columns, unique=unique, sqlite_where=SAID, postgresql_where=SAID)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.execute("DELETE FROM cases WHERE kind = 'conflict'")
    op.drop_index("uq_cases_conflict", table_name="cases")
