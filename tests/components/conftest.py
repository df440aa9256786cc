"""What the parts of the screen are tested with: standings of a plan whose every text tries to be markup."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from models.changes import store_plan, store_reports
from models.incoming import NewReport
from models.ledger import moved
from models.meetings import read_changes, read_standings
from models.plan_view import PlanView
from models.plans import read_plan_file
from models.queries import read_history
from models.status import Word
from models.store import open_store, reading

PLANS = Path(__file__).parent.parent / "plans"
AS_OF, SINCE = date(2023, 6, 30), date(2023, 5, 31)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[PlanView, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Of the hostile plan with a hostile report: the plan, its standings, its changes, and the history of its first target."""
    path = tmp_path_factory.mktemp("hostile") / "store.sqlite"
    engine = open_store(f"sqlite:///{path.as_posix()}")
    store_plan(engine, read_plan_file(PLANS / "hostile.yaml"), author="test", name="hostile.yaml")
    code, bad = "X'1\"", "<script>window.hacked=1</script>"
    reports = [
        NewReport(code, date(2023, 6, 15), Decimal(3), source=bad, note=bad, grade="C"),
        NewReport(code, date(2023, 6, 1), Decimal(2), district="ZH"),
    ]
    store_reports(engine, "hostile", reports, author=bad)
    now = datetime.now(UTC)
    with reading(engine) as session:
        view, frame = read_standings(session, "hostile", as_of=AS_OF, known_at=now)
        changes, _ = read_changes(session, "hostile", since=SINCE, known_before=now, as_of=AS_OF, known_at=now)
        changes = moved(changes)
        history = read_history(session, view.head.plan_id, [code], known_at=now)
    engine.dispose()
    return view, frame, changes, history


@pytest.fixture
def standings_of() -> Callable[..., pd.DataFrame]:
    """Make standings from ``(word, section)`` pairs, as far as headlines and cards look at them."""

    def make(*pairs: tuple[Word, str]) -> pd.DataFrame:
        rows = [{"status": word.status, "word": word, "section": section, "actual": None} for word, section in pairs]
        return pd.DataFrame(rows, columns=["status", "word", "section", "actual"], dtype=object)

    return make
