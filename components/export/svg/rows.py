"""Pictures with one row per name: bars and stacked bars from zero, with the ticks of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from components.charts.axes import fitted
from components.exhibits.model import Bars, Series, Stack
from components.export.svg.draw import (
    LEADING,
    Drawing,
    Pen,
    Sign,
    block,
    box,
    disc,
    legend,
    line,
    status_signs,
    swatch,
    tick,
    ticks,
    words,
)
from components.theme import MARKS, Theme, contrast, stage_shades
from components.typography import BODY, SMALL, TINY, length, wrap

#: Maximum share of the width for names, and their maximum number of lines.
NAMES, LINES = 0.38, 3
#: Space between columns, and below the rows for the axis.
GAP, AXIS = 14.0, 26.0
#: Contrast to the paper below which a segment needs an edge.
_PALE = 1.6
#: Times the axis is shortened for words after the bars: on a shorter axis more numbers stand there.
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Rows:
    """Layout of rows: ``left`` is the end of the names, ``tops`` and ``heights`` those of each row, ``names`` as drawn."""

    left: float
    tops: tuple[float, ...]
    heights: tuple[float, ...]
    names: tuple[str, ...]

    @property
    def bottom(self) -> float:
        """The end of the last row."""
        return self.tops[-1] + self.heights[-1]

    @property
    def middles(self) -> tuple[float, ...]:
        """The middle of each row."""
        return tuple(top + height / 2 for top, height in zip(self.tops, self.heights, strict=True))


def lay_rows(names: Sequence[str], pen: Pen, *, top: float, below: float, least: float = 34) -> Rows:
    """Lay out rows below ``top``, as high as their names need; a given height is shared among them, less ``below``."""
    column = min(NAMES * pen.width, max(length(name) for name in names) + 2)
    lines = [wrap(name, column, BODY, most=LINES) for name in names]
    heights = [max(least, len(one) * BODY * LEADING + 10) for one in lines]
    if pen.height is not None:
        spare = (pen.height - top - below - sum(heights)) / len(heights)
        heights = [height + min(max(spare, 0), least) for height in heights]
    tops = [top + sum(heights[:n]) for n in range(len(heights))]
    drawn: list[str] = []
    for one, start, height in zip(lines, tops, heights, strict=True):
        first = start + (height - len(one) * BODY * LEADING) / 2
        drawn += block(column, first, one, pen.look.ink, anchor="end")
    return Rows(column + GAP, tuple(tops), tuple(heights), tuple(drawn))


@dataclass(frozen=True, slots=True)
class Scale:
    """Horizontal scale of numbers; ``marks`` are the numbers of the axis."""

    left: float
    right: float
    marks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        """Return the position of a number."""
        return self.left + (value - self.marks[0]) / (self.marks[-1] - self.marks[0]) * (self.right - self.left)


def _scale(left: float, right: float, series: Sequence[Sequence[float | None]], unit: str) -> Scale:
    found = [value for values in series for value in values if value is not None]
    most, least = max([*found, 0]), min([*found, 0])
    most = 100 if unit == "%" and 50 < most <= 100 else most
    return Scale(left, right, tuple(ticks(most, least)))


def _fitted(left: float, right: float, series: Sequence[Sequence[float | None]]) -> Scale:
    return Scale(left + 12, right, fitted(value for values in series for value in values).marks)


def _axis(scale: Scale, rows: Rows, unit: str, pen: Pen) -> list[str]:
    """Draw hairlines behind the bars, a stronger zero line, and the numbers below them."""
    found = []
    for mark in scale.marks:
        colour = pen.look.soft if mark == 0 else pen.look.line
        found.append(line(scale(mark), rows.tops[0], scale(mark), rows.bottom, colour))
        said = pen.amount(mark, unit if unit == "%" else "")
        found.append(words(scale(mark), rows.bottom + 15, said, pen.look.soft, size=TINY, anchor="middle"))
    return found


def _plan_column(plan: Series | None, unit: str, pen: Pen) -> list[str]:
    return [] if plan is None else ["" if one is None else pen.amount(one, unit) for one in plan.values]


def _widest(said: Sequence[str], size: float) -> float:
    return max((length(one, size) for one in said), default=0)


def draw_bars(body: Bars, pen: Pen) -> Drawing:
    """Draw bars with their labels after them; the plan as a tick, with its number in a column at the right."""
    signs = _plan_sign(body.plan, pen) + status_signs(body.words, pen) + _unit_sign(body.unit, pen)
    head = legend(signs, pen, 0)
    rows = lay_rows(body.categories, pen, top=head.height + _heading(body.plan), below=AXIS)
    labels = [f"{MARKS[body.statuses[n]]} {said}" if body.statuses else said for n, said in enumerate(body.labels)]
    plans = _plan_column(body.plan, body.unit, pen)
    right = pen.width - _widest([*plans, body.plan.name if body.plan else ""], SMALL) - _widest(labels, BODY) - 3 * GAP
    if body.as_dots:
        scale = _fitted(rows.left, right, [one.values for one in body.series])
    else:
        ends = [end for span in body.spans for end in span]
        scale = _scale(rows.left, right, [ends, body.plan.values if body.plan else ()], body.unit)
    found = [*head.elements, *_axis(scale, rows, body.unit, pen), *rows.names, *_joints(body, scale, rows, pen)]
    for n, value in enumerate(body.actual.values):
        found += _bar(body, n, value, scale, rows, labels[n], pen)
    found += _plan(body.plan, body.categories, plans, scale, rows, pen)
    return Drawing(tuple(found), rows.bottom + AXIS)


def _bar(body: Bars, n: int, value: float | None, scale: Scale, rows: Rows, label: str, pen: Pen) -> list[str]:
    colour = pen.look.status[body.statuses[n]] if body.statuses else body.actual.colour or _plain(body, n, pen.look)
    half = min(rows.heights[n] * 0.3, 16)
    said = f"{body.categories[n]} {body.actual.name} {pen.amount(value, body.unit)} {label}"
    start, end = map(scale, body.spans[n])
    bar = []
    if value is not None and body.as_dots:
        end = scale(value)
        bar = [disc(end, rows.middles[n], 8, colour, said=said)]
        end += 8
    elif value is not None:
        wide = max(end - start, 2 if body.starts else 0)
        bar = [box(start, rows.middles[n] - half, wide, 2 * half, colour, said=said)]
    planned = body.plan.values[n] if body.plan else None
    at = _beside(end + 8, length(label), None if planned is None else scale(planned))
    return [*bar, words(at, rows.middles[n], label, pen.look.ink, bold=True)]


def _plain(body: Bars, n: int, look: Theme) -> str:
    """Return the colour of a bar without a status: in a waterfall that of the steps differs from that of the sums."""
    return look.accent if body.is_sum(n) else look.plain


def _joints(body: Bars, scale: Scale, rows: Rows, pen: Pen) -> list[str]:
    """Draw the running total of a waterfall from the end of each bar to the next one."""
    found = []
    for n in body.joints:
        at = scale(body.totals[n])
        found.append(line(at, rows.middles[n], at, rows.middles[n + 1], pen.look.soft, dash="3 3"))
    return found


def _beside(at: float, wide: float, planned: float | None) -> float:
    """Return the start of a label placed at ``at``, or after the tick of the plan if they would overlap."""
    return at if planned is None or not at - 6 < planned < at + wide + 6 else planned + 8


def _plan_sign(plan: Series | None, pen: Pen) -> list[Sign]:
    return [] if plan is None else [tick(pen.look.ink, plan.name)]


def _unit_sign(unit: str, pen: Pen) -> list[Sign]:
    return [] if unit in ("", "%") else [Sign("", pen.t("sheet.unit", unit=unit))]


def _heading(plan: Series | None) -> float:
    return 6 if plan is None else 26


def _plan(plan: Series | None, names: Sequence[str], said: Sequence[str], scale: Scale, rows: Rows, pen: Pen) -> list[str]:
    """Draw the ticks, and the planned numbers below the name of the plan."""
    if plan is None:
        return []
    found = [words(pen.width, rows.tops[0] - 13, plan.name, pen.look.soft, size=SMALL, anchor="end")]
    for n, value in enumerate(plan.values):
        if value is None:
            continue
        half = min(rows.heights[n] * 0.42, 22)
        found.append(line(scale(value), rows.middles[n] - half, scale(value), rows.middles[n] + half, pen.look.paper, wide=6))
        found.append(line(scale(value), rows.middles[n] - half, scale(value), rows.middles[n] + half, pen.look.ink, wide=3))
        found.append(words(pen.width, rows.middles[n], said[n], pen.look.soft, size=SMALL, anchor="end"))
    return found


def draw_stack(body: Stack, pen: Pen) -> Drawing:
    """Draw segments with their numbers inside, or after the bar if they are too narrow; the plan as in bars."""
    colours = segment_colours(body, pen.look)
    signs = [_segment_sign(one, colour, pen) for one, colour in zip(body.segments, colours, strict=True)]
    head = legend([*signs, *_plan_sign(body.plan, pen), *_unit_sign(body.unit, pen)], pen, 0)
    rows = lay_rows(body.categories, pen, top=head.height + _heading(body.plan), below=AXIS)
    plans = _plan_column(body.plan, body.unit, pen)
    sums = [sum(one.values[n] or 0 for one in body.segments) for n in range(len(body.categories))]
    right = pen.width - _widest([*plans, body.plan.name if body.plan else ""], SMALL) - 2 * GAP
    reserved = 0.12 * pen.width
    for _ in range(_TRIES):
        scale = _scale(rows.left, right - reserved, [sums, body.plan.values if body.plan else ()], body.unit)
        bars = [_segments(body, n, colours, scale, rows, pen) for n in range(len(body.categories))]
        beyond = max((end for _, end in bars), default=0) - right
        if beyond <= 0:
            break
        reserved += beyond
    found = [*head.elements, *_axis(scale, rows, body.unit, pen), *rows.names, *chain.from_iterable(bar for bar, _ in bars)]
    found += _plan(body.plan, body.categories, plans, scale, rows, pen)
    return Drawing(tuple(found), rows.bottom + AXIS)


def segment_colours(body: Stack, look: Theme) -> list[str]:
    """Return the colours of segments: statuses are quiet where all is well, stages are steps of one hue."""
    shades = stage_shades(look, max(len(body.segments) - 1, 1))
    return [
        look.quiet.get(one.status, look.status[one.status]) if one.status else shade
        for one, shade in zip(body.segments, shades, strict=False)
    ]


def _segment_sign(one: Series, colour: str, pen: Pen) -> Sign:
    sign = swatch(colour, one.name, pen.look.plain)
    if one.status is None:
        return sign
    return Sign(sign.shape + words(0, 0, MARKS[one.status], _on(colour), size=TINY, anchor="middle"), one.name)


def _segments(body: Stack, n: int, colours: Sequence[str], scale: Scale, rows: Rows, pen: Pen) -> tuple[list[str], float]:
    """Draw the segments of a row; return them and where its words end."""
    found, narrow, start = [], [], 0.0
    half = min(rows.heights[n] * 0.32, 18)
    plan = body.plan.values[n] if body.plan else None
    planned = None if plan is None else scale(plan)
    for one, colour in zip(body.segments, colours, strict=True):
        value = one.values[n]
        if not value:
            continue
        left, wide, number = scale(start), scale(start + value) - scale(start), marked(one, pen.t.number(value))
        said = f"{body.categories[n]} {one.name} {pen.amount(value, body.unit)}"
        edge = pen.look.paper if contrast(colour, pen.look.paper) > _PALE else pen.look.plain
        found.append(box(left, rows.middles[n] - half, wide, 2 * half, colour, edge=edge, said=said))
        free, room = _free(left, wide, planned)
        if length(number, SMALL) + 2 <= room:
            found.append(words(free + room / 2, rows.middles[n], number, _on(colour), size=SMALL, anchor="middle", bold=True))
        else:
            narrow.append(number if one.status else f"{one.name} {number}")  # the legend has the name of the mark
        start += value
    said = pen.t("card.dot").join(narrow)
    if not narrow:
        return found, scale(start)
    after = _beside(scale(start) + 10, length(said, TINY), planned)
    return [*found, words(after, rows.middles[n], said, pen.look.soft, size=TINY)], after + length(said, TINY)


def marked(one: Series, number: str) -> str:
    """Return the number on a segment, after the mark of its status, which is readable without its colour."""
    return f"{MARKS[one.status]} {number}" if one.status else number


def _free(left: float, wide: float, planned: float | None) -> tuple[float, float]:
    """Return the part of a segment that is free for a number (start, width): the larger side of the plan's tick."""
    if planned is None or not left - 3 < planned < left + wide + 3:
        return left, wide
    before, after = planned - 4 - left, left + wide - planned - 4
    return (left, before) if before > after else (planned + 4, after)


def _on(colour: str) -> str:
    return max(("#FFFFFF", "#12181F"), key=lambda ink: contrast(ink, colour))
