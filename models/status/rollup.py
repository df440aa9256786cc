"""Counting statuses, and adding up what several districts report (status_rules, "Rolling up" and "A rate over districts")."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from models.status.words import Reading, Status


@dataclass(frozen=True, slots=True)
class Tally:
    """k of n on track, and how many targets have each status."""

    good: int
    counted: int
    by_status: Mapping[Status, int]

    @property
    def worst(self) -> Status | None:
        """The worst status that occurs among the counted ones; None where nothing is counted."""
        counted = [status for status, n in self.by_status.items() if n and status.is_counted]
        return max(counted, key=lambda status: status.severity, default=None)


def tally(statuses: Iterable[Status]) -> Tally:
    """Count statuses; different units are never averaged."""
    by_status = Counter(statuses)
    good = sum(n for status, n in by_status.items() if status.is_good)
    counted = sum(n for status, n in by_status.items() if status.is_counted)
    return Tally(good, counted, {status: by_status[status] for status in Status})


@dataclass(frozen=True, slots=True)
class Share:
    """A rate as one district gave it: numerator over denominator, and the day of which it spoke."""

    day: date
    numerator: Fraction
    denominator: Fraction


def add_counts(by_district: Mapping[str, Sequence[Reading]]) -> list[Reading]:
    """The city's history of a count: on each day on which a district spoke, the sum of what each last said."""
    days = sorted({reading.day for history in by_district.values() for reading in history})
    return [Reading(day, sum((_value_on(history, day) for history in by_district.values()), Fraction(0))) for day in days]


def _value_on(history: Sequence[Reading], day: date) -> Fraction:
    return next((reading.value for reading in reversed(history) if reading.day <= day), Fraction(0))


def add_rates(by_district: Mapping[str, Share | None], *, too_old_before: date) -> Reading | None:
    """The city's rate in percent: the sum of numerators over the sum of denominators, with its bounds where districts miss.

    A district misses where it never reported, or spoke last of a day before ``too_old_before``: its last denominator then
    counts with nothing (worst) or all of it (best) done; with no denominator known, anything from 0 to 100 is possible.
    """
    known = [share for share in by_district.values() if share is not None and share.day >= too_old_before]
    denominator = sum((share.denominator for share in known), Fraction(0))
    if denominator == 0:
        return None
    numerator = sum((share.numerator for share in known), Fraction(0))
    day = max(share.day for share in known)
    rate = 100 * numerator / denominator
    if len(known) == len(by_district):
        return Reading(day, rate)
    silent = [share for share in by_district.values() if share is not None and share not in known]
    if len(silent) + len(known) < len(by_district):
        return Reading(day, rate, worst=Fraction(0), best=Fraction(100))
    rest = sum((share.denominator for share in silent), Fraction(0))
    whole = denominator + rest
    return Reading(day, rate, worst=100 * numerator / whole, best=100 * (numerator + rest) / whole)
