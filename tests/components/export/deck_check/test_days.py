"""Curves and timelines in a deck: numbers and days by their date, with those that came since."""

from dataclasses import replace
from datetime import date
from typing import Any

from pptx import Presentation

from components.exhibits.model import Curve, Mark, Series, Timeline
from components.export.deck_check.charts import day_at, read_lines
from components.export.deck_check.days import read_curve, read_timeline
from components.export.deck_check.spots import Found, told
from components.export.map_layout import Box
from components.export.pptx.curve import add_curve
from components.export.pptx.timeline import add_timeline

BOX = Box(0, 0, 9_000_000, 5_000_000)
JANUARY, MARCH, JUNE, DECEMBER = date(2023, 1, 31), date(2023, 3, 31), date(2023, 6, 30), date(2023, 12, 31)
CURVE = Curve(
    (JANUARY, MARCH, DECEMBER),
    Series("实际", (0, 2, None), "actual"),
    Series("计划", (0, 3, 8), "expected"),
    MARCH,
    "所",
)
LATER = replace(
    CURVE,
    days=(JANUARY, MARCH, JUNE, DECEMBER),
    actual=Series("实际", (0, 2, 5, None), "actual"),
    plan=Series("计划", (0, 3, None, 8), "expected"),
    as_of=JUNE,
)
TIMELINE = Timeline(
    ("甲小学", "乙 <b>&小学"),
    ("P1", "P2"),
    ((Mark("started", "forecast", MARCH),), (Mark("started", "actual", JANUARY),)),
    {"started": "开工", "opened": "投用"},
    {"baseline": "计划", "forecast": "预计", "actual": "实际"},
    MARCH,
)
STARTED = replace(TIMELINE, marks=((Mark("started", "actual", JUNE),), TIMELINE.marks[1]), as_of=JUNE)


def slide() -> Any:
    presentation = Presentation()
    return presentation.slides.add_slide(presentation.slide_layouts[6])


def differences(found: Found) -> list[tuple[str, str, str]]:
    return [(one.key, one.then, one.now) for one in told(found.spots, 1, "part")]


def reported(chart: Any) -> dict[date | None, float]:
    """The known numbers of the first series, by date."""
    actual, *_ = read_lines(chart)
    return {day_at(place): value for place, value in zip(actual.places, actual.values, strict=True) if value is not None}


def test_a_curve_of_which_nothing_moved_differs_in_nothing() -> None:
    assert differences(read_curve(add_curve(slide(), BOX, CURVE).chart, CURVE, CURVE)) == []


def test_a_report_that_came_since_is_told_without_an_earlier_number_and_drawn() -> None:
    chart = add_curve(slide(), BOX, CURVE).chart
    found = read_curve(chart, CURVE, LATER)
    assert differences(found) == [("2023-06-30.actual", "–", "5所")]
    found.renew()
    assert reported(chart) == {JANUARY: 0, MARCH: 2, JUNE: 5}
    assert differences(read_curve(chart, LATER, LATER)) == []


def test_a_report_that_was_withdrawn_is_told_with_a_dash() -> None:
    withdrawn = replace(CURVE, actual=replace(CURVE.actual, values=(0, None, None)))
    chart = add_curve(slide(), BOX, CURVE).chart
    assert differences(read_curve(chart, CURVE, withdrawn)) == [("2023-03-31.actual", "2所", "–")]


def test_a_number_of_the_presenters_own_stays_in_a_renewed_curve() -> None:
    chart = add_curve(slide(), BOX, CURVE).chart
    point = chart._chartSpace.xpath(".//c:ser[1]/c:val//c:pt[c:v='2']/c:v")[0]
    point.text = "4"
    read_curve(chart, CURVE, LATER).renew()
    assert reported(chart) == {JANUARY: 0, MARCH: 4, JUNE: 5}


def test_a_forecast_that_came_true_is_told_as_a_day_that_went_and_one_that_came() -> None:
    chart = add_timeline(slide(), BOX, TIMELINE).chart
    found = read_timeline(chart, TIMELINE, STARTED, TIMELINE.keys)
    assert differences(found) == [
        ("P1.started.forecast", "2023-03-31", "–"),
        ("P1.started.actual", "–", "2023-06-30"),
    ]
    found.renew()
    assert differences(read_timeline(chart, STARTED, STARTED, STARTED.keys)) == []


def test_only_the_works_on_the_slide_are_compared() -> None:
    chart = add_timeline(slide(), BOX, replace(TIMELINE, rows=("乙 <b>&小学",), keys=("P2",), marks=TIMELINE.marks[1:])).chart
    assert differences(read_timeline(chart, TIMELINE, STARTED, ("P2",))) == []


def test_a_work_that_is_gone_is_told_with_its_name() -> None:
    chart = add_timeline(slide(), BOX, TIMELINE).chart
    left = replace(TIMELINE, rows=TIMELINE.rows[:1], keys=("P1",), marks=TIMELINE.marks[:1])
    (one,) = told(read_timeline(chart, TIMELINE, left, TIMELINE.keys).spots, 1, "timeline")
    assert (one.key, one.figure, one.kind) == ("P2.started.actual", "乙 <b>&小学 · 开工 · 实际", "gone")


def test_a_timeline_without_works_has_no_days() -> None:
    nothing = replace(TIMELINE, rows=(), keys=(), marks=())
    chart = add_timeline(slide(), BOX, TIMELINE).chart
    assert read_timeline(chart, nothing, nothing, ()).spots == []
