"""Tags that link a shape to its exhibit: at the end of its name, which every program keeps.

The alternative text is for people. In decks of earlier versions it ends in the tag.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pptx.oxml.ns import qn

from components.typography import clean

MARK = "sanbiao:"
#: Suffix of the address of a shape that shows an exhibit's footer or the legend of a chart.
FOOT, LEGEND = "foot", "legend"
_ROWS = re.compile(r"rows=(\d+)-(\d+)")


@dataclass(frozen=True, slots=True)
class Tag:
    """The address of an exhibit and the piece shown: "" for all, "rows=0-16", "foot", "legend", or the key of a figure.

    ``alt`` is the alternative text of the shape.
    """

    address: str
    piece: str = ""
    alt: str = ""

    @property
    def rows(self) -> slice:
        """The rows of the body that are shown; all of them if the piece names none."""
        found = _ROWS.fullmatch(self.piece)
        return slice(int(found[1]), int(found[2])) if found else slice(None)

    @property
    def is_body(self) -> bool:
        """True if the shape shows the body, whole or in part."""
        return not self.piece or _ROWS.fullmatch(self.piece) is not None

    def __str__(self) -> str:
        return f"{MARK}{self.address}#{self.piece}" if self.piece else f"{MARK}{self.address}"


def rows_piece(first: int, last: int, of: int) -> str:
    """Return the piece for the rows from ``first`` up to, but excluding, ``last``; "" if these are all rows."""
    return "" if (first, last) == (0, of) else f"rows={first}-{last}"


def read_tag(words: str | None) -> Tag | None:
    """Parse the tag at the end of a name, or of an alternative text of earlier versions; the words before it are its ``alt``."""
    alt, mark, rest = (words or "").rpartition(MARK)
    address, _, piece = rest.strip().partition("#")
    return Tag(address, piece, alt.rstrip("\n ")) if mark and address else None


def own(element: Any) -> Any:
    """Return the ``p:cNvPr`` of a shape, which holds its name and alternative text."""
    return next(element.iter(qn("p:cNvPr")))


def name_of(words: str | None) -> str:
    """Return the name of a shape without its tag."""
    return (words or "").partition(MARK)[0].strip()


def put_tag(element: Any, tag: Tag, *, name: str = "") -> None:
    """Write the alternative text of a shape, and the tag behind its name, or behind a new one."""
    properties = own(element)
    words = name or name_of(properties.get("name"))
    properties.set("name", clean(f"{words} {tag}".strip()))
    properties.set("descr", clean(tag.alt))


def tag_of(element: Any) -> Tag | None:
    """Return the tag of a shape with its alternative text, from its name, else from the alternative text."""
    properties = own(element)
    named = read_tag(properties.get("name"))
    described = read_tag(properties.get("descr"))
    return described or (replace(named, alt=properties.get("descr") or "") if named else None)


def tagged(slide: Any) -> Iterator[tuple[Any, Tag]]:
    """Yield every shape element of a slide that has a tag, including those in groups."""
    for properties in slide.shapes._spTree.iter(qn("p:cNvPr")):
        element = properties.getparent().getparent()
        tag = tag_of(element)
        if tag:
            yield element, tag
