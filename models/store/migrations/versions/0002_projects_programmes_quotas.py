"""Projects, programmes and quotas"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

EXACT = sa.Numeric(21, 6).with_variant(sa.Float(), "sqlite")


def _ledger_columns() -> list[Any]:
    return [
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("subject_id", sa.Integer(), sa.ForeignKey("subject.id"), nullable=False),
        sa.Column("batch_id", sa.Integer(), sa.ForeignKey("batch.id"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
    ]


def upgrade() -> None:
    """Create the tables of school projects, vocational programmes and recruitment quotas, which count for targets."""
    op.create_table(
        "project",
        *_ledger_columns(),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("crs", sa.String(), nullable=True),
        sa.Column("given_x", sa.Float(), nullable=True),
        sa.Column("given_y", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("classes", sa.Integer(), nullable=True),
        sa.Column("area", EXACT, nullable=True),
        sa.Column("investment", EXACT, nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("hard_deadline", sa.Date(), nullable=True),
    )
    op.create_table(
        "programme",
        *_ledger_columns(),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
    )
    op.create_table(
        "quota",
        *_ledger_columns(),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("school_subject", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("quota", sa.Integer(), nullable=False),
    )
    for table in ("project", "programme", "quota"):
        op.create_index(f"{table}_newest", table, ["subject_id", "recorded_at", "id"])
        op.create_index(f"ix_{table}_batch_id", table, ["batch_id"])
