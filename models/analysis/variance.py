"""The variance between two meetings, in parts that add up exactly. Pure function of frames.

A meeting is a day, together with what was known at it. From the value shown at the first meeting to that at the second:

    before  +  late  +  corrected  =  the first day as known now
    first day as known now  +  progress  =  after

``late`` was recorded afterwards for a day that had no figure; ``corrected`` replaces or withdraws an existing one. The planned
values likewise: ``wanted_before + replanned + advance = wanted_after``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import pandas as pd

from models.frames import records_of
from models.status import Status

COLUMNS = (
    "code",
    "name",
    "name_en",
    "section",
    "kind",
    "unit",
    "unit_en",
    "owner",
    "before",
    "late",
    "corrected",
    "progress",
    "after",
    "target_before",
    "target_change",
    "target_after",
    "wanted_before",
    "replanned",
    "advance",
    "wanted_after",
    "status_before",
    "status_after",
    "word_before",
    "word_after",
)
#: Consequences of a change, in the order of a meeting's interest.
Consequence = Literal["fell_behind", "caught_up", "new_red", "done", "moved"]
CONSEQUENCES: tuple[Consequence, ...] = ("fell_behind", "caught_up", "new_red", "done", "moved")
RED = (Status.OFF_TRACK, Status.MISSED)
_DONE = (Status.MET, Status.MET_LATE)
_NOT_JUDGED = (Status.UNKNOWN, Status.NOT_DUE, Status.SUSPENDED, Status.ACTION)
_NOTHING = Fraction(0)
Row = Mapping[Any, Any]
#: Sums that add up: first value, parts, last value; for the figure, the target, and the planned value by the day.
SUMS = (
    ("before", ("progress", "late", "corrected"), "after"),
    ("target_before", ("target_change",), "target_after"),
    ("wanted_before", ("replanned", "advance"), "wanted_after"),
)


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One step of a change with its value, None without a report; either a part or an end of a sum.

    ``name`` is a column of ``COLUMNS``, or the result of ``part_name``.
    """

    name: str
    value: Fraction | None
    is_part: bool


def steps(change: Row) -> list[list[BridgeStep]]:
    """Return a row of ``variance_bridge`` as sums, each from the first value over every non-zero part to the last.

    The first is that of the figure; those of the target and of the planned value follow if the plan itself was changed.
    """
    shown = [SUMS[0], *(one for one in SUMS[1:] if change[one[1][0]])]
    return [
        [
            BridgeStep(first, change[first], is_part=False),
            *(BridgeStep(part_name(change, name), change[name], is_part=True) for name in parts if change[name]),
            BridgeStep(last, change[last], is_part=False),
        ]
        for first, parts, last in shown
    ]


def part_name(change: Row, part: str) -> str:
    """Return the name of a part of a change: the first figure ever is called ``first``, not progress."""
    return "first" if part == "progress" and change.get("before", _NOTHING) is None else part


def decimals(change: Row) -> dict[str, Decimal]:
    """Return the numbers of a change rounded to six decimals, adjusting one part of each sum so that it adds up exactly.

    Missing values are omitted.
    """
    found = {name: _rounded(change[name]) for sums in SUMS for name in (sums[0], *sums[1], sums[2]) if change[name] is not None}
    for first, (part, *others), last in SUMS:
        ends = found.get(last, Decimal(0)) - found.get(first, Decimal(0))
        found[part] = ends - sum((found[name] for name in others), Decimal(0))
    return found


def _rounded(value: Fraction) -> Decimal:
    return round(Decimal(value.numerator) / Decimal(value.denominator), 6).normalize()


def variance_bridge(
    before: pd.DataFrame, with_late: Mapping[str, Fraction | None], restated: pd.DataFrame, after: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per target of the later plan, in its order.

    ``before`` are the standings of the first meeting as known then, ``restated`` those of the same day as known at the second,
    ``after`` those of the second; ``with_late`` are the first day's values with the late reports only. A value never reported
    counts as 0 in the parts, and is None in ``before`` and ``after``.
    """
    old = {row["code"]: row for row in records_of(before)}
    same_day = {row["code"]: row for row in records_of(restated)}
    rows = [
        _change(old.get(row["code"], {}), with_late.get(row["code"]), same_day[row["code"]], row) for row in records_of(after)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def only_moved(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changed rows, ordered by consequence: fell behind, caught up, newly red, done, other."""
    parts = ["late", "corrected", "progress", "target_change", "replanned"]
    is_moved = (changes[parts] != 0).any(axis=1) | (changes["status_before"] != changes["status_after"])
    kept = changes[is_moved]
    rows = sorted(records_of(kept), key=by_consequence)
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def consequence(row: Row) -> Consequence:
    """Return the consequence of a change from ``status_before`` (None without one) to ``status_after``.

    ``fell_behind`` is a worse status, or unknown after a good one; ``new_red`` is red without a judged status before.
    ``caught_up`` is better, or good after unknown, and ``done`` is met; everything else, including an unchanged status, is
    ``moved``.
    """
    before, after = row["status_before"], row["status_after"]
    if after in _DONE:
        return "moved" if before in _DONE else "done"
    if before is None or before in _NOT_JUDGED:
        return "new_red" if after in RED else "caught_up" if before is Status.UNKNOWN and after.is_good else "moved"
    if after in _NOT_JUDGED:
        return "fell_behind" if after is Status.UNKNOWN and before.is_good else "moved"
    return "moved" if before is after else "fell_behind" if after.severity > before.severity else "caught_up"


def by_consequence(row: Row) -> tuple[int, bool, int, str]:
    """Sort key of a change: the consequence, unchanged statuses last, the worst status first, then the code."""
    stayed = row["status_before"] == row["status_after"]
    return CONSEQUENCES.index(consequence(row)), stayed, 0 if stayed else -row["status_after"].severity, row["code"]


def _change(old: Row, late: Fraction | None, same_day: Row, new: Row) -> dict[str, object]:
    before, now_known, after = _number(old.get("actual")), _number(same_day["actual"]), _number(new["actual"])
    middle = _number(late)
    wanted = _number(old.get("expected")), _number(same_day["expected"]), _number(new["expected"])
    goal_before, goal_after = _number(old.get("target")), _number(new["target"])
    same = {name: new[name] for name in ("code", "name", "name_en", "section", "kind", "unit", "unit_en", "owner")}
    return same | {
        "before": old.get("actual"),
        "late": middle - before,
        "corrected": now_known - middle,
        "progress": after - now_known,
        "after": new["actual"],
        "target_before": old.get("target"),
        "target_change": goal_after - goal_before,
        "target_after": new["target"],
        "wanted_before": old.get("expected"),
        "replanned": wanted[1] - wanted[0],
        "advance": wanted[2] - wanted[1],
        "wanted_after": new["expected"],
        "status_before": old.get("status"),
        "status_after": new["status"],
        "word_before": old.get("word"),
        "word_after": new["word"],
    }


def _number(value: object) -> Fraction:
    return value if isinstance(value, Fraction) else _NOTHING
