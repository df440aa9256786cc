"""Data shipped with the program: the plans and their published results."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from models.commands.ledger import store_contents, store_plan
from models.config import DATA
from models.imports.report_rows import contents_from, read_entries
from models.plan.file import read_plan_file
from models.queries import read_plan, read_plans
from models.store.clock import knowledge_time_now
from models.store.engine import reading

#: Author, in the audit log, of everything that the program itself loads.
PROGRAM = "sanbiao"


def load_shipped(engine: Engine) -> list[str]:
    """Load the plans of ``data/plans`` that are not yet in the store, with their published results, and return their codes."""
    with reading(engine) as session:
        known = set(read_plans(session)["code"])
    loaded = []
    for path in sorted((DATA / "plans").glob("*.yaml")):
        file = read_plan_file(path)
        if file.plan.code not in known:
            store_plan(engine, file, author=PROGRAM, name=path.name)
            _load_published(engine, file.plan.code)
            loaded.append(file.plan.code)
    return loaded


def _load_published(engine: Engine, code: str) -> None:
    path = DATA / "published" / f"{code}.csv"
    if not path.exists():
        return
    with reading(engine) as session:
        view = read_plan(session, code, knowledge_time_now(session))
    contents = contents_from(read_entries(path), view, today=datetime.now(UTC).date(), origin="published")
    store_contents(engine, code, contents, author=PROGRAM, kind="published", file_name=path.name)
