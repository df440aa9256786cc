"""Text on a slide: every run in the fonts and the ink of the deck's theme, and with its language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Length, Pt

from components.export.map_layout import Box
from components.export.pptx.inks import INK, colour, piece
from components.typography import clean

#: Fonts of the theme for text, Latin and Chinese: the template says which they are.
_FONTS = {"a:latin": "+mn-lt", "a:ea": "+mn-ea"}


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text with ``size`` in points and ``ink``, a colour of the theme, or ``#RRGGBB`` of a status.

    Without an ink it has the fonts and the colour of its placeholder.
    """

    words: str
    size: float = 12
    ink: str = INK
    bold: bool = False


def set_font(properties: Any, *, ink: str = "", size: float = 0, bold: bool | None = None) -> None:
    """Set ink and fonts of the theme in an ``a:rPr`` or ``a:defRPr``, none without an ink, and size and weight if given."""
    for tag in ("a:solidFill", *_FONTS) if ink else ():
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    if size:
        properties.set("sz", str(round(size * 100)))
    if bold is not None:
        properties.set("b", str(int(bold)))
    if ink:
        properties.insert(len(properties.findall(qn("a:ln"))), piece("a:solidFill", colour(ink)))
        for tag, font in _FONTS.items():
            properties.append(piece(tag, typeface=font))


def language_of(words: str) -> str:
    """Return the language of text, for spelling and for the voice that reads it: Chinese if any character is."""
    return "zh-CN" if any("\u2e80" <= sign <= "\uffef" or sign > "\U0001ffff" for sign in words) else "en-US"


def set_run(run: Any, words: str) -> None:
    """Write the words of a run on one line, with their language."""
    run.text = clean(words).replace("\n", " ")
    run._r.get_or_add_rPr().set("lang", language_of(words))


def write(paragraph: Any, *runs: Run) -> None:
    """Append runs to a paragraph."""
    for one in runs:
        run = paragraph.add_run()
        set_run(run, one.words)
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
    set_run(runs[0], words)
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
