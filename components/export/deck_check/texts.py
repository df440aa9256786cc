"""Texts of a slide beside its charts and tables: what we wrote there and in the notes, and what somebody else did."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pptx.oxml.ns import qn

from components.exhibits.model import Exhibit, Panels, Timeline
from components.export.deck_check.mentions import most_alike
from components.export.deck_check.sentences import read_sentence
from components.export.deck_check.spots import GONE, Spot
from components.export.pptx.deck import foot_words, notes_words
from components.export.pptx.tags import FOOT, LEGEND, name_of, tag_of
from components.export.pptx.text import set_words
from components.typography import clean

#: Name of the exhibit that stands for a cover: its title, and its lines as notes.
COVER = "cover"
#: Names of our shapes that hold no figure.
_SILENT = (LEGEND, "demonstration", "accent")
#: Names that end in the key of a figure: labels of maps, figures of panels.
_FIGURE = re.compile(r" #\S+\.\w+$")


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as made and as known now (GONE if it is no longer said), with its key and the words of its place ("" by the key)."""

    key: str
    place: str
    made: str
    now: str


def wordings(made: Exhibit, now: Exhibit) -> list[Wording]:
    """Return the texts that a slide of an exhibit shows outside its title, tables and charts."""
    if made.address.startswith(f"{COVER}?"):
        return [replace(one, key=one.key.replace("notes", COVER)) for one in note_wordings(made, now)]
    old, new = _body_texts(made), _body_texts(now)
    found = [Wording("foot", "", foot_words(made), foot_words(now))]
    return [*found, *(Wording(key, place, text, new.get(key, ("", GONE))[1]) for key, (place, text) in old.items())]


def note_wordings(made: Exhibit, now: Exhibit) -> list[Wording]:
    """Return the lines of the notes, each with the line about the same that is known now."""
    old, new = notes_words(made), notes_words(now)
    left = [line for line in new if line not in old]
    found = []
    for at, line in enumerate(old):
        place = None if line in new else most_alike(line, left)
        found.append(Wording(f"notes.{at + 1}", "", line, line if line in new else GONE if place is None else left.pop(place)))
    return found


def _body_texts(part: Exhibit) -> dict[str, tuple[str, str]]:
    match part.body:
        case Panels(panels=panels):
            pairs = [(one, ("head", one.head), ("note", one.note)) for one in panels]
            return {f"{one.key}.{name}": (clean(one.head), clean(text)) for one, *texts in pairs for name, text in texts if text}
        case Timeline() as body:
            return {f"{key}.name": (clean(row), clean(row)) for key, row in zip(body.keys, body.rows, strict=True)}
        case _:
            return {}


def read_paragraphs(paragraphs: Sequence[Any], known: Sequence[Wording], *, renews: bool) -> tuple[list[Spot], list[Any]]:
    """Return the numbers of paragraphs that are known wordings, edited or not, and the paragraphs that are somebody else's."""
    left, spots, own = list(known), list[Spot](), list[Any]()
    for paragraph in paragraphs:
        text = clean(paragraph.text).strip()
        place = most_alike(text, [one.made for one in left]) if text else None
        place = most_alike(text, [one.now for one in left]) if text and place is None else place
        if place is not None:
            one = left.pop(place)
            write: Callable[[], None] = partial(set_words, paragraph, one.now) if renews else _nothing
            spots += read_sentence(one.key, one.place, text, one.made, one.now, write)
        elif text:
            own.append(paragraph)
    return spots, own


def _nothing() -> None:
    """Do nothing: notes and footer are renewed as a whole."""


def free_paragraphs(shapes: Iterator[Any], title: Any) -> list[Any]:
    """Return the paragraphs of text boxes and placeholders, without title, legends, figures of maps, and slide numbers."""
    texts = [shape for shape in shapes if has_words(shape) and not _is_known(shape)]
    return [paragraph for shape in texts if title is None or shape.shape_id != title.shape_id for paragraph in _lines(shape)]


def has_words(shape: Any) -> bool:
    """Return True if a shape has text; python-pptx adds an empty one to a shape that is asked for it."""
    return bool(shape.has_text_frame) and shape._element.find(qn("p:txBody")) is not None


def _lines(shape: Any) -> list[Any]:
    return list(shape.text_frame.paragraphs)


def _is_known(shape: Any) -> bool:
    """Return True if a shape is a legend, a mark, a slide number, or a figure that is looked up elsewhere."""
    tag = tag_of(shape._element)
    is_figure = tag is not None and not tag.is_body and tag.piece != FOOT
    is_field = next(shape._element.iter(qn("a:fld")), None) is not None
    name = name_of(shape.name)
    return is_figure or is_field or name in _SILENT or _FIGURE.search(name) is not None
