"""A map as a group of native Word shapes that can be moved and coloured: a freeform per district, an oval per school.

The name of every label and every school contains the key of its figure.
"""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from docx.shared import Cm

from components.exhibits.model import Map
from components.export.map_layout import POINT, Box, MapProjection, PlacedMap, ground, height_over, placed
from components.theme import LIGHT, MARKS
from components.typography import clean, length
from models.status import Status

#: Font size on the map in points, and scale of its discs relative to those on a slide, which is seen from further away.
_WORDS, _DISCS = 8, 0.62
_LEGEND, _HIGHEST = int(Cm(0.7)), int(Cm(10.5))
_RIVER = "#A9BCD0"
_NO_FILL, _NO_LINE = "<a:noFill/>", "<a:ln><a:noFill/></a:ln>"
_WORD = "http://schemas.microsoft.com/office/word/2010"
_GROUP = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    f' xmlns:wpg="{_WORD}/wordprocessingGroup" xmlns:wps="{_WORD}/wordprocessingShape">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:docPr id="{number}" name={name} descr={alt}/><wp:cNvGraphicFramePr/>'
    f'<a:graphic><a:graphicData uri="{_WORD}/wordprocessingGroup"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/><a:chOff x="0" y="0"/><a:chExt cx="{width}" cy="{height}"/></a:xfrm>'
    "</wpg:grpSpPr>{shapes}</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def map_drawing(body: Map, *, width: int, number: int, name: str, alt: str, style: str) -> str:
    """Return the drawing as the XML of a run, ``width`` English metric units wide; ``style`` is the style id of its text."""
    high = min(height_over(body, width), _HIGHEST)
    land, box = ground(body, Box(0, 0, width, high)), Box(0, 0, width, high)
    laid = placed(body, land, box, text=_WORDS, disc=_DISCS)
    marks = [*_leaders(laid), *_schools(body, laid, style), *_labels(laid, style)]
    shapes = [*_land(body, land, box), *marks, *_legend(body, box, style)]
    values = {"width": width, "height": high + _LEGEND, "number": number, "shapes": "".join(shapes)}
    return _GROUP.format(name=quoteattr(clean(name)), alt=quoteattr(clean(alt)), **values)


def _land(body: Map, land: MapProjection, box: Box) -> Iterable[str]:
    for area in sorted(body.areas, key=lambda one: one.code == body.chosen):
        edge = _line(LIGHT.accent, 2.5) if area.code == body.chosen else _line(LIGHT.plain, 0.75)
        for ring in area.rings:
            yield _freeform(area.name, [land.at(point) for point in ring], _paint(LIGHT.panel) + edge, is_closed=True)
    for river in body.lines:
        for piece in land.inside(river, box):
            points = [land.at(point) for point in piece]
            yield _freeform("river", points, _NO_FILL + _line(_RIVER, 2), is_closed=False)


def _leaders(laid: PlacedMap) -> Iterable[str]:
    for ends in (*laid.moved, *(one.leader for one in laid.labels if one.leader)):
        yield _freeform("leader", ends, _NO_FILL + _line(LIGHT.soft, 0.75), is_closed=False)


def _schools(body: Map, laid: PlacedMap, style: str) -> Iterable[str]:
    for symbol, disc in sorted(zip(body.symbols, laid.discs, strict=True), key=lambda one: -one[0].radius):
        alt = f"{symbol.name} · {body.words.get(symbol.word, '')}"
        yield _disc(disc, symbol.status, f"{symbol.name} #{symbol.code}.status", alt, style)


def _disc(box: Box, status: Status, name: str, alt: str, style: str) -> str:
    looks = _paint(LIGHT.status[status]) + _line(LIGHT.paper, 0.75)
    words = _words(MARKS[status], LIGHT.on(status), max(5, round(box.height / POINT / 2)), style)
    return _shape(name, box, '<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom>' + looks, words, alt=alt)


def _labels(laid: PlacedMap, style: str) -> Iterable[str]:
    for one in laid.labels:
        area = one.area
        said = "\u00a0".join(area.label.rsplit(" ", 1)) if one.lines > 1 else area.label  # the count stays with its word
        yield _text(f"{area.name} #{area.code}.count", said, one.box, style, area.name, is_wrapped=one.lines > 1)


def _legend(body: Map, box: Box, style: str) -> Iterable[str]:
    """Draw each status as on the map, with its word, in a line below the map."""
    side, left, top = 12 * POINT, 0, box.height + _LEGEND - 14 * POINT
    for status, word in body.legend.items():
        yield _disc(Box(left, top, side, side), status, "legend", word, style)
        room = Box(left + side + 3 * POINT, top - POINT, _wide(word), side + 2 * POINT)
        yield _text("legend", word, room, style, "")
        left = room.left + room.width + 10 * POINT


def _wide(words: str) -> int:
    """Return the width of text on one line."""
    return round(length(words, _WORDS) * 1.1 + _WORDS * 0.6) * POINT


def _freeform(name: str, points: Sequence[tuple[int, int]], looks: str, *, is_closed: bool) -> str:
    left, top = min(x for x, _ in points), min(y for _, y in points)
    box = Box(left, top, max(x for x, _ in points) - left or 1, max(y for _, y in points) - top or 1)
    first, *others = [f'<a:pt x="{x - left}" y="{y - top}"/>' for x, y in points]
    path = f"<a:moveTo>{first}</a:moveTo>" + "".join(f"<a:lnTo>{one}</a:lnTo>" for one in others)
    geometry = (
        '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{box.width}" h="{box.height}">{path}{"<a:close/>" if is_closed else ""}</a:path></a:pathLst></a:custGeom>'
    )
    return _shape(name, box, geometry + looks, "")


def _text(name: str, words: str, box: Box, style: str, alt: str, *, is_wrapped: bool = False) -> str:
    looks = f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{_NO_FILL}{_NO_LINE}'
    shape = _shape(name, box, looks, _words(words, LIGHT.ink, _WORDS, style), alt=alt, is_text=True)
    return shape.replace('<wps:bodyPr wrap="none"', '<wps:bodyPr wrap="square"') if is_wrapped else shape


def _words(said: str, ink: str, size: int, style: str) -> str:
    """Return one line of text in the middle of a shape."""
    return (
        f'<wps:txbx><w:txbxContent><w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="center"/></w:pPr><w:r><w:rPr>'
        f'<w:color w:val="{ink.removeprefix("#")}"/><w:sz w:val="{2 * size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(clean(said))}</w:t></w:r></w:p></w:txbxContent></wps:txbx>'
    )


def _shape(name: str, box: Box, looks: str, words: str, *, alt: str = "", is_text: bool = False) -> str:
    place = f'<a:xfrm><a:off x="{box.left}" y="{box.top}"/><a:ext cx="{box.width}" cy="{box.height}"/></a:xfrm>'
    return (
        f'<wps:wsp><wps:cNvPr id="0" name={quoteattr(clean(name))} descr={quoteattr(clean(alt))}/>'
        f'<wps:cNvSpPr txBox="{int(is_text)}"/><wps:spPr>{place}{looks}</wps:spPr>{words}'
        '<wps:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></wps:bodyPr></wps:wsp>'
    )


def _paint(ink: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{ink.removeprefix("#")}"/></a:solidFill>'


def _line(ink: str, points: float) -> str:
    return f'<a:ln w="{points * POINT:.0f}">{_paint(ink)}</a:ln>'
