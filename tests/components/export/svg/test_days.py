"""Pictures over time: the scale of dates, the curve of a target and the timeline of works."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from components.exhibits.model import Curve, Mark, Series, Timeline
from components.export.svg.days import Days, draw_curve, draw_timeline
from components.export.svg.draw import Drawing, Pen
from components.i18n.text import Text
from components.theme import LIGHT

PEN = Pen(Text("zh"), LIGHT, 1000)
MARCH, JUNE, DECEMBER = date(2023, 3, 31), date(2023, 6, 30), date(2023, 12, 31)
CURVE = Curve((MARCH, JUNE, DECEMBER), Series("实际", (2, 5, None), "actual"), Series("计划", (3, None, 8), "plan"), JUNE, "所")
TIMELINE = Timeline(
    ("<b>甲</b>\x0b",),
    ("P1",),
    ((Mark("started", "baseline", MARCH), Mark("started", "forecast", JUNE), Mark("started", "actual", date(2023, 5, 1))),),
    {"started": "开工", "opened": "投用"},
    {"baseline": "计划", "forecast": "预计", "actual": "实际"},
    JUNE,
)


def root(drawing: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(f"<svg>{''.join(drawing.elements)}</svg>")


def texts(drawing: Drawing, kind: str = "text") -> list[str]:
    return ["".join(one.itertext()) for one in root(drawing).iter(kind)]


def test_a_date_lies_between_the_ends_by_its_days() -> None:
    days = Days(100, 300, date(2023, 1, 1), date(2023, 1, 11))
    assert [days(date(2023, 1, day)) for day in (1, 6, 11)] == [100, 200, 300]


def test_a_scale_of_a_single_day_begins_at_it() -> None:
    assert Days(100, 300, JUNE, JUNE)(JUNE) == 100


@pytest.mark.parametrize(
    ("width", "last", "months"),
    [
        (1000, DECEMBER, list(range(1, 13))),
        (500, DECEMBER, [1, 3, 5, 7, 9, 11]),
        (304, DECEMBER, [1, 4, 7, 10]),
        (300, DECEMBER, [1, 7]),
        (60, DECEMBER, [1]),
        (1000, date(2023, 1, 1), [1]),
    ],
)
def test_an_axis_names_months_as_far_as_there_is_room(width: float, last: date, months: list[int]) -> None:
    assert Days(0, width, date(2023, 1, 1), last).months() == [date(2023, month, 1) for month in months]


def test_an_axis_within_a_month_names_none() -> None:
    assert Days(0, 1000, date(2023, 1, 2), date(2023, 1, 31)).months() == []


def test_a_curve_has_a_dot_for_each_report_and_the_last_number_of_each_series() -> None:
    drawing = draw_curve(CURVE, PEN)
    assert texts(drawing, "title") == ["2023-03-31 实际 2所", "2023-06-30 实际 5所"]
    assert {"实际 5所", "计划 8所", "截至2023年6月30日"} <= set(texts(drawing))


def test_a_curve_without_a_report_says_so_with_a_dash() -> None:
    drawing = draw_curve(replace(CURVE, actual=Series("实际", (None, None, None), "actual")), PEN)
    assert texts(drawing, "title") == []
    assert {"实际 –", "计划 8所"} <= set(texts(drawing))


def test_a_curve_is_as_high_as_asked() -> None:
    assert draw_curve(CURVE, replace(PEN, height=300)).height == 300


def test_a_timeline_names_each_day_but_no_forecast_of_a_step_that_is_done() -> None:
    assert texts(draw_timeline(TIMELINE, PEN), "title") == ["<b>甲</b> 开工 计划 2023-03-31", "<b>甲</b> 开工 实际 2023-05-01"]


def test_a_timeline_explains_only_steps_that_occur() -> None:
    words = texts(draw_timeline(TIMELINE, PEN))
    assert "开工" in words
    assert "投用" not in words


def test_a_slip_is_a_line_from_the_planned_day_to_the_actual_one() -> None:
    def slips(drawing: Drawing) -> int:
        return sum(one.get("stroke") == LIGHT.plain for one in root(drawing).iter("line"))

    assert slips(draw_timeline(TIMELINE, PEN)) == 1
    planned = replace(TIMELINE, marks=(TIMELINE.marks[0][:1],))
    assert slips(draw_timeline(planned, PEN)) == 0


def test_a_work_without_a_date_keeps_its_row() -> None:
    drawing = draw_timeline(replace(TIMELINE, rows=("甲", "乙"), keys=("P1", "P2"), marks=((), TIMELINE.marks[0])), PEN)
    assert {"甲", "乙"} <= set(texts(drawing))
