"""Shared test data for the screen and the exports: standings whose every text tries to be markup, and the demonstration year."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from components.exhibits.address import Address
from components.exhibits.registry import REGISTRY, ExhibitBuilder
from models.analysis.target_changes import only_moved
from models.commands.ledger import store_plan, store_reports
from models.commands.records import NewReport
from models.demo import load_demonstration
from models.demo.shipped import load_shipped
from models.plan.file import read_plan_file
from models.plan.view import PlanView
from models.queries import read_history
from models.snapshots.plan_data import read_changes, read_standings
from models.snapshots.snapshot import SnapshotFactory
from models.status import Word
from models.store.engine import open_store, reading

PLANS = Path(__file__).parent.parent / "plans"
AS_OF, SINCE = date(2023, 6, 30), date(2023, 5, 31)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[PlanView, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The hostile plan with a hostile report: the plan, its standings, its changes, and the history of its first target."""
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
        changes = only_moved(changes)
        history = read_history(session, view.head.plan_id, [code], known_at=now)
    engine.dispose()
    return view, frame, changes, history


@pytest.fixture
def standings_of() -> Callable[..., pd.DataFrame]:
    """Make standings from ``(word, section)`` pairs, with the columns that headlines and cards read."""

    def make(*pairs: tuple[Word, str]) -> pd.DataFrame:
        rows = [{"status": word.status, "word": word, "section": section, "actual": None} for word, section in pairs]
        return pd.DataFrame(rows, columns=["status", "word", "section", "actual"], dtype=object)

    return make


PLAN = "zhengzhou-2023-demo"
DISTRICTS = ("410102", "410105", "410106", "410122", "410181", "410182", "410183", "410184", "410185")
#: Filters that each part accepts in addition to none.
CHOICES: dict[str, tuple[dict[str, str], ...]] = {
    "sections": ({"district": "410105"},),
    "targets": ({"section": "basic"}, {"status": "off_track"}, {"kind": "count"}, {"q": "幼"}),
    "section": ({"section": "basic"}, {"section": "voc"}),
    "curve": ({"target": "BA-02"}, {"target": "BA-04"}, {"target": "VO-01"}),
    "compare": ({"target": "BA-04"}, {"target": "RE-05"}),
    "school_map": ({"stage": "kindergarten"}, {"status": "met"}),
    "school_year": ({"stage": "kindergarten"},),
    "projects": ({"stage": "kindergarten"}, {"project_kind": "new"}, {"q": "小学"}),
    "quotas": ({"group": "way"}, {"post": "teacher"}),
    "gaps": ({"post": "principal"},),
}
BY_DISTRICT = {
    "district",
    "school_map",
    "school_year",
    "late_projects",
    "projects",
    "timeline",
    "building_steps",
    "quotas",
    "district_quotas",
    "gaps",
    "in_post",
    "requests",
}


@pytest.fixture(scope="session")
def demo_year(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """A store with the shipped plans and the demonstration year; tests of this folder only read it."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("demo"), load_shipped, load_demonstration))
    yield engine
    engine.dispose()


@pytest.fixture
def asked() -> Callable[..., Address]:
    """Return the address of a part at the end of September."""

    def make(part: str, language: str = "zh", as_of: date = date(2023, 9, 30), **chosen: str) -> Address:
        return Address(part, PLAN, as_of, as_of.replace(day=1) - timedelta(days=1), language, chosen=chosen)

    return make


@pytest.fixture(scope="session")
def builder(demo_year: Engine) -> ExhibitBuilder:
    """Return parts of the demonstration year as known now."""
    return ExhibitBuilder(SnapshotFactory(demo_year), now=datetime.now(UTC))


@pytest.fixture(scope="session")
def questions() -> Callable[[int, int], list[Address]]:
    """Return a number of random parts of random dates with random filters; the same for the same seed."""
    return _questions


def _questions(seed: int, n: int) -> list[Address]:
    chance = random.Random(seed)
    found = []
    for _ in range(n):
        part = chance.choice(sorted(REGISTRY.keys() - {"waterfall"}))  # for a target that moved, on some days only
        as_of = date(2023, 1, 15) + timedelta(days=chance.randrange(400))
        choices: list[dict[str, str]] = [*CHOICES.get(part, ())]
        if part in BY_DISTRICT:
            choices += [{"district": chance.choice(DISTRICTS)}]
        if not REGISTRY[part].needs:
            choices.append({})
        since = as_of - timedelta(days=chance.randrange(5, 60))
        found.append(Address(part, PLAN, as_of, since, chance.choice(["zh", "en"]), chosen=chance.choice(choices)))
    return found
