"""Bars and stacks as native PowerPoint charts, which a presenter can edit.

The plan of bars and stacks is a frame around them, on axes of its own with the same scale: ticks made of error bars or of points
look different in PowerPoint, WPS and LibreOffice, and a frame looks the same. A waterfall is a stack on an invisible bar
for the same reason: the waterfall of newer Office versions (chartex) stays empty in WPS, LibreOffice and Office 2013.
"""

from copy import deepcopy
from math import ceil
from typing import Any

from pptx.chart.chart import Chart
from pptx.enum.chart import XL_CHART_TYPE as Type
from pptx.enum.chart import XL_LABEL_POSITION as Position
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Cm

from components.charts.axes import Axis, fitted
from components.exhibits.model import Bars, Series, Stack
from components.export.chart_grid import LABEL, ceiling, grid_of
from components.export.map_layout import Box
from components.export.pptx.inks import ACCENT, INK, LINE, PAPER, PLAIN, shown_as, tints
from components.export.pptx.look import add_chart, add_legend, after, fill, inner_place, line, words_size, write_label
from components.export.pptx.text import points, set_font, width_of
from components.theme import LIGHT, MARKS, contrast
from components.typography import clean

#: Least and greatest share of a chart's width for the names of the categories, and the greatest one for the labels of bars.
_NAMES_LEAST, _NAMES_MOST, _LABELS_MOST = 0.1, 0.36, 0.2
#: Top and height of the plot without a legend, and the height of each line of a legend, as shares of the height of the chart.
_PLAIN, _LEGEND = (0.02, 0.88), 0.08
#: Letters beside each name of a legend.
_SIGN = 5
#: Width of a Latin letter and height of a line as shares of the size of text, and the most rows of a chart.
_LETTER, _LINE, _MOST = 0.56, 1.2, 16
#: End of an axis up to which each of its numbers is written.
_WHOLE = 10
_SECOND = ("50010", "50020")
#: Gap between bars in percent of a bar, maximum gap of the file format, maximum thickness of a bar, and thickness of a frame
#: relative to its bar.
_GAP, _WIDEST, _THICKEST, _FRAME = 60, 500, int(Cm(1.4)), 1.23
#: Sign of the target among dots.
_TARGET = "│"


def add_bars(slide: Slide, box: Box, body: Bars) -> Any:
    """Draw bars with their labels and the frames of the plan; return the frame of the chart."""
    frame, chart = add_chart(slide, box, Type.BAR_STACKED if body.starts else Type.BAR_CLUSTERED, grid_of(body))
    _bar_look(chart, body, box)
    for series in helper_series(chart, body):
        series.format.fill.background()
    for at, _ in enumerate(body.categories):
        colour_bar(chart, at, body)
        label_bar(chart, at, body)
    return frame


def most_bars(body: Bars | Stack, box: Box) -> int:
    """Return how many rows a chart has room for, with every name whole: the names of long ones need several lines."""
    size = words_size(_MOST)
    room = box.width * _NAMES_MOST / points(1)
    lines = max((ceil(width_of(name) * size * _LETTER / room) for name in body.categories), default=1)
    each = max(lines, 1) * size * _LINE + 2
    _, _, _, share = plot_place(body, box.width / points(1), size, has_legend=isinstance(body, Stack))
    return max(1, min(int(box.height / points(1) * share / each), _MOST))


def plot_place(body: Bars | Stack, width: float, size: float, *, has_legend: bool) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the plot as shares of a chart ``width`` points wide, with text of a size.

    The names of the categories and the labels of bars have the rest of the width, the same on all slides of an exhibit.
    """
    body = body.whole or body
    letter = size * _LETTER / width
    names = max((width_of(name) for name in body.categories), default=0) * letter + 0.02
    left = min(max(names, _NAMES_LEAST), _NAMES_MOST)
    labels = [bar_label(body, at) for at in range(len(body.labels))] if isinstance(body, Bars) else []
    right = min(max((width_of(label) for label in labels), default=0) * letter + 0.03, _LABELS_MOST)
    legend = _LEGEND * _legend_lines(body, 1 / letter) if has_legend else 0
    top, height = _PLAIN
    return left, top + legend, 1 - left - right, height - legend


def _legend_lines(body: Bars | Stack, letters: float) -> int:
    """Return the lines of a legend in a width: office programs set its names in columns of equal width."""
    across = max(1, int(letters // (max(width_of(one.name) for one in body.series) + _SIGN)))
    return ceil(len(body.series) / across)


def _gap(box: Box, bars: int) -> int:
    """Return the gap that keeps bars from becoming too thick if there are only a few."""
    each = box.height / max(bars, 1)
    return min(max(_GAP, round(100 * each / _THICKEST) - 100), _WIDEST)


def bar_label(body: Bars, at: int) -> str:
    """Return the label at the end of a bar: the mark of its status and its text."""
    mark = f"{MARKS[body.statuses[at]]} " if body.statuses else "● " if body.as_dots else ""
    return clean(mark + body.labels[at])


def bar_colour(body: Bars, at: int) -> str:
    """Return the colour of a bar: that of its status, of its series, or the plain one, darker for a sum of a waterfall."""
    if body.statuses:
        return LIGHT.status[body.statuses[at]]
    return body.actual.colour or (ACCENT if body.is_sum(at) else PLAIN)


def colour_bar(chart: Chart, at: int, body: Bars, *, of: int | None = None) -> None:
    """Colour one bar: as row ``of`` of the body if the chart's order differs, else as row ``at``."""
    series = chart.series[1 if body.starts else 0]
    if body.as_dots:  # an invisible bar that ends at the dot in its label
        series.points[at].format.fill.background()
    else:
        fill(series.points[at].format.fill, bar_colour(body, at if of is None else of))


def helper_series(chart: Chart, body: Bars) -> list[Any]:
    """Return the invisible series of a waterfall: the start of each step, and the carrier of its label."""
    return [chart.series[0], chart.series[2]] if body.starts else []


def label_bar(chart: Chart, at: int, body: Bars, *, of: int | None = None) -> None:
    """Write the label at the end of bar or frame, whichever is longer, so that the frame does not cross it."""
    row = at if of is None else of
    longer = 2 if body.starts else _longer(body, row)
    for series in chart.series:
        for old in series._element.xpath(f"c:dLbls/c:dLbl[c:idx/@val='{at}']"):
            old.getparent().remove(old)
    if longer is not None:
        position = Position.INSIDE_BASE if body.starts else Position.OUTSIDE_END
        write_label(chart.series[longer].points[at], bar_label(body, row), position=position, size=words_size(len(body.keys)))
    if body.as_dots and body.plan is not None:
        write_label(chart.series[1].points[at], _TARGET, size=words_size(len(body.keys)))


def _longer(body: Bars, at: int) -> int | None:
    """Return 0 if the bar ends later, or is a dot, 1 if the plan does, None if neither exists."""
    if body.as_dots:
        return 0
    ends = [(one.values[at], -number) for number, one in enumerate(body.series)]
    known = [(value, number) for value, number in ends if value is not None]
    return -max(known)[1] if known else None


def add_stack(slide: Slide, box: Box, body: Stack) -> Any:
    """Draw segments with their numbers and the frames of the plan; return the frame of the chart."""
    frame, chart = add_chart(slide, box, Type.BAR_STACKED, grid_of(body))
    add_legend(chart)
    _bar_look(chart, body, box)
    for at, (segment, series) in enumerate(zip(body.segments, chart.series, strict=False)):
        shade = (segment.status and segment.colour) or tints(len(body.segments))[at]
        fill(series.format.fill, shade)
        line(series.format.line, PLAIN if segment.status else PAPER, 0.5)  # neighbours may be pale, or alike
        labels = series.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = _format(segment), False
        set_font(labels.font._rPr, ink=_ink_on(slide, shade), size=words_size(len(body.keys)))
    return frame


def _ink_on(slide: Slide, shade: str) -> str:
    """Return the ink of a number on a shade: one of two fixed ones on a status, else text or paper of the theme."""
    if shade.startswith("#"):
        return LIGHT.ink_on(shade)
    ground = shown_as(slide, shade)
    return max((INK, PAPER), key=lambda ink: contrast(shown_as(slide, ink), ground))


def _format(segment: Series) -> str:
    """Return the number format: the mark of a status before whole numbers without decimals, or others with one; no zeros."""
    is_whole = all(value is None or float(value).is_integer() for value in segment.values)
    mark = f'"{MARKS[segment.status]} "' if segment.status else ""
    return f"{mark}#,##0;-#,##0;" if is_whole else f"{mark}#,##0.0;-#,##0.0;"


def _bar_look(chart: Chart, body: Bars | Stack, box: Box) -> None:
    size, gap = words_size(len(body.keys)), _gap(box, len(body.keys))
    chart.font.size = size * 12_700
    chart.plots[0].gap_width = gap
    chart.plots[0].overlap = 100
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.fill.background()
    after(chart.category_axis._element, ("c:lblOffset",), "<c:tickLblSkip {ns} val='1'/>")  # no name is left out
    chart.value_axis.has_major_gridlines = True
    line(chart.value_axis.major_gridlines.format.line, LINE, 0.75)
    chart.value_axis.format.line.fill.background()
    axis = chart.value_axis._element
    after(axis, ("c:crosses",), "<c:crosses {ns} val='max'/>", replaces="c:crosses")
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.value_axis.tick_labels.number_format = '0.##"%"' if body.unit == "%" else "General"
    if axis_end(body) <= _WHOLE:
        chart.value_axis.major_unit = 1  # things that are counted have no halves
    inner_place(chart, *plot_place(body, box.width / points(1), size, has_legend=chart.has_legend))
    if body.plan is not None:
        is_drawn = not (isinstance(body, Bars) and body.as_dots)
        _frame_plan(chart, gap=round((100 + gap) / _FRAME) - 100, is_drawn=is_drawn)
    scale_bars(chart, body)


def scale_bars(chart: Chart, body: Bars | Stack) -> None:
    """Scale both axes from zero to the same end, so that bars and frames are comparable."""
    for axis in chart._chartSpace.iter(qn("c:valAx")):
        scaling = axis.find(qn("c:scaling"))
        scaling[:] = []
        for tag, value in (("orientation", "minMax"), ("max", f"{axis_end(body):g}"), ("min", f"{_axis_start(body):g}")):
            scaling.append(parse_xml(f'<c:{tag} {nsdecls("c")} val="{value}"/>'))


def _axis_start(body: Bars | Stack) -> float:
    """Return the start of the scale: zero for bars, near the lowest value for dots."""
    return _dots_axis(body).low if isinstance(body, Bars) and body.as_dots else 0


def _dots_axis(body: Bars) -> Axis:
    body = body.whole or body
    return fitted(value for one in body.series for value in one.values)


def axis_end(body: Bars | Stack) -> float:
    """Return the end of the scale of bars and frames; that of dots leaves room for their labels.

    All slides of an exhibit have the same, so that a bar on one is as long as the same on another.
    """
    body = body.whole or body
    if isinstance(body, Bars) and body.as_dots:
        axis = _dots_axis(body)
        return axis.high + axis.step
    longest = 1 + LABEL if isinstance(body, Bars) and body.starts else 1  # their labels stand within the plot
    bars = [[longest * high for _, high in body.spans]] if isinstance(body, Bars) else [one.values for one in body.segments]
    sums: list[float | None] = [sum(value or 0 for value in row) for row in zip(*bars, strict=True)]
    end = ceiling([*sums, *(body.plan.values if body.plan else ())])
    return max(end, 100) if body.unit == "%" else end


def _frame_plan(chart: Chart, *, gap: int, is_drawn: bool = True) -> None:
    """Move the last series, the plan, to a second group of bars on axes of its own: frames without a fill.

    Frames that are not drawn only carry the sign of the target in their labels, beside the dots.
    """
    area = chart._chartSpace.find(".//" + qn("c:plotArea"))
    first = area.find(qn("c:barChart"))
    second = deepcopy(first)
    first.remove(first.findall(qn("c:ser"))[-1])
    for series in second.findall(qn("c:ser"))[:-1]:
        second.remove(series)
    second.find(qn("c:grouping")).set("val", "clustered")
    second.find(qn("c:gapWidth")).set("val", str(gap))
    for axis, number in zip(second.findall(qn("c:axId")), _SECOND, strict=True):
        axis.set("val", number)
    first.addnext(second)
    _second_axes(area)
    if is_drawn:
        line(chart.plots[1].series[0].format.line, INK, 1.75)
    else:
        chart.plots[1].series[0].format.line.fill.background()
    chart.plots[1].series[0].format.fill.background()


def _second_axes(area: Any) -> None:
    for tag, numbers in (("c:catAx", _SECOND), ("c:valAx", _SECOND[::-1])):
        axis = deepcopy(area.find(qn(tag)))
        axis.find(qn("c:axId")).set("val", numbers[0])
        axis.find(qn("c:crossAx")).set("val", numbers[1])
        axis.find(qn("c:tickLblPos")).set("val", "none")
        axis.find(qn("c:majorTickMark")).set("val", "none")
        for lines in axis.findall(qn("c:majorGridlines")):
            axis.remove(lines)
        area.findall(qn("c:valAx"))[-1].addnext(axis)
