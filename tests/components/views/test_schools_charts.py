"""The timeline of milestones and the funnel of steps: which marks they draw for which project."""

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts import bars, time_series
from components.i18n.text import Text
from components.theme import DARK, LIGHT, Theme, contrast
from models.analysis.schools import MILESTONES
from models.analysis.work_items import ASPECTS

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
    return {trace.name: list(zip(trace.x, trace.y, strict=True)) for trace in figure.data}


BASE, FORECAST, ACTUAL = date(2023, 9, 1), date(2023, 11, 1), date(2023, 9, 15)


def test_plan_forecast_and_actual_stand_in_one_row() -> None:
    found = points(
        timeline(project("A", started_baseline=BASE, started_actual=ACTUAL, opened_baseline=BASE, opened_forecast=FORECAST))
    )
    assert found == {"原计划": [(BASE, "A"), (BASE, "A")], "预计": [(FORECAST, "A")], "实际": [(ACTUAL, "A")]}


def test_what_happened_is_not_expected_any_more() -> None:
    found = points(timeline(project("A", opened_baseline=BASE, opened_forecast=FORECAST, opened_actual=ACTUAL)))
    assert found["预计"] == []
    assert found["实际"] == [(ACTUAL, "A")]


def test_the_first_project_stands_on_top_and_each_has_its_row() -> None:
    figure = timeline(project("A", "同名小学", opened_baseline=BASE), project("B", "同名小学", opened_baseline=BASE))
    axis = figure.layout.yaxis
    assert list(axis.categoryarray) == ["B", "A"]
    assert list(axis.tickvals) == ["B", "A"]
    assert list(axis.ticktext) == ["同名小学", "同名小学"]
    assert set(figure.data[0].y) == {"A", "B"}


def test_a_hair_line_stands_at_the_day_looked_at() -> None:
    (line,) = timeline(project("A", opened_baseline=BASE)).layout.shapes
    assert (line.x0, line.x1, line.line.width) == (AS_OF, AS_OF, 1)


def test_hostile_and_long_names_stay_text_and_short() -> None:
    figure = timeline(
        project("A", BAD, opened_baseline=BASE), project("B", "长" * 60, opened_baseline=BASE), project("C", "🏫 <b>")
    )
    assert "<img" not in figure.to_json()
    assert "<b>" not in figure.to_json()
    assert max(len(name) for name in figure.layout.yaxis.ticktext if "长" in name) == time_series.LONGEST_NAME
    assert "长" * 60 in "".join(figure.data[0].text)


def test_a_timeline_grows_with_its_rows_and_may_be_empty() -> None:
    heights = [timeline(*(project(str(n)) for n in range(many))).layout.height for many in (0, 1, 40)]
    assert heights == sorted(heights)
    assert len(set(heights)) == 3


@LOOKS
def test_a_timeline_has_no_colour_of_a_status(look: Theme) -> None:
    figure = timeline(project("A", opened_baseline=BASE), look=look)
    assert [trace.marker.color for trace in figure.data] == [look.plain, look.accent, look.ink]
    assert len({trace.marker.symbol for trace in figure.data}) == 3


FUNNEL = pd.DataFrame(
    {"step": ["planned", *MILESTONES], "projects": [5, 4, 3, 2, 1, 0], "seats": [5000, 4000, 3000, 2000, 1000, 0]}
)


@pytest.mark.parametrize(("language", "first", "last"), [("zh", "计划", "投用"), ("en", "Planned", "Opened")])
def test_the_funnel_goes_from_planned_to_opened(language: str, first: str, last: str) -> None:
    drawn = bars.building_funnel(FUNNEL, t=Text(language), look=LIGHT)
    assert list(drawn.data[0].x) == [5, 4, 3, 2, 1, 0]
    assert (drawn.data[0].y[0], drawn.data[0].y[-1]) == (first, last)
    assert list(drawn.layout.yaxis.categoryarray) == list(drawn.data[0].y)[::-1]


def test_the_funnel_says_projects_and_seats() -> None:
    zh, en = (bars.building_funnel(FUNNEL, t=Text(language), look=DARK).data[0].text for language in ("zh", "en"))
    assert (zh[0], zh[-1]) == ("5个 · 5000学位", "0个 · 0学位")
    assert en[0] == "5 · 5,000 seats"


@LOOKS
def test_words_in_the_funnel_can_be_read(look: Theme) -> None:
    drawn = bars.building_funnel(FUNNEL, t=Text("zh"), look=look).data[0]
    assert contrast(drawn.insidetextfont.color, look.plain) >= 4.5
