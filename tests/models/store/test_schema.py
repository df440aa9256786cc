"""The schema of a store: what no migration makes is found, above all what could change a row as it is stored or read."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text

from models.commands.ledger import store_reports
from models.commands.records import NewReport
from models.maintenance.integrity import find_damage
from models.store.engine import open_store
from models.store.migrate import migrate
from models.store.schema import SchemaChange, find_schema_changes

only_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


def changes(engine: Engine) -> list[SchemaChange]:
    with engine.connect() as connection:
        return list(find_schema_changes(connection))


def test_the_schema_of_the_migrations_has_no_changes(empty_store: Engine) -> None:
    assert changes(empty_store) == []


@pytest.mark.parametrize("version", ["0001", "0005", "0006", "0009"])
def test_a_store_of_an_older_program_has_no_changes_once_it_is_migrated(store_url: str, version: str) -> None:
    from models.store.engine import reach_store

    old = reach_store(store_url)
    with old.begin() as connection:
        migrate(connection, version)
    old.dispose()
    engine = open_store(store_url)
    assert changes(engine) == []
    engine.dispose()


ATTACK = {
    "sqlite": [
        "CREATE TRIGGER t AFTER INSERT ON report BEGIN UPDATE report SET value = 99 WHERE id = new.id; END",
    ],
    "postgresql": [
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.value := 99; RETURN NEW; END$$",
        "CREATE TRIGGER t BEFORE INSERT ON report FOR EACH ROW EXECUTE FUNCTION f()",
    ],
}


def test_a_planted_trigger_that_changes_what_is_stored_is_found(small_store: Engine) -> None:
    with small_store.begin() as connection:
        for statement in ATTACK[small_store.dialect.name]:
            connection.execute(text(statement))
    store_reports(small_store, "small", [NewReport("C", date(2023, 6, 30), Decimal(5))], author="test")
    with small_store.connect() as connection:
        assert connection.scalar(text("SELECT value FROM report")) == 99  # and sealed as 99: the chain finds nothing
    name = "t" if small_store.dialect.name == "sqlite" else "t (report)"
    assert find_damage(small_store, "en") == [f"{name}: this trigger was not made by this program"]


PLANTED = {
    "a view": ("CREATE VIEW v AS SELECT * FROM report", "v: this view was not made by this program"),
    "a table": ("CREATE TABLE x (id INTEGER)", "x: this table was not made by this program"),
    "an index": ("CREATE UNIQUE INDEX x ON report (value)", "x: this index was not made by this program"),
    "a generated column": (
        "ALTER TABLE report ADD COLUMN g INTEGER GENERATED ALWAYS AS (value * 2)",
        "report: the definition of this table was altered",
    ),
    "a column": ("ALTER TABLE plan ADD COLUMN extra TEXT", "plan: the definition of this table was altered"),
    "no index": ("DROP INDEX report_newest", "report_newest: this index is missing"),
}


@only_sqlite
@pytest.mark.parametrize("what", PLANTED)
def test_whatever_else_is_planted_in_sqlite_is_named(small_store: Engine, what: str) -> None:
    statement, expected = PLANTED[what]
    with small_store.begin() as connection:
        connection.execute(text(statement))
    assert find_damage(small_store, "en") == [expected]


@only_sqlite
def test_the_statistics_of_sqlite_are_its_own(small_store: Engine) -> None:
    with small_store.begin() as connection:
        connection.execute(text("ANALYZE"))
    assert changes(small_store) == []


STRANGE: dict[str, tuple[str, list[SchemaChange]]] = {
    "a rule": (
        "CREATE RULE r AS ON INSERT TO report DO ALSO DELETE FROM batch",
        [SchemaChange("unknown", "rule", "r (report)")],
    ),
    "a view": ("CREATE VIEW v AS SELECT * FROM report", [SchemaChange("unknown", "view", "v")]),
    "a materialised view": ("CREATE MATERIALIZED VIEW v AS SELECT 1", [SchemaChange("unknown", "view", "v")]),
    "a policy": ("CREATE POLICY p ON report USING (false)", [SchemaChange("unknown", "policy", "p (report)")]),
    "a generated column": (
        "ALTER TABLE report ADD COLUMN g NUMERIC GENERATED ALWAYS AS (value * 2) STORED",
        [SchemaChange("unknown", "generated column", "report.g"), SchemaChange("altered", "table", "report")],
    ),
    "a rounded column": ("ALTER TABLE report ALTER value TYPE NUMERIC(21, 0)", [SchemaChange("altered", "table", "report")]),
    "a check": (
        "ALTER TABLE report ADD CONSTRAINT k CHECK (value < 10)",
        [SchemaChange("unknown", "check constraint", "k (report)")],
    ),
    "an inherited table": ("CREATE TABLE x () INHERITS (report)", [SchemaChange("unknown", "inherited table", "x")]),
    "no index": ("DROP INDEX report_newest", [SchemaChange("altered", "table", "report")]),
    "no seals": ("DROP TABLE seal", [SchemaChange("missing", "table", "seal")]),
    "a table of another program": ("CREATE TABLE x (id INTEGER PRIMARY KEY, y INTEGER UNIQUE)", []),
}


@only_postgresql
@pytest.mark.parametrize("what", STRANGE)
def test_whatever_else_is_planted_in_postgresql_is_named(small_store: Engine, what: str) -> None:
    statement, expected = STRANGE[what]
    with small_store.begin() as connection:
        connection.execute(text(statement))
    assert changes(small_store) == expected


@only_postgresql
def test_a_view_of_an_extension_is_the_server_s_own(small_store: Engine, row_counts: Callable[[Engine], dict[str, int]]) -> None:
    with small_store.begin() as connection:
        connection.execute(text("CREATE VIEW v AS SELECT 1"))
        oid = connection.scalar(text("SELECT 'v'::regclass::oid"))
        extension = connection.scalar(text("SELECT oid FROM pg_extension LIMIT 1"))
        connection.execute(
            text("INSERT INTO pg_depend VALUES ('pg_class'::regclass, :v, 0, 'pg_extension'::regclass, :e, 0, 'e')"),
            {"v": oid, "e": extension},
        )
    assert changes(small_store) == []
