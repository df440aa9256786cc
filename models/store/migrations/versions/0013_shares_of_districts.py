"""Shares of districts in a target"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the shares of districts in a count or amount; None in all rows before."""
    op.add_column("target", sa.Column("shares", sa.JSON(none_as_null=True), nullable=True))
