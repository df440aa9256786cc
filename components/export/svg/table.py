"""Tables as pictures: all text wrapped into its cell, a status as a coloured label."""

from collections.abc import Sequence

from components.exhibits.tables import Cell, Column, Table
from components.export.svg.draw import LEADING, Drawing, Pen, block, box, line, words
from components.typography import BODY, length, wrap

#: Padding around the text of a cell.
PAD = 10.0


def draw_table(body: Table, pen: Pen) -> Drawing:
    """Draw a header on grey, then the rows, each as high as its longest cell."""
    widths = _widths(body, pen.width)
    lefts = [sum(widths[:n]) for n in range(len(widths))]
    heads = [wrap(column.title, width - 2 * PAD) for column, width in zip(body.columns, widths, strict=True)]
    height = max(map(len, heads)) * BODY * LEADING + 14
    found = [box(0, 0, pen.width, height, pen.look.panel)]
    for column, left, width, lines in zip(body.columns, lefts, widths, heads, strict=True):
        found += _block(column, left, width, 7, lines, pen, bold=True)
    found.append(line(0, height, pen.width, height, pen.look.accent, wide=2))
    top = height
    for row in body.rows:
        drawn = _row(body.columns, row, lefts, widths, top, pen)
        found += drawn.elements
        top += drawn.height
    return Drawing(tuple(found), top + 1)


def least_width(body: Table) -> float:
    """Return the width below which statuses, numbers or dates would be broken."""
    return sum(_word(n, column, body.rows) for n, column in enumerate(body.columns))


def _widths(body: Table, width: float) -> list[float]:
    """Return the width of each column: first what must not be broken, then a share of the rest for long text."""
    wanted = [_wanted(n, column, body.rows) for n, column in enumerate(body.columns)]
    if sum(wanted) <= width:
        return [one * width / sum(wanted) for one in wanted]
    least = [min(want, _word(n, column, body.rows)) for n, (want, column) in enumerate(zip(wanted, body.columns, strict=True))]
    spare, asked = max(width - sum(least), 0), sum(wanted) - sum(least)
    return [low + spare * (one - low) / (asked or 1) for low, one in zip(least, wanted, strict=True)]


def _wanted(n: int, column: Column, rows: Sequence[Sequence[Cell]]) -> float:
    return min(max(length(said) for said in (column.title, *(row[n].text for row in rows))), 42 * BODY) + 2 * PAD + 8


def _word(n: int, column: Column, rows: Sequence[Sequence[Cell]]) -> float:
    """Return the width a column needs to keep statuses, numbers and dates whole, and five characters on a line of text."""
    whole = [row[n].text for row in rows if row[n].status or row[n].value is not None]
    most = max(map(length, whole), default=0)
    return max(min(most, 14 * BODY), min(5 * BODY, length(column.title)), 0 if whole else 5 * BODY) + 2 * PAD + 2


def _block(
    column: Column, left: float, width: float, top: float, lines: Sequence[str], pen: Pen, *, bold: bool = False
) -> list[str]:
    at, anchor = (left + width - PAD, "end") if column.is_number else (left + PAD, "start")
    return block(at, top, lines, pen.look.ink, anchor=anchor, bold=bold)


def _row(
    columns: Sequence[Column], row: Sequence[Cell], lefts: Sequence[float], widths: Sequence[float], top: float, pen: Pen
) -> Drawing:
    wrapped = [wrap(cell.text, width - 2 * PAD) for cell, width in zip(row, widths, strict=True)]
    height = max(map(len, wrapped)) * BODY * LEADING + 14
    found = []
    for column, cell, left, width, lines in zip(columns, row, lefts, widths, wrapped, strict=True):
        if cell.status is None:
            found += _block(column, left, width, top + 7, lines, pen)
        else:
            found += _label(cell, left, width, top, len(lines), pen)
    return Drawing((*found, line(0, top + height, pen.width, top + height, pen.look.line)), height)


def _label(cell: Cell, left: float, width: float, top: float, lines: int, pen: Pen) -> list[str]:
    """Draw a status: its text on its colour."""
    assert cell.status is not None
    colour, ink = pen.look.status[cell.status], pen.look.on(cell.status)
    said = wrap(cell.text, width - 2 * PAD)
    wide = min(max(map(length, said)) + 2 * PAD - 4, width - 6)
    leading = BODY * LEADING
    found = [box(left + 4, top + 4, wide, lines * leading + 6, colour, round_=4)]
    return found + [words(left + PAD, top + 7 + (n + 0.5) * leading, one, ink) for n, one in enumerate(said)]
