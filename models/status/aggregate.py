"""Counts of statuses, and sums over the reports of several districts (status_rules, "Rolling up" and "A rate over districts")."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from models.status.types import PERCENT, Reading, Scale, Status, Word


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of targets: k of n on track (``good`` of ``counted``), by status, and by word."""

    good: int
    counted: int
    by_status: Mapping[Status, int]
    by_word: Mapping[Word, int]

    @property
    def worst(self) -> Status | None:
        """The worst status among the counted targets; None if none is counted."""
        counted = [status for status, n in self.by_status.items() if n and status.is_counted]
        return max(counted, key=lambda status: status.severity, default=None)


def tally(words: Iterable[Word]) -> Tally:
    """Count statuses by their words; different units are never averaged."""
    by_word = Counter(words)
    by_status: Counter[Status] = Counter()
    for word, n in by_word.items():
        by_status[word.status] += n
    good = sum(n for status, n in by_status.items() if status.is_good)
    counted = sum(n for status, n in by_status.items() if status.is_counted)
    return Tally(
        good,
        counted,
        {status: by_status[status] for status in Status},
        {word: by_word[word] for word in Word},
    )


@dataclass(frozen=True, slots=True)
class Share:
    """A rate reported by one district: numerator over denominator, and the date to which it applies."""

    day: date
    numerator: Fraction
    denominator: Fraction


def add_counts(by_district: Mapping[str, Sequence[Reading]]) -> list[Reading]:
    """Return the city's history of a count: for each date with a report, the sum of the latest values of all districts."""
    days = sorted({reading.day for history in by_district.values() for reading in history})
    return [Reading(day, sum((_value_on(history, day) for history in by_district.values()), Fraction(0))) for day in days]


def add_limited(by_district: Mapping[str, Sequence[Reading]], *, too_old_before: date) -> list[Reading]:
    """Return the city's history of a number that is to stay low: sums as in ``add_counts``, the newest with its bounds.

    A district whose newest reading is older than ``too_old_before`` may hold any number now: its silence is no success, so that
    the worst case is open and the best is the sum of what is known.
    """
    history = add_counts(by_district)
    heard = sum(bool(own) and own[-1].day >= too_old_before for own in by_district.values())
    if not history or heard == len(by_district):
        return history
    newest = history[-1]
    return [*history[:-1], Reading(newest.day, newest.value, None, newest.value, heard, len(by_district))]


def _value_on(history: Sequence[Reading], day: date) -> Fraction:
    return next((reading.value for reading in reversed(history) if reading.day <= day), Fraction(0))


def districts_in(by_district: Mapping[str, Share | None], *, too_old_before: date) -> dict[str, Share]:
    """Return the districts whose newest share is dated ``too_old_before`` or later; all others are missing."""
    return {code: share for code, share in by_district.items() if share is not None and share.day >= too_old_before}


def add_rates(by_district: Mapping[str, Share | None], *, too_old_before: date, scale: Scale = PERCENT) -> Reading | None:
    """Return the city's rate: the sum of numerators over the sum of denominators of the reporting districts, on its scale.

    Its bounds count each missing district (see ``districts_in``) with none or the most of its last known denominator. If a
    district never reported a denominator, the bounds are the ends of the scale. None if no district reported.
    """
    known = districts_in(by_district, too_old_before=too_old_before)
    denominator = sum((share.denominator for share in known.values()), Fraction(0))
    if denominator == 0:
        return None
    numerator = sum((share.numerator for share in known.values()), Fraction(0))
    day = max(share.day for share in known.values())
    rate = scale.factor * numerator / denominator
    if len(known) == len(by_district):
        return Reading(day, rate)
    missing = [share for code, share in by_district.items() if code not in known]
    heard, districts = len(known), len(by_district)
    if any(share is None for share in missing):
        return Reading(day, rate, Fraction(0), scale.most, heard, districts)
    rest = sum((share.denominator for share in missing if share is not None), Fraction(0))
    whole = denominator + rest
    best = None if scale.most is None else (scale.factor * numerator + scale.most * rest) / whole
    return Reading(day, rate, scale.factor * numerator / whole, best, heard, districts)
