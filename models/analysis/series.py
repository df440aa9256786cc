"""The history of one target from figures by district. Pure functions of the rows of ``queries.read_figures``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from models.status import PERCENT, Reading, Scale, Share, Target, add_counts, add_limited, add_rates, districts_in
from models.typed_rows import FigureRow

R = TypeVar("R")


def group_by(rows: Iterable[R], key: Callable[[R], str] | str) -> dict[str, list[R]]:
    """Group rows by a function of them or by one of their fields, preserving their order."""
    value_of: Callable[[R], str] = attrgetter(key) if isinstance(key, str) else key
    return {value: list(group) for value, group in groupby(sorted(rows, key=value_of), value_of)}


def fraction(value: Decimal | None) -> Fraction | None:
    """Return an exact number, or None."""
    return None if value is None else Fraction(value)


def recency_key(figure: FigureRow) -> tuple[date, datetime, str]:
    """Sort key of a figure: reporting date, then recording time, then district."""
    return figure.as_of, figure.recorded_at, figure.district


def target_series(figures: Sequence[FigureRow], target: Target, districts: Sequence[str], as_of: date) -> list[Reading]:
    """Return the history of a target from its figures by district up to ``as_of``, one reading per day, by ascending day.

    If the city itself reported, its figures are the history, and those of the districts only a breakdown.
    """
    by_district = group_by(sorted(figures, key=recency_key), "district")
    if not by_district:
        return []
    if "" in by_district:
        return own_readings(by_district[""], target.scale)
    if len(districts) == 1 and not target.kind.is_total:
        return own_readings(by_district.get(districts[0], []), target.scale)
    if target.is_rate:
        return _pooled(by_district, target, districts, as_of)
    histories = {district: own_readings(by_district.get(district, [])) for district in districts}
    if target.is_falling:
        return add_limited(histories, too_old_before=_too_old_before(target, as_of))
    return add_counts({district: own_readings(own) for district, own in by_district.items()})


def districts_heard(figures: Sequence[FigureRow], target: Target, districts: Sequence[str], as_of: date) -> int:
    """Count the districts that make up the city's figure: for a rate those with a current share, for a count all that reported.

    These are the districts summed by ``target_series``; where less is better, those with a current figure.
    """
    if len(districts) == 1 or not (target.is_rate or target.is_falling):
        return len({figure.district for figure in figures})
    if not target.is_rate:
        newest = {figure.district: figure.as_of for figure in sorted(figures, key=recency_key) if figure.value is not None}
        return sum(day >= _too_old_before(target, as_of) for day in newest.values())
    return len(_current_shares(figures, target, districts, as_of))


def newest_share(figures: Sequence[FigureRow], target: Target, districts: Sequence[str], as_of: date) -> Share | None:
    """Return the numerator and the denominator of a rate as of a day: the city's own, else the sums over its districts.

    These are the districts summed by ``target_series``. None for a rate that was reported without them.
    """
    by_district = group_by(sorted(figures, key=recency_key), "district")
    own = "" if "" in by_district else districts[0] if len(districts) == 1 else None
    if own is not None:
        newest = by_district.get(own, [])[-1:]
        shares: dict[str, Share | None] = {own: None}
        for figure in newest:
            _take_share(shares, figure)
        return shares[own]
    known = _current_shares(figures, target, districts, as_of).values()
    if not known:
        return None
    numerator, denominator = (sum((getattr(one, part) for one in known), Fraction(0)) for part in ("numerator", "denominator"))
    return Share(max(one.day for one in known), numerator, denominator)


def _current_shares(figures: Sequence[FigureRow], target: Target, districts: Sequence[str], as_of: date) -> dict[str, Share]:
    """Return the newest share of each district whose share is not too old to count."""
    shares: dict[str, Share | None] = dict.fromkeys(districts)
    for figure in sorted(figures, key=recency_key):
        if figure.district in shares:
            _take_share(shares, figure)
    return districts_in(shares, too_old_before=_too_old_before(target, as_of))


def own_readings(figures: Sequence[FigureRow], scale: Scale | None = PERCENT) -> list[Reading]:
    """Return the readings of one series; ``figures`` by ascending recency, so that the newest of each day is kept."""
    values = {figure.as_of: _value(figure, scale or PERCENT) for figure in figures}
    return [Reading(day, value) for day, value in sorted(values.items()) if value is not None]


def quota_readings(by_quota: Mapping[str, Sequence[FigureRow]]) -> list[Reading]:
    """Return the history of a count that is the sum of its quotas' figures."""
    return add_counts({code: own_readings(sorted(own, key=recency_key)) for code, own in by_quota.items()})


def _value(figure: FigureRow, scale: Scale) -> Fraction | None:
    if figure.denominator is not None and figure.numerator is not None:
        return scale.factor * Fraction(figure.numerator) / Fraction(figure.denominator)
    return fraction(figure.value)


def _pooled(
    by_district: Mapping[str, Sequence[FigureRow]], target: Target, districts: Sequence[str], as_of: date
) -> list[Reading]:
    """Return a rate over districts: for each day with a report, the rate from the latest share of each district.

    The newest reading is as of ``as_of``, because a district that was included at another's report may be missing by then.
    """
    history: list[Reading] = []
    shares: dict[str, Share | None] = dict.fromkeys(districts)
    figures = sorted((figure for district in districts for figure in by_district.get(district, [])), key=recency_key)
    for day, spoken in groupby(figures, key=lambda figure: figure.as_of):
        for figure in spoken:
            _take_share(shares, figure)
        reading = _rate(shares, target, day)
        if reading is not None and reading.day == day:
            history.append(reading)
    newest = _rate(shares, target, as_of)
    return history if newest is None else [*history[:-1], newest]


def _rate(shares: Mapping[str, Share | None], target: Target, day: date) -> Reading | None:
    """Return the rate over districts; where less is better, the highest one possible is the worst."""
    found = add_rates(shares, too_old_before=_too_old_before(target, day), scale=target.scale or PERCENT)
    return replace(found, worst=found.best, best=found.worst) if found and target.is_falling else found


def _take_share(shares: dict[str, Share | None], figure: FigureRow) -> None:
    """Record a district's latest share; a bare rate is ignored, because it cannot be added to others."""
    if figure.denominator is not None and figure.numerator is not None:
        shares[figure.district] = Share(figure.as_of, Fraction(figure.numerator), Fraction(figure.denominator))


def _too_old_before(target: Target, as_of: date) -> date:
    """Return the day before which a district's newest figure no longer counts (status_rules, Amendment 3)."""
    on = min(as_of, target.due) if target.due else as_of
    return on - timedelta(days=2 * target.cycle_days + 7)
