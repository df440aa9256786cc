"""Works with milestones (school projects, programmes) on a day: status, slip and step of each. Pure functions of frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.analysis.days import NEVER, Days, days_of, to_dates
from models.analysis.milestone_dates import MilestoneDates
from models.analysis.milestone_history import ASPECTS
from models.analysis.places import NONE, Rows, taken
from models.frames import rows_of
from models.status import CYCLE_DAYS, Milestone, Reason, Schedules, Verdict, Verdicts, WorkItem, judge_work_item, judge_works
from models.typed_rows import MilestoneRow, Named

#: Computed columns of a work on a day, next to its own facts and a column ``<milestone>_<aspect>`` for every date.
STANDING = (
    "status",
    "word",
    "slip_days",
    "step",
    "next_step",
    "next_baseline",
    "next_forecast",
    "revisions",
    "replanned_days",
    "reported_on",
)
#: Bytes of a work's columns: its milestones, the verdict, and places.
_BYTES = 80


@dataclass(frozen=True, slots=True)
class _Work:
    """Facts by which a project or programme is judged; programmes have no hard deadline."""

    code: str
    name: str
    hard_deadline: date | None


@dataclass(frozen=True)
class WorksOnDay:
    """Works with milestones at the end of ``as_of`` in columns, one value per work; the plan's year begins on ``start``.

    ``works`` describes them, with a column ``hard_deadline`` where they have one. Readers share the columns.
    """

    is_shared: ClassVar[bool] = True
    works: pd.DataFrame
    milestones: MilestoneDates
    as_of: date
    start: date

    @property
    def own_bytes(self) -> int:
        """About the bytes of the columns that no other day shares, once they were asked for."""
        return len(self.works) * _BYTES

    def __len__(self) -> int:
        """The number of works."""
        return len(self.works)

    @cached_property
    def _places(self) -> Rows:
        return self.milestones.works.places(tuple(self.works["code"]))

    def days(self, milestone: str, aspect: str) -> Days:
        """Return the days of a milestone: its ``aspect`` baseline, forecast or actual; the latter only up to the day."""
        days = self.milestones.days_at(milestone, aspect, self._places)
        return np.where(days > self.as_of.toordinal(), NEVER, days).astype(np.int32) if aspect == "actual" else days

    @cached_property
    def steps(self) -> "Steps":
        """The milestones reached and the next ones."""
        return _steps(self.milestones, self._places, self.as_of)

    @property
    def statuses(self) -> NDArray[Any]:
        """The status of each work."""
        return self._verdicts.statuses

    @cached_property
    def _verdicts(self) -> Verdicts:
        has_deadlines = "hard_deadline" in self.works
        deadlines = days_of(self.works["hard_deadline"]) if has_deadlines else np.full(len(self), NEVER, dtype=np.int32)
        return judge_works(self.steps.schedules, deadlines, day=self.as_of.toordinal(), start=self.start.toordinal())

    def frame(self, facts: Sequence[str], names: Sequence[str]) -> pd.DataFrame:
        """Return every work in plain values that cache cheaply: its ``facts``, ``STANDING``, then the dates of milestones.

        ``names`` are the milestones in order. ``status`` and ``word`` are values of their enums, ``step`` is the last milestone
        reached ("" before the first), ``slip_days`` the slip of the next one, ``replanned_days`` the number of days by which the
        plan of the last one has moved since the first plan.
        """
        steps, verdicts = self.steps, self._verdicts
        slip = verdicts.slip_days
        columns: dict[str, NDArray[Any]] = {
            "status": verdicts.statuses,
            "word": verdicts.words,
            "slip_days": np.where(slip == NEVER, np.nan, slip) if (slip == NEVER).any() else slip,
            "step": steps.step,
            "next_step": steps.next_step,
            "next_baseline": to_dates(steps.schedules.next_baseline),
            "next_forecast": to_dates(steps.schedules.next_forecast),
            "revisions": steps.revisions,
            "replanned_days": steps.replanned_days,
            "reported_on": to_dates(steps.schedules.last_report),
        }
        columns |= {f"{name}_{aspect}": to_dates(self.days(name, aspect)) for name in names for aspect in ASPECTS}
        frame = {name: pd.Series(column, index=self.works.index, dtype=column.dtype) for name, column in columns.items()}
        return pd.DataFrame({name: self.works[name] for name in facts} | frame)


@dataclass(frozen=True, slots=True)
class Steps:
    """The milestones of works on a day: see ``STANDING``."""

    schedules: Schedules
    step: NDArray[Any]
    next_step: NDArray[Any]
    revisions: NDArray[np.int32]
    replanned_days: NDArray[np.int32]


def _steps(milestones: MilestoneDates, places: Rows, as_of: date) -> Steps:
    """Return the milestones of works by their places; one that is ``NONE`` has none."""
    day, row = as_of.toordinal(), np.arange(len(milestones))
    is_reached = milestones.actual <= day
    last_row = milestones.works.ends - 1
    of = milestones.of_works
    next_row = of(np.minimum, np.where(is_reached, len(row), row))
    next_row = np.where(next_row == len(row), NONE, next_row)
    is_finished = next_row == NONE
    finished_on = np.where(is_finished, of(np.maximum, milestones.actual), NEVER)
    is_due = of(np.logical_or, milestones.baseline <= day)
    reached_row = of(np.maximum, np.where(is_reached, row, NONE))

    def own(column: NDArray[Any], missing: int = NEVER) -> NDArray[Any]:
        return taken(column, places, missing)

    schedules = Schedules(
        is_started=own(of(np.logical_or, is_reached), missing=False),
        is_anything_due=own(is_due, missing=False),
        finished_on=own(finished_on),
        next_baseline=own(taken(milestones.baseline, next_row, NEVER)),
        next_forecast=own(taken(milestones.forecast, next_row, NEVER)),
        last_baseline=own(milestones.baseline[last_row]),
        last_forecast=own(milestones.forecast[last_row]),
        last_report=own(milestones.last_reports),
    )
    names = np.append(np.array(milestones.names, dtype=object)[milestones.milestone], "")
    return Steps(
        schedules,
        step=names[own(reached_row, NONE)],
        next_step=names[own(next_row, NONE)],
        revisions=own(of(np.maximum, milestones.revisions), 0),
        replanned_days=own(of(np.maximum, milestones.replanned_days), 0),
    )


def _judged(works: pd.DataFrame) -> list[_Work]:
    return rows_of(works if "hard_deadline" in works else works.assign(hard_deadline=None), _Work)


def judge(work: Named, steps: Sequence[MilestoneRow], *, as_of: date, start: date, with_remedy: bool = True) -> Verdict:
    """Return the verdict on one work from its facts and milestones, with its reason and remedy."""
    return judge_work_item(as_work(work, steps, start=start), as_of, with_remedy=with_remedy)


def reasons(works: pd.DataFrame, milestones: MilestoneDates, *, as_of: date, start: date) -> dict[str, Reason]:
    """Return the reason for the status of each of some works, by code."""
    steps = milestones.rows(set(works["code"]))
    return {
        work.code: judge(work, steps.get(work.code, []), as_of=as_of, start=start, with_remedy=False).reason
        for work in _judged(works)
    }


def as_work(work: Named, steps: Sequence[MilestoneRow], *, start: date) -> WorkItem:
    """Convert a work to that of the status rules, with a monthly reporting cycle."""
    return WorkItem(
        name=work.name,
        start=start,
        milestones=tuple(Milestone(one.milestone, one.baseline, one.forecast, one.actual) for one in steps),
        hard_deadline=getattr(work, "hard_deadline", None),  # programmes have none
        last_report=max((one.reported_on for one in steps if one.reported_on), default=None),
        cycle_days=CYCLE_DAYS["month"],
    )


def counting_for(works: pd.DataFrame, target: str) -> pd.DataFrame:
    """Return the works that count for a target."""
    return works[[target in codes for codes in works["targets"]]]
