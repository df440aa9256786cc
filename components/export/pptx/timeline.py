"""Timelines as native PowerPoint scatter charts: a row per work, a series per step and aspect, a hairline at ``as_of``."""

from datetime import date, timedelta
from typing import Any

from pptx.chart.chart import Chart
from pptx.enum.chart import XL_CHART_TYPE as Type
from pptx.slide import Slide

from components.exhibits.model import Timeline
from components.export.chart_grid import TODAY, dots_of, serial, xy_data
from components.export.map_layout import Box
from components.export.pptx.look import finish, inner_place, line, mark_today, marker
from components.export.pptx.text import Run, place, text_box, width_of
from components.theme import LIGHT

#: Marker of each step, as named by the file format and as shown in a legend.
_SIGNS = (("diamond", "◇"), ("square", "□"), ("triangle", "△"), ("circle", "○"), ("x", "×"), ("plus", "+"), ("star", "✳"))
#: Fill and line of each aspect: baseline hollow and grey, forecast hollow, actual solid. LibreOffice fills hollow markers with
#: their line colour, but does not draw white ones.
_INKS = {"baseline": ("", LIGHT.plain), "forecast": ("", "accent1"), "actual": ("tx1", "tx1")}
#: Start of the rows as a share of the chart's width; their top and height as shares of its height; letters on a line of a name.
_FROM, _TOP, _HIGH, _FITS = 0.34, 0.07, 0.91, 40
#: Margins of the row scale: its start, and its extent beyond the last row.
_EDGES = (0.3, 0.7)
_MONTH = 31


def add_timeline(slide: Slide, box: Box, body: Timeline) -> Any:
    """Draw the works with their marks; return the frame of the chart."""
    frame: Any = slide.shapes.add_chart(Type.XY_SCATTER, *place(box), xy_data(point_rows(body)))
    chart = frame.chart
    finish(chart)
    for series in chart.series:
        line(series.format.line, "", 0)
    for dots, series in zip(dots_of(body), chart.series, strict=False):
        dress(series, dots.key, tuple(body.steps))
    today = chart.series[len(chart.series) - 1]
    marker(today, "none", 2)
    mark_today(today, "minus", len(body.rows) + _EDGES[1], "fixedVal")
    _axes(chart, body)
    inner_place(chart, _FROM, _TOP, 0.98 - _FROM, _HIGH)
    _add_names(slide, box, body)
    return frame


def point_rows(body: Timeline) -> list[tuple[str, list[tuple[float, float]]]]:
    """Return the series with their points: the marks, and ``as_of``."""
    rows: list[tuple[str, list[tuple[float, float]]]] = [(dots.name, list(dots.points)) for dots in dots_of(body)]
    return [*rows, (TODAY, [(serial(body.as_of), len(body.rows) + _EDGES[1])])]


def dress(series: Any, key: str, steps: tuple[str, ...]) -> None:
    """Format a series with the marker of a step, in the ink of an aspect."""
    step, _, aspect = key.rpartition(".")
    shape, _ = _SIGNS[steps.index(step) % len(_SIGNS)]
    inner, outer = _INKS.get(aspect, _INKS["forecast"])
    marker(series, shape, 10 if aspect == "actual" else 9, fill_ink=inner, line_ink=outer, width=1.75)


def legend(body: Timeline) -> list[Run]:
    """Return the meaning of markers and inks as one line."""
    used = {mark.step for marks in body.marks for mark in marks}
    runs = [Run(f"{_SIGNS[at % len(_SIGNS)][1]} {word}   ") for at, (step, word) in enumerate(body.steps.items()) if step in used]
    inks = {"baseline": "□", "forecast": "□", "actual": "■"}
    runs.append(Run("|   "))
    for aspect, word in body.aspects.items():
        runs += [Run(f"{inks.get(aspect, '□')} ", ink=_INKS.get(aspect, _INKS["forecast"])[1]), Run(f"{word}   ")]
    return runs


def _add_names(slide: Slide, box: Box, body: Timeline) -> None:
    """Add the names as text boxes next to the rows, since each office program wraps chart labels differently."""
    before, after = _EDGES
    each = box.height * _HIGH / (len(body.rows) + after - before)
    for at, name in enumerate(body.rows):
        top = box.top + box.height * _TOP + (at + 1 - before - 0.5) * each
        room = Box(box.left, round(top), round(box.width * (_FROM - 0.01)), round(each))
        size = 13 if width_of(name) <= _FITS else 11 if len(body.rows) <= 10 else 10
        text_box(slide, room, [[Run(name, size=size)]], align="r", anchor="ctr").name = "row"


def _axes(chart: Chart, body: Timeline) -> None:
    first, last = span(body)
    days, rows = chart.category_axis, chart.value_axis
    rows.reverse_order = True
    rows.minimum_scale, rows.maximum_scale, rows.major_unit = _EDGES[0], len(body.rows) + _EDGES[1], 1
    rows.visible = False
    rows.has_major_gridlines = False
    days.minimum_scale, days.maximum_scale = serial(first), serial(last)
    days.major_unit = _MONTH * max(1, round((last - first).days / _MONTH / 9))
    days.has_major_gridlines = True
    line(days.major_gridlines.format.line, LIGHT.line, 0.75)
    line(days.format.line, LIGHT.plain, 1)
    days.tick_labels.number_format_is_linked = False
    days.tick_labels.number_format = "yyyy\\-mm"


def span(body: Timeline) -> tuple[date, date]:
    """Return the ends of the axis: the first of a month shortly before all dates, and the first of the month after them."""
    days = [body.as_of, *(mark.day for marks in body.marks for mark in marks)]
    last = max(days)
    return (min(days) - timedelta(6)).replace(day=1), date(last.year + last.month // 12, last.month % 12 + 1, 1)
