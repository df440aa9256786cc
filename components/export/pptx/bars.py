"""Bars and stacks as native PowerPoint charts, which a presenter can edit.

The plan of bars and stacks is a frame around them, on axes of its own with the same scale: ticks made of error bars or of points
look different in PowerPoint, WPS and LibreOffice, and a frame looks the same.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from pptx.chart.chart import Chart
from pptx.enum.chart import XL_CHART_TYPE as Type
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Cm

from components.exhibits.model import Bars, Stack
from components.export.chart_grid import ceiling, grid_of
from components.export.map_layout import Box
from components.export.pptx.look import add_chart, add_legend, after, fill, inner_place, line, words_size, write_label
from components.export.pptx.text import set_font
from components.theme import LIGHT, MARKS, contrast
from components.typography import clean

#: Start and end of bars as shares of a chart's width; the rest is for category names and labels.
_BARS_FROM, _BARS_TO = 0.27, 0.9
#: Left, top, width and height of the plot without and with a legend, as shares of the chart.
PLAIN_PLACE, _BELOW_LEGEND = (_BARS_FROM, 0.02, _BARS_TO - _BARS_FROM, 0.88), (_BARS_FROM, 0.1, _BARS_TO - _BARS_FROM, 0.8)
_SECOND = ("50010", "50020")
#: Gap between bars in percent of a bar, maximum gap of the file format, maximum thickness of a bar, and thickness of a frame
#: relative to its bar.
_GAP, _WIDEST, _THICKEST, _FRAME = 60, 500, int(Cm(1.4)), 1.23


def add_bars(slide: Slide, box: Box, body: Bars) -> Any:
    """Draw bars with their labels and the frames of the plan; return the frame of the chart."""
    frame, chart = add_chart(slide, box, Type.BAR_CLUSTERED, grid_of(body))
    _bar_look(chart, body, gap=_gap(box, len(body.keys)))
    for at, _ in enumerate(body.categories):
        colour_bar(chart.series[0], at, body)
        label_bar(chart, at, body)
    return frame


def _gap(box: Box, bars: int) -> int:
    """Return the gap that keeps bars from becoming too thick if there are only a few."""
    each = box.height / max(bars, 1)
    return min(max(_GAP, round(100 * each / _THICKEST) - 100), _WIDEST)


def bar_label(body: Bars, at: int) -> str:
    """Return the label at the end of a bar: the mark of its status and its text."""
    mark = f"{MARKS[body.statuses[at]]} " if body.statuses else ""
    return clean(mark + body.labels[at])


def bar_colour(body: Bars, at: int) -> str:
    """Return the colour of a bar: that of its status, of its series, or the plain one."""
    return LIGHT.status[body.statuses[at]] if body.statuses else body.actual.colour or LIGHT.plain


def colour_bar(series: Any, at: int, body: Bars, *, of: int | None = None) -> None:
    """Colour one bar: as row ``of`` of the body if the chart's order differs, else as row ``at``."""
    fill(series.points[at].format.fill, bar_colour(body, at if of is None else of))


def label_bar(chart: Chart, at: int, body: Bars, *, of: int | None = None) -> None:
    """Write the label at the end of bar or frame, whichever is longer, so that the frame does not cross it."""
    row = at if of is None else of
    longer = _longer(body, row)
    for series in chart.series:
        for old in series._element.xpath(f"c:dLbls/c:dLbl[c:idx/@val='{at}']"):
            old.getparent().remove(old)
    if longer is not None:
        write_label(chart.series[longer].points[at], bar_label(body, row), size=words_size(len(body.keys)))


def _longer(body: Bars, at: int) -> int | None:
    """Return 0 if the bar ends later, 1 if the plan does, None if neither exists."""
    ends = [(one.values[at], -number) for number, one in enumerate(body.series)]
    known = [(value, number) for value, number in ends if value is not None]
    return -max(known)[1] if known else None


def add_stack(slide: Slide, box: Box, body: Stack) -> Any:
    """Draw segments with their numbers and the frames of the plan; return the frame of the chart."""
    frame, chart = add_chart(slide, box, Type.BAR_STACKED, grid_of(body))
    add_legend(chart)
    _bar_look(chart, body, gap=_gap(box, len(body.keys)))
    for at, (segment, series) in enumerate(zip(body.segments, chart.series, strict=False)):
        shade = segment.colour or stack_shades(len(body.segments))[at]
        fill(series.format.fill, shade)
        labels = series.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = _format(segment.values), False
        ink = max(("#FFFFFF", LIGHT.ink), key=lambda one: contrast(one, shade))
        set_font(labels.font._rPr, ink=ink, size=words_size(len(body.keys)))
    return frame


def stack_shades(segments: int) -> list[str]:
    """Return shades from the accent to the line colour for segments without a colour; none is a status colour."""
    dark, light = ([int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in (LIGHT.accent, LIGHT.line))
    steps = [at / max(1, segments - 1) for at in range(segments)]
    return ["#" + "".join(f"{round(a + (b - a) * step):02X}" for a, b in zip(dark, light, strict=True)) for step in steps]


def _format(values: Sequence[float | None]) -> str:
    """Return the number format: whole numbers without decimals, others with one; zero is blank, as its segment is invisible."""
    is_whole = all(value is None or float(value).is_integer() for value in values)
    return "#,##0;-#,##0;" if is_whole else "#,##0.0;-#,##0.0;"


def _bar_look(chart: Chart, body: Bars | Stack, *, gap: int) -> None:
    chart.font.size = words_size(len(body.keys)) * 12_700
    chart.plots[0].gap_width = gap
    chart.plots[0].overlap = 100
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.fill.background()
    chart.value_axis.has_major_gridlines = True
    line(chart.value_axis.major_gridlines.format.line, LIGHT.line, 0.75)
    chart.value_axis.format.line.fill.background()
    axis = chart.value_axis._element
    after(axis, ("c:crosses",), "<c:crosses {ns} val='max'/>", replaces="c:crosses")
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.value_axis.tick_labels.number_format = '0"%"' if body.unit == "%" else "General"
    inner_place(chart, *(_BELOW_LEGEND if chart.has_legend else PLAIN_PLACE))
    if body.plan is not None:
        _frame_plan(chart, gap=round((100 + gap) / _FRAME) - 100)
    scale_bars(chart, body)


def scale_bars(chart: Chart, body: Bars | Stack) -> None:
    """Scale both axes from zero to the same end, so that bars and frames are comparable."""
    for axis in chart._chartSpace.iter(qn("c:valAx")):
        scaling = axis.find(qn("c:scaling"))
        scaling[:] = []
        for tag, value in (("orientation", "minMax"), ("max", f"{axis_end(body):g}"), ("min", "0")):
            scaling.append(parse_xml(f'<c:{tag} {nsdecls("c")} val="{value}"/>'))


def axis_end(body: Bars | Stack) -> float:
    """Return the end of the scale of bars and frames."""
    bars = [body.actual.values] if isinstance(body, Bars) else [one.values for one in body.segments]
    sums: list[float | None] = [sum(value or 0 for value in row) for row in zip(*bars, strict=True)]
    end = ceiling([*sums, *(body.plan.values if body.plan else ())])
    return max(end, 100) if body.unit == "%" else end


def _frame_plan(chart: Chart, *, gap: int) -> None:
    """Move the last series, the plan, to a second group of bars on axes of its own: frames without a fill."""
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
    line(chart.plots[1].series[0].format.line, "tx1", 1.75)
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
