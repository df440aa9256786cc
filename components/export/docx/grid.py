"""The worksheet behind a chart in Word, which "Edit data" opens: one column per series, one row per category or date."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import xlsxwriter

from components.exhibits.model import Bars, Curve, Series, Stack
from components.i18n.text import Text
from components.theme import MARKS
from components.typography import clean

Chart = Bars | Stack | Curve
_WRITE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@dataclass(frozen=True, slots=True)
class Grid:
    """The worksheet behind a chart: names or dates of rows, and one column per series."""

    rows: tuple[str, ...] | tuple[date, ...]
    columns: tuple[Series, ...]
    unit: str


def grid_of(body: Chart, *, t: Text) -> Grid:
    """Return the worksheet of a chart. A curve gets extra rows for ``as_of`` and for the days before its planned steps."""
    if isinstance(body, Curve):
        return _days(body, t=t)
    names = _marked(body) if isinstance(body, Bars) else _planned(body)
    return Grid(tuple(clean(name) for name in names), body.series, body.unit)


def _marked(body: Bars) -> tuple[str, ...]:
    """Return categories with the mark of their status, and with their label if no bar is there to carry it."""
    marks = [f"{MARKS[status]} " for status in body.statuses] or [""] * len(body.categories)
    rows = zip(marks, body.categories, body.labels, (carrier(body, at) for at in range(len(marks))), strict=True)
    return tuple(f"{mark}{name}" if at is not None else f"{mark}{name}  {label}" for mark, name, label, at in rows)


def _planned(body: Stack) -> tuple[str, ...]:
    """Return categories with the planned value, because Word draws no bar next to a stack that is not part of it."""
    if body.plan is None:
        return body.categories
    wants = ("" if value is None else f"（{body.plan.name} {value:g}）" for value in body.plan.values)
    return tuple(name + want for name, want in zip(body.categories, wants, strict=True))


def carrier(body: Bars, row: int) -> int | None:
    """Return the series that reaches further in a row, and so carries its label; None if neither has a number."""
    reach = [(value, at) for at, one in enumerate(body.series) if (value := one.values[row]) is not None]
    return max(reach, key=lambda one: (one[0], -one[1]))[1] if reach else None


def _days(body: Curve, *, t: Text) -> Grid:
    actual, plan = (dict(zip(body.days, one.values, strict=True)) for one in body.series)
    if body.stepped:
        plan = _steps(plan)
    days = tuple(sorted({*body.days, *plan, body.as_of}))
    top = max((value for one in body.series for value in one.values if value is not None), default=1)
    line = Series(t("briefing.as_of", day=body.as_of), tuple(top if day == body.as_of else None for day in days), "as_of")
    found = [
        Series(one.name, tuple(map(values.get, days)), one.key, one.colour)
        for one, values in zip(body.series, (actual, plan), strict=True)
    ]
    return Grid(days, (*found, line), body.unit)


def _steps(plan: dict[date, float | None]) -> dict[date, float | None]:
    """Return the plan with its old value on the day before each new one, since Word has no stepped line."""
    held: dict[date, float | None] = {}
    before: float | None = None
    for day, value in sorted(plan.items()):
        if before is not None and value is not None and value != before:
            held.setdefault(day - timedelta(days=1), before)
        held[day] = value
        before = before if value is None else value
    return held


def workbook(grid: Grid) -> bytes:
    """Return the worksheet as XLSX; no text in it is a formula or a link."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, _WRITE)
    sheet, days = book.add_worksheet("Sheet1"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.set_column(0, 0, 28)
    for column, series in enumerate(grid.columns, 1):
        sheet.write_string(0, column, clean(series.name))
        for row, value in enumerate(series.values, 1):
            if value is not None:
                sheet.write_number(row, column, value)
    for row, name in enumerate(grid.rows, 1):
        if isinstance(name, date):
            sheet.write_datetime(row, 0, name, days)
        else:
            sheet.write_string(row, 0, name)
    book.close()
    return file.getvalue()
