"""Exhibits added to a presenter's own deck, whose slides, layouts and notes stay as they are."""

from collections.abc import Sequence
from typing import Any

from components.exhibits.model import Exhibit
from components.export.pptx.deck import add_part
from components.export.pptx.opening import open_deck
from components.export.pptx.package import open_file, save_file
from components.export.pptx.page import sheets_in
from components.export.pptx.tags import tagged
from components.i18n.text import Text

_SECTION = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"


def add_to(content: bytes, parts: Sequence[Exhibit], *, t: Text) -> bytes:
    """Return a deck with the slides of exhibits at its end, in its own fonts, colours and size.

    Raise UnreadableError if it is no deck, is unsafe, or has no layout with a title.
    """
    file = open_file(content)
    paper, before = sheets_in(file.deck), len(file.deck.slides)
    for part in parts:
        add_part(paper, part, t)
    _add_to_section(file.deck.part._element, [slide.slide_id for slide in list(file.deck.slides)[before:]])
    return save_file(file)


def holds_exhibits(content: bytes) -> bool:
    """Return True if a deck has exhibits made here; errors as in ``add_to``."""
    deck = open_deck(content)
    sheets_in(deck)
    return any(True for slide in deck.slides for _ in tagged(slide))


def _add_to_section(root: Any, slides: Sequence[int]) -> None:
    """List new slides in the last section of a deck that has sections."""
    sections = list(root.iter(f"{_SECTION}section"))
    if sections:
        listed = sections[-1].find(f"{_SECTION}sldIdLst")
        if listed is None:
            listed = sections[-1].makeelement(f"{_SECTION}sldIdLst")
            sections[-1].insert(0, listed)
        for one in slides:
            listed.append(listed.makeelement(f"{_SECTION}sldId", {"id": str(one)}))
