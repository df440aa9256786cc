"""The sheets of a deck: our own, or a bureau's template with its slides removed. Layouts are found by their placeholders."""

from copy import deepcopy
from dataclasses import dataclass
from math import ceil
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as Kind
from pptx.opc.constants import RELATIONSHIP_TYPE as REL
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide, SlideLayout
from pptx.util import Cm, Inches

from components.export.map_layout import Box
from components.export.pptx.inks import colour
from components.export.pptx.opening import open_deck
from components.export.pptx.text import Run, place, points, width_of, write
from components.theme import LIGHT
from models.errors import UnreadableError

#: Font size of slide titles in points, and its minimum for long titles.
TITLE, LEAST_TITLE = 26, 16
#: Width of a bold Latin letter as a share of its size, in the widest font that may stand in for ours.
_LETTER = 0.68
EDGE = int(Cm(1.2))
#: Font of our own theme: Windows, WPS and macOS with Office all have it.
_FONT = "Microsoft YaHei"
FOOT_HEIGHT = int(Cm(1.15))
_TITLES = (Kind.TITLE, Kind.CENTER_TITLE)
#: Placeholders that only covers have.
_COVERS = (Kind.CENTER_TITLE, Kind.SUBTITLE)
_FURNITURE = (Kind.DATE, Kind.FOOTER, Kind.SLIDE_NUMBER)


@dataclass(frozen=True, slots=True)
class Sheets:
    """A deck without slides: the layouts for statements and for the cover; ``is_own`` is False for a template."""

    deck: Deck
    plain: SlideLayout
    cover: SlideLayout
    is_own: bool

    @property
    def body(self) -> Box:
        """The box between title and footer."""
        width, height = int(self.deck.slide_width or 0), int(self.deck.slide_height or 0)
        title, (left, right) = _title(self.plain), _sides(self.plain, width)
        top = int(title.top or 0) + int(title.height or 0)
        bottom = min([height - EDGE // 2, *(int(one.top) for one in _furniture(self.plain) if int(one.top) > height // 2)])
        return Box(left, top, right - left, bottom - top - FOOT_HEIGHT)

    @property
    def foot(self) -> Box:
        """The strip below the body."""
        body = self.body
        return Box(body.left, body.top + body.height, body.width, FOOT_HEIGHT)


def sheets(template: bytes | None) -> Sheets:
    """Return the empty deck. Raise UnreadableError if the template is damaged or none of its layouts has a title."""
    if template is None:
        return _own_sheets()
    deck = open_deck(template)
    _drop_slides(deck)
    return sheets_in(deck)


def sheets_in(deck: Deck) -> Sheets:
    """Return the layouts of somebody else's deck. Raise UnreadableError if none of them has a title."""
    layouts = [one for one in deck.slide_layouts if _kinds(one) & set(_TITLES)]
    if not layouts:
        raise UnreadableError("deck_no_title")
    plain = min(layouts, key=lambda one: _distance_from_plain(one, int(deck.slide_height or 1)))
    cover = min(layouts, key=lambda one: (not _kinds(one) & set(_COVERS), len(_kinds(one))))
    return Sheets(deck, plain, cover if _kinds(cover) & set(_COVERS) else plain, is_own=False)


def _distance_from_plain(layout: SlideLayout, height: int) -> tuple[bool, int]:
    """Rank layouts: first those with a title at the top, then those with the fewest other placeholders for content."""
    title = _title(layout)
    others = [one for one in _placeholders(layout) if one.placeholder_format.type not in (*_TITLES, *_FURNITURE)]
    return int(title.top or 0) > height * 0.4 or title.placeholder_format.type == Kind.CENTER_TITLE, len(others)


def _sides(layout: SlideLayout, width: int) -> tuple[int, int]:
    """Return the edges of the content: those of the master's body, which leaves room for a band or a seal; else of the title."""
    bodies = [one for one in _placeholders(layout.slide_master) if one.placeholder_format.type == Kind.BODY]
    box = bodies[0] if bodies and int(bodies[0].width or 0) > width // 2 else _title(layout)
    left, right = int(box.left or 0), int(box.left or 0) + int(box.width or 0)
    return max(left, width // 40), min(right, width - width // 40)


def _placeholders(sheet: Any) -> list[Any]:
    return list(sheet.placeholders)


def _title(layout: SlideLayout) -> Any:
    return next(one for one in _placeholders(layout) if one.placeholder_format.type in _TITLES)


def _kinds(layout: SlideLayout) -> set[Any]:
    return {one.placeholder_format.type for one in _placeholders(layout)} - set(_FURNITURE)


def _furniture(layout: SlideLayout) -> list[Any]:
    return [one for one in _placeholders(layout) if one.placeholder_format.type in _FURNITURE and one.top is not None]


def _drop_slides(deck: Deck) -> None:
    """Remove the template's own slides, with the sections and custom shows that list them."""
    listed = deck.slides._sldIdLst
    for one in list(listed):
        deck.part.drop_rel(one.rId)
        listed.remove(one)
    root = deck.part._element
    for tag in (qn("p:custShowLst"), qn("p:extLst")):
        for old in root.findall(tag):
            root.remove(old)


def _own_sheets() -> Sheets:
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    deck.part._element.sldSz.attrib.pop("type", None)  # python-pptx's deck is 4:3, for a printer of its own
    for name in [name for name, link in deck.part.rels.items() if link.reltype == REL.PRINTER_SETTINGS]:
        deck.part.rels.pop(name)
    plain, cover = deck.slide_layouts[5], deck.slide_layouts[0]
    for layout in [one for one in deck.slide_layouts if one not in (plain, cover)]:
        deck.slide_layouts.remove(layout)
    _dress(deck)
    _set_places(deck, plain, cover)
    return Sheets(deck, plain, cover, is_own=True)


def _set_places(deck: Deck, plain: SlideLayout, cover: SlideLayout) -> None:
    """Move the placeholders: the layouts of python-pptx are for 4:3, and these are for 16:9."""
    width, height = int(deck.slide_width or 0), int(deck.slide_height or 0)
    low = Box(EDGE, height - int(Cm(1.0)), int(Cm(6)), int(Cm(0.7)))
    right = Box(width - EDGE - low.width, low.top, low.width, low.height)
    middle = Box((width - low.width) // 2, low.top, low.width, low.height)
    title = Box(EDGE, int(Cm(0.6)), width - 2 * EDGE, int(Cm(2.3)))
    full = title.below(title.height)
    places = {Kind.TITLE: title, Kind.BODY: Box(full.left, full.top, full.width, int(Cm(13))), Kind.DATE: low}
    places |= {Kind.FOOTER: middle, Kind.SLIDE_NUMBER: right}
    places[Kind.CENTER_TITLE] = Box(EDGE * 2, int(height * 0.26), width - 4 * EDGE, int(height * 0.2))
    places[Kind.SUBTITLE] = Box(EDGE * 2, int(height * 0.49), width - 4 * EDGE, int(height * 0.3))
    for sheet in (deck.slide_master, plain, cover):
        for shape in _placeholders(sheet):
            shape.left, shape.top, shape.width, shape.height = place(places[shape.placeholder_format.type])


def _dress(deck: Deck) -> None:
    """Set our fonts and inks in the theme, and align titles to the left, so that long sentences start from one edge."""
    part = deck.slide_master.part.part_related_by(REL.THEME)
    theme: Any = parse_xml(part.blob)
    for fonts in theme.iter(qn("a:majorFont"), qn("a:minorFont")):
        for tag in ("a:latin", "a:ea"):
            fonts.find(qn(tag)).set("typeface", _FONT)
    inks = {
        "dk1": LIGHT.ink,
        "lt1": LIGHT.paper,
        "dk2": LIGHT.soft,
        "lt2": LIGHT.panel,
        "accent1": LIGHT.accent,
        "accent2": LIGHT.plain,
    }
    for name, ink in inks.items():
        slot = next(theme.iter(qn(f"a:{name}")))
        slot[:] = [colour(ink)]
    part._blob = serialize_part_xml(theme)
    level = deck.slide_master._element.find(qn("p:txStyles")).find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    level.set("algn", "l")
    level.find(qn("a:defRPr")).set("sz", str(TITLE * 100))
    level.find(qn("a:defRPr")).set("b", "1")


def add_slide(sheets: Sheets, layout: SlideLayout, title: str) -> Slide:
    """Add a slide with its title and, if the layout has one, its slide number; unused placeholders are removed."""
    slide: Slide = sheets.deck.slides.add_slide(layout)
    for shape in list(slide.placeholders):
        if (
            shape.placeholder_format.type not in (*_TITLES, Kind.SUBTITLE)
            or layout is sheets.plain
            and shape != slide.shapes.title
        ):
            shape._element.getparent().remove(shape._element)
    _write_title(slide, title)
    _add_number(slide, layout)
    return slide


def _write_title(slide: Slide, title: str) -> None:
    """Write the title in the place and format of the layout; smaller only if it would not fit."""
    shape: Any = slide.shapes.title
    paragraph = shape.text_frame.paragraphs[0]
    size = title_size(slide, shape, title)
    write(paragraph, Run(title, size=size, ink=""))


def title_size(slide: Slide, shape: Any, title: str) -> int:
    """Return the font size in points at which a title fits; 0 if the master's size fits."""
    master: Any = slide.slide_layout.slide_master._element
    sizes = master.xpath("p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
    size = given = int(sizes[0]) // 100 if sizes else 44
    wide, high = shape.width / points(1), shape.height / points(1)
    while size > LEAST_TITLE and ceil(width_of(title) * size * _LETTER / wide) * size * 1.25 > high:
        size -= 1
    return 0 if size == given else size


def _add_number(slide: Slide, layout: SlideLayout) -> None:
    """Add the slide number, which python-pptx leaves in the layout, where it is invisible."""
    for shape in _placeholders(layout):
        if shape.placeholder_format.type == Kind.SLIDE_NUMBER:
            number = deepcopy(shape._element)
            number.nvSpPr.cNvPr.set("id", str(max(int(one) for one in slide.shapes._spTree.xpath("//@id") if one.isdigit()) + 1))
            slide.shapes._spTree.append(number)
