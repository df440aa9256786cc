"""Upper ends of ranges"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

EXACT = sa.Numeric(21, 6).with_variant(sa.Float(), "sqlite")


def upgrade() -> None:
    """Add the upper end of a range in which a level is to be kept; None in all rows before."""
    op.add_column("target", sa.Column("upper", EXACT, nullable=True))
