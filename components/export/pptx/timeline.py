"""Timelines as native PowerPoint scatter charts: a row per work, a series per step and aspect, a hairline at ``as_of``.

The number of its step stands in each disc: forms alone could not be told apart across a room.
"""

from datetime import date, timedelta
from math import ceil
from typing import Any

from pptx.chart.chart import Chart
from pptx.enum.chart import XL_CHART_TYPE as Type
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide

from components.exhibits.model import Timeline
from components.export.chart_grid import TODAY, dots_of, serial, xy_data
from components.export.map_layout import Box
from components.export.pptx.inks import ACCENT, INK, LINE, PALE, PAPER, PLAIN
from components.export.pptx.look import finish, inner_place, line, mark_today, marker
from components.export.pptx.text import Run, place, points, set_font, text_box, width_of

#: Marker, its size, fill and line, and the ink of its number, of each aspect: baseline small and grey without a number, forecast
#: pale with an edge, actual solid. LibreOffice fills hollow markers with their line colour, so that none is hollow.
_LOOKS = {
    "baseline": ("diamond", 8, PLAIN, PLAIN, ""),
    "forecast": ("circle", 17, PALE, ACCENT, INK),
    "actual": ("circle", 17, INK, INK, PAPER),
}
#: Size of the number in a disc, and width of a date with its gap, in points.
_NUMBER, _LABEL = 11, 85
#: Start of the rows as a share of the chart's width; their top and height as shares of its height.
_FROM, _TOP, _HIGH = 0.34, 0.07, 0.91
#: Sizes of names in points, of which the first at which a name has one line is taken, and width of a letter as a share of them.
_SIZES, _LETTER = (14, 12, 11, 10), 0.6
#: Margins of the row scale: its start, and its extent beyond the last row.
_EDGES = (0.3, 0.7)
_MONTH = 31
#: Labels of a series: the same number at each of its points, whatever its value is.
_LABELS = (
    "<c:dLbls {ns}><c:numFmt formatCode='\"{number}\"' sourceLinked='0'/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
    "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz='{size}'/></a:pPr><a:endParaRPr/></a:p></c:txPr>"
    "<c:dLblPos val='ctr'/><c:showLegendKey val='0'/><c:showVal val='1'/><c:showCatName val='0'/><c:showSerName val='0'/>"
    "<c:showPercent val='0'/><c:showBubbleSize val='0'/></c:dLbls>"
)


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
    _axes(chart, body, most=round(box.width * (0.98 - _FROM) / points(_LABEL)))
    inner_place(chart, _FROM, _TOP, 0.98 - _FROM, _HIGH)
    _add_names(slide, box, body)
    return frame


def point_rows(body: Timeline) -> list[tuple[str, list[tuple[float, float]]]]:
    """Return the series with their points: the marks, and ``as_of``."""
    rows: list[tuple[str, list[tuple[float, float]]]] = [(dots.name, list(dots.points)) for dots in dots_of(body)]
    return [*rows, (TODAY, [(serial(body.as_of), len(body.rows) + _EDGES[1])])]


def dress(series: Any, key: str, steps: tuple[str, ...]) -> None:
    """Format a series with the marker of an aspect, and the number of a step in it."""
    step, _, aspect = key.rpartition(".")
    shape, size, inner, outer, ink = _LOOKS.get(aspect, _LOOKS["forecast"])
    marker(series, shape, size, fill_ink=inner, line_ink=outer, width=1.5)
    for old in series._element.findall(qn("c:dLbls")):
        series._element.remove(old)
    if ink:
        labels = parse_xml(_LABELS.format(ns=nsdecls("c", "a"), number=steps.index(step) + 1, size=_NUMBER * 100))
        set_font(next(labels.iter(qn("a:defRPr"))), ink=ink, bold=True)
        series._element.find(qn("c:marker")).addnext(labels)


def legend(body: Timeline) -> list[Run]:
    """Return the meaning of numbers and marks as one line."""
    used = {mark.step for marks in body.marks for mark in marks}
    runs = [Run(f"{at} {word}   ", size=13) for at, (step, word) in enumerate(body.steps.items(), 1) if step in used]
    signs = {"baseline": ("◆", PLAIN), "forecast": ("○", ACCENT), "actual": ("●", INK)}
    runs.append(Run("|   ", size=13))
    for aspect, word in body.aspects.items():
        sign, ink = signs.get(aspect, signs["forecast"])
        runs += [Run(f"{sign} ", size=13, ink=ink), Run(f"{word}   ", size=13)]
    return runs


def _add_names(slide: Slide, box: Box, body: Timeline) -> None:
    """Add the names as text boxes next to the rows, since each office program wraps chart labels differently."""
    before, after = _EDGES
    each = box.height * _HIGH / (len(body.rows) + after - before)
    for at, name in enumerate(body.rows):
        top = box.top + box.height * _TOP + (at + 1 - before - 0.5) * each
        room = Box(box.left, round(top), round(box.width * (_FROM - 0.01)), round(each))
        size = next((one for one in _SIZES if width_of(name) * one * _LETTER * 12_700 <= room.width), _SIZES[-1])
        text_box(slide, room, [[Run(name, size=size)]], align="r", anchor="ctr").name = "row"


def _axes(chart: Chart, body: Timeline, *, most: int) -> None:
    """Set the scales, with at most so many dates."""
    first, last = span(body)
    days, rows = chart.category_axis, chart.value_axis
    rows.reverse_order = True
    rows.minimum_scale, rows.maximum_scale, rows.major_unit = _EDGES[0], len(body.rows) + _EDGES[1], 1
    rows.visible = False
    rows.has_major_gridlines = False
    days.minimum_scale, days.maximum_scale = serial(first), serial(last)
    days.major_unit = _MONTH * max(1, ceil((last - first).days / _MONTH / most))
    days.has_major_gridlines = True
    line(days.major_gridlines.format.line, LINE, 0.75)
    line(days.format.line, PLAIN, 1)
    days.tick_labels.number_format_is_linked = False
    days.tick_labels.number_format = "yyyy\\-mm"


def span(body: Timeline) -> tuple[date, date]:
    """Return the ends of the axis: the first of a month shortly before all dates, and the first of the month after them."""
    days = [body.as_of, *(mark.day for marks in body.marks for mark in marks)]
    last = max(days)
    return (min(days) - timedelta(6)).replace(day=1), date(last.year + last.month // 12, last.month % 12 + 1, 1)
