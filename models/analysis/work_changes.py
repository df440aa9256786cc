"""Changes of projects and programmes between two meetings. Pure function of three frames of ``WorksOnDay.frame``.

As in ``variance``: the earlier day as known then (``before``), that day as known now (``restated``), the later day (``after``).
The days of slip are those of the milestone that was next at the earlier meeting, and add up exactly:

    slip_before + late + corrected + progress = slip_after
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

import pandas as pd

from models.analysis.milestone_history import ASPECTS
from models.analysis.target_changes import by_consequence, consequence
from models.frames import frame_of, rows_of
from models.status import Status, Word
from models.typed_rows import ScheduleStanding, WorkChange

#: Reasons for a change, in the order of ``why``.
WHY = ("progress", "reported_late", "corrected", "replanned", "forecast", "added", "time")
COLUMNS = tuple(field.name for field in fields(WorkChange))


def work_changes(
    before: pd.DataFrame, restated: pd.DataFrame, after: pd.DataFrame, *, names: Sequence[str], since: date, as_of: date
) -> pd.DataFrame:
    """Return the works that changed, by consequence: fell behind, caught up, newly red, done, other; columns ``COLUMNS``.

    ``names`` are the milestones in order, ``since`` and ``as_of`` the two days. ``why`` is a tuple of ``WHY``: a step reached
    since (progress), or before but reported only later (reported_late); a known date that has changed retrospectively
    (corrected); another planned date (replanned); another forecast (forecast); a work not described before (added); or, if the
    status changed with none of them, the passing of time (time). ``milestone`` is the one whose slip is broken down, "" if none
    was next; its numbers are None if it has no planned date.
    """
    touched = _touched(before, restated, after, names)
    sides = (frame[frame["code"].isin(touched)] for frame in (before, restated))
    then, now_known = ({row.code: row for row in rows_of(frame, ScheduleStanding)} for frame in sides)
    rows: list[WorkChange] = []
    for row in rows_of(after[after["code"].isin(touched)], ScheduleStanding):
        moved = _change(then.get(row.code), now_known.get(row.code, row), row, names, since, as_of)
        if moved.why:
            rows.append(moved)
    rows.sort(key=by_consequence)
    return frame_of(rows, WorkChange)


def _touched(before: pd.DataFrame, restated: pd.DataFrame, after: pd.DataFrame, names: Sequence[str]) -> set[str]:
    """Return the codes of the works that one of the frames lacks, or of which any date, status or plan differs in two of them.

    All others have not changed, and there may be thousands of them.
    """
    columns = ["status", "revisions", "replanned_days", *(f"{name}_{aspect}" for name in names for aspect in ASPECTS)]
    sides = [frame.set_index("code").reindex(columns=columns) for frame in (before, restated, after)]
    codes = sides[2].index
    touched = pd.Series(False, index=codes)
    for side in sides[:2]:
        known = side.reindex(codes)
        same = (known == sides[2]) | (known.isna() & sides[2].isna())
        touched |= ~same.all(axis=1) | ~codes.isin(side.index)
    return set(codes[touched])


def _change(
    old: ScheduleStanding | None,
    same_day: ScheduleStanding,
    new: ScheduleStanding,
    names: Sequence[str],
    since: date,
    as_of: date,
) -> WorkChange:
    status_before, status_after = Status(old.status) if old else None, Status(new.status)
    why = _why(old, same_day, new, names) if old else ["added"]
    if not why and status_before is not status_after:
        why = ["time"]
    slip = _slip_parts(old, same_day, new, since, as_of) if old else _Slip("")
    return WorkChange(
        code=new.code,
        name=new.name,
        district=new.district,
        consequence=consequence(status_before, status_after),
        why=tuple(why),
        status_before=status_before,
        status_after=status_after,
        word_before=Word(old.word) if old else None,
        word_after=Word(new.word),
        step_before=old.step if old else None,
        step_after=new.step,
        next_before=old.next_step if old else None,
        next_after=new.next_step,
        next_forecast_before=old.next_forecast if old else None,
        next_forecast_after=new.next_forecast,
        milestone=slip.milestone,
        slip_before=slip.before,
        late=slip.late,
        corrected=slip.corrected,
        progress=slip.progress,
        slip_after=slip.after,
    )


def _why(old: ScheduleStanding, same_day: ScheduleStanding, new: ScheduleStanding, names: Sequence[str]) -> list[str]:
    then, now_known, after = ({name: _date(row, name, "actual") for name in names} for row in (old, same_day, new))
    corrected = any(then[name] is not None and then[name] != now_known[name] for name in names)
    late_forecasts = any(_forecast_part(old, same_day, name) == "late" for name in names)
    was_replanned = (old.revisions, old.replanned_days) != (new.revisions, new.replanned_days)
    holds = {
        "progress": any(now_known[name] is None and after[name] is not None for name in names),
        "reported_late": late_forecasts or any(then[name] is None and now_known[name] is not None for name in names),
        "corrected": corrected or any(_forecast_part(old, same_day, name) == "corrected" for name in names),
        "replanned": was_replanned or any(_is_replanned(old, new, name) for name in names),
        "forecast": any(_moved_forecast(same_day, new, name) for name in names),
    }
    return [why for why in WHY if holds.get(why)]


def _date(row: ScheduleStanding, name: str, aspect: str) -> date | None:
    """Return a date of a milestone; None if the work has no such milestone."""
    return row.dates.get(f"{name}_{aspect}")


def _is_replanned(old: ScheduleStanding, new: ScheduleStanding, name: str) -> bool:
    return _date(old, name, "baseline") != _date(new, name, "baseline")


def _moved_forecast(same_day: ScheduleStanding, new: ScheduleStanding, name: str) -> bool:
    """Return True if the forecast of a milestone still to come has changed."""
    return _date(new, name, "actual") is None and _date(same_day, name, "forecast") != _date(new, name, "forecast")


def _forecast_part(old: ScheduleStanding, same_day: ScheduleStanding, name: str) -> str:
    """Classify a restated forecast of an open milestone as "late" or "corrected"; "" if unchanged or already reached."""
    if _date(same_day, name, "actual") is not None or _date(old, name, "forecast") == _date(same_day, name, "forecast"):
        return ""
    return "late" if _spoke_later(old, same_day, name) else "corrected"


def _spoke_later(old: ScheduleStanding, same_day: ScheduleStanding, name: str) -> bool:
    """Return True for a report dated after all reports known then, or for the first one of this milestone."""
    first = _date(old, name, "forecast") is None
    spoken, now_spoken = old.reported_on, same_day.reported_on
    return first or (now_spoken is not None and (spoken is None or now_spoken > spoken))


@dataclass(frozen=True, slots=True)
class _Slip:
    """The days of slip of a milestone before and after, and their parts; None without a planned date."""

    milestone: str
    before: int | None = None
    late: int | None = None
    corrected: int | None = None
    progress: int | None = None
    after: int | None = None


def _slip_parts(old: ScheduleStanding, same_day: ScheduleStanding, new: ScheduleStanding, since: date, as_of: date) -> _Slip:
    milestone = old.next_step
    before, now_known, after = (_slip(row, milestone, day) for row, day in ((old, since), (same_day, since), (new, as_of)))
    if before is None or now_known is None or after is None:
        return _Slip(milestone)
    restated = now_known - before
    is_late = restated != 0 and (_date(same_day, milestone, "actual") is not None or _is_late_slip(old, same_day, milestone))
    late, corrected = (restated, 0) if is_late else (0, restated)
    return _Slip(milestone, before, late, corrected, after - now_known, after)


def _is_late_slip(old: ScheduleStanding, same_day: ScheduleStanding, milestone: str) -> bool:
    return not _is_replanned(old, same_day, milestone) and _forecast_part(old, same_day, milestone) == "late"


def _slip(row: ScheduleStanding, milestone: str, day: date) -> int | None:
    """Return the days from the first planned date of a milestone to its actual date, or that expected at the end of ``day``."""
    planned = _date(row, milestone, "baseline")
    if planned is None:
        return None
    latest = _date(row, milestone, "actual") or max(day, _date(row, milestone, "forecast") or day)
    return (latest - planned).days
