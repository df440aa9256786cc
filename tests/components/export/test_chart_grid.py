"""The numbers behind charts: rows and columns, the staircase of a plan, dots of a timeline, round axes, safe workbooks."""

import io
import zipfile
from datetime import date

import pytest

from components.exhibits.model import Bars, Curve, Mark, Series, Stack, Timeline
from components.export.chart_grid import (
    TODAY,
    Dots,
    Grid,
    ceiling,
    chart_data,
    dots_of,
    drawn_figures,
    from_serial,
    grid_of,
    serial,
    xy_data,
)

FORMULA = "=cmd|' /C calc'!A0"
JANUARY, FEBRUARY, MARCH = date(2023, 1, 1), date(2023, 2, 1), date(2023, 3, 1)


def curve(*, stepped: bool = True, as_of: date = FEBRUARY) -> Curve:
    actual, plan = Series("实际", (0, 2, None), "actual"), Series("计划", (0, 5, 9), "plan")
    return Curve((JANUARY, FEBRUARY, MARCH), actual, plan, as_of, "所", stepped)


def columns_of(body: Curve) -> list[dict[date, float]]:
    """The columns of a curve's grid: the known number of each date."""
    grid = grid_of(body)
    return [
        {day: one for day, one in zip(grid.names, column, strict=True) if isinstance(day, date) and one is not None}
        for column in grid.values
    ]


def test_bars_are_a_row_per_category_and_a_column_per_series() -> None:
    body = Bars(("北区", "南\x0b区"), ("N", "S"), Series("完成", (3, None), "actual"), ("3", "–"), Series("序时", (4, 5), "plan"))
    assert grid_of(body) == Grid(("北区", "南区"), ("N", "S"), (("完成", "actual"), ("序时", "plan")), ((3, None), (4, 5)))


def test_a_stack_without_rows_has_a_grid_without_rows() -> None:
    assert grid_of(Stack((), (), (Series("挂牌", (), "s"),))) == Grid((), (), (("挂牌", "s"),), ((),))


def test_a_planned_number_is_repeated_on_the_day_before_the_next() -> None:
    _, plan, _ = columns_of(curve())
    assert plan == {JANUARY: 0, date(2023, 1, 31): 0, FEBRUARY: 5, date(2023, 2, 28): 5, MARCH: 9}
    assert columns_of(curve(stepped=False))[1] == {JANUARY: 0, FEBRUARY: 5, MARCH: 9}


def test_rows_that_only_help_to_draw_have_no_key() -> None:
    grid = grid_of(curve(as_of=date(2023, 2, 15)))
    keys = {name: key for name, key in zip(grid.names, grid.keys, strict=True) if key}
    assert keys == {JANUARY: "2023-01-01", FEBRUARY: "2023-02-01", MARCH: "2023-03-01"}
    assert len(grid.names) == 6
    assert grid.columns[-1] == (TODAY, "")


def test_the_line_at_the_day_looked_at_reaches_the_end_of_the_axis() -> None:
    day = date(2023, 2, 15)
    assert columns_of(curve(as_of=day))[2] == {day: 10}


def test_dots_are_days_and_rows_by_step_and_aspect() -> None:
    marks = ((Mark("started", "baseline", JANUARY),), (), (Mark("started", "baseline", MARCH), Mark("opened", "actual", MARCH)))
    steps, aspects = {"started": "开工", "opened": "投用"}, {"baseline": "计划", "forecast": "预计", "actual": "实际"}
    body = Timeline(("甲", "乙", "丙"), ("A", "B", "C"), marks, steps, aspects, FEBRUARY)
    assert dots_of(body) == (
        Dots("开工 · 计划", "started.baseline", ((serial(JANUARY), 1), (serial(MARCH), 3))),
        Dots("投用 · 实际", "opened.actual", ((serial(MARCH), 3),)),
    )


@pytest.mark.parametrize(("day", "number"), [(date(1900, 3, 1), 61), (date(2000, 1, 1), 36526), (date(2023, 9, 30), 45199)])
def test_a_day_has_the_number_that_spreadsheets_give_it(day: date, number: int) -> None:
    assert (serial(day), from_serial(number), from_serial(number + 0.2)) == (number, day, day)


@pytest.mark.parametrize(
    ("values", "end"),
    [
        ([9.0], 10),
        ([10.0], 10),
        ([10.1], 12),
        ([16.0, None, 3.0], 20),
        ([0.07], 0.08),
        ([12_500.0], 15_000),
        ([0.0], 1),
        ([-5.0], 1),
        ([None], 1),
        ([], 1),
    ],
)
def test_an_axis_ends_at_the_next_round_number(values: list[float | None], end: float) -> None:
    assert ceiling(values) == pytest.approx(end)


def test_a_name_in_the_workbook_of_a_chart_is_no_formula() -> None:
    rows = chart_data(Grid((FORMULA,), ("A",), ((FORMULA, "x"),), ((1.0,),)))
    points = xy_data([(FORMULA, [(1.0, 2.0)])])
    for data in (rows, points):
        with zipfile.ZipFile(io.BytesIO(data._workbook_writer.xlsx_blob)) as book:
            assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
            assert FORMULA in book.read("xl/sharedStrings.xml").decode().replace("&apos;", "'")


def test_a_planned_number_holds_on_a_reported_day_before_the_next_one() -> None:
    days = (date(2023, 1, 1), date(2023, 1, 30), date(2023, 1, 31))
    body = Curve(days, Series("实际", (None, 1, None), "actual"), Series("计划", (0, None, 5), "plan"), days[-1], stepped=True)
    assert grid_of(body).values[1] == (0, 0, 5)
    assert drawn_figures(body)["2023-01-30.plan"] == 0
