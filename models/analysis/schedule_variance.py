"""Changes of projects and programmes between two meetings. Pure function of three frames of ``schedule_standings``.

As in ``variance``: the earlier day as known then (``before``), that day as known now (``restated``), the later day (``after``).
The days of slip are those of the milestone that was next at the earlier meeting, and add up exactly:

    slip_before + late + corrected + progress = slip_after
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from models.analysis.series import Row
from models.analysis.variance import by_consequence, consequence
from models.frames import records_of
from models.status import Status, Word

#: Reasons for a change, in the order of ``why``.
WHY = ("progress", "reported_late", "corrected", "replanned", "forecast", "added", "time")
COLUMNS = (
    "code",
    "name",
    "district",
    "consequence",
    "why",
    "status_before",
    "status_after",
    "word_before",
    "word_after",
    "step_before",
    "step_after",
    "next_before",
    "next_after",
    "next_forecast_before",
    "next_forecast_after",
    "milestone",
    "slip_before",
    "late",
    "corrected",
    "progress",
    "slip_after",
)


_PARTS: tuple[Hashable, ...] = ("slip_before", "late", "corrected", "progress", "slip_after")
_REPLANS = ("revisions", "replanned_days")


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
    then, now_known = ({row["code"]: _plain(row) for row in records_of(frame)} for frame in (before, restated))
    rows: list[Row] = []
    for row in map(_plain, records_of(after)):
        moved = _change(then.get(row["code"]), now_known.get(row["code"], row), row, names, since, as_of)
        if moved["why"]:
            rows.append(moved)
    rows.sort(key=by_consequence)
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _plain(row: Row) -> Row:
    """Replace NaN with None."""
    return {name: None if isinstance(value, float) and pd.isna(value) else value for name, value in row.items()}


def _change(old: Row | None, same_day: Row, new: Row, names: Sequence[str], since: date, as_of: date) -> Row:
    known: Row = old or {}
    status = {
        "status_before": Status(known["status"]) if known else None,
        "status_after": Status(new["status"]),
        "word_before": Word(known["word"]) if known else None,
        "word_after": Word(new["word"]),
    }
    why = _why(known, same_day, new, names) if known else ["added"]
    if not why and status["status_before"] is not status["status_after"]:
        why = ["time"]
    sides = {
        f"{name}_{side}": row.get(column)
        for side, row in (("before", known), ("after", new))
        for name, column in (("step", "step"), ("next", "next_step"), ("next_forecast", "next_forecast"))
    }
    own = {name: new[name] for name in ("code", "name", "district")}
    return {**own, **status, **sides, "consequence": consequence(status), "why": tuple(why)} | _slip_parts(
        known, same_day, new, since, as_of
    )


def _why(old: Row, same_day: Row, new: Row, names: Sequence[str]) -> list[str]:
    then, now_known, after = ({name: row.get(f"{name}_actual") for name in names} for row in (old, same_day, new))
    corrected = any(then[name] is not None and then[name] != now_known[name] for name in names)
    late_forecasts = any(_forecast_part(old, same_day, name) == "late" for name in names)
    holds = {
        "progress": any(now_known[name] is None and after[name] is not None for name in names),
        "reported_late": late_forecasts or any(then[name] is None and now_known[name] is not None for name in names),
        "corrected": corrected or any(_forecast_part(old, same_day, name) == "corrected" for name in names),
        "replanned": any(_is_replanned(old, new, name) for name in names) or any(old[name] != new[name] for name in _REPLANS),
        "forecast": any(_moved_forecast(same_day, new, name) for name in names),
    }
    return [why for why in WHY if holds.get(why)]


def _is_replanned(old: Row, new: Row, name: str) -> bool:
    return old.get(f"{name}_baseline") != new.get(f"{name}_baseline")


def _moved_forecast(same_day: Row, new: Row, name: str) -> bool:
    """Return True if the forecast of a milestone still to come has changed."""
    return new.get(f"{name}_actual") is None and same_day.get(f"{name}_forecast") != new.get(f"{name}_forecast")


def _forecast_part(old: Row, same_day: Row, name: str) -> str:
    """Classify a restated forecast of an open milestone as "late" or "corrected"; "" if unchanged or already reached."""
    if same_day.get(f"{name}_actual") is not None or old.get(f"{name}_forecast") == same_day.get(f"{name}_forecast"):
        return ""
    return "late" if _spoke_later(old, same_day, name) else "corrected"


def _spoke_later(old: Row, same_day: Row, name: str) -> bool:
    """Return True for a report dated after all reports known then, or for the first one of this milestone."""
    first = old.get(f"{name}_forecast") is None
    spoken, now_spoken = old.get("reported_on"), same_day.get("reported_on")
    return first or (now_spoken is not None and (spoken is None or now_spoken > spoken))


def _slip_parts(old: Row, same_day: Row, new: Row, since: date, as_of: date) -> Row:
    milestone = old.get("next_step") or ""
    slips = [_slip(row, milestone, day) for row, day in ((old, since), (same_day, since), (new, as_of))]
    before, now_known, after = slips
    if before is None or now_known is None or after is None:
        return {"milestone": milestone, **dict.fromkeys(_PARTS)}
    restated = now_known - before
    is_late = restated and (same_day.get(f"{milestone}_actual") is not None or _is_late_slip(old, same_day, milestone))
    return {
        "milestone": milestone,
        "slip_before": before,
        "late": restated if is_late else 0,
        "corrected": 0 if is_late else restated,
        "progress": after - now_known,
        "slip_after": after,
    }


def _is_late_slip(old: Row, same_day: Row, milestone: str) -> bool:
    return not _is_replanned(old, same_day, milestone) and _forecast_part(old, same_day, milestone) == "late"


def _slip(row: Mapping[Any, Any], milestone: str, day: date) -> int | None:
    """Return the days from the first planned date of a milestone to its actual date, or that expected at the end of ``day``."""
    planned = row.get(f"{milestone}_baseline")
    if planned is None:
        return None
    actual, forecast = row.get(f"{milestone}_actual"), row.get(f"{milestone}_forecast")
    latest = actual or max(day, forecast or day)
    return int((latest - planned).days)
