"""Figures: plan and actual together, today as a line, in the colours of the theme, repeatable, without outside resources."""

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts import time_series
from components.i18n.text import Text
from components.theme import DARK, LIGHT, Theme

LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
PLAN = [(date(2023, 1, 1), Fraction(0)), (date(2023, 12, 31), Fraction(16))]
REPORTS = pd.DataFrame(
    [
        {"as_of": date(2023, 3, 31), "value": Fraction(2), "origin": "demo"},
        {"as_of": date(2023, 6, 30), "value": Fraction(13, 2), "origin": "published"},
    ],
    dtype=object,
)
AS_OF = date(2023, 7, 15)


def curve(look: Theme = LIGHT, **changes: Any) -> go.Figure:
    """A curve with all its parts."""
    options = {"t": Text("zh"), "look": look, "plan": PLAN, "stepped": False, "as_of": AS_OF, "unit": "所", "plan_name": "计划"}
    options |= changes
    return time_series.plan_against_reports(options.pop("reports", REPORTS), **options)


def layout_of(figure: go.Figure) -> dict[str, Any]:
    """The layout as sent to the browser."""
    layout: dict[str, Any] = json.loads(figure.to_json())["layout"]
    return layout


def test_plan_and_actual_stand_together() -> None:
    figure = curve()
    assert isinstance(figure, go.Figure)
    plan, actual = figure.data
    assert (plan.name, list(plan.x), list(plan.y)) == ("计划", [day for day, _ in PLAN], [0, 16])
    assert (actual.name, list(actual.x), list(actual.y)) == ("实际", [date(2023, 3, 31), date(2023, 6, 30)], [2, 6.5])


def test_the_day_looked_at_is_a_hair_line() -> None:
    (line,) = layout_of(curve())["shapes"]
    assert (line["x0"], line["x1"], line["line"]["width"]) == ("2023-07-15", "2023-07-15", 1)


def test_the_axis_of_values_starts_at_zero_and_that_of_days_holds_all() -> None:
    layout = layout_of(curve(as_of=date(2024, 5, 1)))
    assert layout["yaxis"]["rangemode"] == "tozero"
    first, last = layout["xaxis"]["range"]
    assert first < "2023-01-01"
    assert last > "2024-05-01"


@LOOKS
def test_a_curve_has_the_colours_of_its_theme_and_none_of_a_status(look: Theme) -> None:
    figure = curve(look)
    plan, actual = figure.data
    assert (plan.line.color, actual.line.color, actual.marker.color) == (look.accent, look.plain, look.ink)
    assert figure.layout.paper_bgcolor == look.paper
    text = figure.to_json()
    assert not [colour for colour in look.status.values() if colour in text]


def test_figures_of_different_origin_have_different_symbols() -> None:
    assert list(curve().data[1].marker.symbol) == ["circle-open", "diamond"]
    assert len(set(time_series._SYMBOLS.values())) == len(time_series._SYMBOLS)


def test_a_plan_in_steps_is_drawn_in_steps() -> None:
    assert [trace.line.shape for trace in curve(stepped=True).data] == ["hv", "hv"]
    assert [trace.line.shape for trace in curve(stepped=False).data] == ["linear", "linear"]


def test_the_newest_figure_is_labelled_with_its_unit() -> None:
    (key,) = layout_of(curve())["annotations"]
    assert "实际 6.5所" in key["text"]
    assert "计划 16所" in key["text"]


def test_a_key_above_the_plot_names_both_lines_so_that_no_label_lies_over_another() -> None:
    (key,) = layout_of(curve())["annotations"]
    assert (key["yref"], key["y"], key["yanchor"]) == ("paper", 1, "bottom")
    assert key["xshift"] < 0


@pytest.mark.parametrize(("unit", "marks"), [("%", ["0%", "5%", "10%", "15%", "20%"]), ("所", None)])
def test_only_a_rate_has_its_sign_on_the_axis(unit: str, marks: list[str] | None) -> None:
    axis = curve(unit=unit).layout.yaxis
    assert (list(axis.ticktext) if axis.ticktext else None, axis.ticksuffix or "") == (marks, "")


def test_a_rate_that_hardly_moves_is_not_drawn_flat_from_zero() -> None:
    close = REPORTS.assign(value=[Fraction("99.17"), Fraction("99.72")])
    plan = [(day, Fraction(100)) for day, _ in PLAN]
    assert list(curve(reports=close, plan=plan, unit="%").layout.yaxis.range) == [99, 100]


def test_a_curve_without_reports_is_the_plan_and_one_without_a_plan_the_reports() -> None:
    assert [trace.name for trace in curve(reports=REPORTS.iloc[:0]).data] == ["计划"]
    assert [trace.name for trace in curve(plan=[]).data] == ["实际"]


def test_a_table_is_not_changed_by_drawing_it() -> None:
    before = REPORTS.copy()
    curve()
    pd.testing.assert_frame_equal(before, REPORTS)


def test_a_figure_is_the_same_each_time() -> None:
    assert curve().to_json() == curve().to_json()


@LOOKS
def test_a_figure_fetches_nothing(look: Theme) -> None:
    figure = curve(look)
    assert {trace.type for trace in figure.data} == {"scatter"}
    assert not layout_of(figure).get("images")
    assert "http" not in figure.to_json()


@pytest.mark.parametrize(("language", "words"), [("zh", ("计划", "实际")), ("en", ("Plan", "Actual"))])
def test_a_curve_speaks_the_readers_language(language: str, words: tuple[str, str]) -> None:
    assert tuple(trace.name for trace in curve(t=Text(language), plan_name=words[0]).data) == words


def test_a_figure_has_no_template_and_one_revision() -> None:
    layout = layout_of(curve())
    assert ("template" in layout, layout["datarevision"]) == (False, 1)


@pytest.mark.parametrize(
    ("planned", "words"), [([100, 500], "计划 100，全年500"), ([500, 500], "计划 500")], ids=["within the year", "at its end"]
)
def test_the_key_of_months_tells_the_plan_by_the_day_and_for_the_year(planned: list[int], words: str) -> None:
    days, actual = [date(2023, 6, 30), date(2023, 12, 31)], [Fraction(80), None]
    months = pd.DataFrame({"day": days, "actual": actual, "planned": planned}, dtype=object)
    (key,) = layout_of(time_series.month_curve(months, t=Text("zh"), look=LIGHT, as_of=AS_OF, unit=""))["annotations"]
    assert "实际 80" in key["text"]
    assert key["text"].endswith(f"{words}</span>")
