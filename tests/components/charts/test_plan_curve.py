"""The planned course of a target as a picture: its words, its end at the number, and nothing without either."""

import re
from datetime import date
from decimal import Decimal
from urllib.parse import unquote

from components.charts.plan_curve import plan_curve
from components.i18n.text import Text
from components.theme import LIGHT
from models.plan.file_parts import PointPart, TargetPart
from models.status import TargetKind

FIRST, DUE = date(2024, 1, 1), date(2024, 12, 31)


def curve(
    *points: tuple[date, int],
    goal: int | None = 20,
    baseline: int | None = None,
    upper: int | None = None,
    kind: TargetKind = TargetKind.COUNT,
) -> str:
    parts = tuple(PointPart(by=by, value=Decimal(value)) for by, value in points)
    numbers = {"target": goal, "baseline": baseline, "upper": upper}
    given = {name: None if number is None else Decimal(number) for name, number in numbers.items()}
    target = TargetPart.model_construct(code="A", section="S", kind=kind, name="甲", plan=parts, **given)
    return plan_curve(Text("en"), LIGHT, target, first_day=FIRST, due=DUE)


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


def test_a_level_between_two_numbers_shows_both() -> None:
    drawn = curve(goal=45, upper=55, kind=TargetKind.FLOOR)
    assert 'alt="Planned course: 31 Dec 2024: 45. Upper limit 55"' in drawn
    (low,) = set(re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', unquote(drawn)))
    (high,) = re.findall(r'y1="([\d.]+)" y2="[\d.]+" stroke="[^"]+" stroke-dasharray', unquote(drawn))
    assert float(high) < float(low), "the upper limit lies above the lower one"


def test_a_level_to_keep_is_level_and_a_total_rises_from_nothing() -> None:
    def heights(kind: TargetKind) -> list[str]:
        (line,) = re.findall(r'<polyline points="([^"]+)"', unquote(curve(kind=kind)))
        return [point.partition(",")[2] for point in line.split()]

    assert len(set(heights(TargetKind.FLOOR))) == len(set(heights(TargetKind.CEILING))) == 1
    assert len(set(heights(TargetKind.COUNT))) == 2


def test_without_an_upper_limit_there_is_no_second_line() -> None:
    assert "dasharray" not in unquote(curve())
