"""Figures: where a registration lies is found by keyed hashes, as a case's is; what is counted has its indexes.

The hashes need the key ring, which no migration has: the program fills them in at its next start (storage/places.py).
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WITHOUT = sa.text("area_index IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("area_index", sa.LargeBinary(length=32), nullable=True))
        batch_op.add_column(sa.Column("district_index", sa.LargeBinary(length=32), nullable=True))
        batch_op.create_index("ix_registrations_registered_on", ["registered_on"], unique=False)
        batch_op.create_index("ix_registrations_area_index", ["area_index", "registered_on"], unique=False)
        batch_op.create_index("ix_registrations_district_index", ["district_index", "registered_on"], unique=False)
        batch_op.create_index(
            "ix_registrations_without_place", ["id"], unique=False, sqlite_where=WITHOUT, postgresql_where=WITHOUT
        )
    with op.batch_alter_table("permits", schema=None) as batch_op:
        batch_op.create_index("ix_permits_issued", ["issued"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("permits", schema=None) as batch_op:
        batch_op.drop_index("ix_permits_issued")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index("ix_registrations_without_place", sqlite_where=WITHOUT, postgresql_where=WITHOUT)
        batch_op.drop_index("ix_registrations_district_index")
        batch_op.drop_index("ix_registrations_area_index")
        batch_op.drop_index("ix_registrations_registered_on")
        batch_op.drop_column("district_index")
        batch_op.drop_column("area_index")
