"""A native curve: the newest number at its dot, on the side away from the plan, on an axis from zero."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pptx import Presentation

from components.exhibits.model import Curve, Series
from components.export.map_layout import Box
from components.export.pptx.curve import add_curve, curve_label

MARCH, JUNE, DECEMBER = date(2023, 3, 31), date(2023, 6, 30), date(2023, 12, 31)
CURVE = Curve(
    (MARCH, JUNE, DECEMBER), Series("实际", (2, 5, None), "actual"), Series("计划", (3, 4, 8), "plan"), JUNE, "所", stepped=False
)


def chart(body: Curve) -> Any:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    return add_curve(slide, Box(0, 0, 9_000_000, 5_000_000), body).chart


def actual(*values: float | None) -> Curve:
    return replace(CURVE, actual=Series("实际", values, "actual"))


def label(body: Curve) -> tuple[int, str, str]:
    """The only label: its point, its words and its position."""
    (one,) = chart(body)._chartSpace.xpath(".//c:dLbl")
    words = "".join(one.xpath(".//a:t/text()"))
    return int(one.xpath("string(c:idx/@val)")), words, str(one.xpath("string(c:dLblPos/@val)"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (CURVE, "5所"),
        (actual(2, 5.255, 7.5), "7.5所"),
        (actual(0, None, None), "0所"),
        (actual(None, None, None), ""),
        (replace(CURVE, unit="%\x0b"), "5%"),
    ],
)
def test_the_label_of_a_curve_is_its_newest_number(body: Curve, words: str) -> None:
    assert curve_label(body) == words


def test_the_label_is_beside_the_dot_while_there_is_room_else_away_from_the_plan() -> None:
    assert label(actual(2, None, None)) == (0, "2所", "r")
    assert label(actual(2, 5, 6)) == (2, "6所", "b")
    assert label(actual(2, 5, 9)) == (2, "9所", "t")


def test_a_curve_without_reports_has_no_label() -> None:
    assert chart(actual(None, None, None))._chartSpace.xpath(".//c:dLbl") == []


def test_an_axis_begins_at_zero_and_ends_above_both_series() -> None:
    axis = chart(CURVE).value_axis
    assert (axis.minimum_scale, axis.maximum_scale) == (0, 8)
    nothing = replace(actual(None, None, None), plan=Series("计划", (None, None, None), "plan"))
    assert chart(nothing).value_axis.maximum_scale == 1


def test_actual_plan_and_the_day_looked_at_are_three_lines_of_which_two_are_named() -> None:
    drawn = chart(CURVE)
    assert [one.name for one in drawn.series] == ["实际", "计划", "·"]
    assert drawn._chartSpace.xpath(".//c:legendEntry[c:delete/@val='1']/c:idx/@val") == ["2"]
    assert list(drawn.series[2].values) == [None, 8, None]
