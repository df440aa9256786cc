"""What an attacker does who can write the store and has this program: rows are removed or altered, and the seals with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, text

from models.store.hash_chain import _link, _rows
from models.store.row_hash import RowHasher
from models.tables import Base


@contextmanager
def attack(engine: Engine) -> Iterator[Connection]:
    """A transaction past the program, without its checks of references."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection
        connection.commit()
        connection.invalidate()


def seals_of(connection: Connection, plan: int | None = 1) -> list[dict[str, Any]]:
    """The seals of a chain in their order."""
    of_plan = "plan_id IS NULL" if plan is None else f"plan_id = {plan}"
    return [dict(row) for row in connection.execute(text(f"SELECT * FROM seal WHERE {of_plan} ORDER BY number")).mappings()]


def cut_off(connection: Connection, after: int, plan: int | None = 1) -> None:
    """Remove every seal after a number, with the rows it covers."""
    for one in seals_of(connection, plan)[after:]:
        connection.execute(text(f"DELETE FROM {one['name']} WHERE id > {one['after']} AND id <= {one['until']}"))
        connection.execute(text(f"DELETE FROM seal WHERE id = {one['id']}"))


def recompute(connection: Connection, plan: int | None = 1) -> None:
    """Compute every seal of a chain again from the rows that are now there."""
    chain = ""
    for one in seals_of(connection, plan):
        content = RowHasher()
        for row in _rows(connection, Base.metadata, one["name"], plan, one["after"]):
            if row[0] <= one["until"]:
                content.take(row)
        one |= {"rows": content.rows, "sha256": content.sha256}
        chain = _link(chain, one)
        change = "UPDATE seal SET rows = :rows, sha256 = :sha256, chain = :chain WHERE id = :id"
        connection.execute(text(change), one | {"chain": chain})
