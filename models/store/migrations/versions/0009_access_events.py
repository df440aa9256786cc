"""Sign-ons, refusals and exports, with the address they came from"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of access events, and add the address to sign-ins and attempts."""
    op.create_table(
        "access_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
    )
    op.create_index("access_event_at", "access_event", ["at"])
    for table in ("sign_in", "sign_in_attempt"):
        op.add_column(table, sa.Column("address", sa.String(), nullable=True))
