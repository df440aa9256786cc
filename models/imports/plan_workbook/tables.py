"""Tables of the plan workbook: which sheet is which, which column is which, and the lines of each.

Nothing vanishes without a word: a sheet or column that is not read has a notice, one that is probably misspelt a problem.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from models.errors import Problem, problem
from models.i18n import LANGUAGES, say
from models.imports.file_guard import LAST_COLUMN, LAST_ROW
from models.imports.names import plain
from models.imports.reader import Sheet
from models.imports.sheet_columns import ALIKE, named_columns, spread
from models.imports.sheet_reading import hidden_parts
from models.imports.sheet_rows import HEADER_ROWS, letters, runs
from models.plan.workbook.columns import COMMA, Column, Shape
from models.plan.workbook.sheets import GUIDE, Layout, layouts

#: Maximum number of rows of a sheet: a plan has hundreds at most, and each row may have a problem.
MOST_ROWS = 5_000
#: Number of headers by which a row is recognised as the header of a sheet.
FEWEST_HEADS = 2
#: Columns of the sheet of the plan whose lines are read, and those which explain them.
_LABEL, _VALUE, _EXPLAINED = 0, 1, 4


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its place, and by the keys of its columns the texts of its cells and their places."""

    place: str
    cells: Mapping[str, str]
    places: Mapping[str, str]

    def where(self, key: str) -> str:
        """Return the place of a cell; that of the row if the sheet lacks the column."""
        return self.places.get(key, self.place)


@dataclass(slots=True)
class Table:
    """A sheet as it was understood: its place, its lines, the language of its headers, and the columns that it lacks."""

    layout: Layout
    place: str
    language: str = "zh"
    lines: list[Line] = field(default_factory=list)
    lacks: tuple[str, ...] = ()


@dataclass(slots=True)
class Told:
    """What is to be said of a workbook: problems, each of which refuses it, and notices."""

    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


def read_tables(sheets: Sequence[Sheet], told: Told) -> dict[str, Table]:
    """Return the tables of a workbook by the names of their layouts."""
    found: dict[str, list[Sheet]] = {}
    unknown: list[Sheet] = []
    for sheet in sheets:
        name = _layout_name(sheet.name)
        if not sheet.rows or name == GUIDE:
            continue
        if sheet.hidden:
            told.notices.append(problem(sheet.place, "hidden_sheet", n=len(sheet.rows)))
        elif name:
            found.setdefault(name, []).append(sheet)
        else:
            unknown.append(sheet)
    _tell_unknown(unknown, found, told)
    for layout in layouts():
        own = found.get(layout.name, [])
        title = _title_near(layout, sheets)
        if len(own) > 1:
            names = COMMA.join(sheet.place for sheet in own)
            told.problems.append(problem(own[1].place, "sheets_twice", value=title, n=len(own), sheets=names))
        if not own and layout.is_needed:
            told.problems.append(problem("", "sheet_missing", value=title))
    return {layout.name: _table(layout, found[layout.name][0], told) for layout in layouts() if layout.name in found}


@lru_cache(maxsize=1)
def _sheet_names() -> dict[str, str]:
    guides = [say(f"plan_sheet.{GUIDE}", language) for language in LANGUAGES]
    return {plain(title): one.name for one in layouts() for title in one.titles()} | dict.fromkeys(map(plain, guides), GUIDE)


def _layout_name(name: str) -> str:
    return _sheet_names().get(plain(name), "")


def _title_near(layout: Layout, sheets: Sequence[Sheet]) -> str:
    """Return the title of a layout in the language of the workbook."""
    english = [plain(one.title("en")) for one in layouts()]
    return layout.title("en" if any(plain(sheet.name) in english for sheet in sheets) else "zh")


def _tell_unknown(unknown: Sequence[Sheet], found: Mapping[str, Sequence[Sheet]], told: Told) -> None:
    """Tell of unknown sheets: one with the headers of a missing sheet is refused, since its name is probably misspelt."""
    for sheet in unknown:
        likely = next((one for one in layouts() if one.name not in found and _fits(one, sheet)), None)
        if likely is None:
            told.notices.append(problem(sheet.place, "scratch_sheet", n=len(sheet.rows)))
        else:
            title = _title_near(likely, [sheet])
            told.problems.append(problem(sheet.place, "sheet_unknown", n=len(sheet.rows), sheet=title))


def _fits(layout: Layout, sheet: Sheet) -> bool:
    if layout.name == "plan":
        labels = [_column(layout, cells[_LABEL]) for _, cells in sheet.rows if cells]
        return sum(column is not None for column in labels) > FEWEST_HEADS
    at = _header(layout, sheet)
    return at is not None and _is_header(layout, sheet, at)


def _is_header(layout: Layout, sheet: Sheet, at: int) -> bool:
    """Return True if a header has two thirds of the needed columns of a layout at least."""
    keys = {column.key for head in spread(sheet, at) if (column := _column(layout, head)) is not None}
    needed = [column.key for column in layout.columns if column.is_needed]
    return 3 * sum(key in keys for key in needed) >= 2 * len(needed)


@lru_cache(maxsize=32)
def _heads(layout: Layout) -> dict[str, Column]:
    """Return the column of each header, those of the workbook before their other words."""
    other = {plain(head): column for column in reversed(layout.columns) for head in (*column.also(), column.key)}
    return other | {plain(column.header(language)): column for column in layout.columns for language in LANGUAGES}


def _column(layout: Layout, head: str) -> Column | None:
    key = plain(head).strip("*:")
    return _heads(layout).get(key) if key else None


def _nearest(layout: Layout, head: str, taken: Iterable[str]) -> tuple[Column, bool]:
    """Return the column most like a header, one that is not taken before others, and whether it is probably meant."""
    known = set(taken)

    def likeness(column: Column) -> float:
        words = [plain(column.header(language)) for language in LANGUAGES]
        return max(SequenceMatcher(None, plain(head), word).ratio() for word in words)

    best = max(layout.columns, key=lambda column: (column.key not in known) * 0.25 + likeness(column))
    return best, best.key not in known and likeness(best) >= ALIKE


def _header(layout: Layout, sheet: Sheet) -> int | None:
    """Return the index of the row with the headers of a sheet; None if it has none."""
    counts = [
        len({column.key for head in spread(sheet, at) if (column := _column(layout, head)) is not None})
        for at in range(min(HEADER_ROWS, len(sheet.rows)))
    ]
    most = max(counts, default=0)
    return counts.index(most) if most >= FEWEST_HEADS else None


def _table(layout: Layout, sheet: Sheet, told: Told) -> Table:
    """Return a sheet as a table."""
    table = Table(layout, sheet.place)
    told.notices += hidden_parts(sheet)
    if len(sheet.rows) > MOST_ROWS:
        told.problems.append(problem(sheet.place, "too_many_rows", n=len(sheet.rows), most=MOST_ROWS))
        table.lacks = tuple(column.key for column in layout.columns)
        return table
    at = _header(layout, sheet)
    if layout.name == "plan" and (at is None or not _is_header(layout, sheet, at)):
        _read_downwards(table, sheet, told)
    elif at is None:
        heads = COMMA.join(column.header("zh") for column in layout.columns if column.is_needed)
        told.problems.append(problem(sheet.place, "no_header", choices=heads))
        table.lacks = tuple(column.key for column in layout.columns)
    else:
        _read_across(table, sheet, at, told)
    return table


def _language(heads: Iterable[str], layout: Layout) -> str:
    english = {plain(column.header("en")) for column in layout.columns}
    return "en" if any(plain(head) in english for head in heads) else "zh"


def _read_across(table: Table, sheet: Sheet, at: int, told: Told) -> None:
    """Read the lines below the header in a row."""
    layout, heads, number = table.layout, spread(sheet, at), sheet.rows[at][0]
    table.language = _language(heads, layout)
    columns: dict[int, Column] = {}
    for place, head in enumerate(heads):
        if (column := _column(layout, head)) is not None:
            columns[place] = column
    own = [column.key for column in columns.values()]
    for key in dict.fromkeys(one for one in own if own.count(one) > 1):
        twice = named_columns((place for place, column in columns.items() if column.key == key), heads)
        name = layout.column(key).header(table.language)
        told.problems.append(problem(f"{sheet.place}!{number}", "columns_twice", value=name, columns=twice))
    meant = _tell_unread(table, sheet, at, heads, columns, told)
    lacks = [column.key for column in layout.columns if column.is_needed and column.key not in (*own, *meant)]
    for key in lacks:
        name = layout.column(key).header(table.language)
        told.problems.append(problem(f"{sheet.place}!{number}", "column_missing", value=name))
    table.lacks = (*lacks, *meant, *(key for key in own if own.count(key) > 1))
    ranges = _merged_ranges(sheet)
    for line, cells in sheet.rows[at + 1 :]:
        texts = {column.key: cells[index] for index, column in columns.items() if index < len(cells)}
        if any(text.strip() for text in texts.values()):
            places = {column.key: f"{sheet.place}!{letters(index)}{line}" for index, column in columns.items()}
            table.lines.append(Line(f"{sheet.place}!{line}", texts, places))
            told.problems += _merged(sheet.place, line, cells, columns, ranges)
    _tell_several(table, told)


def _tell_several(table: Table, told: Told) -> None:
    """Tell of a sheet of the plan with several plans."""
    if table.layout.name == "plan" and len(table.lines) > 1:
        rows = runs(int(line.place.rpartition("!")[2]) for line in table.lines)
        told.problems.append(problem(table.place, "several_plans", n=len(table.lines), rows=rows))


def _tell_unread(
    table: Table, sheet: Sheet, at: int, heads: Sequence[str], columns: Mapping[int, Column], told: Told
) -> list[str]:
    """Tell of columns that are not understood, and return those that are probably meant by some, each of which is a problem."""
    meant: list[str] = []
    body, taken = sheet.rows[at + 1 :], [column.key for column in columns.values()]
    for place in range(max((len(cells) for _, cells in body), default=0)):
        n = sum(place < len(cells) and bool(cells[place].strip()) for _, cells in body)
        if not n or place in columns:
            continue
        head, where = heads[place] if place < len(heads) else "", f"{sheet.place}!{letters(place)}{sheet.rows[at][0]}"
        if not head:
            told.problems.append(problem(where, "no_head", value=next(c[place] for _, c in body if place < len(c) and c[place])))
            continue
        near, is_meant = _nearest(table.layout, head, taken)
        column = near.header(table.language)
        meant += [near.key] if is_meant else []
        (told.problems if is_meant else told.notices).append(problem(where, "plan_column_unread", value=head, n=n, column=column))
    return meant


def _merged_ranges(sheet: Sheet) -> dict[int, list[tuple[int, int, int]]]:
    """Return the merged ranges of a sheet by their left column: first row, last row, right column."""
    ranges: dict[int, list[tuple[int, int, int]]] = {}
    for top, left, bottom, right in sorted(sheet.merged):
        ranges.setdefault(left, []).append((top + 1, bottom + 1, right))
    return ranges


def _merged(
    place: str, line: int, cells: Sequence[str], columns: Mapping[int, Column], ranges: Mapping[int, list[tuple[int, int, int]]]
) -> Iterator[Problem]:
    """Yield a problem for a value that covers several columns, or a code, number or date that covers several rows."""
    for left, column in columns.items():
        own = ranges.get(left, [])
        top, bottom, right = own[at] if (at := bisect_right(own, (line, LAST_ROW, LAST_COLUMN)) - 1) >= 0 else (0, 0, 0)
        if not top <= line <= bottom or left >= len(cells) or not cells[left].strip():
            continue
        where, covered = f"{place}!{letters(left)}{line}", f"{letters(left)}{top}:{letters(right)}{bottom}"
        is_figure = column.shape in (Shape.NUMBER, Shape.SHARE, Shape.DAY)
        if right > left:
            yield problem(where, "merged_over_columns", value=cells[left], cells=covered)
        elif bottom > top and (is_figure or column.key == "code"):
            yield problem(where, "merged_value", value=cells[left], cells=covered)


def _read_downwards(table: Table, sheet: Sheet, told: Told) -> None:
    """Read the line of the plan, of which each row is a field."""
    layout = table.layout
    texts: dict[str, str] = {}
    places: dict[str, str] = {}
    meant: list[str] = []
    found = {number: _column(layout, cells[_LABEL]) for number, cells in sheet.rows if cells}
    table.language = _language((cells[_LABEL] for _, cells in sheet.rows), layout)
    head = [plain(say(f"plan_head.{name}", language)) for name in ("item", "value") for language in LANGUAGES]
    for number, cells in sheet.rows:
        column, value = found.get(number), cells[_VALUE] if len(cells) > _VALUE else ""
        place = f"{sheet.place}!{letters(_VALUE)}{number}"
        for at in range(_EXPLAINED if column else _VALUE + 1, len(cells)):
            if cells[at].strip() and plain(cells[_LABEL]) not in head:
                told.notices.append(problem(f"{sheet.place}!{letters(at)}{number}", "no_head", value=cells[at]))
        if column is None:
            if value.strip() and plain(cells[_LABEL]) not in head:
                meant += _tell_label(table, place, cells[_LABEL], [one.key for one in found.values() if one], told)
        elif column.key in places:
            both = f"{places[column.key]}{COMMA}{place}"
            name = column.header(table.language)
            told.problems.append(problem(place, "label_twice", value=name, cells=both))
        else:
            texts[column.key], places[column.key] = value, place
    lacks = [column.key for column in layout.columns if column.is_needed and column.key not in (*places, *meant)]
    for key in lacks:
        told.problems.append(problem(sheet.place, "label_missing", value=layout.column(key).header(table.language)))
    table.lacks = (*lacks, *meant)
    table.lines.append(Line(sheet.place, texts, places))


def _tell_label(table: Table, place: str, label: str, taken: Sequence[str], told: Told) -> list[str]:
    """Tell of a name that is not understood, and return that which is probably meant, if any."""
    if not label.strip():
        told.problems.append(problem(place, "label_blank"))
        return []
    near, is_meant = _nearest(table.layout, label, taken)
    told_of = problem(place, "label_unread", value=label, column=near.header(table.language))
    (told.problems if is_meant else told.notices).append(told_of)
    return [near.key] if is_meant else []
