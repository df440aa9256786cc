"""The figures of a series by ascending day, and implausible changes from earlier ones. Pure functions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from models.errors import Problem, problem
from models.status import PERCENT, Scale, TargetKind

#: Change of a rate, in percentage points, above which a warning is given.
POINTS = 10
#: Multiple of the preceding step above which the rise of a count gets a warning.
TIMES = 3
#: Without a preceding step: share of the target above which a rise gets a warning, and maximum days between the figures.
JUMP, JUMP_DAYS = Fraction(1, 2), 45
#: Largest rise that never gets a warning: one school is half of a target of two.
SMALL_RISE = 1
#: Factor of change of a denominator above which a warning is given.
FACTOR = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a series on a day: a value, or a numerator and a denominator."""

    day: date
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def amount(self) -> Fraction | None:
        """The figure as one number, in percent if it has two parts; None for a mere note."""
        if self.numerator is not None and self.denominator:
            return 100 * Fraction(self.numerator) / Fraction(self.denominator)
        return None if self.value is None else Fraction(self.value)

    @property
    def written(self) -> Decimal | str | None:
        """The figure as given: a rate with two parts as 47/100."""
        if self.numerator is None or self.denominator is None:
            return self.value
        return f"{self.numerator.normalize():f}/{self.denominator.normalize():f}"


@dataclass(frozen=True, slots=True)
class Past:
    """The figures before a day: the newest, the one before that, and the newest with a denominator."""

    last: Figure | None = None
    before_last: Figure | None = None
    with_parts: Figure | None = None


def pasts(figures: Iterable[Figure]) -> dict[date, Past]:
    """Return the preceding figures for each day with a figure. At most one figure per day; notes do not count."""
    past, found = Past(), {}
    for figure in sorted((one for one in figures if one.amount is not None), key=lambda one: one.day):
        found[figure.day] = past
        past = Past(figure, past.last, figure if figure.denominator is not None else past.with_parts)
    return found


def odd_steps(
    figure: Figure,
    past: Past,
    *,
    kind: TargetKind,
    wanted: Decimal | None,
    place: Callable[[str], str],
    scale: Scale | None = PERCENT,
) -> Iterator[Problem]:
    """Yield the implausible changes of a figure from earlier ones; ``place`` names the cell of a column.

    ``scale`` is that of a rate, None for a level that is added up.
    """
    if kind.is_total or kind is TargetKind.DELIVER:
        yield from _odd_count(figure, past, place, kind, wanted)
    elif kind.is_measured and scale is not None:
        yield from _odd_rate(figure, past, place, scale)


def _odd_rate(figure: Figure, past: Past, place: Callable[[str], str], scale: Scale) -> Iterator[Problem]:
    now, last = figure.amount, past.last
    if scale == PERCENT and now is not None and last is not None and last.amount is not None and abs(now - last.amount) > POINTS:
        cell = place("value" if figure.denominator is None else "numerator")
        yield problem(cell, "far_from_last", value=now, last=last.amount, day=last.day, n=POINTS)
    parts = past.with_parts
    if figure.denominator is None or parts is None or parts.denominator is None:
        return
    smaller, larger = sorted((figure.denominator, parts.denominator))
    if larger > FACTOR * smaller:
        yield problem(place("denominator"), "denominator_moves", value=figure.denominator, last=parts.denominator, day=parts.day)


def _odd_count(
    figure: Figure, past: Past, place: Callable[[str], str], kind: TargetKind, wanted: Decimal | None
) -> Iterator[Problem]:
    if figure.value is None or past.last is None or past.last.value is None:
        return
    cell, value, last, day = place("value"), figure.value, past.last.value, past.last.day
    rise, step = value - last, _step(past)
    if rise < 0:
        yield problem(cell, "falls", value=value, last=last, day=day)
    elif kind.is_total and rise > (SMALL_RISE if kind is TargetKind.COUNT else 0):
        if step and rise > TIMES * step:
            yield problem(cell, "rises", value=value, last=last, day=day, change=step, n=TIMES)
        elif wanted and rise > JUMP * Fraction(wanted) and (figure.day - day).days <= JUMP_DAYS:
            yield problem(cell, "leaps", value=value, last=last, day=day)


def _step(past: Past) -> Decimal | None:
    """Return the size of the last step of a count before a day."""
    if past.last is None or past.before_last is None or past.last.value is None or past.before_last.value is None:
        return None
    return abs(past.last.value - past.before_last.value)
