"""Text on a slide: every run with its Latin and its Chinese font, in the ink of the deck."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.slide import Slide
from pptx.util import Length, Pt

from components.export.map_layout import Box
from components.typography import clean

FONT = "Microsoft YaHei"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text with ``size`` in points and ``ink``: ``#RRGGBB`` or a theme colour of the deck ("tx1")."""

    words: str
    size: float = 12
    ink: str = "tx1"
    bold: bool = False


def colour(ink: str) -> Any:
    """Return the element of a colour: ``#RRGGBB``, or one of the deck's theme."""
    is_rgb = ink.startswith("#")
    return piece("a:srgbClr" if is_rgb else "a:schemeClr", val=ink[1:].upper() if is_rgb else ink)


def piece(tag: str, *children: Any, **attributes: str) -> Any:
    """Return an element of the file format."""
    element: Any = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(name, value)
    element.extend(children)
    return element


def set_font(properties: Any, *, ink: str = "", size: float = 0, bold: bool | None = None) -> None:
    """Set the fonts of an ``a:rPr`` or ``a:defRPr``, and ink, size and weight if given."""
    for tag in ("a:solidFill", "a:latin", "a:ea") if ink else ("a:latin", "a:ea"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    if size:
        properties.set("sz", str(round(size * 100)))
    if bold is not None:
        properties.set("b", str(int(bold)))
    if ink:
        properties.insert(len(properties.findall(qn("a:ln"))), piece("a:solidFill", colour(ink)))
    for tag in ("a:latin", "a:ea"):
        properties.append(piece(tag, typeface=FONT))


def write(paragraph: Any, *runs: Run) -> None:
    """Append runs to a paragraph."""
    for one in runs:
        run = paragraph.add_run()
        run.text = clean(one.words).replace("\n", " ")
        set_font(run._r.get_or_add_rPr(), ink=one.ink, size=one.size, bold=one.bold or None)


def text_box(slide: Slide, box: Box, lines: Sequence[Sequence[Run]], *, align: str = "l", anchor: str = "t") -> Any:
    """Add a text box with one paragraph per line; ``align`` "l", "ctr" or "r", ``anchor`` "t", "ctr" or "b"."""
    shape = slide.shapes.add_textbox(*place(box))
    fill_text(shape.text_frame, lines, align=align, anchor=anchor)
    return shape


def fill_text(frame: Any, lines: Sequence[Sequence[Run]], *, align: str = "l", anchor: str = "t", margin: int = 0) -> None:
    """Write lines into an empty text frame, wrapped, with ``margin`` all around."""
    body = frame._txBody.bodyPr
    body.set("wrap", "square")
    body.set("anchor", anchor)
    for side in ("lIns", "tIns", "rIns", "bIns"):
        body.set(side, str(margin))
    for at, runs in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph._p.get_or_add_pPr().set("algn", align)
        write(paragraph, *runs)


def set_words(paragraph: Any, words: str) -> None:
    """Replace the text of a paragraph in its first run, which keeps its formatting; the other runs are removed."""
    runs = list(paragraph.runs)
    if not runs:
        write(paragraph, Run(words))
        return
    runs[0].text = clean(words).replace("\n", " ")
    for run in runs[1:]:
        run._r.getparent().remove(run._r)


#: Latin letters as wide as a Chinese character.
_CHINESE = 1.75


def width_of(words: str) -> float:
    """Return the width of text in Latin letters."""
    return sum(_CHINESE if ord(sign) > 0x2E7F or 0x2010 <= ord(sign) <= 0x27BF else 1 for sign in words)


def half_width(words: str) -> float:
    """Return the width of the longer line of text that is broken in two at the best of its blanks."""
    ends = [at for at, sign in enumerate(words) if sign == " "]
    return min(max(width_of(words[:at]), width_of(words[at + 1 :])) for at in ends)


def place(box: Box) -> tuple[Length, Length, Length, Length]:
    """Return a box as arguments for python-pptx."""
    return Length(box.left), Length(box.top), Length(box.width), Length(box.height)


def points(size: float) -> int:
    """Convert points to English metric units."""
    return int(Pt(size))
