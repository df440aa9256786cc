"""Columns of the plan workbook, derived from the fields of a part of the plan file."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from models.i18n import FOLDER, LANGUAGES, enum_key, read_catalogue, say, word
from models.plan.file_parts import Part, Share

#: Between the words of a list, in a cell and in the catalogue.
COMMA = "、"
#: Fields of free text for which the catalogue has words: a word in the cell is the code in the plan.
_WORDED = {"project_milestone": "milestone", "stage": "target_stage", "kind": "district_kind"}


class Shape(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    LIST = "list"
    SECTION = "section"
    DISTRICT = "district"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its sheet, its place within the part, what it holds, and the catalogue's words for its codes."""

    sheet: str
    path: tuple[str | int, ...]
    shape: Shape
    is_needed: bool = False
    choices: tuple[str, ...] = ()
    words: str = ""
    is_passive: bool = False

    @property
    def key(self) -> str:
        """The name of the column: its place within the part."""
        return ".".join(map(str, self.path))

    def _text(self, what: str) -> str:
        return f"plan_field.{self.sheet}.{self.key}.{what}"

    def header(self, language: str) -> str:
        """Return the header in a language."""
        return say(self._text("name"), language)

    def about(self, language: str) -> str:
        """Return the sentence about the contents of the column."""
        return say(self._text("note"), language)

    def example(self, language: str) -> str:
        """Return an example of its contents."""
        return say(self._text("example"), language)

    def also(self) -> tuple[str, ...]:
        """Return other words for the header, in both languages."""
        found = [read_catalogue(FOLDER, language).get(self._text("also"), "") for language in LANGUAGES]
        return tuple(one for words in found if isinstance(words, str) for one in words.split(COMMA) if one)

    def word(self, code: str, language: str) -> str:
        """Return the word for a code of this column; the code itself if there is none."""
        return word(self.words, code, language) if self.words else code

    def coded(self) -> dict[str, str]:
        """Return the code of each word of this column, in both languages; of a closed choice also of each code."""
        if not self.words:
            return {}
        codes = self.choices or tuple(_codes(self.words))
        words = {self.word(code, language): code for language in LANGUAGES for code in codes}
        return words | dict(zip(self.choices, self.choices, strict=True))


def _codes(group: str) -> Iterator[str]:
    return (key.removeprefix(f"{group}.") for key in read_catalogue(FOLDER, "zh") if key.startswith(f"{group}."))


def columns_of(
    part: type[Part], sheet: str, path: tuple[str, ...] = (), *, is_needed: bool = True, elsewhere: Container[str] = ()
) -> list[Column]:
    """Return the columns of the fields of a part and of the parts within it, without those that are ``elsewhere``.

    TypeError for a field that no cell can hold, such as a list of parts without a sheet of its own.
    """
    columns: list[Column] = []
    for name, field in part.model_fields.items():
        here, needed = (*path, name), field.is_required() and is_needed
        kind = core(field.annotation)
        if isinstance(kind, type) and issubclass(kind, Part):
            columns += columns_of(kind, sheet, here, is_needed=needed)
        elif name not in elsewhere:
            columns += _columns(kind, sheet, here, needed)
    return columns


def lists_of(part: type[Part]) -> dict[str, type[Part]]:
    """Return the fields of a part that are lists of other parts."""
    found = {name: list_of(core(field.annotation)) for name, field in part.model_fields.items()}
    return {name: one for name, one in found.items() if one is not None}


def core(annotation: Any) -> Any:
    """Return the type of a field without its limits, and without None."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            (annotation,) = (one for one in get_args(annotation) if one is not type(None))
        else:
            return annotation


def list_of(kind: Any) -> type[Part] | None:
    """Return the part of which a type is a list; None for any other type."""
    inner = core(get_args(kind)[0]) if get_origin(kind) is tuple else None
    return inner if isinstance(inner, type) and issubclass(inner, Part) else None


def _columns(kind: Any, sheet: str, path: tuple[str, ...], needed: bool) -> list[Column]:
    """Return the column of a field, or one for each value of a pair. TypeError for a type that no cell can hold."""
    arguments = get_args(kind)
    if get_origin(kind) is tuple and arguments[-1] is not Ellipsis:
        shapes = [Shape.SHARE if one == Share else _shape(core(one)) for one in arguments]
        return [Column(sheet, (*path, at), shape, needed) for at, shape in enumerate(shapes)]
    if get_origin(kind) is tuple:
        _shape(core(arguments[0]))
        return [Column(sheet, path, Shape.LIST, needed)]
    if get_origin(kind) is Literal:
        return [Column(sheet, path, Shape.CHOICE, needed, arguments, path[-1])]
    if isinstance(kind, type) and issubclass(kind, Enum):
        members = tuple(kind)
        group = enum_key(members[0]).partition(".")[0]
        return [Column(sheet, path, Shape.CHOICE, needed, tuple(str(one.value) for one in members), group)]
    if (sheet, path) == ("targets", ("section",)):
        return [Column(sheet, path, Shape.SECTION, needed)]
    return [Column(sheet, path, _shape(kind), needed, words=_WORDED.get(path[-1], "") if kind is str else "")]


def _shape(kind: Any) -> Shape:
    shapes = {str: Shape.TEXT, bool: Shape.YES_NO, date: Shape.DAY, Decimal: Shape.NUMBER, int: Shape.NUMBER}
    if kind not in shapes:
        raise TypeError(f"no column for {kind}")
    return shapes[kind]
