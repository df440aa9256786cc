"""The numbers of a chart as a grid, as in its worksheet: one row per category or date, one column per series.

A grid may hold rows and columns that only help to draw; their key is "".
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor, log10
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.util import lazyproperty
from xlsxwriter import Workbook

from components.charts.axes import fitted, is_fitted
from components.exhibits.model import Bars, Curve, Stack, Timeline
from components.typography import clean

#: Day 0 of a spreadsheet.
EPOCH = date(1899, 12, 30)
#: Number format of charts: whole numbers without decimals.
GENERAL = "General"
#: Name of the helper column that draws the line at ``as_of``.
TODAY = "·"
#: Length of the invisible bars that hold the labels of a waterfall, as a share of the longest bar.
LABEL = 0.1
#: Time at which the workbook of a chart was made: the same numbers give the same bytes.
MADE = datetime(1980, 1, 1)
_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of chart data: ``values`` by column, then row; ``names`` of rows are words or dates."""

    names: tuple[str | date, ...]
    keys: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    values: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Dots:
    """Points of one step and aspect of a timeline: name, key ``<step>.<aspect>``, and serial days with rows from 1, the top."""

    name: str
    key: str
    points: tuple[tuple[int, int], ...]


def grid_of(body: Bars | Stack | Curve) -> Grid:
    """Return the grid of a chart."""
    if isinstance(body, Curve):
        return _days_grid(body)
    if isinstance(body, Bars) and body.starts:
        return _waterfall_grid(body)
    columns = tuple((clean(one.name), one.key) for one in body.series)
    return Grid(tuple(map(clean, body.categories)), body.keys, columns, tuple(one.values for one in body.series))


def _waterfall_grid(body: Bars) -> Grid:
    """Return the grid of a waterfall: an invisible bar below each step, the height of the step, and room for its label."""
    lows, highs = zip(*body.spans, strict=True)
    room = max(highs) * LABEL
    columns = ((TODAY, ""), (clean(body.actual.name), body.actual.key), (2 * TODAY, ""))
    steps = tuple(high - low for low, high in body.spans)
    return Grid(tuple(map(clean, body.categories)), body.keys, columns, (lows, steps, (room,) * len(steps)))


def drawn_bars(body: Bars | Stack) -> dict[str, float | None]:
    """Return the figures of bars as drawn, by ``<category>.<series>``; a step of a waterfall is drawn by its height."""
    if not isinstance(body, Bars) or not body.starts:
        return body.figures()
    return {f"{key}.{body.actual.key}": high - low for key, (low, high) in zip(body.keys, body.spans, strict=True)}


def _days_grid(body: Curve) -> Grid:
    """Return the grid of a curve. The day before each new planned number repeats the old one: the line is a staircase."""
    given = {day: at for at, day in enumerate(body.days)}
    planned = [(day, value) for day, value in zip(body.days, body.plan.values, strict=True) if value is not None]
    held = {after - timedelta(1): value for (_, value), (after, _) in zip(planned, planned[1:], strict=False)}
    extra = held if body.stepped else {}
    days = tuple(sorted({*given, *extra, body.as_of}))
    stated = dict(planned)
    plan = tuple(stated.get(day, extra.get(day)) for day in days)
    actual = tuple(body.actual.values[given[day]] if day in given else None for day in days)
    values = [*plan, *actual]
    top = fitted(values).high if is_fitted(body.unit, values) else ceiling(values)
    today = tuple(top if day == body.as_of else None for day in days)
    keys = tuple(day.isoformat() if day in given else "" for day in days)
    columns = ((clean(body.actual.name), body.actual.key), (clean(body.plan.name), body.plan.key), (TODAY, ""))
    return Grid(days, keys, columns, (actual, plan, today))


def drawn_figures(body: Curve) -> dict[str, float | None]:
    """Return the figures of a curve by ``<day>.<series>``, with the plan held until the day before its next number."""
    grid = grid_of(body)
    columns = zip(grid.columns, grid.values, strict=True)
    return {f"{day}.{code}": own[at] for (_, code), own in columns if code for at, day in enumerate(grid.keys) if day}


def dots_of(body: Timeline) -> tuple[Dots, ...]:
    """Return the dots of a timeline, by aspect and step: what was planned first, so that it is drawn below all others."""
    found = []
    for aspect, aspect_word in sorted(body.aspects.items(), key=lambda one: one[0] != "baseline"):
        for step, step_word in body.steps.items():
            points = tuple(
                (serial(mark.day), row)
                for row, marks in enumerate(body.marks, 1)
                for mark in marks
                if (mark.step, mark.aspect) == (step, aspect)
            )
            if points:
                found.append(Dots(clean(f"{step_word} · {aspect_word}"), f"{step}.{aspect}", points))
    return tuple(found)


def serial(day: date) -> int:
    """Return a date as a spreadsheet's serial number."""
    return (day - EPOCH).days


def from_serial(number: float) -> date:
    """Return the date of a spreadsheet's serial number."""
    return EPOCH + timedelta(round(number))


def ceiling(values: list[float | None]) -> float:
    """Return the end of an axis from zero: the next round number above all values, 1 if there are no values."""
    most = max([value for value in values if value is not None], default=0.0)
    if most <= 0:
        return 1.0
    unit = 10.0 ** floor(log10(most))
    return next(unit * step for step in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if unit * step >= most * (1 - 1e-12))


def chart_data(grid: Grid) -> Any:
    """Return the grid as chart data of python-pptx."""
    make: Any = _SafeRows  # python-pptx has no type annotations
    data = make(number_format=GENERAL)
    data.categories = grid.names
    for (name, _), values in zip(grid.columns, grid.values, strict=True):
        data.add_series(name, values)
    return data


def xy_data(rows: Sequence[tuple[str, Sequence[tuple[float, float]]]]) -> Any:
    """Return series of points as chart data of python-pptx."""
    make: Any = _SafePoints
    data = make(number_format=GENERAL)
    for name, points in rows:
        series = data.add_series(name)
        for x, y in points:
            series.add_data_point(x, y)
    return data


class _SafeWriter:
    """Workbook writer without formulas and links: python-pptx would write a name such as ``=cmd|…`` as a formula."""

    @contextmanager
    def _open_worksheet(self, file: io.BytesIO) -> Iterator[tuple[Any, Any]]:
        with Workbook(file, _SAFE) as workbook:
            workbook.set_properties({"created": MADE})
            yield workbook, workbook.add_worksheet()


class _RowsWriter(_SafeWriter, CategoryWorkbookWriter):
    pass


class _PointsWriter(_SafeWriter, XyWorkbookWriter):
    pass


class _SafeRows(CategoryChartData):
    @lazyproperty
    def _workbook_writer(self) -> Any:
        make: Any = _RowsWriter
        return make(self)


class _SafePoints(XyChartData):
    @lazyproperty
    def _workbook_writer(self) -> Any:
        make: Any = _PointsWriter
        return make(self)
