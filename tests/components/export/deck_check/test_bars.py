"""Bars and stacks in a deck: every number is read, compared with the known one, and renewed unless the presenter wrote it."""

from dataclasses import replace
from typing import Any

from pptx import Presentation

from components.exhibits.model import Bars, Series, Stack
from components.export.chart_grid import Grid
from components.export.deck_check.bars import match_columns, read_bars
from components.export.deck_check.charts import Line
from components.export.deck_check.spots import Found, told
from components.export.map_layout import Box
from components.export.pptx.bars import add_bars, add_stack
from models.status import Word

BOX = Box(0, 0, 9_000_000, 5_000_000)
HOSTILE = "=cmd|calc <b>&\"'\x0b"
MADE = Bars(
    (HOSTILE, "北区", "北区"),
    ("A", "B", "C"),
    Series("完成", (75.0, 50.0, None), "actual"),
    ("75%", "50%", "–"),
    Series("序时", (60.0, 60.0, 60.0), "expected"),
    (Word.ON_TRACK, Word.OFF_TRACK, Word.NEVER_REPORTED),
    "%",
)
NOW = replace(
    MADE,
    actual=replace(MADE.actual, values=(75.0, 62.5, None)),
    labels=("75%", "62.5%", "–"),
    words=(Word.ON_TRACK, Word.ON_TRACK, Word.NEVER_REPORTED),
)


def chart(body: Bars | Stack) -> Any:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    return (add_bars(slide, BOX, body) if isinstance(body, Bars) else add_stack(slide, BOX, body)).chart


def differences(found: Found) -> list[tuple[str, str, str, str]]:
    return [(one.key, one.kind, one.then, one.now) for one in told(found.spots, 1, "bars")]


def actual(drawn: Any) -> list[float | None]:
    return list(drawn.plots[0].series[0].values)


def test_bars_of_which_nothing_moved_differ_in_nothing() -> None:
    assert differences(read_bars(chart(MADE), MADE, MADE)) == []


def test_a_number_that_moved_is_told_and_renewed_with_its_label() -> None:
    drawn = chart(MADE)
    found = read_bars(drawn, MADE, NOW)
    assert differences(found) == [("B.actual", "moved", "50%", "62.5%")]
    found.renew()
    assert actual(drawn) == [75.0, 62.5, None]
    assert differences(read_bars(drawn, NOW, NOW)) == []


def test_a_row_that_is_gone_is_told_and_left_on_the_slide() -> None:
    drawn = chart(MADE)
    one = Bars(("北区",), ("B",), Series("完成", (50.0,), "actual"), ("50%",), Series("序时", (60.0,), "expected"), (), "%")
    found = read_bars(drawn, MADE, one)
    gone = {key for key, kind, *_ in differences(found) if kind == "gone"}
    assert gone == {"A.actual", "A.expected", "C.actual", "C.expected"}
    found.renew()
    assert actual(drawn) == [75.0, 50.0, None]


def test_a_label_alone_is_told_if_its_number_stayed() -> None:
    assert differences(read_bars(chart(MADE), MADE, replace(MADE, labels=("75%", "5 / 10所", "–")))) == [
        ("B.label", "moved", "■ 50%", "■ 5 / 10所")
    ]


def test_a_number_written_by_the_presenter_is_told_and_kept() -> None:
    drawn = chart(MADE)
    drawn._chartSpace.xpath(".//c:ser[1]/c:val//c:pt[@idx='1']/c:v")[0].text = "55"
    found = read_bars(drawn, MADE, NOW)
    assert ("B.actual", "edited", "50%", "62.5%") in differences(found)
    found.renew()
    assert actual(drawn)[1] == 55


def test_a_segment_that_became_nothing_is_renewed() -> None:
    made = Stack(("品牌",), ("a",), (Series("挂牌", (3,), "s1"), Series("建设", (5,), "s2")))
    now = replace(made, segments=(replace(made.segments[0], values=(8,)), replace(made.segments[1], values=(None,))))
    drawn = chart(made)
    found = read_bars(drawn, made, now)
    assert [(one[0], one[3]) for one in differences(found)] == [("a.s1", "8"), ("a.s2", "–")]
    found.renew()
    assert [list(one.values) for one in drawn.plots[0].series] == [[8], [None]]


def test_series_are_matched_by_name_and_a_renamed_one_by_its_place() -> None:
    grid = Grid((), (), (("完成", "actual"), ("序时", "expected")), ())

    def lines(*names: str) -> list[Line]:
        return [Line(None, name, [], [], {}) for name in names]

    assert match_columns(lines("序时", "完成"), grid) == [1, 0]
    assert match_columns(lines("我们的进度", "序时"), grid) == [0, 1]
    assert match_columns(lines("别的"), grid) == [None]
    assert match_columns([], grid) == []
