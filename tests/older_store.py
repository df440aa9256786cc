"""A store as an older program wrote it: its tables made by the migrations up to a version, its rows those of another store."""

from sqlalchemy import Engine, MetaData, delete, insert, select

from models.maintenance.transfer import _go_on_counting
from models.store.engine import reach_store
from models.store.migrate import migrate


def as_in_version(engine: Engine, url: str, version: str) -> Engine:
    """Fill the empty database at ``url`` with the rows of a store, as far as a version of the schema has tables for them."""
    old = reach_store(url)
    with engine.connect() as source, old.begin() as target:
        migrate(target, version)
        here, there = MetaData(), MetaData()
        here.reflect(source)
        there.reflect(target)
        target.execute(delete(there.tables["store_state"]))
        for table in there.sorted_tables:
            if table.name != "alembic_version":
                columns = [here.tables[table.name].c[column.name] for column in table.c]
                for row in source.execute(select(*columns)).mappings():
                    target.execute(insert(table), dict(row))
                _go_on_counting(target, table)
    return old
