"""Figures: plan and actual together, today as a line, in the colours of the theme, the same each time, from nowhere else."""

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from components import charts
from components.spoken import spoken
from components.text import Text
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
DISTRICTS = pd.DataFrame(
    [
        {"code": "N", "name": "北区", "value": Fraction(3)},
        {"code": "S", "name": "南区", "value": Fraction(7)},
        {"code": "X", "name": "<a href='x'>&", "value": Fraction(5)},
    ],
    dtype=object,
)


def curve(look: Theme = LIGHT, **changes: Any) -> go.Figure:
    """A curve with all there is to it."""
    options = {"t": Text("zh"), "look": look, "plan": PLAN, "stepped": False, "as_of": AS_OF, "unit": "所"} | changes
    return charts.plan_against_reports(options.pop("reports", REPORTS), **options)


def bars(look: Theme = LIGHT, **changes: Any) -> go.Figure:
    """The districts with one of them chosen, and a line for the city."""
    options = {"t": Text("zh"), "look": look, "chosen": "S", "city": Fraction(5), "unit": "%"} | changes
    return charts.by_district(DISTRICTS, **options)


def layout_of(figure: go.Figure) -> dict[str, Any]:
    """The layout as it goes to the browser."""
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
    assert len(set(charts._SYMBOLS.values())) == len(charts._SYMBOLS)


def test_a_plan_in_steps_is_drawn_in_steps() -> None:
    assert [trace.line.shape for trace in curve(stepped=True).data] == ["hv", "hv"]
    assert [trace.line.shape for trace in curve(stepped=False).data] == ["linear", "linear"]


def test_the_newest_figure_is_labelled_with_its_unit() -> None:
    assert [note["text"] for note in layout_of(curve())["annotations"]] == ["计划", "6.5所"]


@pytest.mark.parametrize(("unit", "suffix"), [("%", "%"), ("所", "")])
def test_only_a_rate_has_its_sign_on_the_axis(unit: str, suffix: str) -> None:
    assert curve(unit=unit).layout.yaxis.ticksuffix == suffix


def test_a_curve_without_reports_is_the_plan_and_one_without_a_plan_the_reports() -> None:
    assert [trace.name for trace in curve(reports=REPORTS.iloc[:0]).data] == ["计划"]
    assert [trace.name for trace in curve(plan=[]).data] == ["实际"]


def test_a_table_is_not_changed_by_drawing_it() -> None:
    before = (REPORTS.copy(), DISTRICTS.copy())
    curve()
    bars()
    pd.testing.assert_frame_equal(before[0], REPORTS)
    pd.testing.assert_frame_equal(before[1], DISTRICTS)


@pytest.mark.parametrize("draw", [curve, bars])
def test_a_figure_is_the_same_each_time(draw: Any) -> None:
    assert draw().to_json() == draw().to_json()


@LOOKS
@pytest.mark.parametrize("draw", [curve, bars])
def test_a_figure_fetches_nothing(draw: Any, look: Theme) -> None:
    figure = draw(look)
    assert {trace.type for trace in figure.data} <= {"scatter", "bar"}
    assert not layout_of(figure).get("images")
    assert "http" not in figure.to_json()


def test_districts_are_bars_the_highest_on_top_from_zero() -> None:
    figure = bars()
    (bar,) = figure.data
    assert isinstance(figure, go.Figure)
    assert (bar.orientation, list(bar.x)) == ("h", [3, 5, 7])
    assert (bar.y[0], bar.y[-1]) == ("北区", "南区")
    assert figure.layout.xaxis.range[0] == 0
    assert list(bar.text) == ["3%", "5%", "7%"]


@LOOKS
def test_the_chosen_district_stands_out_by_the_accent(look: Theme) -> None:
    (bar,) = bars(look).data
    assert list(bar.marker.color) == [look.plain, look.plain, look.accent]


def test_the_city_is_a_line_where_it_has_a_figure() -> None:
    layout = layout_of(bars())
    assert (layout["shapes"][0]["x0"], layout["annotations"][0]["text"]) == (5, "全市")
    assert "shapes" not in layout_of(bars(city=None))


def test_the_name_of_a_district_is_no_markup() -> None:
    assert bars().data[0].y[1] == "&lt;a href='x'&gt;&amp;"


def test_the_chart_grows_with_the_districts() -> None:
    assert (
        bars().layout.height
        > charts.by_district(DISTRICTS.iloc[:1], t=Text("zh"), look=LIGHT, chosen="", city=None, unit="").layout.height
    )


@pytest.mark.parametrize(("language", "words"), [("zh", ("计划", "实际")), ("en", ("Plan", "Done"))])
def test_a_curve_speaks_the_readers_language(language: str, words: tuple[str, str]) -> None:
    assert tuple(trace.name for trace in curve(t=Text(language)).data) == words


STAGE_COUNTS = pd.DataFrame(
    [
        {"kind": "A", "stage": "", "programmes": 1, "planned": 0},
        {"kind": "A", "stage": "applied", "programmes": 0, "planned": 4},
        {"kind": "A", "stage": "built", "programmes": 3, "planned": 2},
        {"kind": "B", "stage": "", "programmes": 0, "planned": 0},
        {"kind": "B", "stage": "applied", "programmes": 5, "planned": 5},
        {"kind": "B", "stage": "built", "programmes": 0, "planned": 0},
        {"kind": "C", "stage": "", "programmes": 0, "planned": 0},
    ]
)


def stages(look: Theme = LIGHT) -> go.Figure:
    """Two kinds of programmes on two stages, and a third kind that has none."""
    return charts.stage_bars(
        STAGE_COUNTS,
        t=Text("zh"),
        look=look,
        stages={"applied": "申报", "built": "建成"},
        kinds={"A": "专业群", "B": "基地", "C": "其他"},
        counting="built",
    )


def test_the_segments_of_a_kind_lie_end_to_end_the_farthest_stage_first() -> None:
    bar, _ = stages().data
    rows = list(zip(bar.y, bar.customdata, bar.base, bar.x, bar.text, strict=True))
    assert [row for row in rows if row[0] == "专业群 4"] == [
        ("专业群 4", "建成", 0, 75, "3"),
        ("专业群 4", "申报", 75, 0, ""),
        ("专业群 4", "未申报", 75, 25, "1"),
    ]
    assert {row[0] for row in rows} == {"专业群 4", "基地 5"}


def test_a_tick_stands_where_the_plan_wants_a_stage_and_the_one_that_counts_is_bold() -> None:
    _, tick = stages().data
    assert list(zip(tick.y, tick.x, tick.text, strict=True)) == [
        ("专业群 4", 100, "4"),
        ("基地 5", 100, "5"),
        ("专业群 4", 50, "2"),
        ("基地 5", 0, ""),
    ]
    assert list(tick.marker.line.width) == [1, 1, 3, 3]


def test_a_stage_is_told_where_programmes_stand_at_it() -> None:
    told = spoken(stages(), "职教", Text("zh"))
    assert "专业群 4 · 建成: 3" in told
    assert ": 0" not in told


@LOOKS
def test_stages_have_no_colour_of_a_status(look: Theme) -> None:
    text = stages(look).to_json()
    assert not [colour for colour in look.status.values() if colour in text]


@pytest.mark.parametrize(("last", "side"), [(Fraction(3), "bottom"), (Fraction(2), "top"), (Fraction(1), "top")])
def test_the_newest_figure_is_labelled_where_its_line_does_not_come_from(last: Fraction, side: str) -> None:
    reports = REPORTS.assign(value=[Fraction(2), last])
    assert layout_of(curve(reports=reports))["annotations"][1]["yanchor"] == side


def test_a_figure_has_no_template_and_one_revision() -> None:
    layout = layout_of(curve())
    assert ("template" in layout, layout["datarevision"]) == (False, 1)


def test_a_margin_holds_the_longest_label_with_its_number() -> None:
    narrow, wide = (
        bars(),
        charts.by_district(
            DISTRICTS.assign(name=["某某某某某某某某某某某某某某某区", "南", "西"]), t=Text("zh"), look=LIGHT, chosen="S", city=None, unit="%"
        ),
    )
    assert wide.layout.margin.l - narrow.layout.margin.l > 20
    assert "南  7%" in wide.layout.yaxis.ticktext
