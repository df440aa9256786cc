"""Values of cells of the plan workbook, read with the same care as those of reports."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.errors import Problem, problem
from models.imports.cells import COUNTED, DONE, NOT_DONE, read_day, read_number, says_nothing
from models.imports.cells import Told as Said
from models.imports.names import Names, plain, unknown
from models.imports.plan_workbook.tables import Told
from models.imports.sheet_rows import clean
from models.imports.workbook_marks import ERRORS
from models.plan.workbook.cells import split, unquoted
from models.plan.workbook.columns import COMMA, Column, Shape

#: Units that may follow a number in a cell: of a year, of a rate, of what is counted.
UNITS = ("年", "%", *COUNTED)
#: What a broken formula shows, in newer versions of Excel, too.
FORMULA_ERRORS = ERRORS | {"#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!"}
#: What a cell holds that cannot be read; None is a cell without a value.
UNREAD = object()
#: Number of problems after which no nearest name is looked for: each is compared with all of them.
MOST_NEAR = 200
#: Longest text that a problem repeats.
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Values:
    """The reading of cells: the year of dates without one, the codes they may refer to if known, the language of choices."""

    told: Told
    year: int | None = None
    sections: Names | None = None
    districts: Names | None = None
    targets: Names | None = None
    language: str = "zh"

    def read(self, column: Column, text: str, place: str, unit: str = "") -> Any:
        """Return the value of a cell: None if it is empty, ``UNREAD`` with a problem if it cannot be read."""
        written = text.replace("\r\n", "\n").strip()
        if not written:
            return None
        codes = {Shape.SECTION: self.sections, Shape.DISTRICT: self.districts, Shape.TARGET: self.targets}
        known = codes.get(column.shape)
        if known is not None and (code := known.find(written)) is not None:
            return code
        if written in FORMULA_ERRORS:
            return self._refuse(problem(place, "formula_error", value=written))
        if column.shape is Shape.TEXT:
            return self._text(column, written, place)
        if column.shape is Shape.LIST:
            return split(written)
        said = clean(written)
        if said.startswith("="):
            return self._refuse(problem(place, "formula_without_result", value=said[:_LONGEST]))
        if says_nothing(said):
            self.told.notices.append(problem(place, "nothing_said", value=written))
            return None
        return self._value(column, said, place, unit)

    def _value(self, column: Column, said: str, place: str, unit: str) -> Any:
        readers: dict[Shape, Callable[[], Any]] = {
            Shape.NUMBER: lambda: self._said(read_number(place, said, (*UNITS, unit))),
            Shape.SHARE: lambda: self._share(said, place),
            Shape.DAY: lambda: self._said(read_day(place, said, year=self.year)),
            Shape.YES_NO: lambda: self._yes_no(said, place),
            Shape.CHOICE: lambda: self._choice(column, said, place),
            Shape.SECTION: lambda: self._code(self.sections, said, place, "unknown_section"),
            Shape.DISTRICT: lambda: self._code(self.districts, said, place, "unknown_district"),
            Shape.TARGET: lambda: self._code(self.targets, said, place, "unknown_code"),
        }
        return readers[column.shape]()

    def _refuse(self, one: Problem) -> Any:
        self.told.problems.append(one)
        return UNREAD

    def _text(self, column: Column, written: str, place: str) -> str:
        """Return a text as it is written; where the catalogue has words for codes, the code of a word."""
        if written.startswith("="):
            self.told.notices.append(problem(place, "formula_as_text", value=written[:_LONGEST]))
        if not column.words:
            return written
        literal = unquoted(written)
        words = {plain(word): code for word, code in column.coded().items()}
        return literal if literal is not None else words.get(plain(written), written)

    def _said(self, found: tuple[Any, Said]) -> Any:
        """Return a value that was read, and pass on what was said of it."""
        value, said = found
        wrong = [one for level, one in said if level == "error"]
        self.told.problems += wrong
        self.told.notices += [one for level, one in said if level != "error"]
        return UNREAD if wrong else value

    def _share(self, said: str, place: str) -> Any:
        """Return a share of one, which a cell may have as a percentage."""
        number = self._said(read_number(place, said, ("%",)))
        return number / 100 if isinstance(number, Decimal) and said.endswith("%") else number

    def _yes_no(self, said: str, place: str) -> Any:
        word = said.casefold()
        if word in (*DONE, "1") or word in (*NOT_DONE, "0"):
            return word in (*DONE, "1")
        return self._refuse(problem(place, "not_yes_or_no", value=said[:_LONGEST]))

    def _choice(self, column: Column, said: str, place: str) -> Any:
        words = {plain(word): code for word, code in column.coded().items()}
        if plain(said) in words:
            return words[plain(said)]
        choices = COMMA.join(column.word(code, self.language) for code in column.choices)
        return self._refuse(problem(place, "not_a_choice", value=said[:_LONGEST], choices=choices))

    def _code(self, names: Names | None, said: str, place: str, key: str) -> Any:
        if names is None:  # the sheet with the codes is missing, of which enough is said
            return said
        near = names.near(said) if len(self.told.problems) < MOST_NEAR else None
        return self._refuse(unknown(place, key, said[:_LONGEST], near))
