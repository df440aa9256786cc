"""Data shipped with the program: the plans and what was published about them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.commands.ledger import add_contents, add_withdrawal, find_plan, raise_version, store_plan
from models.commands.records import BatchContents
from models.config import DATA
from models.demo.published import checksum, read_figures, read_schools
from models.imports.report_rows import contents_from, read_entries
from models.plan.file import read_plan_file
from models.plan.view import PlanView
from models.queries import read_plan, read_plans, read_withdrawn_batches
from models.store.clock import knowledge_time_now
from models.store.engine import reading, writing
from models.tables import Batch

#: Author, in the audit log, of everything that the program itself loads.
PROGRAM = "sanbiao"


def load_shipped(engine: Engine) -> list[str]:
    """Load the plans of ``data/plans`` that are not yet in the store, with what was published, and return their codes.

    For plans that an earlier version of the program loaded, published facts are brought up to date.
    """
    with reading(engine) as session:
        known = set(read_plans(session)["code"])
    loaded = []
    for path in sorted((DATA / "plans").glob("*.yaml")):
        file = read_plan_file(path)
        code = file.plan.code
        if code not in known:
            store_plan(engine, file, author=PROGRAM, name=path.name)
            loaded.append(code)
        if _is_ours(engine, code):
            _bring_up_to_date(engine, code)
    return loaded


def _is_ours(engine: Engine, code: str) -> bool:
    """Return True if the first version of a plan was loaded by the program: a plan of one's own with this code is left alone."""
    with reading(engine) as session:
        plan = find_plan(session, code)
        first = select(Batch).where(Batch.plan_id == plan.id).order_by(col(Batch.id)).limit(1)
        batch = session.exec(first).one()
        return batch.kind == "plan" and batch.author == PROGRAM


def _reports(path: Path, view: PlanView) -> BatchContents:
    return contents_from(read_entries(path), view, today=datetime.now(UTC).date(), origin="published")


#: How each file of published facts is read, by what follows the plan's code in its name.
_READERS: dict[str, Callable[[Path, PlanView], BatchContents]] = {
    "": _reports,
    "-schools": lambda path, _: read_schools(path),
    "-history": lambda path, _: read_figures(path),
}


def _bring_up_to_date(engine: Engine, code: str) -> None:
    """Record the files of published facts that are new or have changed; a batch of an earlier content is withdrawn."""
    paths = {DATA / "published" / f"{code}{suffix}.csv": read for suffix, read in _READERS.items()}
    for path, read in paths.items():
        if path.exists():
            with reading(engine) as session:
                is_current = _is_current(session, code, path)
            if not is_current:
                _replace(engine, code, path, read)


def _last_batch(session: Session, code: str, path: Path) -> Batch | None:
    newest = (
        select(Batch)
        .where(Batch.plan_id == find_plan(session, code).id, Batch.kind == "published", Batch.file_name == path.name)
        .order_by(col(Batch.id).desc())
        .limit(1)
    )
    return session.exec(newest).one_or_none()


def _is_current(session: Session, code: str, path: Path) -> bool:
    """Return True if nothing is to be done for a file: it is recorded, or somebody has withdrawn what was recorded of it."""
    batch = _last_batch(session, code, path)
    if batch is None:
        return False
    withdrawn = read_withdrawn_batches(session, batch.plan_id, knowledge_time_now(session))
    return batch.sha256 == checksum(path) or batch.id in withdrawn


def _replace(engine: Engine, code: str, path: Path, read: Callable[[Path, PlanView], BatchContents]) -> None:
    with writing(engine) as session:
        raise_version(session)  # waits for other writers
        if _is_current(session, code, path):  # another process was faster
            return
        old = _last_batch(session, code, path)
        if old is not None:
            add_withdrawal(session, old, author=PROGRAM)
        view = read_plan(session, code, knowledge_time_now(session))
        about: dict[str, Any] = {"author": PROGRAM, "file_name": path.name, "sha256": checksum(path)}
        add_contents(session, code, read(path, view), kind="published", **about)
