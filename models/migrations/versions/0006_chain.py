"""Seals"""

import sqlalchemy as sa
from alembic import op

from models.chain import seal

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The seals of the chain; what an older program wrote is sealed as it stands."""
    op.create_table(
        "seal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("plan.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.UniqueConstraint("plan_id", "number"),
    )
    op.create_index("seal_newest", "seal", ["name", "until"])
    tables = sa.MetaData()  # as they are now: later programs may know more columns
    tables.reflect(op.get_bind())
    for plan in op.get_bind().scalars(sa.select(tables.tables["plan"].c.id)).all():
        seal(op.get_bind(), plan, tables)
