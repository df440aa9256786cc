"""Bars and stacks in a deck: each number next to the one it was made with and the one known now."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from pptx.chart.chart import Chart
from pptx.oxml.ns import qn

from components.exhibits.model import Bars, Stack
from components.export.chart_grid import Grid, chart_data, drawn_bars, grid_of
from components.export.deck_check.charts import Line, label_at, read_lines, replace_data
from components.export.deck_check.match import match
from components.export.deck_check.spots import GONE, Found, Spot, Stand, same
from components.export.pptx.bars import axis_end, bar_colour, bar_label, colour_bar, label_bar, scale_bars
from components.typography import clean


def read_bars(chart: Chart, made: Bars | Stack, now: Bars | Stack) -> Found:
    """Read the numbers of a chart. Labels are reported only if nothing else of their row moved, and renewed with the numbers."""
    lines = read_lines(chart)
    grid, known = grid_of(made), drawn_bars(now)
    columns = match_columns(lines, grid)
    rows = _match_rows(lines, columns, grid)
    spots = []
    for line, column in zip(lines, columns, strict=True):
        for at, row in enumerate(rows):
            if column is not None and row is not None and grid.columns[column][1]:
                spots.append(_spot(line, at, grid, row, column, known, made.unit))
    bars = _label_spots(lines, rows, made, now) if isinstance(made, Bars) and isinstance(now, Bars) else []
    return Found([*spots, *bars], partial(_finish, chart, lines, rows, made, now))


def match_columns(lines: Sequence[Line], grid: Grid) -> list[int | None]:
    """Match the series of a chart to columns, by name, else by position."""
    return match([(line.name,) for line in lines], [(name,) for name, _ in grid.columns])


def _match_rows(lines: Sequence[Line], columns: Sequence[int | None], grid: Grid) -> list[int | None]:
    count = max((len(line.places) for line in lines), default=0)
    known = [(line, column) for line, column in zip(lines, columns, strict=True) if column is not None]
    names = max((line.places for line in lines), key=len, default=[])
    found = [(_row_key(names[at], [(column, _at(line, at)) for line, column in known]), names[at]) for at in range(count)]
    made = [
        (_row_key(str(name), [(column, grid.values[column][at]) for _, column in known]), str(name))
        for at, name in enumerate(grid.names)
    ]
    return match(found, made)


def _row_key(name: str, values: Sequence[tuple[int, float | None]]) -> tuple[Any, ...]:
    return name, *((column, None if value is None else round(value, 6)) for column, value in values)


def _at(line: Line, at: int) -> float | None:
    return line.values[at] if at < len(line.values) else None


def _spot(line: Line, at: int, grid: Grid, row: int, column: int, known: Any, unit: str) -> Spot:
    name, code = grid.columns[column]
    key = f"{grid.keys[row]}.{code}"
    made, now = grid.values[column][row], known.get(key, GONE)
    return Spot(
        key, f"{grid.names[row]} · {name}", line.stands(at, made), made, now, partial(_put, line, at, now), unit, grid.keys[row]
    )


def _put(line: Line, at: int, now: Stand) -> None:
    line.values[at] = now if isinstance(now, int | float) else None


def _label_spots(lines: Sequence[Line], rows: Sequence[int | None], made: Bars, now: Bars) -> list[Spot]:
    spots = []
    for at, row in enumerate(rows):
        if row is not None:
            said = bar_label(made, row)
            stands = next((words for line in lines if (words := label_at(line.element, at)) is not None), said)
            known = bar_label(now, now.keys.index(made.keys[row])) if made.keys[row] in now.keys else GONE
            key, name = made.keys[row], clean(made.categories[row])
            spots.append(Spot(f"{key}.label", name, stands, said, known, lambda: None, row=key, follows=True))
    return spots


def _finish(chart: Chart, lines: Sequence[Line], rows: Sequence[int | None], made: Bars | Stack, now: Bars | Stack) -> None:
    """Write the numbers of the lines into the chart and its embedded workbook, then labels, colours and scale."""
    _refloat(lines, rows, made, now)
    rewrite(chart, lines)
    if any(same(end, axis_end(made)) for end in _ends(chart)):
        scale_bars(chart, now)
    if isinstance(made, Bars) and isinstance(now, Bars):
        for at, row in enumerate(rows):
            if row is not None and made.keys[row] in now.keys:
                _finish_bar(chart, lines, at, made, row, now)


def _refloat(lines: Sequence[Line], rows: Sequence[int | None], made: Bars | Stack, now: Bars | Stack) -> None:
    """Set the starting values of the steps of a waterfall."""
    if not isinstance(made, Bars) or not isinstance(now, Bars) or not now.starts:
        return
    below = dict(zip(now.keys, now.spans, strict=True))
    for line, column in zip(lines, match_columns(lines, grid_of(made)), strict=True):
        if column == 0:
            for at, row in enumerate(rows):
                if row is not None and made.keys[row] in below:
                    line.values[at] = below[made.keys[row]][0]


def _finish_bar(chart: Chart, lines: Sequence[Line], at: int, made: Bars, row: int, now: Bars) -> None:
    new = now.keys.index(made.keys[row])
    actual = lines[1 if made.starts else 0].element
    if bar_colour(made, row) != bar_colour(now, new) and bar_colour(made, row)[1:] == _colour_at(actual, at):
        colour_bar(chart, at, now, of=new)
    said = [label_at(line.element, at) for line in lines]
    if any(words is not None and same(words, bar_label(made, row)) for words in said):
        label_bar(chart, at, now, of=new)


def _colour_at(series: Any, at: int) -> str:
    """Return the colour of one bar, "" if it has no colour of its own."""
    found = series.xpath(f"c:dPt[c:idx/@val='{at}']/c:spPr/a:solidFill/a:srgbClr/@val")
    return str(found[0]).upper() if found else ""


def _ends(chart: Chart) -> list[float]:
    return [float(one.get("val")) for axis in chart._chartSpace.iter(qn("c:valAx")) for one in axis.iter(qn("c:max"))]


def rewrite(chart: Chart, lines: Sequence[Line]) -> None:
    """Write the numbers of the lines into the chart, with a new workbook; formatting is kept."""
    names = max((line.places for line in lines), key=len)
    values = tuple(tuple(_at(line, at) for at in range(len(names))) for line in lines)
    columns = tuple((line.name, "") for line in lines)
    replace_data(chart, chart_data(Grid(tuple(names), tuple("" for _ in names), columns, values)))
