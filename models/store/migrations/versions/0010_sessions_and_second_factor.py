"""One-time passwords, sessions that end when idle, also those of single sign-on, and second factors"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Mark one-time passwords, add use, way and pending code to sign-ins, and create the table of second factors."""
    op.add_column("password", sa.Column("is_one_time", sa.Boolean(), nullable=True))
    op.add_column("sign_in", sa.Column("last_seen", sa.DateTime(), nullable=True))
    op.add_column("sign_in", sa.Column("way", sa.String(), nullable=True))
    op.add_column("sign_in", sa.Column("awaits_code", sa.Integer(), nullable=True))
    op.create_table(
        "second_factor",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("used_step", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
    )
    op.create_index("second_factor_newest", "second_factor", ["login", "id"])
