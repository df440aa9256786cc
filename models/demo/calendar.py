"""The calendar of the demonstration year: planned and actual dates, and recording times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

#: The plan's year.
YEAR = 2023
MONTH_ENDS = tuple(date(YEAR + month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in range(1, 15))
#: Days after the end of a month by which reports arrive, late ones arrive, and errors are corrected.
IN_TIME, LATE, CORRECTED = 5, 20, 36
#: Number of days ahead for which a report gives a true forecast; beyond that it repeats the plan.
FORESIGHT_DAYS = 75


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone of the demonstration: its planned date, and its actual date (None: not within the demonstration)."""

    name: str
    position: int
    planned: date
    happened: date | None


def recorded(month_end: date, days_after: int) -> datetime:
    """Return the recording time of a report on a month: in the afternoon in China."""
    return datetime.combine(month_end + timedelta(days=days_after), time(8, 30), UTC)


def delay(random: Random, prompt: float) -> int:
    """Return a random delay of a step in days: mostly small, sometimes weeks, rarely months."""
    chance = random.random()
    if chance < prompt:
        return random.randint(-4, 6)
    if chance < prompt + 0.26:
        return random.randint(9, 34)
    return random.randint(40, 95)


def turn_out(random: Random, planned: Sequence[tuple[str, date]], *, until: date, prompt: float = 0.62) -> list[Step]:
    """Return the planned steps with actual dates: at least ten days apart, with half of each delay carried over to the next."""
    steps: list[Step] = []
    slip, earliest = 0, date.min
    for position, (name, day) in enumerate(planned):
        slip = max(0, slip // 2 + delay(random, prompt)) if day > date(YEAR, 1, 1) else random.randint(0, 4)
        happened = max(day + timedelta(days=slip), earliest)
        steps.append(Step(name, position, day, happened if happened <= until else None))
        earliest = happened + timedelta(days=10)
    return steps


def expected_on(step: Step, as_of: date) -> date:
    """Return the forecast of a step in a report of ``as_of``: the true date once it is near, before that the plan."""
    if step.happened is None:
        return max(step.planned, as_of + timedelta(days=45)) if step.planned - as_of < timedelta(days=30) else step.planned
    return step.happened if step.happened - as_of <= timedelta(days=FORESIGHT_DAYS) else max(step.planned, as_of)
