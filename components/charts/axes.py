"""Axes of numbers: fitted to rates that lie close together, else from zero. Pure; the screen and the exports share them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

#: Steps that divide an axis, times a power of ten.
_STEPS = (1, 2, 5, 10)
#: Part of the spread of values that stays free on either side, and the shortest axis, in points.
_MARGIN, _LEAST = 0.12, 1.0


@dataclass(frozen=True, slots=True)
class Axis:
    """The two ends of an axis, and the step between its marks."""

    low: float
    high: float
    step: float

    @property
    def marks(self) -> tuple[float, ...]:
        """The numbers along the axis, from end to end."""
        return tuple(round(self.low + n * self.step, 9) for n in range(round((self.high - self.low) / self.step) + 1))

    @property
    def ends(self) -> list[float]:
        """Both ends, as a figure takes its range."""
        return [self.low, self.high]


def fitted(values: Iterable[float | None], *, many: int = 4, most: float = 100) -> Axis:
    """Return the axis of rates, around all of them: 99.2 and 99.7 are not drawn as two full bars.

    It begins at zero if the values lie far apart, and ends at ``most`` unless a value is larger.
    """
    known = [float(value) for value in values if value is not None] or [0.0, most]
    low, high = min(known), max(known)
    spread = max(high - low, _LEAST)
    limit = most if high <= most else high + spread
    high = min(high + _MARGIN * spread, limit)
    low = max(min(low - _MARGIN * spread, high - _LEAST), 0.0)
    if low < spread:
        low = 0.0
    high = max(high, low + _LEAST)
    step = _step((high - low) / many)
    first, last = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    return Axis(round(first, 9), round(last, 9), step)


def _step(rough: float) -> float:
    """Return the round number that is at least ``rough``."""
    power = 10.0 ** floor(log10(rough))
    return round(next(power * n for n in _STEPS if power * n >= rough * (1 - 1e-9)), 9)


def is_fitted(unit: str, values: Sequence[float | None]) -> bool:
    """Return True if numbers are rates, which are drawn on a fitted axis; a share above 100 is a count's, from zero."""
    known = [value for value in values if value is not None]
    return unit == "%" and bool(known) and max(known) <= 100
