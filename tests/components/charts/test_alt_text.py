"""Charts as described to screen readers: their own numbers, in both languages."""

from datetime import date
from fractions import Fraction

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts.alt_text import MOST_POINTS, points, spoken
from components.charts.bars import building_funnel, by_district, gap_bars
from components.charts.time_series import month_curve, plan_against_reports
from components.i18n.text import Text
from components.theme import LIGHT

ENGLISH = Text("en")


def test_a_bar_is_told_with_its_name_and_its_words() -> None:
    values = pd.DataFrame({"code": ["A", "B"], "name": ["A & B", "North"], "value": [Fraction(3), Fraction(12)]})
    figure = by_district(values, t=ENGLISH, look=LIGHT, chosen="A", city=None, unit=" schools")
    assert list(points(figure)) == ["A & B: 3 schools", "North: 12 schools"]


def test_a_curve_tells_plan_and_reports_with_their_days() -> None:
    reports = pd.DataFrame({"as_of": [date(2023, 6, 30)], "value": [Fraction(7)], "origin": ["reported"]})
    plan = [(date(2023, 1, 1), Fraction(0)), (date(2023, 12, 31), Fraction(16))]
    figure = plan_against_reports(
        reports, t=ENGLISH, look=LIGHT, plan=plan, stepped=True, as_of=date(2023, 7, 1), unit="%", plan_name="Plan"
    )
    assert list(points(figure)) == ["Plan 2023-01-01: 0%", "Plan 2023-12-31: 16%", "2023-06-30: 7% (reported)"]


def test_a_count_by_month_tells_whole_numbers() -> None:
    months = pd.DataFrame({"day": [date(2023, 1, 31)], "actual": [Fraction(5)], "planned": [Fraction(6)]})
    figure = month_curve(months, t=ENGLISH, look=LIGHT, as_of=date(2023, 1, 31), unit="")
    assert [one.split(": ")[1] for one in points(figure)] == ["6", "5"]


def test_steps_are_told_with_projects_and_seats() -> None:
    funnel = pd.DataFrame({"step": ["started"], "projects": [4], "seats": [1200], "planned": [5]})
    told = list(points(building_funnel(funnel, t=ENGLISH, look=LIGHT)))
    assert told == ["Started: 4 · 1,200 places", "Started · 5 planned"]


@pytest.mark.parametrize("n", [MOST_POINTS, MOST_POINTS + 6])
def test_of_many_points_the_first_are_told_and_how_many_are_left(n: int) -> None:
    figure = gap_bars([f"D{at}" for at in range(n)], list(range(1, n + 1)), [f"lacks {at}" for at in range(n)], look=LIGHT)
    said = spoken(figure, "What each district lacks", ENGLISH)
    assert said.startswith("What each district lacks: D0: lacks 0; D1: lacks 1;")
    assert ("and 6 more" in said) == (n > MOST_POINTS)


def test_an_empty_chart_says_what_it_would_show() -> None:
    assert spoken(go.Figure(), "Nothing yet", ENGLISH) == "Nothing yet"
