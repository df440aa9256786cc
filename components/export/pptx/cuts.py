"""Pagination of exhibits: the rows that go on each slide of a deck."""

from dataclasses import replace

from components.exhibits.model import Bars, Body, Curve, Map, Panels, Series, Stack, Timeline
from components.exhibits.tables import Board, Table
from components.export.map_layout import Box
from components.export.pptx.bars import most_bars
from components.export.pptx.board import board_pages, size_of
from components.export.pptx.table import pages

#: Maximum works of a timeline that is legible across a room.
MOST_WORKS = 12


def cuts_of(body: Body, box: Box) -> tuple[float, list[slice]]:
    """Return the font size of a table and the rows of each slide; a body without rows is one slide."""
    if isinstance(body, Board):
        return size_of(box), board_pages(body, box)
    if isinstance(body, Table):
        return pages(body, box)
    if isinstance(body, Curve | Map | Panels):
        return 0, [slice(0, 0)]
    most = MOST_WORKS if isinstance(body, Timeline) else most_bars(body, box)
    rows = len(body.keys)
    slides = max(1, -(-rows // most))
    each = max(1, -(-rows // slides))
    return 0, [slice(first, min(first + each, rows)) for first in range(0, max(rows, 1), each)]


def cut(body: Body, rows: slice) -> Body:
    """Return some rows of a body; curves and maps stay whole."""
    match body:
        case Table():
            return replace(body, rows=body.rows[rows], keys=body.keys[rows])
        case Bars():
            return cut_bars(body, rows)
        case Stack():
            segments = tuple(_cut_series(one, rows) for one in body.segments)
            plan = body.plan and _cut_series(body.plan, rows)
            names, keys = body.categories[rows], body.keys[rows]
            return replace(body, categories=names, keys=keys, segments=segments, plan=plan, whole=body)
        case Timeline():
            return replace(body, rows=body.rows[rows], keys=body.keys[rows], marks=body.marks[rows])
        case _:
            return body


def cut_bars(body: Bars, rows: slice) -> Bars:
    """Return some rows of bars."""
    return replace(
        body,
        categories=body.categories[rows],
        keys=body.keys[rows],
        labels=body.labels[rows],
        words=body.words[rows],
        starts=body.starts[rows],
        actual=_cut_series(body.actual, rows),
        plan=body.plan and _cut_series(body.plan, rows),
        whole=body,
    )


def _cut_series(series: Series, rows: slice) -> Series:
    return replace(series, values=series.values[rows])
