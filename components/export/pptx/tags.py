"""How a shape says which part it shows: in its alternative text, and in names where an office program keeps only those."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

MARK = "sanbiao:"
#: What stands behind the address of a shape that shows a part's foot, or the signs under a chart.
FOOT, LEGEND = "foot", "legend"
_ROWS = re.compile(r"rows=(\d+)-(\d+)")
#: Signs that XML does not hold at all; nobody has meant to write them.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Tag:
    """The address of a part and which piece of it: "" for all, "rows=0-16", "foot", "legend", or the key of a figure."""

    address: str
    piece: str = ""
    alt: str = ""

    @property
    def rows(self) -> slice:
        """The rows of the body that are shown; all of them where nothing is said."""
        found = _ROWS.fullmatch(self.piece)
        return slice(int(found[1]), int(found[2])) if found else slice(None)

    @property
    def is_body(self) -> bool:
        """Whether it is the body, whole or some of its rows."""
        return not self.piece or _ROWS.fullmatch(self.piece) is not None

    def __str__(self) -> str:
        return f"{MARK}{self.address}#{self.piece}" if self.piece else f"{MARK}{self.address}"


def clean(words: str) -> str:
    """Words without the signs that no XML file may hold."""
    return _NO_XML.sub("", words)


def rows_piece(first: int, last: int, of: int) -> str:
    """The piece for the rows from ``first`` up to, not with, ``last``; "" where those are all."""
    return "" if (first, last) == (0, of) else f"rows={first}-{last}"


def read_tag(words: str | None) -> Tag | None:
    """The tag at the end of an alternative text or a name."""
    alt, mark, rest = (words or "").rpartition(MARK)
    address, _, piece = rest.strip().partition("#")
    return Tag(address, piece, alt.rstrip("\n ")) if mark and address else None


def own(element: Any) -> Any:
    """The ``p:cNvPr`` of a shape, where its name and its alternative text are."""
    return next(element.iter(qn("p:cNvPr")))


def put_tag(element: Any, tag: Tag, *, name: str = "") -> None:
    """Write the alternative text of a shape, and its name."""
    properties = own(element)
    properties.set("descr", clean(f"{tag.alt}\n{tag}" if tag.alt else str(tag)))
    if name:
        properties.set("name", clean(name))


def tag_of(element: Any) -> Tag | None:
    """The tag of a shape: of its alternative text, else of its name."""
    properties = own(element)
    return read_tag(properties.get("descr")) or read_tag(properties.get("name"))


def tagged(slide: Any) -> Iterator[tuple[Any, Tag]]:
    """Every shape element of a slide with a tag, those in groups too."""
    for properties in slide.shapes._spTree.iter(qn("p:cNvPr")):
        element = properties.getparent().getparent()
        tag = tag_of(element)
        if tag:
            yield element, tag
