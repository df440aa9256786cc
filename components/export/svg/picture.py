"""An exhibit as a picture: self-contained SVG, and PNG. Pure: an exhibit in, text or bytes out; nothing is fetched or run."""

import struct
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import typst

from components.exhibits.model import Bars, Curve, Exhibit, Map, Panels, Stack, Timeline, is_blank
from components.exhibits.tables import Board, Table
from components.export.svg.board import draw_board
from components.export.svg.days import draw_curve, draw_timeline
from components.export.svg.draw import LEADING, Drawing, Pen, block, box, element, line, words
from components.export.svg.map import draw_map
from components.export.svg.panels import draw_panels
from components.export.svg.rows import draw_bars, draw_stack
from components.export.svg.table import draw_table, least_width
from components.i18n.text import Text
from components.theme import FONTS, LIGHT, Theme
from components.typography import SMALL, clean, length, wrap

#: Font size of the title; margin of a framed picture.
TITLE, MARGIN = 28, 36.0
#: Pixels of SVG in an inch; bytes of a PNG up to the end of its first chunk.
_PPI, _HEAD = 96, 33
#: Maximum factor by which a body is shrunk to fit a height; letters of 16 pixels are then still 8.
SMALLEST = 2.0

_DRAW: dict[type, Callable[[Any, Pen], Drawing]] = {
    Bars: draw_bars,
    Stack: draw_stack,
    Curve: draw_curve,
    Timeline: draw_timeline,
    Table: draw_table,
    Board: draw_board,
    Map: draw_map,
    Panels: draw_panels,
}


def svg(part: Exhibit, *, t: Text, look: Theme = LIGHT, width: int = 1200, height: int | None = None, framed: bool = True) -> str:
    """Draw the exhibit as SVG, ``width`` pixels wide and as high as needed, or ``height``: a crowded body is then drawn smaller.

    ``framed`` adds the title above the body, and date, source and demonstration mark around it.
    """
    pen = Pen(t, look, width - 2 * MARGIN if framed else width)
    head, foot = (_head(part, pen), _foot(part, pen)) if framed else (Drawing((), 0), Drawing((), 0))
    around = head.height + foot.height + (2 * MARGIN if framed else 0)
    body, scale = _fitted(part, pen, None if height is None else max(height - around, 60))
    high = height or body.height / scale + around
    left, top = (MARGIN, MARGIN) if framed else (0.0, 0.0)
    groups = [
        _group(head, left, top),
        _group(body, left, top + head.height, 1 / scale),
        _group(foot, left, high - top - foot.height),
    ]
    paper = box(0, 0, width, high, look.paper)
    said = element("title", escape(clean(part.title))) + element("desc", escape(clean(part.alt)))
    return element(
        "svg",
        said + paper + "".join(groups),
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=high,
        viewBox=f"0 0 {width} {high:.1f}",
        font_family=FONTS,
        role="img",
    )


def shrinkage(part: Exhibit, *, t: Text, width: int, height: int) -> float:
    """Return the factor by which the body is drawn smaller to fit into a size without a frame."""
    return _fitted(part, Pen(t, LIGHT, width), height)[1]


def _group(drawing: Drawing, left: float, top: float, scale: float = 1) -> str:
    smaller = "" if scale == 1 else f" scale({scale:.4f})"
    return element("g", "".join(drawing.elements), transform=f"translate({left:.1f} {top:.1f}){smaller}")


def _fitted(part: Exhibit, pen: Pen, height: float | None) -> tuple[Drawing, float]:
    """Return the body, and the factor by which it is drawn larger than the available space."""
    body = part.body
    scale = max(1.0, least_width(body) / pen.width) if isinstance(body, Table) and not isinstance(body, Board) else 1.0
    while True:
        drawn = _body(part, Pen(pen.t, pen.look, pen.width * scale, None if height is None else height * scale))
        if height is None or drawn.height <= height * scale + 1 or scale >= SMALLEST:
            return drawn, scale if height is None else max(scale, drawn.height / height)
        scale += 0.1


def _body(part: Exhibit, pen: Pen) -> Drawing:
    return _empty(pen) if is_blank(part.body) else _DRAW[type(part.body)](part.body, pen)


def _empty(pen: Pen) -> Drawing:
    height = min(pen.height or 160, 160)
    said = words(pen.width / 2, height / 2, pen.t("sheet.empty"), pen.look.soft, size=20, anchor="middle")
    return Drawing((box(0.5, 0.5, pen.width - 1, height - 1, pen.look.panel, round_=4), said), height)


def _head(part: Exhibit, pen: Pen) -> Drawing:
    """Draw the title, left of the demonstration mark."""
    said = pen.t("sheet.demonstration") if part.demonstration else ""
    wide = length(said, SMALL) + 20 if said else 0
    lines = wrap(part.title, pen.width - wide - 16, TITLE)
    found = block(0, 0, lines, pen.look.ink, size=TITLE, bold=True)
    if said:
        found.append(box(pen.width - wide, 5, wide, 28, pen.look.paper, round_=3, edge=pen.look.accent))
        found.append(words(pen.width - wide / 2, 19, said, pen.look.accent, size=SMALL, anchor="middle", bold=True))
    return Drawing(tuple(found), len(lines) * TITLE * LEADING + 20)


def _foot(part: Exhibit, pen: Pen) -> Drawing:
    """Draw date, filter, source and origin below a hairline."""
    lines = wrap(pen.t("sheet.dot").join(part.foot), pen.width, SMALL)
    found = [line(0, 14, pen.width, 14, pen.look.line), *block(0, 20, lines, pen.look.soft, size=SMALL)]
    return Drawing(tuple(found), 20 + len(lines) * SMALL * LEADING)


def png(part: Exhibit, *, t: Text, look: Theme = LIGHT, scale: float = 2, width: int = 1200, height: int | None = None) -> bytes:
    """Draw the framed picture as PNG, with ``scale`` pixels per SVG pixel."""
    return rasterised(svg(part, t=t, look=look, width=width, height=height), scale=scale)


def rasterised(drawn: str, *, scale: float = 2) -> bytes:
    """Convert SVG to PNG. It is passed as data, so nothing in it is parsed as markup of the page."""
    page = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    made = typst.compile(page, format="png", ppi=_PPI * scale, font_paths=_fonts(), sys_inputs={"svg": drawn})
    return _with_resolution(made, _PPI * scale)


def _with_resolution(content: bytes, ppi: float) -> bytes:
    """Insert the resolution into a PNG after its first chunk, so that a document shows it as large as it was drawn."""
    each = round(ppi / 0.0254)
    chunk = b"pHYs" + struct.pack(">IIB", each, each, 1)
    return content[:_HEAD] + struct.pack(">I", 9) + chunk + struct.pack(">I", zlib.crc32(chunk)) + content[_HEAD:]


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts of this machine, searched for once."""
    return typst.Fonts()
