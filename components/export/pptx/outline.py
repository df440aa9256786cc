"""The outline of a deck: its agenda on a slide, each entry a link to its first slide, and PowerPoint's sections by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.slide import Slide

from components.export.pptx.inks import piece
from components.export.pptx.page import Sheets, add_slide
from components.export.pptx.text import Run, points, text_box
from components.typography import clean

#: Largest and smallest size of the entries in points, the height of one as a share of it, and the size of its second line.
_LARGEST, _SMALLEST, _LINES, _SMALL = 22, 13, 2.6, 0.65
#: The name of a box of the agenda, before its number.
_ENTRY = "agenda "
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
#: The extension of a presentation that holds its sections.
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the agenda, and what it holds in small letters."""

    name: str
    more: str = ""


def add_agenda(paper: Sheets, title: str, entries: Sequence[Entry]) -> Slide:
    """Add the slide with the entries, numbered by PowerPoint, one text box each."""
    slide = add_slide(paper, paper.plain, title)
    room = paper.body.below(points(_LARGEST))
    step = min(room.height // max(len(entries), 1), points(_LARGEST * _LINES))
    size = max(min(_LARGEST, step / points(1) / (_LINES if any(one.more for one in entries) else 1.4)), _SMALLEST)
    for at, one in enumerate(entries):
        lines = [[Run(one.name, size=size)], *([[Run(one.more, size=size * _SMALL, ink="tx2")]] if one.more else [])]
        shape = text_box(slide, replace(room, top=room.top + at * step, height=step), lines)
        shape.name = f"{_ENTRY}{at + 1}"
        first, *others = shape.text_frame.paragraphs
        _indent(first._p.get_or_add_pPr(), size, hanging=True)
        first._p.get_or_add_pPr().append(piece("a:buFont", typeface="+mn-lt"))
        first._p.get_or_add_pPr().append(piece("a:buAutoNum", type="arabicPeriod", startAt=str(at + 1)))
        for paragraph in others:
            _indent(paragraph._p.get_or_add_pPr(), size, hanging=False)
    return slide


def _indent(properties: Any, size: float, *, hanging: bool) -> None:
    indent = points(size * 1.7)
    properties.set("marL", str(indent))
    properties.set("indent", str(-indent if hanging else 0))


def link_agenda(agenda: Slide, firsts: Sequence[Slide]) -> None:
    """Make each entry of the agenda lead to the first slide of its section, at a click on its box."""
    boxes = [shape for shape in agenda.shapes if shape.name.startswith(_ENTRY)]
    for shape, first in zip(boxes, firsts, strict=True):
        shape.click_action.target_slide = first


def write_sections(paper: Sheets, sections: Iterable[tuple[str, Sequence[Slide]]]) -> None:
    """Divide the slides into named sections; the same sections have the same identifiers in every deck."""
    words = "".join(_section(n, name, slides) for n, (name, slides) in enumerate(sections))
    found: Any = parse_xml(f'<p14:sectionLst xmlns:p14="{_P14}">{words}</p14:sectionLst>')
    root = paper.deck.part._element
    extensions = root.find(qn("p:extLst"))
    if extensions is None:
        extensions = piece("p:extLst")
        root.append(extensions)
    extensions.append(piece("p:ext", uri=_SECTIONS))
    extensions[-1].append(found)


def _section(n: int, name: str, slides: Sequence[Slide]) -> str:
    identifier = f"{{{uuid5(NAMESPACE_URL, f'{n} {name}')}}}".upper()
    listed = "".join(f'<p14:sldId id="{slide.slide_id}"/>' for slide in slides)
    return f'<p14:section name={quoteattr(clean(name))} id="{identifier}"><p14:sldIdLst>{listed}</p14:sldIdLst></p14:section>'
