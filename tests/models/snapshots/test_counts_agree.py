"""One number everywhere: the raw rows, the list of projects and the target agree on every day of the year.

The raw rows are read here with separate SQL, without ``models.queries``.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from models.analysis.schools import MILESTONES, funnel, project_standings
from models.analysis.work_items import counting_for
from models.commands.ledger import store_contents, store_milestones, withdraw_batch
from models.commands.records import BatchContents, NewMilestone, NewProject
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.snapshots.plan_data import ReportedData, read_reports
from models.snapshots.plan_parts import PlanData, read_parts
from models.store.engine import open_store, reading

LATER = datetime(2100, 1, 1, tzinfo=UTC)
FIRST = date(2023, 1, 1)
MONTH_ENDS = [date(2023 + month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in range(1, 13)]
PROJECTS = {"BA-01": "started", "BA-02": "opened", "BA-05": "started", "BA-06": "opened", "BA-13": "started"}
PROGRAMMES = {"VO-03": "approved", "VO-04": "approved", "VO-07": "approved"}
QUOTAS = ("RE-03", "RE-04", "RE-05")
DISTRICTS = ("410102", "410103", "410104", "410105", "410106", "410108", "410122", "410181")
DISTRICTS += ("410182", "410183", "410184", "410185", "ZD", "JK", "GX", "HK")

#: Works whose newest description counts them for a target and whose newest actual date of a milestone is up to a day.
REACHED = """
SELECT count(*) FROM {table} w
JOIN subject s ON s.id = w.subject_id JOIN plan p ON p.id = s.plan_id
WHERE p.code = :plan
  AND w.id = (SELECT max(v.id) FROM {table} v WHERE v.subject_id = w.subject_id)
  AND EXISTS (SELECT 1 FROM json_each(w.targets) t WHERE t.value = :target)
  AND (:district = '' OR w.district = :district)
  AND (SELECT m.day FROM milestone_report m
       WHERE m.subject_id = w.subject_id AND m.milestone = :milestone AND m.aspect = 'actual'
         AND m.batch_id NOT IN (SELECT e.batch_id FROM batch_event e WHERE e.withdrawn)
       ORDER BY m.as_of DESC, m.recorded_at DESC, m.id DESC LIMIT 1) <= :day
"""
#: The newest figure up to a day, for each quota of a target.
FILLED = """
SELECT sum((SELECT r.value FROM report r JOIN series x ON x.id = r.series_id
            WHERE x.subject_id = q.subject_id AND r.as_of <= :day
            ORDER BY r.as_of DESC, r.recorded_at DESC, r.id DESC LIMIT 1))
FROM quota q JOIN subject s ON s.id = q.subject_id JOIN plan p ON p.id = s.plan_id
WHERE p.code = :plan
  AND EXISTS (SELECT 1 FROM json_each(q.targets) t WHERE t.value = :target)
  AND (:district = '' OR q.district = :district)
"""
#: Existence of any report up to a day on what counts for a target.
SPOKEN = """
SELECT count(*) FROM {table} w JOIN subject s ON s.id = w.subject_id JOIN plan p ON p.id = s.plan_id
JOIN milestone_report m ON m.subject_id = w.subject_id
WHERE p.code = :plan AND EXISTS (SELECT 1 FROM json_each(w.targets) t WHERE t.value = :target)
  AND (:district = '' OR w.district = :district) AND m.aspect <> 'baseline' AND m.as_of <= :day
"""


class Seen(NamedTuple):
    """The figures shown on a day: the projects, and by target the figure of the city or a district."""

    reports: ReportedData
    projects: pd.DataFrame


class Store:
    """A store with a demonstration, and its reads, once for each day."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.seen, self.actual = cache(self._seen), cache(self._actual)
        with reading(engine) as session:
            self.parts: PlanData = read_parts(session, CODE, known_at=LATER)

    def _seen(self, day: date) -> Seen:
        with reading(self.engine) as session:
            reports = read_reports(session, self.parts, as_of=day, known_at=LATER)
        return Seen(reports, project_standings(self.parts.projects, reports.milestones, as_of=day, start=FIRST))

    def _actual(self, day: date, district: str) -> dict[str, Fraction | None]:
        frame = self.seen(day).reports.standings(day, district)
        return dict(zip(frame["code"], frame["actual"], strict=True))

    def sql(self, query: str, day: date, target: str, district: str, **more: str) -> Any:
        table = more.pop("table", "")
        with self.engine.connect() as connection:
            values = {"plan": CODE, "day": day.isoformat(), "target": target, "district": district, **more}
            return connection.execute(text(query.format(table=table)), values).scalar()

    def reached(self, table: str, day: date, target: str, milestone: str, district: str = "") -> int:
        return int(self.sql(REACHED, day, target, district, table=table, milestone=milestone))

    def has_spoken(self, table: str, day: date, target: str, district: str = "") -> bool:
        return bool(self.sql(SPOKEN, day, target, district, table=table))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Store]:
    """The demonstration, loaded once; tests of this module only read it."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("agree"), load_demonstration))
    yield Store(engine)
    engine.dispose()


def check_works(store: Store, table: str, day: date, target: str, milestone: str, district: str) -> None:
    """The target's figure is the count of the raw rows; None, not zero, only without any report."""
    raw = store.reached(table, day, target, milestone, district)
    actual = store.actual(day, district)[target]
    if actual is None:
        assert raw == 0, (day, target, district)
        assert not store.has_spoken(table, day, target, district), (day, target, district)
    else:
        assert actual == raw, (day, target, district)


def check_projects(store: Store, day: date, district: str) -> None:
    frame = store.seen(day).projects
    own = frame if not district else frame[frame["district"] == district]
    for target, milestone in PROJECTS.items():
        counting = counting_for(own, target)
        listed = int(counting[f"{milestone}_actual"].notna().sum())
        assert listed == store.reached("project", day, target, milestone, district), (day, target, district)
        steps = funnel(counting, day).set_index("step")["projects"]
        assert steps[milestone] == listed, (day, target, district)
        check_works(store, "project", day, target, milestone, district)


def check_others(store: Store, day: date, district: str) -> None:
    for target, milestone in PROGRAMMES.items():
        check_works(store, "programme", day, target, milestone, district)
    for target in QUOTAS:
        raw = store.sql(FILLED, day, target, district)
        actual = store.actual(day, district)[target]
        assert actual == (None if raw is None else Fraction(Decimal(str(raw)))), (day, target, district)


def test_the_plan_counts_what_is_compared_here(store: Store) -> None:
    targets = store.parts.view.targets.set_index("code")["project_milestone"]
    assert {code: targets[code] for code in (*PROJECTS, *PROGRAMMES)} == PROJECTS | PROGRAMMES
    assert tuple(store.parts.view.districts["code"]) == DISTRICTS


@pytest.mark.parametrize("day", MONTH_ENDS, ids=str)
def test_at_the_end_of_a_month_every_count_is_one_number(store: Store, day: date) -> None:
    for district in ("", DISTRICTS[day.month % 16], DISTRICTS[(day.month + 7) % 16]):
        check_projects(store, day, district)
        check_others(store, day, district)


@given(st.dates(FIRST, date(2023, 12, 31)), st.sampled_from(("", *DISTRICTS)))
@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_on_any_day_and_in_any_district_every_count_is_one_number(store: Store, day: date, district: str) -> None:
    check_projects(store, day, district)
    check_others(store, day, district)


def test_at_the_end_of_the_year_the_districts_add_up_to_the_city(store: Store) -> None:
    day = date(2023, 12, 31)
    for target, milestone in PROJECTS.items():
        own = [store.actual(day, district)[target] or 0 for district in DISTRICTS]
        assert sum(own) == store.actual(day, "")[target] == store.reached("project", day, target, milestone)


def test_a_count_never_falls_within_the_year(store: Store) -> None:
    for target, milestone in PROJECTS.items():
        counts = [store.reached("project", day, target, milestone) for day in MONTH_ENDS]
        assert counts == sorted(counts)
        assert counts[-1] > 0


def test_the_funnel_over_all_projects_counts_each_step(store: Store) -> None:
    for day in MONTH_ENDS[::3]:
        frame = store.seen(day).projects
        steps = funnel(frame, day).set_index("step")["projects"]
        assert steps["planned"] == 52
        assert [steps[name] for name in MILESTONES] == [int(frame[f"{name}_actual"].notna().sum()) for name in MILESTONES]


# Projects less tidy than the demonstration


@pytest.fixture
def untidy(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """A demonstration that the test may change."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("untidy"), load_demonstration))
    yield engine
    engine.dispose()


def new(code: str, targets: tuple[str, ...] = ("BA-06",), district: str = "410102") -> NewProject:
    return NewProject(code=code, name="示例·新", district=district, stage="primary", kind="new", targets=targets)


def test_counts_agree_after_new_projects_corrections_withdrawals_and_changed_targets(untidy: Engine) -> None:
    opened = [NewMilestone("N-1", "opened", "actual", date(2023, 5, 5), date(2023, 5, 31), 4)]
    store_contents(untidy, CODE, BatchContents(projects=[new("N-1"), new("N-2")], milestones=opened), author="test")
    taken_back = [NewMilestone("XM-001", "opened", "actual", None, date(2023, 12, 31), 4)]
    moved = [NewMilestone("XM-002", "opened", "actual", date(2023, 11, 11), date(2023, 12, 31), 4)]
    store_milestones(untidy, CODE, [*taken_back, *moved], author="test")
    batch = store_milestones(
        untidy, CODE, [NewMilestone("N-2", "opened", "actual", date(2023, 6, 1), date(2023, 6, 30), 4)], author="test"
    )
    withdraw_batch(untidy, batch, author="test")
    store_contents(untidy, CODE, BatchContents(projects=[new("XM-003", targets=("BA-05",), district="410103")]), author="test")
    store = Store(untidy)
    assert store.reached("project", date(2023, 5, 5), "BA-06", "opened") == 1
    for day in (date(2023, 5, 4), date(2023, 5, 5), date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31)):
        for district in ("", "410102", "410103"):
            for target, milestone in PROJECTS.items():
                frame = store.seen(day).projects
                own = counting_for(frame if not district else frame[frame["district"] == district], target)
                raw = store.reached("project", day, target, milestone, district)
                assert int(own[f"{milestone}_actual"].notna().sum()) == raw
                assert (store.actual(day, district)[target] or 0) == raw


def test_a_step_that_was_reported_only_later_counts_from_its_day_in_every_place(untidy: Engine) -> None:
    opened = [NewMilestone("N-1", "opened", "actual", date(2023, 5, 5), date(2023, 5, 31), 4)]
    batch = store_contents(untidy, CODE, BatchContents(projects=[new("N-1")], milestones=opened), author="test")
    with untidy.begin() as connection:  # nobody reports except this one project; after it, because no write follows unsealed rows
        reports = "DELETE FROM milestone_report WHERE aspect <> 'baseline' AND batch_id <> :batch"
        connection.execute(text(reports), {"batch": batch})
    store = Store(untidy)
    assert store.actual(date(2023, 5, 4), "")["BA-06"] is None
    for day in (date(2023, 5, 5), date(2023, 5, 30), date(2023, 5, 31)):
        assert store.actual(day, "")["BA-06"] == 1
        assert counting_for(store.seen(day).projects, "BA-06")["opened_actual"].notna().sum() == 1


def test_projects_on_which_somebody_spoke_count_as_none_opened_though_no_opening_is_planned(untidy: Engine) -> None:
    approved = [NewMilestone("N-1", "approved", "actual", date(2023, 5, 5), date(2023, 5, 31), 0)]
    batch = store_contents(untidy, CODE, BatchContents(projects=[new("N-1")], milestones=approved), author="test")
    with untidy.begin() as connection:
        connection.execute(text("DELETE FROM milestone_report WHERE batch_id <> :batch"), {"batch": batch})
    assert Store(untidy).actual(date(2023, 6, 1), "")["BA-06"] == 0
