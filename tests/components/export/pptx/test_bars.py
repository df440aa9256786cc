"""Native bars and stacks: labels, colours, shades, and a scale on which bars and the frames of the plan are comparable."""

from dataclasses import replace
from typing import Any

import pytest
from pptx import Presentation

from components.exhibits.model import Bars, Series, Stack
from components.export.deck_check.bars import read_bars
from components.export.deck_check.spots import told
from components.export.map_layout import Box
from components.export.pptx.bars import add_bars, add_stack, axis_end, bar_colour, bar_label, most_bars, plot_place
from components.export.pptx.cuts import cut
from components.export.pptx.inks import ACCENT, PLAIN
from components.export.pptx.text import points
from components.theme import LIGHT, MARKS
from models.status import Status, Word

BOX = Box(0, 0, 9_000_000, 5_000_000)
BARS = Bars(
    ("=1+1 <b>", "南区", "西区"),
    ("N", "S", "W"),
    Series("完成", (75.0, 40.0, None), "actual"),
    ("75%\x0b", "40%", "–"),
    Series("序时", (60.0, 50.0, None), "plan"),
    (Word.ON_TRACK, Word.OFF_TRACK, Word.NEVER_REPORTED),
    "%",
)
STACK = Stack(("专业群", "基地"), ("A", "B"), (Series("挂牌", (3, 1), "a"), Series("建设", (5, None), "b")), None, "个")


def chart(body: Bars | Stack) -> Any:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    return (add_bars(slide, BOX, body) if isinstance(body, Bars) else add_stack(slide, BOX, body)).chart


def labels(drawn: Any) -> list[dict[int, str]]:
    """The label at each point, by series."""
    return [
        {
            int(one.xpath("string(c:idx/@val)")): "".join(one.xpath(".//a:t/text()"))
            for one in series._element.xpath("c:dLbls/c:dLbl")
        }
        for series in drawn.series
    ]


def test_a_label_begins_with_the_mark_of_its_status_if_it_has_one() -> None:
    assert [bar_label(BARS, at) for at in range(3)] == ["● 75%", "■ 40%", "? –"]
    assert bar_label(replace(BARS, words=()), 0) == "75%"


def test_a_bar_has_the_colour_of_its_status_else_of_its_series_else_the_plain_one() -> None:
    own = Series("完成", (75.0, 40.0, None), "actual", "#123456")
    assert bar_colour(BARS, 1) == LIGHT.status[Status.OFF_TRACK]
    assert bar_colour(replace(BARS, words=(), actual=own), 1) == "#123456"
    assert bar_colour(replace(BARS, words=()), 1) == PLAIN


def test_a_label_is_at_the_longer_of_bar_and_plan_and_nowhere_without_both() -> None:
    assert labels(chart(BARS)) == [{0: "● 75%"}, {1: "■ 40%"}]


@pytest.mark.parametrize(
    ("body", "end"),
    [
        (BARS, 100),
        (replace(BARS, unit="所"), 80),
        (replace(BARS, actual=Series("完成", (130.0, None, None), "actual")), 150),
        (replace(BARS, unit="所", actual=Series("完成", (None, None, None), "actual"), plan=None), 1),
        (STACK, 8),
        (replace(STACK, plan=Series("计划", (9, 2), "plan")), 10),
        (Stack((), (), ()), 1),
    ],
    ids=["percent", "bars", "more than a hundred", "nothing known", "stack", "plan", "empty"],
)
def test_a_scale_ends_above_every_bar_and_every_planned_number(body: Bars | Stack, end: float) -> None:
    assert axis_end(body) == end


def test_bars_and_frames_have_the_same_scale_from_zero() -> None:
    axes = chart(BARS)._chartSpace.xpath(".//c:valAx/c:scaling")
    assert [(one.xpath("string(c:min/@val)"), one.xpath("string(c:max/@val)")) for one in axes] == [("0", "100")] * 2


def test_a_segment_of_nothing_shows_no_number() -> None:
    formats = [one.data_labels.number_format for one in chart(STACK).series]
    assert formats == ["#,##0;-#,##0;", "#,##0;-#,##0;"]
    halves = replace(STACK, segments=(Series("挂牌", (2.5, 1), "a"),))
    assert chart(halves).series[0].data_labels.number_format == "#,##0.0;-#,##0.0;"


FALL = Bars(
    ("上次", "进展", "更正", "本次"),
    ("before", "progress", "corrected", "after"),
    Series("开工", (12.0, 5.0, -3.0, 14.0), "value"),
    ("12", "+5", "−3", "14"),
    starts=(None, 12.0, 17.0, None),
)


def test_the_steps_of_a_waterfall_stand_on_an_invisible_bar_up_to_the_running_total() -> None:
    drawn = chart(FALL)
    below, steps, room = drawn.series
    assert drawn._chartSpace.xpath("string(.//c:barChart/c:grouping/@val)") == "stacked"
    assert (tuple(below.values), tuple(steps.values)) == ((0, 12, 14, 0), (12, 5, 3, 14))
    for helper in (below, room):
        assert helper._element.xpath("c:spPr/a:noFill")


def test_a_waterfall_is_labelled_after_its_bars_and_its_sums_are_darker() -> None:
    drawn = chart(FALL)
    assert labels(drawn) == [{}, {}, {0: "12", 1: "+5", 2: "−3", 3: "14"}]
    assert [bar_colour(FALL, at) for at in range(4)] == [ACCENT, PLAIN, PLAIN, ACCENT]
    assert axis_end(FALL) >= 17 * 1.1, "with room for the labels"


def test_a_waterfall_is_compared_with_current_data_and_renewed_from_the_running_total() -> None:
    now = replace(FALL, actual=Series("开工", (12.0, 6.0, -3.0, 15.0), "value"), starts=(None, 12.0, 18.0, None))
    now = replace(now, labels=("12", "+6", "−3", "15"))
    drawn = chart(FALL)
    assert told(read_bars(drawn, FALL, FALL).spots, 1, "waterfall") == []
    found = read_bars(drawn, FALL, now)
    moved = {(one.key, one.then, one.now) for one in told(found.spots, 1, "waterfall")}
    assert moved == {("progress.value", "5", "6"), ("after.value", "14", "15")}
    found.renew()
    below, steps, _ = drawn.series
    assert (tuple(below.values), tuple(steps.values)) == ((0, 12, 15, 0), (12, 6, 3, 15))
    assert labels(drawn)[2][1] == "+6"


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.ACTION])
def test_a_segment_bears_the_mark_of_its_status(status: Status) -> None:
    segment = Series("状态", (3.0,), status.value, LIGHT.status[status], status)
    (drawn,) = chart(Stack(("甲",), ("A",), (segment,))).series
    assert drawn._element.xpath("string(c:dLbls/c:numFmt/@formatCode)").startswith(f'"{MARKS[status]} "#')


def test_no_name_of_a_category_is_left_out() -> None:
    for body in (BARS, STACK):
        assert chart(body)._chartSpace.xpath("string(.//c:catAx/c:tickLblSkip/@val)") == "1"


@pytest.mark.parametrize(
    ("name", "most"),
    [("上街", 16), ("Senior high schools of the 2022 programme under accelerated construction " * 2, 4)],
    ids=["short", "long"],
)
def test_a_chart_has_as_many_rows_as_their_names_have_room(name: str, most: int) -> None:
    body = Bars((name,) * 20, tuple(map(str, range(20))), Series("完成", (1.0,) * 20, "actual"), ("1",) * 20)
    assert most_bars(body, Box(0, 0, points(892), points(371))) in range(most - 1, most + 1)


def test_numbers_that_are_counted_have_no_halves_on_their_axis() -> None:
    few = Bars(("甲",), ("A",), Series("缺额", (3.0,), "gap"), ("3",))
    assert chart(few).value_axis.major_unit == 1
    assert chart(BARS).value_axis.major_unit is None


def test_the_axis_and_the_plot_of_some_rows_are_those_of_all() -> None:
    for body in (replace(BARS, unit="所", actual=Series("完成", (3.0, 40.0, 90.0), "actual")), STACK):
        rows = slice(0, 1) if isinstance(body, Bars) else slice(1, 2)
        some = cut(body, rows)
        assert isinstance(some, Bars | Stack)
        assert some.keys == body.keys[rows]
        assert axis_end(some) == axis_end(body) > axis_end(replace(some, whole=None))
        assert plot_place(some, 800, 14, has_legend=False) == plot_place(body, 800, 14, has_legend=False)
