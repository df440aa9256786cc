"""Pictures with a row per name: room for the rows, bars and segments from zero, the numbers of the plan."""

from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from components.exhibits.model import Bars, Series, Stack
from components.export.svg.draw import Drawing, Pen
from components.export.svg.rows import Rows, Scale, draw_bars, draw_stack, lay_rows, segment_colours
from components.i18n.text import Text
from components.theme import DARK, LIGHT, MARKS, Theme, contrast
from components.typography import TINY, length
from models.status import Status, Word

PEN = Pen(Text("zh"), LIGHT, 1000)
BARS = Bars(
    ("<b>北区</b>\x0b", "南区"),
    ("N", "S"),
    Series("完成", (75.0, None), "actual"),
    ("75%", "–"),
    Series("序时", (60.0, 50.0), "plan"),
    (Word.ON_TRACK, Word.NEVER_REPORTED),
    "%",
)
STACK = Stack(("专业群",), ("A",), (Series("挂牌", (3,), "a"), Series("建设", (0,), "b"), Series("申报", (5,), "c")), None, "个")


def root(drawing: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(f"<svg>{''.join(drawing.elements)}</svg>")


def texts(drawing: Drawing) -> list[str]:
    return ["".join(one.itertext()) for one in root(drawing).iter("text")]


def boxes(drawing: Drawing) -> dict[str, tuple[float, float]]:
    """Left and width of each box with a tip, by its tip."""
    found = [one for one in root(drawing).iter("rect") if list(one)]
    return {"".join(one.itertext()): (float(one.get("x", "")), float(one.get("width", ""))) for one in found}


def test_rows_follow_one_another_without_gaps() -> None:
    rows = lay_rows(["甲", "很长的名称" * 20, "丙"], PEN, top=40, below=20)
    assert rows.tops[0] == 40
    for (top, height), (below, _) in pairwise(zip(rows.tops, rows.heights, strict=True)):
        assert top + height == pytest.approx(below)
    assert rows.heights[1] > rows.heights[0] == rows.heights[2]


def test_rows_share_the_height_that_is_given_up_to_twice_their_own() -> None:
    assert lay_rows(["甲", "乙"], replace(PEN, height=160), top=40, below=20, least=34).bottom == 140
    assert lay_rows(["甲", "乙"], replace(PEN, height=9000), top=40, below=20, least=34).heights == (68, 68)
    assert lay_rows(["甲", "乙"], replace(PEN, height=10), top=40, below=20, least=34).heights == (34, 34)


def test_the_middle_of_a_row_is_half_its_height_below_its_top() -> None:
    rows = Rows(0, (10, 40), (30, 50), ())
    assert (rows.middles, rows.bottom) == ((25, 65), 90)


def test_a_number_lies_between_the_ends_of_its_axis() -> None:
    scale = Scale(100, 300, (-10, 0, 10))
    assert [scale(value) for value in (-10, 0, 10)] == [100, 200, 300]


def test_a_bar_begins_at_zero_and_has_the_colour_of_its_status() -> None:
    drawing = draw_bars(BARS, PEN)
    assert list(boxes(drawing)) == ["<b>北区</b> 完成 75% ● 75%"]
    fills = {one.get("fill") for one in root(drawing).iter("rect") if list(one)}
    assert fills == {LIGHT.status[Status.ON_TRACK]}


def test_a_row_without_a_number_has_its_label_and_its_plan() -> None:
    words = texts(draw_bars(BARS, PEN))
    assert "? –" in words
    assert {"60%", "50%", "序时"} <= set(words)


def test_percentages_of_more_than_a_half_are_drawn_up_to_the_whole() -> None:
    assert "100%" in texts(draw_bars(BARS, PEN))
    low = replace(BARS, actual=Series("完成", (12.0, None), "actual"), plan=None, labels=("12%", "–"))
    assert "100%" not in texts(draw_bars(low, PEN))


def test_bars_below_zero_end_where_the_others_begin() -> None:
    both = Bars(("增", "减"), ("a", "b"), Series("变化", (4.0, -4.0), "x"), ("+4", "−4"))
    (more, wide), (less, as_wide) = boxes(draw_bars(both, PEN)).values()
    assert less + as_wide == pytest.approx(more, abs=0.2)
    assert wide == pytest.approx(as_wide, abs=0.2)


def test_segments_lie_end_to_end_and_a_segment_of_nothing_is_not_drawn() -> None:
    found = boxes(draw_stack(STACK, PEN))
    assert list(found) == ["专业群 挂牌 3个", "专业群 申报 5个"]
    (first, wide), (second, wider) = found.values()
    assert first + wide == pytest.approx(second, abs=0.2)
    assert wider / wide == pytest.approx(5 / 3, rel=0.01)


def test_a_stack_of_unknown_numbers_has_its_name_and_no_segment() -> None:
    unknown = replace(STACK, segments=(Series("挂牌", (None,), "a"),))
    assert boxes(draw_stack(unknown, PEN)) == {}
    assert "专业群" in texts(draw_stack(unknown, PEN))


FALL = Bars(
    ("上次", "进展", "更正", "本次"),
    ("before", "progress", "corrected", "after"),
    Series("开工", (12.0, 5.0, -3.0, 14.0), "value"),
    ("12", "+5", "−3", "14"),
    starts=(None, 12.0, 17.0, None),
)


def test_the_steps_of_a_waterfall_float_from_the_running_total() -> None:
    drawing = draw_bars(FALL, PEN)
    left = {tip.split()[0]: place for tip, (place, _) in boxes(drawing).items()}
    wide = {tip.split()[0]: width for tip, (_, width) in boxes(drawing).items()}
    zero = left["上次"]
    assert left["本次"] == zero
    assert left["进展"] == pytest.approx(zero + wide["上次"], abs=0.2)
    assert left["更正"] == pytest.approx(zero + wide["本次"], abs=0.2)
    assert left["更正"] + wide["更正"] == pytest.approx(left["进展"] + wide["进展"], abs=0.2)
    assert wide["进展"] / wide["上次"] == pytest.approx(5 / 12, abs=0.01)


def test_sums_and_steps_of_a_waterfall_differ_in_their_colour() -> None:
    fills = [one.get("fill") for one in root(draw_bars(FALL, PEN)).iter("rect") if list(one)]
    assert fills == [LIGHT.accent, LIGHT.plain, LIGHT.plain, LIGHT.accent]


def of_statuses(*statuses: Status) -> Stack:
    segments = tuple(Series(PEN.t.show(one), (4.0,), one.value, LIGHT.status[one], one) for one in statuses)
    return Stack(("基础教育",), ("basic",), segments)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_on_track_and_off_track_are_not_one_grey(look: Theme) -> None:
    on_track, off_track, missed = segment_colours(of_statuses(Status.ON_TRACK, Status.OFF_TRACK, Status.MISSED), look)
    assert contrast(on_track, off_track) >= 3
    assert contrast(on_track, missed) >= 3


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.ACTION])
def test_a_segment_bears_the_mark_of_its_status(status: Status) -> None:
    found = texts(draw_stack(of_statuses(status), PEN))
    assert f"{MARKS[status]} 4" in found
    assert MARKS[status] in found, "in the legend"


def test_a_segment_too_narrow_for_its_number_has_it_with_its_mark_after_the_bar() -> None:
    body = of_statuses(Status.OFF_TRACK)
    wide = Series("正常", (400.0,), "on_track", None, Status.ON_TRACK)
    narrow = replace(body, segments=(wide, replace(body.segments[0], values=(1.0,))))
    assert any("■ 1" in words for words in texts(draw_stack(narrow, PEN)))


def test_words_after_a_bar_stay_in_the_picture_however_many() -> None:
    body = of_statuses(Status.OFF_TRACK)
    long = Series("正常", (40.0,), "on_track", None, Status.ON_TRACK)
    rest = [Series(one, (1.0,), one, None, one) for one in (Status.OFF_TRACK, Status.AT_RISK, Status.NOT_DUE, Status.UNKNOWN)]
    drawn = root(draw_stack(replace(body, segments=(long, *rest)), PEN))
    (after,) = [one for one in drawn.iter("text") if "·" in "".join(one.itertext())]
    assert float(after.attrib["x"]) + length("".join(after.itertext()), TINY) <= PEN.width


def test_stages_without_a_status_have_the_shades_of_their_theme() -> None:
    assert segment_colours(STACK, LIGHT) != segment_colours(STACK, DARK)
    assert len(set(segment_colours(STACK, DARK))) == 3
