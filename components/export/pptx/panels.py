"""Panels as native shapes: for each a box with its figure, and a line chart of its course that a presenter can edit."""

from typing import Any

from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Cm

from components.exhibits.model import Panel, Panels
from components.export.map_layout import Box
from components.export.pptx.curve import add_curve
from components.export.pptx.inks import ACCENT, LINE, PANEL, SOFT
from components.export.pptx.look import fill, line
from components.export.pptx.tags import Tag, put_tag
from components.export.pptx.text import Run, place, points, text_box
from components.i18n.text import Text

#: Gap between panels, and their padding; heights of head, figure and note; months between the dates of a course.
_GAP, _PAD = int(Cm(0.5)), int(Cm(0.35))
_HEAD, _FIGURE, _NOTE = points(44), points(46), points(46)
_MONTHS = "3"


def add_panels(slide: Slide, box: Box, body: Panels, address: str) -> Any:
    """Draw the panels side by side; return the element of the first box. Figures and charts carry the key of their panel."""
    width = (box.width - (len(body.panels) - 1) * _GAP) // len(body.panels)
    found = [
        _add_panel(slide, Box(box.left + at * (width + _GAP), box.top, width, box.height - _PAD), panel, address)
        for at, panel in enumerate(body.panels)
    ]
    return found[0]


def _add_panel(slide: Slide, box: Box, panel: Panel, address: str) -> Any:
    ground = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *place(box))
    for reference in ground._element.iter(qn("a:effectRef")):
        reference.set("idx", "0")
    ground.name = panel.head
    fill(ground.fill, PANEL)
    line(ground.line, LINE, 0.75)
    inner = Box(box.left + _PAD, box.top + _PAD, box.width - 2 * _PAD, box.height - 2 * _PAD)
    text_box(slide, inner.strip(_HEAD), [[Run(panel.head, size=16, ink=SOFT)]], anchor="t")
    figure = text_box(slide, inner.below(_HEAD).strip(_FIGURE), [[Run(panel.figure, size=32, bold=True)]], anchor="ctr")
    key = f"{panel.key}.figure"
    put_tag(figure._element, Tag(address, key, panel.head), name=panel.head)
    text_box(slide, inner.below(_HEAD + _FIGURE).strip(_NOTE), [[Run(panel.note, size=16)]], anchor="t")
    frame = add_curve(slide, inner.below(_HEAD + _FIGURE + _NOTE), panel.curve)
    frame.chart.has_legend = False
    for unit in frame.chart._chartSpace.iter(qn("c:majorUnit")):
        unit.set("val", _MONTHS) if unit.getparent().tag == qn("c:dateAx") else None
    put_tag(frame._element, Tag(address, panel.key, panel.head))
    return ground._element


def panels_legend(body: Panels, t: Text) -> list[Run]:
    """Return the meaning of the lines as one line."""
    curve = body.panels[0].curve
    return [
        Run("━ ", size=13, ink=ACCENT),
        Run(f"{curve.actual.name}    ", size=13),
        Run("┅ ", size=13),
        Run(f"{curve.plan.name}    ", size=13),
        Run("│ ", size=13),
        Run(t("sheet.as_of", day=curve.as_of), size=13),
    ]
