"""Exhibits of school projects: the dates of a project, the map and its counts, the steps reached."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from components.charts.geography import Geography
from components.exhibits import schools
from components.exhibits.address import Address
from components.exhibits.context import ExhibitContext
from components.exhibits.model import Bars, Map, Mark, Stack, Timeline
from components.exhibits.registry import ExhibitBuilder
from components.i18n.text import Text
from models.analysis.milestone_history import ASPECTS
from models.analysis.schools import MILESTONES
from models.typed_rows import ProjectStanding
from tests.rows import row_of

MARCH, JUNE = date(2023, 3, 1), date(2023, 6, 30)
NOTHING = {"type": "FeatureCollection", "features": []}
Chosen = Callable[..., ExhibitContext]


@pytest.fixture
def context(builder: ExhibitBuilder, asked: Callable[..., Address]) -> Chosen:
    """Return the demonstration at the end of September with some filters."""
    return lambda **chosen: ExhibitContext(builder.comparison(asked("projects")), Text("zh"), chosen)


def marks(**days: date) -> tuple[Mark, ...]:
    """The marks of a project with these dates, the others unknown."""
    unknown = dict.fromkeys((f"{step}_{aspect}" for step in MILESTONES for aspect in ASPECTS), None)
    return schools._marks(row_of(ProjectStanding, dates=unknown | days))


def test_a_forecast_ends_with_the_actual_day_of_its_own_step() -> None:
    assert marks(started_baseline=MARCH, started_forecast=JUNE) == (
        Mark("started", "baseline", MARCH),
        Mark("started", "forecast", JUNE),
    )
    assert marks(started_forecast=JUNE, started_actual=MARCH) == (Mark("started", "actual", MARCH),)
    assert marks(approved_actual=MARCH, started_forecast=JUNE) == (
        Mark("approved", "actual", MARCH),
        Mark("started", "forecast", JUNE),
    )
    assert marks() == ()


def test_rivers_are_the_lines_of_a_geography_without_their_heights() -> None:
    shapes: list[dict[str, Any]] = [
        {"geometry": {"type": "LineString", "coordinates": [[113.5, 34.9, 80], [113.6, 34.8]]}},
        {"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [0, 0]]]}},
    ]
    assert schools._lines(Geography(NOTHING, NOTHING, {"features": shapes})) == (((113.5, 34.9), (113.6, 34.8)),)
    assert schools._lines(Geography(NOTHING, NOTHING, NOTHING)) == ()


def test_every_project_is_on_the_map_or_counted_as_without_a_place(context: Chosen) -> None:
    draft, found = schools.school_map(context()), context().snapshot.projects
    assert isinstance(draft.body, Map)
    assert len(draft.body.symbols) + draft.body.unplaced == len(found) == len(draft.data.rows)
    assert sum(area.count for area in draft.body.areas) == len(found)
    assert (len(draft.limits), draft.body.unplaced > 0) == (1, True)


def test_of_too_many_projects_the_worst_are_drawn_and_the_note_says_so(context: Chosen, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = schools.school_map(context()).body
    assert isinstance(whole, Map)
    ranks = sorted((one.status.severity for one in whole.symbols), reverse=True)
    monkeypatch.setattr(schools, "MOST_SHAPES", 10)
    draft = schools.school_map(context())
    assert isinstance(draft.body, Map)
    assert sorted((one.status.severity for one in draft.body.symbols), reverse=True) == ranks[:10]
    assert draft.body.areas == whole.areas
    assert set(draft.body.words) == {one.word for one in draft.body.symbols}
    assert f"共{len(ranks)}个项目，图上只画状态最差的10个" in draft.limits


def test_of_a_chosen_district_only_its_own_count_is_told(context: Chosen) -> None:
    body = schools.school_map(context(district="410105")).body
    assert isinstance(body, Map)
    labels = {area.code: area.label for area in body.areas}
    count = (context().snapshot.projects["district"] == "410105").sum()
    assert labels.pop("410105") == f"金水 {count}"
    assert all(label == context().districts[code] for code, label in labels.items())


def test_without_a_map_projects_are_counted_by_district(context: Chosen) -> None:
    found = context().snapshot.projects
    body = schools._per_district(context(), found)
    assert dict(zip(body.keys, body.actual.values, strict=True)) == found["district"].value_counts().to_dict()
    assert schools._per_district(context(), found.head(0)).keys == ()


def test_each_step_is_reached_by_no_more_projects_than_the_one_before(context: Chosen) -> None:
    body = schools.building_steps(context()).body
    assert isinstance(body, Bars)
    assert body.keys == ("planned", *MILESTONES)
    numbers = [value or 0 for value in body.actual.values]
    assert numbers[0] == len(context().snapshot.projects)
    assert all(before >= after for before, after in pairwise(numbers))


def test_projects_of_all_districts_add_up_and_no_more_are_behind_than_there_are(context: Chosen) -> None:
    figures = [[cell.value for cell in row[1:3]] for row in schools.slips(context()).data.rows]
    numbers = [(projects, behind) for projects, behind in figures if isinstance(projects, float) and isinstance(behind, float)]
    assert len(numbers) == len(figures)
    assert sum(projects for projects, _ in numbers) == len(context().snapshot.projects)
    assert all(0 <= behind <= projects for projects, behind in numbers)


def test_a_timeline_shows_the_first_projects_and_its_table_their_dates(context: Chosen) -> None:
    draft = schools.timeline(context(most="3"))
    assert isinstance(draft.body, Timeline)
    assert draft.body.keys == draft.data.keys == schools.projects(context()).data.keys[:3]
    written = {key: day for key, day in draft.data.figures().items() if day != "–"}
    assert written == {key: day.isoformat() for key, day in draft.body.figures().items()}


def test_filters_without_a_match_leave_exhibits_without_rows(context: Chosen) -> None:
    nothing = context(q="<b>没有</b>")
    assert schools.projects(nothing).data.rows == schools.slips(nothing).data.rows == ()
    body = schools.timeline(nothing).body
    assert isinstance(body, Timeline)
    assert body.rows == ()


def test_the_year_has_the_numbers_of_each_month_and_adds_up(context: Chosen) -> None:
    draft, snapshot = schools.school_year(context()), context().snapshot
    assert isinstance(draft.body, Stack)
    assert list(draft.body.keys) == [month.day.isoformat() for month in snapshot.school_year]
    assert len(draft.body.keys) == 9
    sums = [sum(values) for values in zip(*(one.values for one in draft.body.segments), strict=True)]
    assert sums == [len(snapshot.projects)] * 9
    opened = draft.body.segments[0].values
    assert opened[-1] == (snapshot.projects["step"] == "opened").sum()


def test_each_month_is_the_map_of_that_day_and_the_last_one_that_of_the_day_shown(
    context: Chosen, builder: ExhibitBuilder, asked: Callable[..., Address]
) -> None:
    frames = schools.school_year(context()).frames
    assert len(frames) == 9
    assert frames[-1].body == schools.school_map(context()).body
    assert frames[-1].title == schools.school_map(context()).title
    march = replace(asked("projects"), as_of=date(2023, 3, 31), since=date(2023, 2, 28))
    on_that_day = schools.school_map(ExhibitContext(builder.comparison(march), Text("zh"), {})).body
    assert isinstance(on_that_day, Map)
    assert frames[2].body.symbols == on_that_day.symbols
    assert frames[2].title.startswith("截至2023年3月31日：已投用0个")


def test_the_year_of_one_district_or_of_none(context: Chosen) -> None:
    one = schools.school_year(context(district="410105"))
    assert {symbol.code for symbol in one.frames[0].body.symbols} == {symbol.code for symbol in one.frames[-1].body.symbols}
    assert 0 < len(one.frames[0].body.symbols) < 10
    nothing = schools.school_year(context(q="there is no such school"))
    assert nothing.frames == ()
    assert nothing.data.rows == ()
