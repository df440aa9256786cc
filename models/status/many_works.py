"""The rule by milestones for thousands of works at once: that of ``judge_work_item``, over columns instead of one by one.

It decides the status and the word alone, for tables, maps and counts of many works; why, and what would mend it, is asked of
``judge_work_item`` for the works that are looked at. A property test holds both against each other. Dates are ordinals;
``NO_DATE`` is none.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.status.milestones import NO_ROOM
from models.status.types import CYCLE_DAYS, Word

Column = NDArray[np.int32]
Marks = NDArray[np.bool_]
NO_DATE = int(np.iinfo(np.int32).max)


@dataclass(frozen=True, slots=True)
class Schedules:
    """The milestones of works as of a day, one value per work.

    ``next_`` is the first milestone not reached, ``last_`` the last of all. ``finished_on`` is the day on which all were reached,
    ``last_report`` the day of the newest report.
    """

    is_started: Marks
    is_anything_due: Marks
    finished_on: Column
    next_baseline: Column
    next_forecast: Column
    last_baseline: Column
    last_forecast: Column
    last_report: Column


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Values of ``Status`` and ``Word``, and the days of slip of the next milestone (``NO_DATE`` without a planned date)."""

    statuses: NDArray[Any]
    words: NDArray[Any]
    slip_days: Column


def judge_works(works: Schedules, hard_deadline: Column, *, day: int, start: int) -> Verdicts:
    """Return the verdicts on works at the end of ``day``, with a monthly reporting cycle from ``start`` on."""
    cycle = CYCLE_DAYS["month"]
    is_reported = works.last_report != NO_DATE
    silent = day - np.where(is_reported, works.last_report, start).astype(np.int64)
    is_planned = works.next_baseline != NO_DATE
    expected = np.where(works.next_forecast == NO_DATE, day, np.maximum(works.next_forecast, day)).astype(np.int64)
    slip = expected - works.next_baseline
    has_room = (hard_deadline != NO_DATE) & (works.last_baseline != NO_DATE)
    room = np.where(has_room, np.maximum(hard_deadline.astype(np.int64) - works.last_baseline, 0), 0)
    on_track = np.where(room > 0, room // 3, NO_ROOM[0])
    at_risk = np.where(room > 0, room, NO_ROOM[1])
    deadline = np.where(hard_deadline != NO_DATE, hard_deadline, works.last_baseline)
    is_past_deadline = (works.last_forecast != NO_DATE) & (works.last_forecast > hard_deadline)
    is_silent = is_planned & (works.next_baseline < day) & (silent > 2 * cycle + 7)
    is_stale = is_reported & (silent > cycle + 7)
    decided = [
        ((works.finished_on != NO_DATE) & (works.finished_on > deadline), Word.MET_LATE),
        (works.finished_on != NO_DATE, Word.MET),
        (is_past_deadline, Word.OFF_TRACK),
        (is_silent & is_reported, Word.OVERDUE_REPORT),
        (is_silent, Word.NEVER_REPORTED),
        (~works.is_started & ~works.is_anything_due, Word.NOT_DUE),
        (~is_planned, Word.AT_RISK),
        (slip > at_risk, Word.OFF_TRACK),
        ((slip > on_track) | is_stale, Word.AT_RISK),
    ]
    words = list(Word)
    rank = np.select([which for which, _ in decided], [words.index(word) for _, word in decided], words.index(Word.ON_TRACK))
    return Verdicts(
        np.array([word.status.value for word in words], dtype=object)[rank],
        np.array([word.value for word in words], dtype=object)[rank],
        np.where(is_planned, slip, NO_DATE).astype(np.int32),
    )
