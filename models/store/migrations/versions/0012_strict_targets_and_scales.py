"""Targets that must be exceeded, and rates on a scale of their own"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

EXACT = sa.Numeric(21, 6).with_variant(sa.Float(), "sqlite")


def upgrade() -> None:
    """Add whether a target must be exceeded, and the factor and highest value of a rate; None in all rows before."""
    op.add_column("target", sa.Column("strict", sa.Boolean(), nullable=True))
    op.add_column("target", sa.Column("scale", EXACT, nullable=True))
    op.add_column("target", sa.Column("most", EXACT, nullable=True))
