"""Our parts in a presenter's deck made anew where they stand: numbers in place, or the whole body where its rows changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from components.exhibits.address import parse_address
from components.exhibits.model import Bars, Body, Curve, Exhibit, Map, Panels, Stack, Timeline
from components.exhibits.tables import Table
from components.export.deck_check.check import Sources, bodies, check_slides, name_store, renew_part
from components.export.deck_check.formats import Formats, own_formats, put_formats
from components.export.deck_check.parts import Part, Sheet
from components.export.map_layout import Box
from components.export.pptx.cuts import cut, cuts_of
from components.export.pptx.deck import draw, for_slide, legend_runs, on_one_line
from components.export.pptx.package import open_file, save_file
from components.export.pptx.table import widths_of
from components.export.pptx.tags import FOOT, LEGEND, Tag, name_of, own, put_tag, rows_piece, tag_of
from components.export.pptx.text import write
from components.i18n.text import Text
from components.typography import clean

Outcome = Literal["same", "renewed", "redrawn", "kept", "cut", "surplus", "left", "gone"]
#: Share of a slide's height at which a table ends if no footer says where.
_LOW = 0.92
#: Size of a table of which only the colours are looked at.
_ANY_SIZE = 12


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of an exhibit on a slide, and of how many of its numbers or rows."""

    slide: int
    part: str
    outcome: Outcome
    n: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """The body of an exhibit on a slide: its shape, with the piece that it shows."""

    sheet: Sheet
    part: Part
    shape: Any
    tag: Tag


def refresh_deck(content: bytes, sources: Sources) -> tuple[bytes, list[Refreshed]]:
    """Return a deck with our parts as they are now, and what became of each; everything else in the file is left as it is.

    Places and sizes stay, and so do words and numbers that the presenter wrote, unless the rows of their table changed. Raise
    UnreadableError if the file is no deck, is unsafe, or holds no exhibit.
    """
    file = open_file(content)
    sheets = check_slides(file.deck, sources).sheets
    told: list[Refreshed] = []
    for address in dict.fromkeys(part.address for sheet in sheets for part in sheet.parts):
        own = [(sheet, part) for sheet in sheets for part in sheet.parts if part.address == address]
        told += _refresh(own, int(file.deck.slide_height or 0))
    name_store(file.deck, sheets)
    return save_file(file), sorted(told, key=lambda one: one.slide)


def _refresh(parts: Sequence[tuple[Sheet, Part]], height: int) -> list[Refreshed]:
    made, now = parts[0][1].made, parts[0][1].now
    if now is None:
        return [Refreshed(part.slide, made.name, "gone") for _, part in parts]
    if _rows_of(for_slide(made).body) == _rows_of(for_slide(now).body):
        return [one for sheet, part in parts for one in _renew(sheet, part)]
    places = [_Place(sheet, part, *found) for sheet, part in parts for found in _body_shapes(sheet, part)]
    bare = [part for sheet, part in parts if not any(place.part is part for place in places)]
    for sheet, part in parts:
        if part in bare:
            renew_part(sheet.slide, part)
    return [*(Refreshed(part.slide, made.name, "left") for part in bare), *_redraw_all(places, now, height)]


def _rows_of(body: Body) -> tuple[object, ...]:
    """Return what a body shows numbers of; a body with the same is renewed number by number."""
    match body:
        case Table():
            return (body.keys, tuple(one.title for one in body.columns))
        case Bars() | Stack():
            return (body.keys, tuple(one.key for one in body.series))
        case Timeline():
            return body.keys
        case Map():
            return (*(one.code for one in body.areas), *(one.code for one in body.symbols), *body.legend)
        case Panels():
            return tuple(one.key for one in body.panels)
        case Curve():
            return ()


def _renew(sheet: Sheet, part: Part) -> list[Refreshed]:
    moved = sum(spot.is_to_renew for found in part.found for spot in found.spots)
    renew_part(sheet.slide, part)
    return [Refreshed(part.slide, part.made.name, "renewed" if moved else "same", moved), *_kept(part)]


def _kept(part: Part) -> list[Refreshed]:
    edited = sum(one.kind == "edited" for one in part.differences)
    return [Refreshed(part.slide, part.made.name, "kept", edited)] if edited else []


def _body_shapes(sheet: Sheet, part: Part) -> list[tuple[Any, Tag]]:
    """Return the charts, tables and maps of an exhibit on a slide; panels are several shapes, and are not drawn anew."""
    groups = [shape for shape in sheet.slide.shapes if hasattr(shape, "shapes") and isinstance(part.made.body, Map)]
    tagged = [(shape, tag) for shape in groups if (tag := tag_of(shape._element)) is not None and tag.address == part.address]
    return [*bodies(sheet.slide, part.made, part.address), *tagged]


def _redraw_all(places: Sequence[_Place], now: Exhibit, height: int) -> list[Refreshed]:
    """Draw a body anew on the slides that it has, with as many rows as they hold."""
    if not places:
        return []
    body, name = for_slide(now).body, places[0].part.made.name
    size, cuts = cuts_of(body, _box(places[0], height))
    pieces = sorted({place.tag.piece: place.tag.rows.start or 0 for place in places}.items(), key=lambda one: one[1])
    rows = dict(zip((piece for piece, _ in pieces), cuts, strict=False))
    told = []
    for place in places:
        if place.tag.piece in rows:
            _redraw(place, now, body, rows[place.tag.piece], size, cuts[-1].stop, height)
            told.append(Refreshed(place.part.slide, name, "redrawn"))
        else:
            told.append(Refreshed(place.part.slide, name, "surplus"))
    over = sum(one.stop - one.start for one in cuts[len(pieces) :])
    return [*told, *([Refreshed(places[-1].part.slide, name, "cut", over)] if over else [])]


def _box(place: _Place, height: int) -> Box:
    """Return the place of a body, which the presenter may have changed; a table has room down to the footer."""
    shape = place.shape
    box = Box(int(shape.left), int(shape.top), int(shape.width), int(shape.height))
    if not shape.has_table:
        return box
    feet = [one for one in place.sheet.slide.shapes if (tag := tag_of(one._element)) and tag.piece == FOOT]
    end = min([round(height * _LOW), *(int(one.top) for one in feet)])
    return Box(box.left, box.top, box.width, max(end - box.top, box.height))


def _redraw(place: _Place, now: Exhibit, body: Body, rows: slice, size: float, total: int, height: int) -> None:
    slide: Any = place.sheet.slide
    old, box = place.shape._element, _box(place, height)
    t, shown = Text(parse_address(now.address).language), cut(body, rows)
    tag = Tag(now.address, rows_piece(rows.start, rows.stop, total), now.alt)
    formats = _formats(place, t)
    renew_part(slide, place.part, tag.piece)
    if isinstance(place.part.made.body, Timeline):
        _remove_names(slide, place.part.made.body)
    table = (size, widths_of(body, box, size)) if type(body) is Table else (0.0, list[int]())
    new = draw(slide, box, shown, tag, table, t)
    _put_in_place(slide, old, new)
    put_tag(new, tag)
    if formats and isinstance(shown, Table):
        put_formats(_shape_of(slide, new).table, shown, formats)
    for shape in slide.shapes:
        mark = tag_of(shape._element) or Tag(now.address, name_of(shape.name))  # LibreOffice keeps its name alone
        if (mark.address, mark.piece) == (now.address, LEGEND):
            paragraph = shape.text_frame.paragraphs[0]
            paragraph.clear()
            write(paragraph, *on_one_line(legend_runs(shown, t), int(shape.width)))


def _formats(place: _Place, t: Text) -> Formats:
    """Return what a person changed in the looks of a table, compared with one that is drawn as it was made and removed."""
    body = cut(for_slide(place.part.made).body, place.tag.rows)
    if not isinstance(body, Table) or not place.shape.has_table or not body.rows:
        return {}
    slide, box = place.sheet.slide, Box(0, 0, int(place.shape.width), int(place.shape.height))
    drawn = draw(slide, box, body, place.tag, (_ANY_SIZE, widths_of(body, box, _ANY_SIZE)), t)
    formats = own_formats(place.shape.table, _shape_of(slide, drawn).table, body)
    drawn.getparent().remove(drawn)
    return formats


def _shape_of(slide: Any, element: Any) -> Any:
    return next(shape for shape in slide.shapes if shape._element is element)


def _put_in_place(slide: Any, old: Any, new: Any) -> None:
    """Put a new shape where the old one is in the order of shapes, under its name and number, which animations go by."""
    charts = old.xpath(".//c:chart/@r:id")
    old.addprevious(new)
    old.getparent().remove(old)
    tag, name = tag_of(new), own(old).get("name")
    own(new).set("id", own(old).get("id"))
    if tag is None:
        own(new).set("name", name)
    else:
        put_tag(new, tag, name=name_of(name))
    for relation in charts:
        slide.part.drop_rel(relation)


def _remove_names(slide: Any, body: Timeline) -> None:
    """Remove the names beside the rows of a timeline, which are text boxes."""
    names = {clean(row) for row in body.rows}
    for shape in list(slide.shapes):
        if name_of(shape.name) == "row" and shape.text_frame.text in names:
            shape._element.getparent().remove(shape._element)
