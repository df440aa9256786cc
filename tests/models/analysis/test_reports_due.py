"""Reports due: what each district owes, and since when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from models.analysis.counted_parts import NO_QUOTAS, NO_WORKS, CountedQuotas
from models.analysis.milestone_dates import MilestoneDates
from models.analysis.quota_figures import NO_QUOTA_FIGURES
from models.analysis.reports_due import COLUMNS, GRACE_DAYS, MONTHS, period_end, reports_due
from models.analysis.schools import projects_on
from models.analysis.work_items import WorksOnDay
from models.demo import load_demonstration
from models.demo.figures import SILENT_ON
from models.demo.plan import CODE
from models.demo.projects import FORGETFUL
from models.frames import frame_of
from models.plan.view import PlanView
from models.queries import read_plan
from models.snapshots.plan_data import read_reports
from models.snapshots.plan_parts import read_parts
from models.store.engine import open_store, reading
from models.typed_rows import FigureRow, MilestoneRow


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Engine:
    """The demonstration; the tests only read it."""
    made = open_store(loaded_store(tmp_path_factory.mktemp("due"), load_demonstration))
    return made


def due(engine: Engine, as_of: date, known_at: datetime) -> pd.DataFrame:
    with reading(engine) as session:
        parts = read_parts(session, CODE, known_at=known_at)
        known = read_reports(session, parts, as_of=as_of, known_at=known_at)
    start = parts.view.head.start
    works = (
        projects_on(parts.projects, known.milestones, as_of=as_of, start=start),
        WorksOnDay(parts.programmes, known.milestones, as_of, start),
    )
    return reports_due(parts.view, known.figures, parts.counted_quotas, known.quota_figures, works, as_of=as_of)


@pytest.mark.parametrize(
    ("as_of", "cycle", "end"),
    [
        (date(2023, 9, 5), "month", date(2023, 7, 31)),
        (date(2023, 9, 6), "month", date(2023, 8, 31)),
        (date(2023, 9, 30), "month", date(2023, 8, 31)),
        (date(2023, 10, 6), "quarter", date(2023, 9, 30)),
        (date(2023, 10, 5), "quarter", date(2023, 6, 30)),
        (date(2024, 1, 6), "year", date(2023, 12, 31)),
        (date(2024, 1, 5), "year", date(2022, 12, 31)),
        (date(2023, 1, 2), "month", date(2022, 11, 30)),
    ],
)
def test_a_period_is_due_five_days_after_its_end(as_of: date, cycle: str, end: date) -> None:
    assert period_end(as_of, cycle) == end


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(list(MONTHS)))
def test_what_is_due_is_the_newest_period_that_is_over_long_enough(as_of: date, cycle: str) -> None:
    end = period_end(as_of, cycle)
    following = (
        period_end(date(end.year + (end.month + 6) // 12, (end.month + 5) % 12 + 1, 28), cycle) if cycle == "month" else None
    )
    assert (as_of - end).days > GRACE_DAYS
    assert (as_of - end).days <= MONTHS[cycle] * 31 + GRACE_DAYS
    assert following is None or following > end


def test_a_district_that_forgot_a_month_owes_it(engine: Engine) -> None:
    for district, months in FORGETFUL.items():
        month = min(month for month in months if month < 11)
        as_of = date(2023, month + 2, 6)
        known_at = datetime(2023, month + 2, 6, 12, tzinfo=UTC)
        owed = due(engine, as_of, known_at)
        own = owed[owed["district"] == district]
        assert "RE-05" in set(own["code"]), (district, as_of)
        assert set(own["since"]) == {period_end(as_of, "month")}


def test_who_has_reported_owes_nothing(engine: Engine) -> None:
    owed = due(engine, date(2023, 8, 25), datetime(2023, 8, 25, 12, tzinfo=UTC))
    assert list(owed.columns) == list(COLUMNS)
    silent = {district for silences in (FORGETFUL, *SILENT_ON.values()) for district, months in silences.items() if 6 in months}
    assert set(owed.loc[owed["works"].isna(), "district"]) <= silent


def test_before_the_first_period_is_over_nobody_owes_anything(engine: Engine) -> None:
    assert due(engine, date(2023, 1, 20), datetime(2023, 1, 20, tzinfo=UTC)).empty


MARCH, MAY = date(2023, 3, 31), date(2023, 5, 31)


@pytest.fixture(scope="module")
def view(engine: Engine) -> PlanView:
    with reading(engine) as session:
        return read_plan(session, CODE, datetime.now(UTC))


def reported(code: str, district: str, day: date, value: int | None, parts: int | None) -> FigureRow:
    """A figure with its value or the same number in both parts."""
    whole, part = (None if number is None else Decimal(number) for number in (value, parts))
    at = datetime(2023, 6, 1, tzinfo=UTC)
    return FigureRow(code, district, day, whole, part, part, "reported", None, None, None, at)


def owed_of(view: PlanView, code: str, *figures: tuple[str, date, int | None, int | None]) -> dict[str, date | None]:
    """Districts that owe a figure in the middle of June and their last report; ``figures`` are (district, day, value, parts)."""
    rows = [reported(code, district, day, value, parts) for district, day, value, parts in figures]
    day = date(2023, 6, 15)
    frame, quotas = frame_of(rows, FigureRow), CountedQuotas(NO_QUOTAS)
    no_works = WorksOnDay(NO_WORKS, MilestoneDates.of(frame_of([], MilestoneRow)), day, view.head.start)
    due_now = reports_due(view, frame, quotas, NO_QUOTA_FIGURES, (no_works, no_works), as_of=day)
    return dict(zip(due_now["district"], due_now["newest"], strict=True))


def test_a_districts_rate_without_its_parts_clears_no_debt(view: PlanView) -> None:
    owed = owed_of(view, "BA-03", ("410185", MAY, 2, None), ("410105", MAY, None, 9), ("410102", MARCH, None, 9))
    assert len(owed) == len(view.districts) - 1
    assert "410105" not in owed
    assert (owed["410185"], owed["410102"], owed["410103"]) == (None, MARCH, None)


def test_where_only_a_bare_rate_was_reported_everybody_owes_it(view: PlanView) -> None:
    assert set(owed_of(view, "BA-03", ("410185", MAY, 2, None))) == set(view.districts["code"])


def test_the_pair_before_a_bare_rate_says_what_was_reported_last(view: PlanView) -> None:
    figures = (("410185", MARCH, None, 9), ("410185", MAY, 2, None))
    assert owed_of(view, "BA-03", *figures)["410185"] == MARCH


def test_a_districts_count_and_the_rate_of_an_only_district_need_no_parts(view: PlanView) -> None:
    assert "410185" not in owed_of(view, "BA-08", ("410185", MAY, 2, None))
    alone = replace(view, districts=view.districts[view.districts["code"] == "410185"])
    assert owed_of(alone, "BA-03", ("410185", MAY, 2, None)) == {}


def test_of_works_it_says_how_many_are_silent(engine: Engine) -> None:
    owed = due(engine, date(2023, 9, 10), datetime(2023, 9, 10, tzinfo=UTC))
    works = owed[owed["works"].notna()]
    assert set(works["code"]) <= {"projects", "programmes"}
    assert (works["works"] > 0).all()
