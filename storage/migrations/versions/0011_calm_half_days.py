"""Half-days that are offered for an endorsement, by the office of an area."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_offers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("area_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("district_index", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_visit_offers_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_offers")),
        sa.UniqueConstraint("person_id", "day", "session", name=op.f("uq_visit_offers_person_id_day_session")),
    )
    op.create_index("ix_visit_offers_area_index_day", "visit_offers", ["area_index", "day"])
    op.create_index("ix_visit_offers_district_index_day", "visit_offers", ["district_index", "day"])


def downgrade() -> None:
    op.drop_table("visit_offers")
