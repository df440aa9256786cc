"""Tags that link a shape to its exhibit: in its alternative text, and in names for programs that keep only those."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

from components.typography import clean

MARK = "sanbiao:"
#: Suffix of the address of a shape that shows an exhibit's footer or the legend of a chart.
FOOT, LEGEND = "foot", "legend"
_ROWS = re.compile(r"rows=(\d+)-(\d+)")


@dataclass(frozen=True, slots=True)
class Tag:
    """The address of an exhibit and the piece shown: "" for all, "rows=0-16", "foot", "legend", or the key of a figure."""

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
    """Parse the tag at the end of an alternative text or a name."""
    alt, mark, rest = (words or "").rpartition(MARK)
    address, _, piece = rest.strip().partition("#")
    return Tag(address, piece, alt.rstrip("\n ")) if mark and address else None


def own(element: Any) -> Any:
    """Return the ``p:cNvPr`` of a shape, which holds its name and alternative text."""
    return next(element.iter(qn("p:cNvPr")))


def put_tag(element: Any, tag: Tag, *, name: str = "") -> None:
    """Write the alternative text of a shape, and its name."""
    properties = own(element)
    properties.set("descr", clean(f"{tag.alt}\n{tag}" if tag.alt else str(tag)))
    if name:
        properties.set("name", clean(name))


def tag_of(element: Any) -> Tag | None:
    """Return the tag of a shape, from its alternative text, else from its name."""
    properties = own(element)
    return read_tag(properties.get("descr")) or read_tag(properties.get("name"))


def tagged(slide: Any) -> Iterator[tuple[Any, Tag]]:
    """Yield every shape element of a slide that has a tag, including those in groups."""
    for properties in slide.shapes._spTree.iter(qn("p:cNvPr")):
        element = properties.getparent().getparent()
        tag = tag_of(element)
        if tag:
            yield element, tag
