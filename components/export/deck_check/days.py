"""Curves and timelines in a deck: numbers by date, dates of works, and new points for new reports."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from pptx.chart.chart import Chart
from pptx.oxml.ns import qn

from components.exhibits.model import Curve, Timeline
from components.export.chart_grid import Grid, ceiling, chart_data, dots_of, drawn_figures, from_serial, grid_of, serial, xy_data
from components.export.deck_check.bars import match_columns
from components.export.deck_check.charts import Line, day_at, label_at, read_lines, replace_data
from components.export.deck_check.spots import GONE, Found, Spot, Stand, same
from components.export.pptx.curve import curve_label, label_curve
from components.export.pptx.timeline import dress, span
from components.typography import clean


def read_curve(chart: Chart, made: Curve, now: Curve) -> Found:
    """Read the numbers of a curve by date. Dates unknown when it was made are reported too, with no earlier number."""
    lines, grid = read_lines(chart), grid_of(made)
    known, before = drawn_figures(now), drawn_figures(made)
    spots = []
    for line, column in zip(lines, match_columns(lines, grid), strict=True):
        if column is None or not grid.columns[column][1]:
            continue
        name, code = grid.columns[column]
        seen = {day: at for at, place in enumerate(line.places) if (day := day_at(place))}
        for day in sorted({*made.days, *now.days}):
            key = f"{day.isoformat()}.{code}"
            if day in seen or key not in before:
                value = before.get(key)
                stands = line.stands(seen[day], value) if day in seen and key in before else None
                spots.append(Spot(key, f"{day.isoformat()} · {name}", stands, value, known.get(key), _nothing, made.unit))
    return Found(spots, partial(_finish_curve, chart, lines, made, now, spots))


def _finish_curve(chart: Chart, lines: Sequence[Line], made: Curve, now: Curve, spots: Sequence[Spot]) -> None:
    """Write the current curve, and keep the numbers, dates and lines that the presenter edited or added."""
    grid, old = grid_of(now), grid_of(made)
    own = {spot.key: spot.stands for spot in spots if not same(spot.stands, spot.made)}
    said = label_at(lines[0].element, _last(lines[0])) if lines else None
    columns = match_columns(lines, old)
    rows = _rows(lines, columns, grid, old, own)
    values = tuple(tuple(row[at] for _, row in rows) for at in range(len(lines)))
    merged = Grid(tuple(day for day, _ in rows), tuple("" for _ in rows), tuple((line.name, "") for line in lines), values)
    replace_data(chart, chart_data(merged))
    _scale_curve(chart, made, now)
    if said == curve_label(made):
        label_curve(chart, merged, now.unit)


def _rows(
    lines: Sequence[Line], columns: Sequence[int | None], grid: Grid, old: Grid, own: dict[str, Stand]
) -> list[tuple[date, list[Any]]]:
    drawn = [{day: line.values[at] for at, place in enumerate(line.places) if (day := day_at(place))} for line in lines]
    added = {day for one in drawn for day in one} - set(old.names)
    rows = []
    for day in sorted({*(name for name in grid.names if isinstance(name, date)), *added}):
        at = grid.names.index(day) if day in grid.names else None
        row: list[Any] = []
        for number, column in enumerate(columns):
            key = "" if column is None else f"{day.isoformat()}.{grid.columns[column][1]}"
            if column is None or at is None:
                row.append(drawn[number].get(day))
            else:
                row.append(own.get(key, grid.values[column][at]))
        rows.append((day, row))
    return rows


def _last(line: Line) -> int:
    return max((at for at, value in enumerate(line.values) if value is not None), default=0)


def _scale_curve(chart: Chart, made: Curve, now: Curve) -> None:
    ends = [ceiling([value for one in body.series for value in one.values]) for body in (made, now)]
    if same(chart.value_axis.maximum_scale, ends[0]):
        chart.value_axis.maximum_scale = ends[1]


def read_timeline(chart: Chart, made: Timeline, now: Timeline, shown: Sequence[str]) -> Found:
    """Read the dates of the works ``shown``. New and vanished dates are reported too; a forecast vanishes once actual."""
    lines, dots = read_lines(chart), dots_of(made)
    columns = match_columns(lines, Grid((), (), tuple((one.name, one.key) for one in dots), ()))
    keys = ["" if column is None else dots[column].key for column in columns]
    before, known = made.figures(), now.figures()
    seen = {(row, key): (line, at) for line, key in zip(lines, keys, strict=True) if key for at, row in _rows_of(line, shown)}
    spots = []
    for row, key, figure in _figures(shown, before | known):
        if (row, key) in seen or figure not in before:
            stands = _day(*seen[row, key], before.get(figure)) if (row, key) in seen else None
            later = known.get(figure) if row in now.keys else GONE
            spots.append(Spot(figure, _words(made, now, row, key), stands, before.get(figure), later, _nothing, row=row))
    return Found(spots, partial(_finish_timeline, chart, lines, keys, made, now, shown, spots))


def _nothing() -> None:
    """Do nothing: all points of a chart are written at the end."""


def _figures(shown: Sequence[str], figures: Mapping[str, date]) -> list[tuple[str, str, str]]:
    """Return row, step with aspect, and key of each figure of the rows."""
    return [(row, figure.removeprefix(f"{row}."), figure) for row in shown for figure in figures if _is_of(figure, row)]


def _is_of(figure: str, row: str) -> bool:
    return figure.startswith(f"{row}.") and figure.removeprefix(f"{row}.").count(".") == 1


def _rows_of(line: Line, shown: Sequence[str]) -> list[tuple[int, str]]:
    """Return the points of a series that are on a row: their index and the key of the row."""
    rows = enumerate(line.values)
    return [(at, shown[round(y) - 1]) for at, y in rows if y is not None and y == round(y) and 1 <= y <= len(shown)]


def _day(line: Line, at: int, made: date | None) -> date | None:
    shown, inside = day_at(line.places[at]), line.sheet.get(at)
    return from_serial(inside) if inside is not None and shown == made else shown


def _words(made: Timeline, now: Timeline, row: str, key: str) -> str:
    step, _, aspect = key.partition(".")
    body = made if row in made.keys else now
    steps, aspects = {**now.steps, **made.steps}, {**now.aspects, **made.aspects}
    return clean(f"{body.rows[body.keys.index(row)]} · {steps.get(step, step)} · {aspects.get(aspect, aspect)}")


def _finish_timeline(
    chart: Chart,
    lines: Sequence[Line],
    keys: Sequence[str],
    made: Timeline,
    now: Timeline,
    shown: Sequence[str],
    spots: Sequence[Spot],
) -> None:
    """Rewrite all points: those that moved, those that are new, and the presenter's own unchanged."""
    wanted: dict[str, list[tuple[float, float]]] = {}
    for spot in spots:
        day = spot.now if spot.is_to_renew else spot.stands
        if isinstance(day, date):
            wanted.setdefault(spot.key.removeprefix(f"{spot.row}."), []).append((serial(day), shown.index(spot.row) + 1))
    rows = []
    for line, key in zip(lines, keys, strict=True):
        points = [*wanted.pop(key, []), *_foreign(line, shown if key else ())]
        if points:
            rows.append((line.name, points))
        else:
            line.element.getparent().remove(line.element)
    names = {one.key: one.name for one in dots_of(now)}
    replace_data(chart, xy_data([*rows, *((names[key], points) for key, points in wanted.items())]))
    for series, key in zip(list(chart.series)[len(rows) :], wanted, strict=True):
        _dress_new(series, key, tuple(now.steps))
    _widen(chart, made, now)


def _foreign(line: Line, shown: Sequence[str]) -> list[tuple[float, float]]:
    """Return the foreign points of a series: the line at ``as_of``, and points that a presenter drew between rows."""
    ours = {at for at, _ in _rows_of(line, shown)}
    points = [(at, day_at(place), y) for at, (place, y) in enumerate(zip(line.places, line.values, strict=True))]
    return [(serial(day), y) for at, day, y in points if at not in ours and day is not None and y is not None]


def _dress_new(series: Any, key: str, steps: tuple[str, ...]) -> None:
    """Format a new series, which is a copy of the last one, the line at ``as_of``."""
    for tag in ("c:errBars", "c:dLbls", "c:dPt"):
        for old in series._element.findall(qn(tag)):
            series._element.remove(old)
    dress(series, key, steps)


def _widen(chart: Chart, made: Timeline, now: Timeline) -> None:
    """Extend the axis to the span of the dates, unless somebody set another scale."""
    axis = chart.category_axis
    for name, end in (("minimum_scale", 0), ("maximum_scale", 1)):
        if same(getattr(axis, name), serial(span(made)[end])):
            setattr(axis, name, serial(span(now)[end]))
