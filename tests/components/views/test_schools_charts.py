"""The timeline of milestones and the funnel of steps: which marks they draw for which project."""

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts import bars, time_series
from components.i18n.text import Text
from components.theme import DARK, LIGHT, Theme
from models.analysis.milestone_history import ASPECTS
from models.analysis.schools import MILESTONES

LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
AS_OF = date(2023, 9, 30)
BAD = "<img src=x onerror=alert(1)>"


def project(code: str, name: str = "示例小学", **dates: date) -> dict[str, Any]:
    """One project with some of its dates: ``opened_baseline=date(...)``."""
    return {"code": code, "name": name} | {f"{step}_{aspect}": None for step in MILESTONES for aspect in ASPECTS} | dates


def timeline(*rows: dict[str, Any], look: Theme = LIGHT, language: str = "zh") -> go.Figure:
    columns = list(project(""))
    frame = pd.DataFrame(list(rows), columns=columns, dtype=object)
    return time_series.milestone_timeline(frame, t=Text(language), look=look, steps=MILESTONES, as_of=AS_OF)


def points(figure: go.Figure) -> dict[str, list[tuple[Any, Any]]]:
    """The dates and numbers of each kind of mark; ticks and slips have no number."""
    return {trace.name: list(zip(trace.x, trace.text, strict=True)) for trace in figure.data if trace.text is not None}


def lines(figure: go.Figure) -> list[date | None]:
    """The ends of the slips."""
    return list(figure.data[0].x)


BASE, FORECAST, ACTUAL = date(2023, 9, 1), date(2023, 11, 1), date(2023, 9, 15)


def test_a_milestone_is_one_numbered_mark_actual_forecast_or_planned() -> None:
    figure = timeline(
        project(
            "A",
            approved_baseline=BASE,
            started_baseline=BASE,
            started_actual=ACTUAL,
            opened_baseline=BASE,
            opened_forecast=FORECAST,
        )
    )
    assert points(figure) == {"原计划": [(BASE, "1")], "预计": [(FORECAST, "5")], "实际": [(ACTUAL, "2")]}


def test_the_slip_is_a_line_from_the_planned_date_to_the_date_in_its_place() -> None:
    figure = timeline(project("A", opened_baseline=BASE, opened_forecast=FORECAST))
    assert lines(figure) == [BASE, FORECAST, None]
    assert list(figure.data[1].x) == [BASE]


def test_what_happened_is_not_expected_any_more() -> None:
    found = points(timeline(project("A", opened_baseline=BASE, opened_forecast=FORECAST, opened_actual=ACTUAL)))
    assert found["预计"] == []
    assert found["实际"] == [(ACTUAL, "5")]


def test_neighbouring_steps_lie_in_different_lanes() -> None:
    figure = timeline(project("A", completed_baseline=BASE, opened_baseline=BASE))
    planned = next(trace for trace in figure.data if trace.name == "原计划" and trace.text is not None)
    assert len(set(planned.y)) == 2
    assert all(abs(y) < 0.5 for y in planned.y)


def test_of_two_numbers_in_a_lane_that_would_meet_the_first_is_written() -> None:
    later = date(2023, 9, 20)
    near = project("A", approved_actual=BASE, topped_out_actual=later, opened_baseline=date(2025, 9, 1))
    assert points(timeline(near))["实际"] == [(BASE, "1"), (later, "")]


def test_the_first_project_stands_on_top_and_its_name_above_its_row() -> None:
    figure = timeline(project("A", "甲小学", opened_baseline=BASE), project("B", "乙小学", opened_baseline=BASE))
    names = {note.text: note.y for note in figure.layout.annotations}
    assert names["甲小学"] > names["乙小学"]
    assert names["甲小学"] % 1 > 0.3
    assert figure.layout.yaxis.range[1] > names["甲小学"]


def test_a_hair_line_stands_at_the_day_looked_at() -> None:
    *_, line = timeline(project("A", opened_baseline=BASE)).layout.shapes
    assert (line.x0, line.x1, line.line.width) == (AS_OF, AS_OF, 1)


def test_hostile_and_long_names_stay_text_and_whole() -> None:
    figure = timeline(
        project("A", BAD, opened_baseline=BASE), project("B", "长" * 60, opened_baseline=BASE), project("C", "🏫 <b>")
    )
    assert "<img" not in figure.to_json()
    assert "<b>" not in figure.to_json()
    assert "长" * 60 in [note.text for note in figure.layout.annotations]


def test_a_timeline_grows_with_its_rows_and_may_be_empty() -> None:
    heights = [timeline(*(project(str(n)) for n in range(many))).layout.height for many in (0, 1, 40)]
    assert heights == sorted(heights)
    assert len(set(heights)) == 3


@LOOKS
def test_a_timeline_has_no_colour_of_a_status_and_a_shape_for_each_kind(look: Theme) -> None:
    figure = timeline(project("A", opened_baseline=BASE), look=look)
    text = figure.to_json()
    assert not [colour for colour in look.status.values() if colour in text]
    numbered = [trace.marker for trace in figure.data if trace.mode == "markers+text"]
    assert len({(marker.symbol, marker.color) for marker in numbered}) == 3


FUNNEL = pd.DataFrame(
    {
        "step": ["planned", *MILESTONES],
        "projects": [5, 4, 3, 2, 1, 0],
        "seats": [50000, 4000, 3000, 2000, 1000, 0],
        "planned": [5, 5, 4, 2, 1, 1],
    }
)


@pytest.mark.parametrize(("language", "first", "last"), [("zh", "计划", "投用"), ("en", "Planned", "Opened")])
def test_the_funnel_goes_from_planned_to_opened_against_the_plan(language: str, first: str, last: str) -> None:
    drawn = bars.building_funnel(FUNNEL, t=Text(language), look=LIGHT)
    assert list(drawn.data[0].x) == [5, 4, 3, 2, 1, 0]
    assert list(drawn.data[1].x) == [5, 5, 4, 2, 1, 1]
    assert (drawn.data[0].y[0], drawn.data[0].y[-1]) == (first, last)
    assert list(drawn.layout.yaxis.categoryarray) == list(drawn.data[0].y)[::-1]


def test_the_funnel_says_projects_and_seats() -> None:
    zh, en = (bars.building_funnel(FUNNEL, t=Text(language), look=DARK).data[0].text for language in ("zh", "en"))
    assert (zh[0], zh[1], zh[-1]) == ("5个 · 5万个学位", "4个 · 4000个学位", "0个 · 0个学位")
    assert en[0] == "5 · 50,000 places"
