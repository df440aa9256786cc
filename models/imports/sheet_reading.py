"""The reading of each sheet: what its columns are understood as, its rows, what was left out and why, what has to be asked.

Nothing of a sheet vanishes without a word: a column, row or sheet that is not read has a notice or a problem with its place.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Literal

from models.errors import Problem, problem
from models.imports.cells import Level
from models.imports.file_guard import LAST_ROW
from models.imports.matrix import Heads, Matrix, as_matrix, matrix_of_districts
from models.imports.names import WHOLE_CITY
from models.imports.reader import Sheet
from models.imports.sheet_columns import GUIDES, Header, find_header, first_heads, is_like_value, is_value, named_columns, nearest
from models.imports.sheet_layouts import SheetLayout, tidy
from models.imports.sheet_rows import Row, as_written, clean, letters, runs
from models.imports.side_matter import without_side_matter
from models.imports.whose_figures import with_district, without_district

#: Free text, which keeps its punctuation as written; other cells are normalised for comparison.
WORDS = ("name", "gate", "note", "evidence")
#: What a sheet may be asked: which district its figures are of, and whether a table of several figures a row is read rightly.
QuestionKind = Literal["district", "matrix"]
#: Answers: to take figures without a district for those of the chosen one or of the city, to fill the district down, to leave
#: them out, to read as shown.
OWN, CITY, DOWN, LEAVE, READ = "own", "city", "down", "leave", "read"
#: What stands for the district of the row above: it has to be filled down.
DITTO = ("同上", "〃", "″", '"', "''", "ditto")
#: Number of rows of a reading that are shown with a question.
SAMPLE = 50


@dataclass(frozen=True, slots=True)
class Question:
    """What a sheet has to be asked: the sentence with its place, the possible answers, and some rows as they would be read."""

    key: str
    kind: QuestionKind
    asked: Problem
    choices: tuple[str, ...]
    sample: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table of a sheet was read. A problem keeps its rows out; a notice is only told.

    ``unread`` are the columns that were not understood, each with the number of its cells and the nearest column. ``lost`` is the
    number of rows that a problem keeps out, ``left`` that of those which an answer leaves out.
    """

    place: str
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    unread: tuple[str, ...] = ()
    lost: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """What sheets are read against: the forms and heads of the plan, its known codes, and the answers so far.

    ``answers`` are by the key or by the kind of a question, ``district`` is the name of the one that the reader has chosen.
    ``lacking`` returns the columns that a list of a form needs, if the heads of a sheet look like such a list.
    """

    forms: Sequence[SheetLayout]
    heads: Heads
    codes: Set[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)
    district: str = ""
    lacking: Callable[[str, Sequence[str]], Sequence[str]] = lambda form, heads: ()

    def answer(self, question: Question) -> str:
        """Return the answer to a question; "" if there is none yet."""
        found = self.answers.get(question.key, self.answers.get(question.kind, ""))
        return found if found in question.choices else ""


def open_sheets(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Problem]]:
    """Return the visible sheets without side matter, and a notice for everything that was left out."""
    opened: list[Sheet] = []
    notices: list[Problem] = []
    for sheet in sheets:
        if sheet.hidden:
            notices += [problem(sheet.place, "hidden_sheet", n=len(sheet.rows))] if sheet.rows else []
            continue
        tidied, found = without_side_matter(sheet)
        opened.append(tidied)
        notices += found + hidden_parts(tidied)
    return opened, notices


def hidden_parts(sheet: Sheet) -> list[Problem]:
    """Return notices about hidden rows and columns with content, which are read like others."""
    rows = [number for number, _ in sheet.rows if number in sheet.hidden_rows]
    filled = {at for at in sheet.hidden_columns if any(at < len(cells) and cells[at].strip() for _, cells in sheet.rows)}
    found = [problem(sheet.place, "hidden_rows", n=len(rows), rows=runs(rows))] if rows else []
    return found + ([problem(sheet.place, "hidden_columns", columns=", ".join(map(letters, sorted(filled))))] if filled else [])


def read_sheets(sheets: Sequence[Sheet], context: Context) -> list[Reading]:
    """Return the readings of all tables of all sheets."""
    headers = {id(sheet): find_header(sheet, context.forms) for sheet in sheets}
    read_files = {sheet.file for sheet in sheets if headers[id(sheet)] is not None}
    readings: list[Reading] = []
    for sheet in sheets:
        header = headers[id(sheet)]
        matrix = matrix_of_districts(sheet, context.forms[0], context.heads) if header is None and context.forms else None
        if header is not None:
            readings += _tables(sheet, header, context)
        elif matrix is not None:
            readings.append(_Table(sheet, matrix.header, matrix.header.last + 1, len(sheet.rows), context, matrix).reading())
        elif sheet.rows and sheet.name not in GUIDES:
            readings.append(_without_header(sheet, context, has_others=sheet.file in read_files))
    return readings


def _without_header(sheet: Sheet, context: Context, *, has_others: bool) -> Reading:
    """Return the reading of a sheet without a header: one that speaks of the plan, or is alone in its file, is a problem."""
    speaks = any(cell.strip().upper() in context.codes for _, cells in sheet.rows for cell in cells if cell)
    if has_others and not speaks:
        return Reading(sheet.place, notices=(problem(sheet.place, "scratch_sheet", n=len(sheet.rows)),))
    choices = "、".join(form.columns[0].zh for form in context.forms)
    return Reading(sheet.place, problems=(problem(sheet.place, "no_header", choices=choices),), lost=len(sheet.rows))


def _tables(sheet: Sheet, header: Header, context: Context) -> Iterator[Reading]:
    """Yield the reading of each table of a sheet: one ends where the next has its header."""
    heads = first_heads(context.forms)
    current: Header | None = header
    while current is not None:
        start = current.last + 1
        end = next((at for at in range(start, len(sheet.rows)) if not heads.isdisjoint(sheet.rows[at][1])), len(sheet.rows))
        matrix = as_matrix(sheet, current, context.heads)
        yield _Table(sheet, current if matrix is None else matrix.header, start, end, context, matrix).reading()
        current = find_header(sheet, context.forms, end) if end < len(sheet.rows) else None


class _Table:
    """A table of a sheet, from ``start`` to ``end`` among its rows, below its header."""

    def __init__(self, sheet: Sheet, header: Header, start: int, end: int, context: Context, matrix: Matrix | None) -> None:
        self.sheet, self.header, self.context, self.matrix = sheet, header, context, matrix
        self.body = sheet.rows[start:end]
        self.form, self.number = header.form, sheet.rows[header.last][0]
        self.place = f"{sheet.place}!{self.number}"
        self.named = {column.field: column.zh for column in header.form.columns}
        unknown = enumerate(zip(header.heads, header.fields, strict=True))
        self.alike = {at: head for at, (head, name) in unknown if head and name is None and is_like_value(self.form, head)}
        self.letters = [letters(at) for at in range(len(header.fields))]
        self.tall: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, right in sorted(sheet.merged):
            for column in range(left, right + 1 if bottom > top else left):
                self.tall.setdefault(column, []).append((top + 1, bottom + 1))

    def reading(self) -> Reading:
        """Return the reading of the table."""
        unread = self._unread()
        problems = list(self._wrong_header(unread))
        if problems:
            is_told = problems[0].key in ("list_lacks", "matrix_with_strangers", "no_value_column", "side_by_side")
            notices = () if is_told else tuple(self._about_unread(unread, is_kept=False))
            return Reading(self.sheet.place, problems=tuple(problems), notices=notices, lost=len(self.body))
        found = self._asked([row for number, cells in self.body for row in self._rows(number, cells)])
        kept = self._about_unread(unread, is_kept=True)
        notices = (*self._about_other_words(), *kept, *self._about_totals(), *found.notices)
        return replace(found, notices=notices, unread=tuple(self._likely(unread)))

    def _wrong_header(self, unread: Mapping[int, tuple[str, int]]) -> Iterator[Problem]:
        """Yield the problems of the header, each of which keeps all rows out."""
        fields = self.header.fields
        twice = self.header.twice()
        if "code" in twice:  # one table stands beside another
            beside = "、".join(letters(at) for at, name in enumerate(fields) if name == "code")
            yield problem(self.place, "side_by_side", value=self.named["code"], columns=beside)
            return
        for name in twice:
            at_once = [at for at, field in enumerate(fields) if field == name]
            yield problem(self.place, "columns_twice", value=self.named[name], columns=named_columns(at_once, self.header.heads))
        for name, columns in self.matrix.twice().items() if self.matrix is not None else ():
            yield problem(self.place, "columns_twice", value=name, columns=named_columns(columns, self.header.heads))
        is_dated = self.matrix is not None and (self.matrix.kind == "month" or self.matrix.day)
        if self.matrix is not None and self.matrix.strangers:
            yield problem(self.place, "matrix_with_strangers", columns="、".join(self.matrix.strangers))
        elif "as_of" not in fields and not is_dated:
            yield problem(self.place, "column_missing", value=self.named["as_of"])
        elif self.matrix is None and not any(name and is_value(name) for name in fields):
            if self.form.name == "targets" and "note" in fields:
                return  # of an action a note is enough
            lacking = self.context.lacking(self.form.name, self.header.heads)
            if lacking:
                yield problem(self.place, "list_lacks", columns="、".join(lacking))
            elif unread:
                yield problem(self.place, "no_value_column", columns="、".join(self._likely(unread)) or "–")
            else:
                yield problem(self.place, "no_values_at_all")

    def _unread(self) -> dict[int, tuple[str, int]]:
        """Return the columns that are not understood: the head of each, and the number of its cells with content."""
        width = max((len(cells) for _, cells in self.body), default=0)
        known = {at for at, name in enumerate(self.header.fields) if name is not None}
        if self.matrix is not None:
            known |= {*self.matrix.columns, *self.matrix.totals}
        found = {}
        for at in sorted(set(range(width)) - known):
            n = sum(at < len(cells) and bool(cells[at].strip()) for _, cells in self.body)
            if n and not (self._is_text and at >= self.header.width):  # there each row has a problem of its own
                found[at] = (self.header.heads[at] if at < len(self.header.heads) else "", n)
        return found

    def _likely(self, unread: Mapping[int, tuple[str, int]]) -> list[str]:
        """Return the heads that are not understood, each with the number of its cells and the nearest column."""
        fields = self.header.fields
        return [f"{head} ({n}) → {nearest(self.form, head, fields).zh}" for head, n in unread.values() if head]

    @property
    def _is_text(self) -> bool:
        return not self.sheet.name

    def _about_unread(self, unread: Mapping[int, tuple[str, int]], *, is_kept: bool) -> Iterator[Problem]:
        for at, (head, n) in unread.items():
            place = f"{self.sheet.place}!{letters(at)}{self.number}"
            if not head:
                yield problem(place, "column_without_head", n=n)
                continue
            likely = nearest(self.form, head, self.header.fields).zh
            yield problem(place, "column_kept" if is_kept else "column_unread", value=head, n=n, column=likely)

    def _about_other_words(self) -> Iterator[Problem]:
        """Yield a notice about the columns that have other words than the template's."""
        pairs = zip(self.header.heads, self.header.fields, strict=True)
        words = {column.field: (tidy(column.zh), tidy(column.en)) for column in self.form.columns}
        other = [f"{head}→{self.named[name]}" for head, name in pairs if name and head and not tidy(head).endswith(words[name])]
        if other:
            yield problem(self.place, "columns_understood", columns="、".join(other))

    def _about_totals(self) -> Iterator[Problem]:
        for at in self.matrix.totals if self.matrix is not None else ():
            n = sum(at < len(cells) and bool(cells[at].strip()) for _, cells in self.body)
            yield problem(f"{self.sheet.place}!{letters(at)}{self.number}", "column_left_out", value=self.header.heads[at], n=n)

    def _rows(self, number: int, cells: Sequence[str]) -> Iterator[Row]:
        """Yield the row of a line of the table; of a matrix one for each figure."""
        row = self._row(number, cells)
        if self.matrix is None:
            yield row
            return
        for name, columns in self.matrix.figures().items():
            own = {**row.cells, self.matrix.field: name}
            own["as_of"] = own.get("as_of") or self.matrix.day
            places, told = dict(row.columns), list(row.told)
            for at, part in columns:
                if text := clean(cells[at]) if at < len(cells) else "":
                    found = [*self._told(number, at, part, text), *self._over_columns(number, at, text)]
                    own[part], places[part] = "" if _is_unfinished(found) else text, letters(at)
                    places.setdefault("value", letters(at))  # the place of the whole figure
                    told += found
            if any(part in places for _, part in columns):
                yield replace(row, cells=own, columns=places, told=tuple(told))

    def _over_columns(self, number: int, at: int, text: str) -> Iterator[tuple[Level, Problem]]:
        """Yield an error for a figure that covers several columns of a matrix."""
        for top, left, bottom, right in self.sheet.merged:
            if top < number <= bottom + 1 and left == at < right:
                cells, place = f"{letters(left)}{number}:{letters(right)}{number}", f"{self.sheet.place}!{letters(at)}{number}"
                yield "error", problem(place, "merged_over_columns", value=text, cells=cells)

    def _row(self, number: int, cells: Sequence[str]) -> Row:
        known: dict[str, str] = {}
        columns: dict[str, str] = {}
        extra: list[str] = []
        told: list[tuple[Level, Problem]] = []
        for at, cell in enumerate(cells):
            name = self.header.fields[at] if at < len(self.header.fields) else None
            text = as_written(cell) if name is None or name in WORDS else clean(cell)
            if name is not None:
                known[name], columns[name] = "" if name == "district" and text in DITTO else text, self.letters[at]
                if text.startswith("=") or at in self.tall:
                    found = list(self._told(number, at, name, text))
                    known[name] = "" if _is_unfinished(found) else text
                    told += found
            elif not text or (self.matrix is not None and (at in self.matrix.columns or at in self.matrix.totals)):
                continue
            elif self._is_text and at >= self.header.width:
                place = f"{self.sheet.place}!{letters(at)}{number}"
                told.append(("error", problem(place, "row_wider", value=text[:80], n=self.header.width)))
            else:
                head = self.header.heads[at] if at < len(self.header.heads) else ""
                extra.append(f"{head}：{text}" if head else text)
        if self.alike:
            told += self._misplaced(number, cells, known)
        return Row(self.form.name, self.sheet.place, number, known, columns, "；".join(extra), tuple(told))

    def _misplaced(self, number: int, cells: Sequence[str], known: Mapping[str, str]) -> Iterator[tuple[Level, Problem]]:
        """Yield an error for a row whose figure is probably in a column that is not understood."""
        if self.matrix is not None or any(text and is_value(name) for name, text in known.items()):
            return
        for at, head in self.alike.items():
            if at < len(cells) and cells[at].strip():
                place, text = f"{self.sheet.place}!{letters(at)}{number}", cells[at].strip()[:80]
                column = nearest(self.form, head, ()).zh
                yield "error", problem(place, "figure_in_unknown_column", value=text, head=head, column=column)

    def _told(self, number: int, at: int, name: str, text: str) -> Iterator[tuple[Level, Problem]]:
        """Yield what is wrong or odd about a cell: a formula without a result, a cell that covers several rows."""
        place = f"{self.sheet.place}!{letters(at)}{number}"
        if text.startswith("=") and (is_value(name) or name in ("code", "district", "as_of")):
            yield "error", problem(place, "formula_without_result", value=text[:80])
        if not text or not (is_value(name) or name == "district" and self.form.name == "targets"):
            return
        ranges = self.tall.get(at, [])
        top, bottom = ranges[bisect_right(ranges, (number, LAST_ROW)) - 1] if ranges else (0, 0)
        if top <= number <= bottom:
            covered = f"{letters(at)}{top}:{letters(at)}{bottom}"
            if is_value(name):
                yield "error", problem(place, "merged_value", value=text, cells=covered)
            elif number > top:
                yield "doubt", problem(place, "merged_district", value=text, cells=covered)

    def _asked(self, rows: list[Row]) -> Reading:
        """Return the rows as far as they are understood, the questions, and a problem for each one without an answer."""
        questions: list[Question] = []
        if self.matrix is not None and rows:
            lines, heads = {row.number for row in rows}, [self.header.heads[at] for at in sorted(self.matrix.columns)]
            key = f"matrix_of_{self.matrix.kind}s"
            asked = problem(self.place, key, n=len(rows), lines=len(lines), columns="、".join(heads))
            question = Question(f"matrix {self.sheet.file} {self.place}", "matrix", asked, (READ, LEAVE), tuple(rows[:SAMPLE]))
            questions.append(question)
            if (answer := self.context.answer(question)) != READ:
                return self._left(question, [], [*questions], len(rows), is_open=answer != LEAVE)
        is_told = self.matrix is not None and self.matrix.field == "district"
        nowhere = set() if is_told else without_district(rows, self.sheet, self.header, self.context.heads, self.context.district)
        if not nowhere:
            return Reading(self.sheet.place, tuple(rows), questions=tuple(questions))
        question = self._about_district(rows, nowhere)
        questions.append(question)
        answer = self.context.answer(question)
        meant = {CITY: WHOLE_CITY["zh"], OWN: self.context.district}.get(answer, "")
        rows, n = with_district(rows, nowhere, meant, is_down=answer == DOWN)
        return self._left(question, rows, questions, n, is_open=answer in ("", DOWN))

    def _left(self, question: Question, rows: Sequence[Row], questions: Sequence[Question], n: int, *, is_open: bool) -> Reading:
        """Return a reading of which ``n`` rows are left out: as an answer wants it, or because the question is open."""
        problems = (question.asked,) if n and is_open else ()
        notices = (problem(question.asked.where, "rows_left_out", n=n),) if n and not is_open else ()
        lost, left = (n, 0) if is_open else (0, n)
        return Reading(self.sheet.place, tuple(rows), problems, notices, tuple(questions), lost=lost, left=left)

    def _about_district(self, rows: Sequence[Row], nowhere: Set[int]) -> Question:
        column = next((at for at, name in enumerate(self.header.fields) if name == "district"), None)
        numbers = runs({rows[at].number for at in nowhere})
        key = f"district {self.sheet.file} {self.place}"
        own = (OWN,) if self.context.district else ()
        if column is None:
            asked = problem(self.place, "no_district_column", n=len(nowhere))
            return Question(key, "district", asked, (*own, CITY, LEAVE))
        place = f"{self.sheet.place}!{letters(column)}{min(rows[at].number for at in nowhere)}"
        asked = problem(place, "district_blank", n=len(nowhere), rows=numbers)
        return Question(key, "district", asked, (*own, CITY, DOWN, LEAVE))


def _is_unfinished(told: Sequence[tuple[Level, Problem]]) -> bool:
    """Return True if a cell is a formula without a result, of which nothing more needs to be said."""
    return any(found.key == "formula_without_result" for _, found in told)
