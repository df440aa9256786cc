"""The exhibit, one statement with its numbers: a headline, a chart, table or map, and its source.

Exhibits are plain data. They are built in ``components.exhibits`` and written by the exporters in ``components.export``, so that
a slide, a sheet, a page and a picture of the same exhibit show the same numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from components.exhibits.tables import Cell, Column, Table
from models.status import Status, Word

#: Rings of longitude and latitude in WGS-84.
Rings: TypeAlias = tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one name across all categories; ``colour`` as ``#RRGGBB``, None for the plain colour of the theme.

    ``status`` is what a segment counts, if that is a status: its mark is written on the segment.
    """

    name: str
    values: tuple[float | None, ...]
    key: str
    colour: str | None = None
    status: Status | None = None


def _of_series(keys: tuple[str, ...], series: tuple[Series, ...]) -> dict[str, float | None]:
    return {f"{key}.{one.key}": value for one in series for key, value in zip(keys, one.values, strict=True)}


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars from zero, the first category on top; ``plan`` holds ticks across them.

    ``labels`` are written at the ends of the bars; ``words`` holds one status per bar to colour it, or nothing. ``starts`` make a
    waterfall: the value of a bar is then a step from the running total at which it starts; None for a sum, which stands on zero.
    ``as_dots``: rates that lie close together are dots on a fitted axis instead of bars from zero. ``whole`` holds all rows if
    these are some of them: their axis is the same on every slide.
    """

    categories: tuple[str, ...]
    keys: tuple[str, ...]
    actual: Series
    labels: tuple[str, ...]
    plan: Series | None = None
    words: tuple[Word, ...] = ()
    unit: str = ""
    starts: tuple[float | None, ...] = ()
    as_dots: bool = False
    whole: "Bars | None" = field(default=None, compare=False, repr=False)

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """The lower and the upper end of each bar."""
        ends = [(start or 0.0, total) for start, total in zip(self._starts, self.totals, strict=True)]
        return tuple((min(one), max(one)) for one in ends)

    @property
    def totals(self) -> tuple[float, ...]:
        """The running total after each bar."""
        return tuple((start or 0.0) + (value or 0.0) for start, value in zip(self._starts, self.actual.values, strict=True))

    @property
    def joints(self) -> tuple[int, ...]:
        """The bars of a waterfall from whose end the next one goes on, or at which it ends."""
        steps = [start is not None for start in self.starts]
        return tuple(at for at, (one, following) in enumerate(zip(steps, steps[1:], strict=False)) if one or following)

    def is_sum(self, at: int) -> bool:
        """Return True if a bar is a total of a waterfall: it starts at zero, unlike its steps."""
        return bool(self.starts) and self.starts[at] is None

    @property
    def _starts(self) -> tuple[float | None, ...]:
        return self.starts or (None,) * len(self.actual.values)

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The status of each bar, or nothing if bars have none."""
        return tuple(word.status for word in self.words)

    @property
    def series(self) -> tuple[Series, ...]:
        """The actual series, followed by the plan if it is set."""
        return (self.actual,) if self.plan is None else (self.actual, self.plan)

    def figures(self) -> dict[str, float | None]:
        """Return every number by ``<category>.<series>``."""
        return _of_series(self.keys, self.series)


@dataclass(frozen=True, slots=True)
class Stack:
    """Horizontal bars of adjacent segments, the first category on top; ``plan`` holds ticks where segments should end.

    ``whole`` is as in ``Bars``.
    """

    categories: tuple[str, ...]
    keys: tuple[str, ...]
    segments: tuple[Series, ...]
    plan: Series | None = None
    unit: str = ""
    whole: "Stack | None" = field(default=None, compare=False, repr=False)

    @property
    def series(self) -> tuple[Series, ...]:
        """The segments, followed by the plan if it is set."""
        return self.segments if self.plan is None else (*self.segments, self.plan)

    def figures(self) -> dict[str, float | None]:
        """Return every number by ``<category>.<segment>``."""
        return _of_series(self.keys, self.series)


@dataclass(frozen=True, slots=True)
class Curve:
    """Numbers over time: reported figures against the plan, with a line at ``as_of``.

    Values are None on dates without a value of the series; ``stepped`` holds a planned number until the next one.
    """

    days: tuple[date, ...]
    actual: Series
    plan: Series
    as_of: date
    unit: str = ""
    stepped: bool = True

    @property
    def series(self) -> tuple[Series, ...]:
        """Both series."""
        return (self.actual, self.plan)

    def figures(self) -> dict[str, float | None]:
        """Return every number by ``<day>.<series>``."""
        return _of_series(tuple(day.isoformat() for day in self.days), self.series)


@dataclass(frozen=True, slots=True)
class Mark:
    """A date on a timeline: its step, and whether it is the baseline, the forecast or the actual date."""

    step: str
    aspect: str
    day: date


@dataclass(frozen=True, slots=True)
class Timeline:
    """One row of marks per work item, the first on top, with a line at ``as_of``. ``steps`` and ``aspects`` are words by code."""

    rows: tuple[str, ...]
    keys: tuple[str, ...]
    marks: tuple[tuple[Mark, ...], ...]
    steps: Mapping[str, str]
    aspects: Mapping[str, str]
    as_of: date

    def figures(self) -> dict[str, date]:
        """Return every date by ``<work>.<step>.<aspect>``."""
        return {
            f"{key}.{mark.step}.{mark.aspect}": mark.day
            for key, marks in zip(self.keys, self.marks, strict=True)
            for mark in marks
        }


@dataclass(frozen=True, slots=True)
class Area:
    """A district on the map; ``label`` holds its count and is written at ``anchor``. A zone without outline has no rings."""

    code: str
    name: str
    rings: Rings
    anchor: tuple[float, float]
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A school on the map: its name, place, status, and ``radius`` in pixels; its area grows with the number of seats.

    ``is_started`` tells whether building has begun.
    """

    code: str
    name: str
    place: tuple[float, float]
    word: Word
    radius: float
    seats: int | None = None
    is_started: bool = True

    @property
    def status(self) -> Status:
        """The status that gives its colour."""
        return self.word.status


@dataclass(frozen=True, slots=True)
class Map:
    """Districts and schools; ``lines`` are rivers behind them; ``chosen`` is the code of the highlighted district."""

    areas: tuple[Area, ...]
    symbols: tuple[Symbol, ...]
    lines: Rings
    words: Mapping[Word, str]
    chosen: str = ""
    unplaced: int = 0

    @property
    def legend(self) -> dict[Status, str]:
        """The statuses that occur, each with its words."""
        found: dict[Status, list[str]] = {}
        for word, said in self.words.items():
            found.setdefault(word.status, []).append(said)
        return {status: " / ".join(said) for status, said in found.items()}

    def figures(self) -> dict[str, str | int]:
        """Return the count of each district, and the status of each school."""
        return {f"{area.code}.count": area.count for area in self.areas} | {
            f"{symbol.code}.status": symbol.status.value for symbol in self.symbols
        }


@dataclass(frozen=True, slots=True)
class Panel:
    """One of several small pictures: its head, its figure, a note on it, and its course against the plan."""

    key: str
    head: str
    figure: str
    note: str
    curve: Curve


@dataclass(frozen=True, slots=True)
class Panels:
    """Small pictures side by side, each of a unit of its own."""

    panels: tuple[Panel, ...]

    def figures(self) -> dict[str, float | str | None]:
        """Return the figure of each panel, and every number of its curve by ``<panel>.<day>.<series>``."""
        found: dict[str, float | str | None] = {f"{one.key}.figure": one.figure for one in self.panels}
        return found | {f"{one.key}.{key}": value for one in self.panels for key, value in one.curve.figures().items()}


Body: TypeAlias = Table | Bars | Stack | Curve | Timeline | Map | Panels


def is_blank(body: Body) -> bool:
    """Return True if there is nothing to draw: no rows, no numbers, no places."""
    match body:
        case Table() | Timeline():
            return not body.rows
        case Map():
            return not (body.areas or body.symbols)
        case Panels():
            return not body.panels
        case Bars() | Stack() | Curve():
            return all(value is None for one in body.series for value in one.values)


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of a film: its sentence, and the map."""

    title: str
    body: Map


@dataclass(frozen=True, slots=True)
class Exhibit:
    """An exhibit: a headline (``title``), a body, ``notes`` on its figures, and ``foot``: date, filters, source, origin.

    ``address`` identifies it for rebuilding (see ``registry``), ``name`` is its kind in a word, ``alt`` its alternative text.
    ``data`` holds the numbers of the body as rows and columns, for sheets and text pages; ``origin`` is published,
    reported or made up. ``frames`` are shown one after the other in place of the body where pictures can move. Files carry in
    their properties ``author``, the city, ``made_at``, the time it was known at, and ``store_head``, the short head of the
    store's seals.
    """

    address: str
    name: str
    title: str
    body: Body
    data: Table
    foot: tuple[str, ...]
    notes: tuple[str, ...]
    alt: str
    demonstration: bool
    origin: str = ""
    frames: tuple[Frame, ...] = ()
    store_head: str = field(default="", compare=False)  # of the whole store, not of what the exhibit shows
    author: str = field(default="", compare=False)
    made_at: datetime | None = field(default=None, compare=False)


def table_of(head: str, names: Sequence[str], body: Bars | Stack | Curve, *, decimals: int = 2) -> Table:
    """Return the numbers of a chart as rows, one per category or date; ``head`` is the title of the column of ``names``."""
    keys = tuple(day.isoformat() for day in body.days) if isinstance(body, Curve) else body.keys
    columns = (Column(head, 24), *(Column(one.name, 14, one.key, is_number=True) for one in body.series))
    rows = tuple((Cell(name), *(_number(one.values[at], decimals) for one in body.series)) for at, name in enumerate(names))
    return Table(columns, rows, keys)


def _number(value: float | None, decimals: int) -> Cell:
    return (
        Cell("–")
        if value is None
        else Cell(f"{value:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{value:.0f}", value)
    )
