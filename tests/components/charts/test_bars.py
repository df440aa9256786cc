"""Bars: districts from the highest to the lowest, stages end to end, the room for their labels; no colour of a status."""

import json
from fractions import Fraction
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts import bars
from components.charts.alt_text import spoken
from components.i18n.text import Text
from components.theme import DARK, LIGHT, Theme

LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
DISTRICTS = pd.DataFrame(
    [
        {"code": "N", "name": "北区", "value": Fraction(3)},
        {"code": "S", "name": "南区", "value": Fraction(7)},
        {"code": "X", "name": "<a href='x'>&", "value": Fraction(5)},
    ],
    dtype=object,
)
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


def districts(look: Theme = LIGHT, **changes: Any) -> go.Figure:
    """The districts with one of them selected, and a line for the city."""
    options = {"t": Text("zh"), "look": look, "chosen": "S", "city": Fraction(5), "unit": "%"} | changes
    return bars.by_district(DISTRICTS, **options)


def test_where_less_is_better_the_lowest_is_on_top_and_the_target_is_a_limit() -> None:
    figure = districts(target=Fraction(8), is_falling=True)
    assert list(figure.data[0].x) == sorted((float(value) for value in DISTRICTS["value"]), reverse=True)
    assert "上限 8%" in "".join(one.text or "" for one in figure.layout.annotations)


def test_districts_are_bars_the_highest_on_top_from_zero() -> None:
    figure = districts(unit="所", city=None)
    (bar,) = figure.data
    assert isinstance(figure, go.Figure)
    assert (bar.orientation, list(bar.x)) == ("h", [3, 5, 7])
    assert (bar.y[0], bar.y[-1]) == ("北区", "南区")
    assert figure.layout.xaxis.range[0] == 0
    assert list(bar.text) == ["3所", "5所", "7所"]


def test_rates_are_dots_on_a_fitted_axis_with_the_target_and_the_city_as_lines() -> None:
    close = DISTRICTS.assign(value=[Fraction("99.17"), Fraction("99.72"), Fraction("99.5")])
    figure = bars.by_district(close, t=Text("zh"), look=LIGHT, chosen="S", city=Fraction("99.4"), target=Fraction(100), unit="%")
    (dots,) = figure.data
    assert (dots.type, dots.mode) == ("scatter", "markers")
    assert 98.9 < figure.layout.xaxis.range[0] < 99 < 100 < figure.layout.xaxis.range[1]
    assert [shape["x0"] for shape in layout_of(figure)["shapes"]] == [100, 99.4]
    (key,) = layout_of(figure)["annotations"]
    assert "目标 100%" in key["text"]
    assert "全市 99.4%" in key["text"]


def test_the_number_of_a_district_is_never_cut_with_its_name() -> None:
    long = DISTRICTS.assign(name=["Economic and Technological Zone of the Western Hills", "S", "X"])
    figure = bars.by_district(long, t=Text("en"), look=LIGHT, chosen="", city=None, unit=" schools")
    assert figure.layout.yaxis.ticktext[0].endswith("…  3 schools")


@LOOKS
def test_the_chosen_district_stands_out_by_the_accent(look: Theme) -> None:
    (bar,) = districts(look).data
    assert list(bar.marker.color) == [look.plain, look.plain, look.accent]


def test_the_city_is_a_line_where_it_has_a_figure() -> None:
    layout = layout_of(districts())
    assert layout["shapes"][0]["x0"] == 5
    assert "全市 5%" in layout["annotations"][0]["text"]
    assert not layout_of(districts(city=None)).get("shapes")


def test_the_name_of_a_district_is_no_markup() -> None:
    assert districts().data[0].y[1] == "&lt;a href='x'&gt;&amp;"


def test_the_chart_grows_with_the_districts() -> None:
    assert (
        districts().layout.height
        > bars.by_district(DISTRICTS.iloc[:1], t=Text("zh"), look=LIGHT, chosen="", city=None, unit="").layout.height
    )


def stages(look: Theme = LIGHT) -> go.Figure:
    """Two kinds of programmes on two stages, and a third kind without programmes."""
    return bars.stage_bars(
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
        ("专业群 4", "未申报", 75, 25, "1"),
    ]
    assert {row[0] for row in rows} == {"专业群 4", "基地 5"}


def test_a_tick_stands_where_the_plan_wants_a_stage_and_the_one_that_counts_is_bold() -> None:
    _, tick = stages().data
    assert list(zip(tick.y, tick.x, tick.text, strict=True)) == [
        ("专业群 4", 100, "4"),
        ("基地 5", 100, "5"),
        ("专业群 4", 50, "2"),
    ]
    assert list(tick.marker.line.width) == [1, 1, 3]


def test_a_stage_is_told_where_programmes_stand_at_it() -> None:
    told = spoken(stages(), "职教", Text("zh"))
    assert "专业群 4 · 建成: 3" in told
    assert ": 0" not in told


@LOOKS
def test_stages_have_no_colour_of_a_status(look: Theme) -> None:
    text = stages(look).to_json()
    assert not [colour for colour in look.status.values() if colour in text]


def test_a_margin_holds_the_longest_label_with_its_number() -> None:
    narrow, wide = (
        districts(),
        bars.by_district(
            DISTRICTS.assign(name=["某某某某某某某某某区", "南", "西"]),
            t=Text("zh"),
            look=LIGHT,
            chosen="S",
            city=None,
            unit="%",
        ),
    )
    assert wide.layout.margin.l - narrow.layout.margin.l > 12
    assert "南  7%" in wide.layout.yaxis.ticktext


def layout_of(figure: go.Figure) -> dict[str, Any]:
    """The layout as sent to the browser."""
    layout: dict[str, Any] = json.loads(figure.to_json())["layout"]
    return layout


def test_a_table_is_not_changed_by_drawing_it() -> None:
    before = (DISTRICTS.copy(), STAGE_COUNTS.copy())
    districts()
    stages()
    pd.testing.assert_frame_equal(before[0], DISTRICTS)
    pd.testing.assert_frame_equal(before[1], STAGE_COUNTS)


@pytest.mark.parametrize("draw", [districts, stages])
def test_a_figure_is_the_same_each_time_and_fetches_nothing(draw: Any) -> None:
    assert draw().to_json() == draw().to_json()
    assert not layout_of(draw()).get("images")
    assert "http" not in draw().to_json()


def test_posts_over_the_quota_have_their_words_beside_the_name_not_over_it() -> None:
    figure = bars.gap_bars(["惠济", "上街"], [-3, 5], ["超3", "5"], look=LIGHT)
    (bar,) = figure.data
    assert bar.textposition == "none"
    assert list(figure.layout.yaxis.ticktext) == ["惠济  超3", "上街  5"]
    assert figure.layout.xaxis.range[0] < -3


def test_a_step_has_its_name_and_words_above_its_bar_and_the_plan_as_a_tick() -> None:
    figure = bars.step_bars(["开工", "投用"], [4, 1], ["4个", "1个"], look=LIGHT, planned=[(5, "计划5个"), (1, "计划1个")])
    bar, tick = figure.data
    assert (list(bar.x), list(tick.x)) == ([4, 1], [5, 1])
    assert [(note["x"], note["text"]) for note in layout_of(figure)["annotations"]] == [
        (0, "开工"),
        (1, "4个"),
        (0, "投用"),
        (1, "1个"),
    ]
    assert len(bars.step_bars(["开工"], [4], ["4个"], look=LIGHT).data) == 1


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_no_grid_line_lies_behind_bars(look: Theme) -> None:
    for figure in (districts(look, unit="所"), stages(look), bars.gap_bars(["A"], [1], ["1"], look=look)):
        axis = figure.layout.yaxis
        assert axis.showgrid is False or axis.visible is False
