"""What changed between two meetings, in parts that add up exactly. Pure: frames in, a frame out.

A meeting is a day and what was known at it. From the value shown at the first meeting to the value shown at the second:

    before  +  late  +  corrected  =  what is known now of the first day
            +  progress            =  after

``late`` came in afterwards for a day that had no figure; ``corrected`` replaces or withdraws one that was there. The same
for what the plan wanted: ``wanted_before + replanned + advance = wanted_after``.
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
#: What a change means, in the order in which a meeting wants to hear of it.
Consequence = Literal["fell_behind", "caught_up", "new_red", "done", "moved"]
CONSEQUENCES: tuple[Consequence, ...] = ("fell_behind", "caught_up", "new_red", "done", "moved")
RED = (Status.OFF_TRACK, Status.MISSED)
_DONE = (Status.MET, Status.MET_LATE)
_NOT_JUDGED = (Status.UNKNOWN, Status.NOT_DUE, Status.SUSPENDED, Status.ACTION)
_NOTHING = Fraction(0)
Row = Mapping[Any, Any]
#: What adds up: first, its parts, last. Of the figure, of the target, and of what the plan wanted by the day.
SUMS = (
    ("before", ("progress", "late", "corrected"), "after"),
    ("target_before", ("target_change",), "target_after"),
    ("wanted_before", ("replanned", "advance"), "wanted_after"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a change with its value, None where nobody reported; a part, or an end of a sum.

    ``name`` is a column of ``COLUMNS``, or what ``part_name`` calls it.
    """

    name: str
    value: Fraction | None
    is_part: bool


def steps(change: Row) -> list[list[Step]]:
    """A row of ``what_changed`` as sums, each from what was over every part that is not zero to what is.

    The first is that of the figure; those of the target and of what the plan wanted follow where the plan itself was changed.
    """
    shown = [SUMS[0], *(one for one in SUMS[1:] if change[one[1][0]])]
    return [
        [
            Step(first, change[first], is_part=False),
            *(Step(part_name(change, name), change[name], is_part=True) for name in parts if change[name]),
            Step(last, change[last], is_part=False),
        ]
        for first, parts, last in shown
    ]


def part_name(change: Row, part: str) -> str:
    """Return what a part of a change is called: a first figure ever is ``first``, no progress."""
    return "first" if part == "progress" and change.get("before", _NOTHING) is None else part


def decimals(change: Row) -> dict[str, Decimal]:
    """Return the numbers of a change rounded to six decimals, one part of each sum so that it adds up exactly.

    What nobody had reported is left out.
    """
    found = {name: _rounded(change[name]) for sums in SUMS for name in (sums[0], *sums[1], sums[2]) if change[name] is not None}
    for first, (part, *others), last in SUMS:
        ends = found.get(last, Decimal(0)) - found.get(first, Decimal(0))
        found[part] = ends - sum((found[name] for name in others), Decimal(0))
    return found


def _rounded(value: Fraction) -> Decimal:
    return round(Decimal(value.numerator) / Decimal(value.denominator), 6).normalize()


def what_changed(
    before: pd.DataFrame, with_late: Mapping[str, Fraction | None], restated: pd.DataFrame, after: pd.DataFrame
) -> pd.DataFrame:
    """One row for each target of the later plan, in its order.

    ``before`` are the standings of the first meeting as it saw them, ``restated`` those of the same day as known at the
    second, ``after`` those of the second; ``with_late`` are the first day's values with the late reports alone. A value that
    nobody had reported counts as 0 in the parts, and is None in ``before`` and ``after``.
    """
    old = {row["code"]: row for row in records_of(before)}
    same_day = {row["code"]: row for row in records_of(restated)}
    rows = [
        _change(old.get(row["code"], {}), with_late.get(row["code"]), same_day[row["code"]], row) for row in records_of(after)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def moved(changes: pd.DataFrame) -> pd.DataFrame:
    """The rows in which anything moved, by consequence: who fell behind, who caught up, new reds, what is done, the rest."""
    parts = ["late", "corrected", "progress", "target_change", "replanned"]
    is_moved = (changes[parts] != 0).any(axis=1) | (changes["status_before"] != changes["status_after"])
    kept = changes[is_moved]
    rows = sorted(records_of(kept), key=by_consequence)
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def consequence(row: Row) -> Consequence:
    """What a change of status means, from ``status_before`` (None where there was none) and ``status_after``.

    ``fell_behind`` is worse, or silent, where it was judged before; ``new_red`` is red where nothing was judged before.
    ``caught_up`` is better and ``done`` met; all else, and a status that stayed, has only ``moved``.
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
    """What sorts changes: the consequence, those whose status stayed last, the worst status first, then the code."""
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
