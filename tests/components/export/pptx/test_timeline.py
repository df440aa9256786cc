"""Native timelines: the span of the axis, the points with ``as_of``, markers of steps and inks of aspects."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pptx import Presentation

from components.exhibits.model import Mark, Timeline
from components.export.chart_grid import serial
from components.export.map_layout import Box
from components.export.pptx.inks import PLAIN
from components.export.pptx.timeline import add_timeline, legend, point_rows, span

JUNE = date(2023, 6, 30)
STEPS, ASPECTS = {"started": "开工", "opened": "投用"}, {"baseline": "计划", "forecast": "预计", "actual": "实际"}
TIMELINE = Timeline(
    ("<b>甲</b>\x0b", "乙"),
    ("P1", "P2"),
    ((Mark("started", "baseline", date(2023, 3, 20)), Mark("started", "actual", date(2023, 5, 1))), ()),
    STEPS,
    ASPECTS,
    JUNE,
)


def drawn(body: Timeline) -> tuple[Any, Any]:
    presentation = Presentation()
    slide: Any = presentation.slides.add_slide(presentation.slide_layouts[6])
    return slide, add_timeline(slide, Box(0, 0, 9_000_000, 5_000_000), body).chart


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        ((), date(2023, 6, 1), date(2023, 7, 1)),
        ((date(2023, 3, 20),), date(2023, 3, 1), date(2023, 7, 1)),
        ((date(2023, 3, 6),), date(2023, 2, 1), date(2023, 7, 1)),
        ((date(2023, 11, 30),), date(2023, 6, 1), date(2023, 12, 1)),
        ((date(2023, 12, 1), date(2023, 1, 1)), date(2022, 12, 1), date(2024, 1, 1)),
    ],
)
def test_an_axis_spans_whole_months_around_all_days(days: tuple[date, ...], first: date, last: date) -> None:
    marks = tuple(Mark("started", "baseline", day) for day in days)
    assert span(replace(TIMELINE, marks=(marks, ()))) == (first, last)


def test_points_are_days_and_rows_and_the_day_looked_at_is_below_all_rows() -> None:
    assert point_rows(TIMELINE) == [
        ("开工 · 计划", [(serial(date(2023, 3, 20)), 1)]),
        ("开工 · 实际", [(serial(date(2023, 5, 1)), 1)]),
        ("·", [(serial(JUNE), 2.7)]),
    ]


def test_a_timeline_without_works_has_the_day_looked_at() -> None:
    assert point_rows(replace(TIMELINE, rows=(), keys=(), marks=())) == [("·", [(serial(JUNE), 0.7)])]


def test_a_legend_names_the_steps_that_occur_and_every_aspect() -> None:
    runs = legend(TIMELINE)
    assert "".join(one.words for one in runs).split() == ["1", "开工", "|", "◆", "计划", "○", "预计", "●", "实际"]
    (grey,) = [one.ink for one, word in zip(runs, runs[1:], strict=False) if word.words.strip() == "计划"]
    assert grey == PLAIN


def test_the_number_of_a_step_stands_in_its_disc_and_what_was_planned_is_small() -> None:
    _, chart = drawn(TIMELINE)
    planned, actual, today = (one._element for one in chart.series)
    assert [one.xpath("string(c:marker/c:symbol/@val)") for one in (planned, actual, today)] == ["diamond", "circle", "none"]
    assert int(planned.xpath("string(c:marker/c:size/@val)")) < int(actual.xpath("string(c:marker/c:size/@val)"))
    assert actual.xpath("string(c:marker/c:spPr/a:solidFill/a:schemeClr/@val)") == "tx1"
    assert actual.xpath("string(c:dLbls/c:numFmt/@formatCode)") == '"1"'
    assert not planned.xpath("c:dLbls")


def test_what_was_planned_is_drawn_below_everything_else() -> None:
    marks = (Mark("opened", "baseline", date(2023, 7, 1)), Mark("started", "actual", date(2023, 5, 1)))
    assert [name for name, _ in point_rows(replace(TIMELINE, marks=(marks, ())))] == ["投用 · 计划", "开工 · 实际", "·"]


def test_every_work_has_its_name_as_text_in_the_order_of_the_rows() -> None:
    slide, chart = drawn(TIMELINE)
    names = [one for one in slide.shapes if one.name == "row"]
    assert [one.text_frame.text for one in names] == ["<b>甲</b>", "乙"]
    assert names[0].top < names[1].top
    assert chart.value_axis.reverse_order


@pytest.mark.parametrize(("name", "size"), [("一中", 14), ("示例 · 荥阳市第 1 学校（九年一贯制）", 12)])
def test_a_name_beside_the_rows_is_as_large_as_one_line_lets_it_be(name: str, size: int) -> None:
    slide, _ = drawn(replace(TIMELINE, rows=(name, "乙")))
    first = next(one for one in slide.shapes if one.name == "row")
    assert first.text_frame.paragraphs[0].runs[0].font.size.pt == size
