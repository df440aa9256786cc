"""The planned course of a target as a picture: its words, its end at the number, and nothing without either."""

from datetime import date
from decimal import Decimal
from urllib.parse import unquote

from components.charts.plan_curve import plan_curve
from components.i18n.text import Text
from components.theme import LIGHT
from models.plan.file_parts import PointPart

FIRST, DUE = date(2024, 1, 1), date(2024, 12, 31)


def curve(*points: tuple[date, int], goal: int | None = 20, baseline: int | None = None) -> str:
    parts = [PointPart(by=by, value=Decimal(value)) for by, value in points]
    numbers = {"goal": goal, "baseline": baseline}
    given = {name: None if number is None else Decimal(number) for name, number in numbers.items()}
    return plan_curve(Text("en"), LIGHT, parts, first_day=FIRST, due=DUE, **given)


def test_a_curve_ends_at_the_number_on_the_due_date() -> None:
    assert 'alt="Planned course: 30 Jun 2024: 8, 31 Dec 2024: 20"' in curve((date(2024, 6, 30), 8))


def test_a_point_on_the_due_date_is_not_said_twice() -> None:
    assert curve((DUE, 20)).count("31 Dec 2024") == 1


def test_there_is_no_picture_without_a_number_or_a_point() -> None:
    assert curve(goal=None) == ""


def test_equal_values_and_a_point_before_the_first_day_can_be_drawn() -> None:
    drawn = unquote(curve((date(2023, 6, 30), 5), goal=5, baseline=5))
    assert "nan" not in drawn
    assert drawn.count("<circle") == 2
