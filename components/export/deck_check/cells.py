"""Tables and maps in a deck: cells and symbols next to those they were made with and those known now."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from pptx.shapes.autoshape import Shape

from components.exhibits.model import Map
from components.exhibits.tables import Board, Cell, Table
from components.export.deck_check.match import match
from components.export.deck_check.sentences import read_sentence
from components.export.deck_check.spots import GONE, Found, Spot, Stand
from components.export.pptx.map import paint
from components.export.pptx.table import ground_of, repaint
from components.export.pptx.text import set_words
from components.theme import LIGHT, MARKS
from components.typography import clean
from models.status import Status


def read_table(table: Any, made: Table, now: Table, shown: slice = slice(None)) -> Found:
    """Read the cells of a table. Text cells without a figure count as sentences; rows that are none of ours are own words."""
    rows, columns = places_of(table, made, shown)
    if not columns or not made.rows:
        return Found([])
    spots = _head_spots(table, columns, made, now)
    for down, row in enumerate(rows):
        for across, column in enumerate(columns):
            if row is not None and column is not None:
                spots += _spots(table.cell(down + 1, across), made, now, row, column)
    others = [list(table.rows)[down].cells for down, row in enumerate(rows, 1) if row is None]
    return Found(spots, own=tuple(" · ".join(filter(None, (_plain(cell.text) for cell in cells))) for cells in others))


def places_of(table: Any, made: Table, shown: slice = slice(None)) -> tuple[list[int | None], list[int | None]]:
    """Return which row of an exhibit each row below the head is, and which column each column; None for a presenter's own."""
    words = [[_plain(cell.text) for cell in row.cells] for row in table.rows]
    if not words:
        return [], []
    columns = _match_columns(words[0], [_plain(one) for one in _titles(made)])
    if isinstance(made, Board) and made.is_grouped:  # the name of a group stands in one cell for all its rows
        columns = [None if one == 0 else one for one in columns]
    found, as_made = _row_keys(words[1:], columns, made)
    rows = match(found, as_made, by_place=False)
    places = range(len(as_made))[shown]
    for at, place in enumerate(places if len(places) == len(found) else ()):
        if rows[at] is None and place not in rows and _is_alike(found[at][0], as_made[place][0]):
            rows[at] = place
    return rows, columns


def _is_alike(found: Sequence[object], made: Sequence[object]) -> bool:
    """Return True if a row is another one with some words and numbers changed: most of its cells are the same."""
    return 2 * sum(one == other for one, other in zip(found, made, strict=True)) >= len(made)


def _titles(made: Table) -> list[str]:
    return [one.short or one.title for one in made.columns] if isinstance(made, Board) else [one.title for one in made.columns]


def _match_columns(heads: Sequence[str], titles: Sequence[str]) -> list[int | None]:
    """Match columns by place if most stand where they were, so that an edited title is not taken for another; else by title."""
    unmoved = sum(head == title for head, title in zip(heads, titles, strict=False))
    if len(heads) == len(titles) and 2 * unmoved > len(titles):
        return list(range(len(titles)))
    return match([(one,) for one in heads], [(one,) for one in titles])


def _head_spots(table: Any, columns: Sequence[int | None], made: Table, now: Table) -> list[Spot]:
    """Read the titles of columns, which may name dates; like their cells they are found by their keys, wherever they are now."""
    titles, later = _titles(made), _titles(now)
    spots = []
    for across, column in enumerate(columns):
        if column is not None:
            cell, key = table.cell(0, across), f"head.{column + 1}"
            place = _column(made, now, column)
            known = titles[column] if place is None else later[place]
            put = partial(set_words, cell.text_frame.paragraphs[0], known)
            spots += read_sentence(key, "", _plain(cell.text), _plain(titles[column]), _plain(known), put)
    return spots


def _plain(words: str) -> str:
    return " ".join(clean(words).split())


def _row_keys(words: Sequence[Sequence[str]], columns: Sequence[int | None], made: Table) -> tuple[list[Any], list[Any]]:
    """Return the keys for matching rows: all their words first, then the words without figures."""
    known = [(across, column) for across, column in enumerate(columns) if column is not None]
    fixed = [(across, column) for across, column in known if not _is_figure(made, column)]
    found = [tuple(tuple((column, row[across]) for across, column in some) for some in (known, fixed)) for row in words]
    as_made = [
        tuple(tuple((column, _plain(row[column].text)) for _, column in some) for some in (known, fixed)) for row in made.rows
    ]
    return found, as_made


def _is_figure(made: Table, column: int) -> bool:
    return bool(made.columns[column].key) or any(row[column].status for row in made.rows)


def _spots(cell: Any, made: Table, now: Table, row: int, column: int) -> list[Spot]:
    old, new = made.rows[row][column], _known(made, now, row, column)
    is_figure = _is_figure(made, column)
    key = made.columns[column].key or ("status" if is_figure else str(column))
    figure = clean(f"{_row_name(made, row)} · {made.columns[column].title}")
    later = clean(new.text) if new else GONE
    write = partial(_write, cell, old, new or old, is_quiet=isinstance(made, Board))
    code = made.keys[row]
    if is_figure:
        return [Spot(f"{code}.{key}", figure, cell.text, clean(old.text), later, write, row=code)]
    return read_sentence(f"{code}.{key}", figure, cell.text, clean(old.text), later, write, row=code)


def _known(made: Table, now: Table, row: int, column: int) -> Cell | None:
    """Return the same cell as known now; None if its row or column is gone."""
    if made.keys[row] not in now.keys:
        return None
    place = _column(made, now, column)
    return None if place is None else now.rows[now.keys.index(made.keys[row])][place]


def _column(made: Table, now: Table, column: int) -> int | None:
    """Return where a column is now: that of its key and title, else of its key, which a column of words does not have."""
    one = made.columns[column]
    found = [at for at, other in enumerate(now.columns) if (other.key, other.title) == (one.key, one.title)]
    found += [at for at, other in enumerate(now.columns) if one.key and other.key == one.key]
    if found or one.key or len(made.columns) != len(now.columns):
        return found[0] if found else None
    return column if not now.columns[column].key else None


def _row_name(made: Table, row: int) -> str:
    """Return the first text cell of a row that is no figure; the key of the row if it has none."""
    first = 1 if isinstance(made, Board) else 0
    words = [
        cell.text for at, cell in enumerate(made.rows[row]) if at >= first and not _is_figure(made, at) and cell.text.strip()
    ]
    return words[0] if words else made.keys[row]


def _write(cell: Any, old: Cell, new: Cell, *, is_quiet: bool = False) -> None:
    set_words(cell.text_frame.paragraphs[0], new.text)
    for other in cell.text_frame.paragraphs[1:]:
        other._p.getparent().remove(other._p)
    made = ground_of(old.status, is_quiet=is_quiet)
    grounds = {made[1:]} if made else {"", LIGHT.panel[1:]}  # of older decks
    if old.status != new.status and _colour(cell.fill) in grounds:
        repaint(cell, new.status, is_quiet=is_quiet)


def _colour(fill: Any) -> str:
    """Return the solid colour of a fill, "" if it has none of its own."""
    found = fill._xPr.xpath("./a:solidFill/a:srgbClr/@val")
    return str(found[0]).upper() if found else ""


def _ink(status: Status | None) -> str:
    return LIGHT.status[status][1:] if status else ""


def read_map(shapes: Iterable[tuple[Shape, str]], made: Map, now: Map) -> Found:
    """Read the labels of districts and the symbols of schools, each shape given with the key of its figure."""
    old, new = ({f"{one.code}.count": one for one in body.areas} for body in (made, now))
    seen, known = ({f"{one.code}.status": one for one in body.symbols} for body in (made, now))
    spots = []
    for shape, key in shapes:
        if key in old:
            later = clean(new[key].label) if key in new else GONE
            write = partial(_relabel, shape, later)
            spots.append(Spot(key, clean(old[key].name), shape.text_frame.text, clean(old[key].label), later, write))
        elif key in seen:
            spots.append(_symbol(shape, key, made, now, seen[key].status, known[key].status if key in known else None))
    return Found(spots)


def _relabel(shape: Shape, words: str) -> None:
    set_words(shape.text_frame.paragraphs[0], words)


def _symbol(shape: Shape, key: str, made: Map, now: Map, old: Status, new: Status | None) -> Spot:
    """Compare a symbol by its mark, which shows its status; a colour chosen by the presenter is not another status."""
    name = next(clean(one.name) for one in made.symbols if f"{one.code}.status" == key)
    words = {**now.legend, **made.legend}
    mark = shape.text_frame.text.strip()
    stands = old if mark in ("", MARKS[old]) else next((one for one in Status if MARKS[one] == mark), None)
    later: Stand = words.get(new, new.value) if new else GONE
    shown = mark if stands is None else words.get(stands, stands.value)
    return Spot(key, name, shown, words.get(old, old.value), later, partial(_repaint, shape, old, new or old))


def _repaint(shape: Shape, old: Status, new: Status) -> None:
    if _colour(shape.fill) == _ink(old):
        paint(shape, new)
    elif shape.text_frame.text.strip():
        set_words(shape.text_frame.paragraphs[0], MARKS[new])
