"""A map of shapes that a presenter can move and colour: a freeform per district, an oval per school, all in one group."""

from collections.abc import Iterable
from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Length

from components.exhibits.model import Map, Symbol
from components.export.map_layout import Box, Line, MapProjection, PlacedLabel, ground, placed
from components.export.pptx.inks import ACCENT, PANEL, PAPER, PLAIN, RIVER, SOFT
from components.export.pptx.look import fill, line
from components.export.pptx.tags import Tag, put_tag
from components.export.pptx.text import Run, fill_text, place, points, set_run
from components.theme import LIGHT, MARKS
from models.status import Status

#: Font size of district labels in points, and width of the legend next to the map as a share of the box.
LABEL, _LEGEND = 12, 0.17


def add_map(slide: Slide, box: Box, body: Map, address: str) -> Any:
    """Draw the map as a group. Labels of districts and symbols of schools carry the key of their figure."""
    group = slide.shapes.add_group_shape()
    group.name = "map"
    shapes: Any = group.shapes
    shapes._recalculate_extents = lambda: None  # once at the end: after each shape, it takes a third of the whole time
    drawn = Box(box.left, box.top, round(box.width * (1 - _LEGEND)), box.height)
    land = ground(body, drawn)
    for area in sorted(body.areas, key=lambda one: one.code == body.chosen):
        for ring in area.rings:
            _outline(group, land, ring, area.name, is_chosen=area.code == body.chosen)
    for river in body.lines:
        for piece in land.inside(river, drawn):
            _river(group, land, piece)
    laid = placed(body, land, drawn, text=LABEL)
    for ends in (*laid.moved, *(one.leader for one in laid.labels if one.leader)):
        _leader(group, ends)
    for symbol, disc in sorted(zip(body.symbols, laid.discs, strict=True), key=lambda one: -one[0].radius):
        _symbol(group, disc, symbol, body, address)
    for label in laid.labels:
        _label(group, label, address)
    _legend(group, Box(box.left + drawn.width, box.top, box.width - drawn.width, box.height), body)
    del shapes._recalculate_extents
    shapes._recalculate_extents()
    return group


def _outline(group: Any, land: MapProjection, ring: Iterable[tuple[float, float]], name: str, *, is_chosen: bool) -> None:
    shape = _freeform(group, land, list(ring), close=True)
    shape.name = name
    fill(shape.fill, PANEL)
    line(shape.line, ACCENT if is_chosen else PLAIN, 2.5 if is_chosen else 0.75)


def _river(group: Any, land: MapProjection, piece: list[tuple[float, float]]) -> None:
    shape = _freeform(group, land, piece, close=False)
    shape.name = "river"
    shape.fill.background()
    line(shape.line, RIVER, 2)


def _freeform(group: Any, land: MapProjection, ring: list[tuple[float, float]], *, close: bool) -> Any:
    first, *others = [land.at(point) for point in ring]
    builder = group.shapes.build_freeform(*first)
    builder.add_line_segments(others, close=close)
    shape = builder.convert_to_shape()
    _flat(shape)
    return shape


def _flat(shape: Any) -> None:
    """Remove the shadow and any theme effect."""
    for reference in shape._element.iter(qn("a:effectRef")):
        reference.set("idx", "0")


def _symbol(group: Any, disc: Box, symbol: Symbol, body: Map, address: str) -> None:
    shape = _disc_shape(group, disc, symbol.status)
    key = f"{symbol.code}.status"
    put_tag(shape._element, Tag(address, key, symbol_alt(body, key)), name=symbol.name)


def _disc_shape(group: Any, box: Box, status: Status) -> Any:
    shape = group.shapes.add_shape(MSO_SHAPE.OVAL, *place(box))
    _flat(shape)
    line(shape.line, PAPER, 0.75)
    fill_text(shape.text_frame, [[Run(MARKS[status], size=round(box.height / points(2)), bold=True)]], align="ctr", anchor="ctr")
    shape.text_frame._txBody.bodyPr.set("wrap", "none")
    paint(shape, status)
    return shape


def symbol_alt(body: Map, key: str) -> str:
    """Return the alternative text of a shape by the key of its figure: district, or school and status; "" if it is gone."""
    places = {f"{area.code}.count": area.name for area in body.areas}
    places |= {f"{one.code}.status": f"{one.name} · {body.words.get(one.word, '')}" for one in body.symbols}
    return places.get(key, "")


def paint(shape: Any, status: Status) -> None:
    """Apply the colour of a status, with its mark in the ink that is legible on it."""
    fill(shape.fill, LIGHT.status[status])
    for run in shape.text_frame.paragraphs[0].runs:
        set_run(run, MARKS[status])
        fill(run.font.fill, LIGHT.on(status))


def _label(group: Any, label: PlacedLabel, address: str) -> None:
    """Draw the label of a district."""
    area = label.area
    shape = group.shapes.add_textbox(*place(label.box))
    fill_text(shape.text_frame, [[Run(area.label, size=LABEL)]], align="ctr", anchor="ctr")
    shape.text_frame._txBody.bodyPr.set("wrap", "square" if label.lines > 1 else "none")
    put_tag(shape._element, Tag(address, f"{area.code}.count", area.name), name=area.name)


def _leader(group: Any, ends: Line) -> None:
    """Draw the line from a district or a school to its label or disc."""
    (x, y), (to_x, to_y) = (tuple(map(Length, end)) for end in ends)
    shape = group.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, x, y, to_x, to_y)
    shape.name = "leader"
    line(shape.line, SOFT, 0.75)


def _legend(group: Any, box: Box, body: Map) -> None:
    """Draw each status as on the map, with its word."""
    side, step = points(16), points(23)
    for at, (status, word) in enumerate(body.legend.items()):
        disc = Box(box.left, box.top + at * step, side, side)
        _disc_shape(group, disc, status).name = "legend"
        room = Box(disc.left + side + points(6), disc.top - points(2), box.width - side - points(6), side + points(4))
        shape = group.shapes.add_textbox(*place(room))
        fill_text(shape.text_frame, [[Run(word, size=13)]], anchor="ctr")
        shape.name = "legend"
