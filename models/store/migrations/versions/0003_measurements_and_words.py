"""Measurements, and a plan's own words for programmes and recruitment"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

EXACT = sa.Numeric(21, 6).with_variant(sa.Float(), "sqlite")


def upgrade() -> None:
    """Add recruitment steps and yearly indicators of programmes; levels, stages, indicators, ways and steps of a plan."""
    for group in ("levels", "stages", "indicators", "ways", "steps"):
        op.add_column("plan_version", sa.Column(group, sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "measurement",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("subject_id", sa.Integer(), sa.ForeignKey("subject.id"), nullable=False),
        sa.Column("batch_id", sa.Integer(), sa.ForeignKey("batch.id"), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("value", EXACT, nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
    )
    op.create_index("measurement_newest", "measurement", ["subject_id", "measure", "as_of", "recorded_at", "id"])
    op.create_index("ix_measurement_batch_id", "measurement", ["batch_id"])
