"""Numbers at a point in time"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add whether a number is a stock, at a point in time, or a flow, cumulative; None in all rows before."""
    op.add_column("target", sa.Column("measure", sa.String(), nullable=True))
