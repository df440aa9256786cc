"""Alembic's entry point: uses the store's own connection if given; ``alembic`` run by hand uses the settings."""

from alembic import context
from sqlalchemy import Connection, create_engine

from models.config import read_settings
from models.tables.accounts import Account


def migrate(connection: Connection) -> None:
    """Run the migrations on one connection, in its transaction."""
    context.configure(
        connection=connection,
        target_metadata=Account.metadata,  # of all tables: the accounts module imports the others
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    migrate(handed_over)
else:
    with create_engine(read_settings().database_url).begin() as own:
        migrate(own)
