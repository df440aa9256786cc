"""Native Word charts: those of the slides, in the sizes and colours of a printed page."""

from typing import Any

from pptx.chart.chart import Chart
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide

from components.exhibits.model import Bars, Curve, Stack
from components.export.docx.page import LATIN, TABLE
from components.export.map_layout import Box
from components.export.pptx.bars import add_bars, add_stack, plot_place
from components.export.pptx.curve import add_curve
from components.export.pptx.inks import colour, ink_of, shown_as, tints
from components.export.pptx.look import inner_place
from components.export.pptx.page import sheets
from components.export.pptx.text import points

#: Size of all text in a chart, in hundredths of a point.
_TEXT = 900
#: Line width relative to that on a slide, which is read from further away.
_THINNER = 0.6
#: A chart space without fill and outline, which LibreOffice draws unless told not to.
_NO_FRAME = f"<c:spPr {nsdecls('c', 'a')}><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
#: Fonts of the tables of the document; a Word file has no theme of ours.
_FONTS = {"a:latin": LATIN, "a:ea": TABLE}


def chart_files(body: Bars | Stack | Curve, width: int, height: int, *, book: str) -> tuple[bytes, bytes]:
    """Return the DrawingML of a chart and the workbook of its numbers; ``book`` is the relationship from one to the other.

    ``width`` and ``height`` are in English metric units.
    """
    slide = _scratch()
    chart = _on_slide(slide, body, Box(0, 0, width, height))
    space: Any = chart._chartSpace
    space.find(qn("c:chart")).addnext(parse_xml(_NO_FRAME))
    space.find(qn("c:externalData")).set(qn("r:id"), book)
    for text in space.iter(qn("a:rPr"), qn("a:defRPr")):
        text.set("sz", str(_TEXT))
    for line in space.iter(qn("a:ln")):
        if line.get("w"):
            line.set("w", str(round(int(line.get("w")) * _THINNER)))
    for themed in list(space.iter(qn("a:schemeClr"))):
        themed.getparent().replace(themed, colour(shown_as(slide, ink_of(themed))))
    for tag, font in _FONTS.items():
        for text in space.iter(qn(tag)):
            text.set("typeface", font)
    part: Any = chart.part
    return part.blob, part.chart_workbook.xlsx_part.blob


def segment_colours(body: Stack) -> list[str]:
    """Return the colours of the segments as drawn: that of a status, else a tint of its own."""
    slide, shades = _scratch(), tints(len(body.segments))
    return [shown_as(slide, (one.status and one.colour) or shade) for one, shade in zip(body.segments, shades, strict=True)]


def _scratch() -> Slide:
    """Return a slide of our own deck that is thrown away."""
    paper = sheets(None)
    slide: Slide = paper.deck.slides.add_slide(paper.plain)
    return slide


def _on_slide(slide: Slide, body: Bars | Stack | Curve, box: Box) -> Chart:
    """Draw a chart without the legend: a line of text above the chart explains its marks."""
    if isinstance(body, Curve):
        chart: Chart = add_curve(slide, box, body).chart
    elif isinstance(body, Stack):
        chart = add_stack(slide, box, body).chart
    else:
        chart = add_bars(slide, box, body).chart
    chart.has_legend = False
    if not isinstance(body, Curve):
        inner_place(chart, *plot_place(body, box.width / points(1), _TEXT / 100, has_legend=False))
    return chart
