"""Formatting common to all charts: fonts, inks, lines, markers and positions."""

from collections.abc import Sequence
from typing import Any

from pptx.chart.chart import Chart
from pptx.enum.chart import XL_LABEL_POSITION as Position
from pptx.enum.chart import XL_LEGEND_POSITION as Legend
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide

from components.export.chart_grid import Grid, chart_data
from components.export.map_layout import Box
from components.export.pptx.inks import INK, colour
from components.export.pptx.text import place, set_font, set_run

#: Font size of charts with many rows, in points; with fewer rows it is larger.
WORDS = 14


def words_size(rows: int) -> int:
    """Return the font size of labels for a number of rows, in points."""
    return 16 if rows <= 8 else WORDS


def write_label(point: Any, words: str, *, position: Any = Position.OUTSIDE_END, size: float = WORDS) -> None:
    """Write a custom label at a point."""
    label = point.data_label
    frame = label.text_frame
    set_run(frame.paragraphs[0].add_run(), words)
    set_font(frame.paragraphs[0].runs[0]._r.get_or_add_rPr(), ink=INK, size=size)
    label.position = position


def fill(format_: Any, ink: str) -> None:
    """Set a solid fill in an ink, "" for no fill."""
    if not ink:
        format_.background()
        return
    format_.solid()
    holder = format_._xPr.find(qn("a:solidFill"))
    holder[:] = [colour(ink)]


def line(format_: Any, ink: str, width: float, *, dash: str = "") -> None:
    """Set a line of ``width`` points; "" for no line."""
    fill(format_.fill, ink)
    if ink:
        format_.width = int(width * 12_700)
    if dash:
        format_._get_or_add_ln().append(parse_xml(f'<a:prstDash {nsdecls("a")} val="{dash}"/>'))


def marker(series: Any, shape: str, size: int, *, fill_ink: str = "", line_ink: str = "", width: float = 1.5) -> None:
    """Set the marker of a series, by its name in the file format."""
    for old in series._element.findall(qn("c:marker")):
        series._element.remove(old)
    marker = series._element.get_or_add_marker()
    marker.append(parse_xml(f'<c:symbol {nsdecls("c")} val="{shape}"/>'))
    marker.append(parse_xml(f'<c:size {nsdecls("c")} val="{size}"/>'))
    fill(series.marker.format.fill, fill_ink)
    line(series.marker.format.line, line_ink, width)


def add_chart(slide: Slide, box: Box, kind: Any, grid: Grid) -> tuple[Any, Chart]:
    """Add a chart of a grid with the formatting common to all charts; return its frame and the chart."""
    frame: Any = slide.shapes.add_chart(kind, *place(box), chart_data(grid))
    finish(frame.chart)
    return frame, frame.chart


def finish(chart: Chart) -> None:
    """Apply what all charts share: no title, no legend yet, fonts of the theme, axis ids within the limits of the format."""
    chart.has_title = False
    chart.has_legend = False
    chart.font.size = WORDS * 12_700
    set_font(chart.font._rPr, ink=INK)
    for element in chart._chartSpace.iter(qn("c:axId"), qn("c:crossAx")):
        element.set("val", str(abs(int(element.get("val"))) % 1_000_000_000))


def add_legend(chart: Chart, *, hide: Sequence[int] = ()) -> None:
    """Add the names of the series above the chart, except the series at the indices ``hide``."""
    chart.has_legend = True
    chart.legend.position = Legend.TOP
    chart.legend.include_in_layout = False
    for at in hide:
        entry = f'<c:legendEntry {nsdecls("c")}><c:idx val="{at}"/><c:delete val="1"/></c:legendEntry>'
        chart.legend._element.find(qn("c:legendPos")).addnext(parse_xml(entry))


def inner_place(chart: Chart, left: float, top: float, width: float, height: float) -> None:
    """Place the plot area, in shares of the chart, so that category names have the same place on every slide."""
    parts = zip("xywh", (left, top, width, height), strict=True)
    places = "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in parts)
    layout = (
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{places}</c:manualLayout></c:layout>"
    )
    area = chart._chartSpace.find(".//" + qn("c:plotArea"))
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    area.insert(0, parse_xml(layout))


def after(element: Any, tags: Sequence[str], *pieces: str, replaces: str = "") -> None:
    """Insert pieces of XML after the last child with one of the tags, which ``replaces`` removes."""
    last = [one for one in element if one.tag in map(qn, tags)][-1]
    for piece in reversed(pieces):
        last.addnext(parse_xml(piece.format(ns=nsdecls("c"))))
    if replaces:
        element.remove(last)


def mark_today(series: Any, direction: str, length: float, kind: str) -> None:
    """Draw a hairline from the points of a series, as error bars."""
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errDir val="y"/><c:errBarType val="{direction}"/><c:errValType val="{kind}"/>'
        f'<c:noEndCap val="1"/><c:val val="{length:g}"/><c:spPr><a:ln w="9525"><a:solidFill><a:schemeClr val="tx1"/>'
        f"</a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    data = next(one for one in series._element if one.tag in (qn("c:cat"), qn("c:xVal")))
    data.addprevious(bars)
