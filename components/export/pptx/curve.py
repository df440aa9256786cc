"""A curve as a native PowerPoint chart: figures reported over time against the plan."""

from math import ceil
from typing import Any

from pptx.chart.chart import Chart
from pptx.enum.chart import XL_CHART_TYPE as Type
from pptx.enum.chart import XL_LABEL_POSITION as Position
from pptx.oxml.ns import qn
from pptx.slide import Slide

from components.charts.axes import fitted, is_fitted
from components.exhibits.model import Curve
from components.export.chart_grid import Grid, ceiling, grid_of
from components.export.map_layout import Box
from components.export.pptx.inks import ACCENT, INK, LINE, PLAIN
from components.export.pptx.look import add_chart, add_legend, after, line, mark_today, marker, write_label
from components.export.pptx.text import points
from components.typography import clean

#: Width of a date at the axis with its gap, in points.
_LABEL = 72


def add_curve(slide: Slide, box: Box, body: Curve) -> Any:
    """Draw the actual, solid with dots, against the plan, a thin dashed staircase, with a hairline at ``as_of``."""
    frame, chart = add_chart(slide, box, Type.LINE_MARKERS, grid_of(body))
    add_legend(chart, hide=(2,))
    chart.font.size = 14 * 12_700
    actual, plan, today = chart.series
    line(actual.format.line, ACCENT, 3)
    line(plan.format.line, INK, 1.5, dash="dash")
    line(today.format.line, "", 0)
    marker(actual, "circle", 9, fill_ink=ACCENT, line_ink=ACCENT)
    for one in (plan, today):
        marker(one, "none", 2)
    for one in chart.series:
        one.smooth = False
    mark_today(today, "minus", 100, "percentage")
    label_curve(chart, grid_of(body), body.unit)
    _curve_axes(chart, body, most=round(box.width / points(_LABEL)))
    chart._chartSpace.find(".//" + qn("c:dispBlanksAs")).set("val", "span")
    return frame


def label_curve(chart: Chart, grid: Grid, unit: str) -> None:
    """Label the newest number at its dot, on the side away from the plan."""
    series = chart.series[0]
    for old in series._element.findall(qn("c:dLbls")):
        series._element.remove(old)
    known = [at for at, value in enumerate(grid.values[0]) if value is not None]
    if known:
        newest = known[-1]
        planned = [value for value in grid.values[1][: newest + 1] if value is not None]
        is_behind = bool(planned) and planned[-1] > (grid.values[0][newest] or 0)
        position = Position.BELOW if is_behind else Position.ABOVE
        if newest < len(grid.names) * 3 // 4:  # there is space beyond the line at ``as_of``
            position = Position.RIGHT
        words = _amount(grid.values[0][newest] or 0, unit)
        write_label(series.points[newest], words, position=position, size=16)


def curve_label(body: Curve) -> str:
    """Return the label of the newest number, "" if no number is known."""
    known = [value for value in body.actual.values if value is not None]
    return _amount(known[-1], body.unit) if known else ""


def _amount(value: float, unit: str) -> str:
    return clean(f"{value:.2f}".rstrip("0").rstrip(".") + unit)


def _curve_axes(chart: Chart, body: Curve, *, most: int) -> None:
    """Set the scales, with at most so many dates."""
    values = [value for one in body.series for value in one.values]
    if is_fitted(body.unit, values):
        axis = fitted(values)
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = axis.low, axis.high
        chart.value_axis.major_unit = axis.step
    else:
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, ceiling(values)
    line(chart.value_axis.major_gridlines.format.line, LINE, 0.75)
    chart.value_axis.format.line.fill.background()
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.value_axis.tick_labels.number_format = '0.##"%"' if body.unit == "%" else "General"
    days = (*body.days, body.as_of)
    months = max(1, ceil((max(days) - min(days)).days / 30.4 / most))
    labels = chart.category_axis.tick_labels
    labels.number_format, labels.number_format_is_linked = "yyyy\\-mm", False
    after(
        chart.category_axis._element,
        ("c:baseTimeUnit",),
        f"<c:majorUnit {{ns}} val='{months}'/>",
        "<c:majorTimeUnit {ns} val='months'/>",
    )
    line(chart.category_axis.format.line, PLAIN, 1)
