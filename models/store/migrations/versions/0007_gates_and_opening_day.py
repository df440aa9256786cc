"""Gates by version, notes in English, and the day on which a plan opens"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add gates of targets and items by version, notes on targets in English, and the date on which a plan opens."""
    for table in ("target", "item"):
        op.add_column(table, sa.Column("gates", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("target", sa.Column("note_en", sa.String(), nullable=True))
    op.add_column("plan_version", sa.Column("opens_on", sa.Date(), nullable=True))
