"""School projects through the months of a year: how far each is and its status, and their numbers. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import ClassVar

import pandas as pd

from models.analysis.schools import OPENED
from models.status import Status, Word

#: Steps at which building has not begun: none, and approved.
NOT_STARTED = ("", "approved")


def is_started(step: str) -> bool:
    """Return True if building has begun at a step."""
    return step not in NOT_STARTED


@dataclass(frozen=True, slots=True)
class SchoolState:
    """The last step that a project has reached, and its status."""

    step: str
    word: Word


@dataclass(frozen=True, slots=True)
class SchoolMonth:
    """All projects at the end of a day, by code. Readers share the states: nobody can write into them."""

    is_shared: ClassVar[bool] = True
    day: date
    states: Mapping[str, SchoolState]


@dataclass(frozen=True, slots=True)
class StepCounts:
    """Projects by how far they are; ``late`` are those off track, which are in the other numbers as well."""

    planned: int
    building: int
    opened: int
    late: int


def school_month(projects: pd.DataFrame, day: date) -> SchoolMonth:
    """Return the projects of ``project_standings`` with what the film shows of them."""
    states = list(zip(projects["step"].tolist(), projects["word"].tolist(), strict=True))
    kinds = {(step, word): SchoolState(str(step), Word(word)) for step, word in set(states)}
    return SchoolMonth(day, MappingProxyType(dict(zip(projects["code"].tolist(), map(kinds.__getitem__, states), strict=True))))


def step_counts(month: SchoolMonth, codes: Collection[str]) -> StepCounts:
    """Count those of some projects that are known in a month."""
    states = Counter(month.states[code] for code in codes if code in month.states)
    opened = sum(n for one, n in states.items() if one.step == OPENED)
    planned = sum(n for one, n in states.items() if not is_started(one.step))
    late = sum(n for one, n in states.items() if one.word.status is Status.OFF_TRACK)
    return StepCounts(planned, states.total() - planned - opened, opened, late)
