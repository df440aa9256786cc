"""The variance between two meetings, in parts that add up exactly. Pure function of frames.

A meeting is a day, together with what was known at it. From the value shown at the first meeting to that at the second:

    before  +  late  +  corrected  =  the first day as known now
    first day as known now  +  progress  =  after

``late`` was recorded afterwards for a day that had no figure; ``corrected`` replaces or withdraws an existing one. The planned
values likewise: ``wanted_before + replanned + advance = wanted_after``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import pandas as pd

from models.frames import frame_of, rows_of
from models.status import Status
from models.typed_rows import Standing, TargetChange, WorkChange

COLUMNS = tuple(field.name for field in fields(TargetChange))
#: Consequences of a change, in the order of a meeting's interest.
Consequence = Literal["fell_behind", "caught_up", "new_red", "done", "moved"]
CONSEQUENCES: tuple[Consequence, ...] = ("fell_behind", "caught_up", "new_red", "done", "moved")
RED = (Status.OFF_TRACK, Status.MISSED)
_DONE = (Status.MET, Status.MET_LATE)
_NOT_JUDGED = (Status.UNKNOWN, Status.NOT_DUE, Status.SUSPENDED, Status.ACTION)
_NOTHING = Fraction(0)
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


def steps(change: TargetChange) -> list[list[BridgeStep]]:
    """Return a row of ``variance_bridge`` as sums, each from the first value over every non-zero part to the last.

    The first is that of the figure; those of the target and of the planned value follow if the plan itself was changed.
    """
    shown = [SUMS[0], *(one for one in SUMS[1:] if getattr(change, one[1][0]))]
    return [
        [
            BridgeStep(first, getattr(change, first), is_part=False),
            *(BridgeStep(part_name(change, name), value, is_part=True) for name in parts if (value := getattr(change, name))),
            BridgeStep(last, getattr(change, last), is_part=False),
        ]
        for first, parts, last in shown
    ]


def part_name(change: TargetChange | WorkChange, part: str) -> str:
    """Return the name of a part of a change: the first figure ever is called ``first``, not progress."""
    is_first = part == "progress" and isinstance(change, TargetChange) and change.before is None
    return "first" if is_first else part


def decimals(change: TargetChange) -> dict[str, Decimal]:
    """Return the numbers of a change rounded to six decimals, adjusting one part of each sum so that it adds up exactly.

    Missing values are omitted.
    """
    names = [name for first, parts, last in SUMS for name in (first, *parts, last)]
    found = {name: _rounded(value) for name in names if (value := getattr(change, name)) is not None}
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
    old = {row.code: row for row in rows_of(before, Standing)}
    same_day = {row.code: row for row in rows_of(restated, Standing)}
    rows = [_change(old.get(row.code), with_late.get(row.code), same_day[row.code], row) for row in rows_of(after, Standing)]
    return frame_of(rows, TargetChange)


def only_moved(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changed rows, ordered by consequence: fell behind, caught up, newly red, done, other."""
    parts = ["late", "corrected", "progress", "target_change", "replanned"]
    is_moved = (changes[parts] != 0).any(axis=1) | (changes["status_before"] != changes["status_after"])
    return frame_of(sorted(rows_of(changes[is_moved], TargetChange), key=by_consequence), TargetChange)


def consequence(before: Status | None, after: Status) -> Consequence:
    """Return the consequence of a change of status from ``before`` (None without one) to ``after``.

    ``fell_behind`` is a worse status, or unknown after a good one; ``new_red`` is red without a judged status before.
    ``caught_up`` is better, or good after unknown, and ``done`` is met; everything else, including an unchanged status, is
    ``moved``.
    """
    if after in _DONE:
        return "moved" if before in _DONE else "done"
    if before is None or before in _NOT_JUDGED:
        return "new_red" if after in RED else "caught_up" if before is Status.UNKNOWN and after.is_good else "moved"
    if after in _NOT_JUDGED:
        return "fell_behind" if after is Status.UNKNOWN and before.is_good else "moved"
    return "moved" if before is after else "fell_behind" if after.severity > before.severity else "caught_up"


def by_consequence(row: TargetChange | WorkChange) -> tuple[int, bool, int, str]:
    """Sort key of a change: the consequence, unchanged statuses last, the worst status first, then the code."""
    stayed = row.status_before == row.status_after
    means = consequence(row.status_before, row.status_after)
    return CONSEQUENCES.index(means), stayed, 0 if stayed else -row.status_after.severity, row.code


def _change(old: Standing | None, late: Fraction | None, same_day: Standing, new: Standing) -> TargetChange:
    before, middle = _number(old.actual if old else None), _number(late)
    now_known, after = _number(same_day.actual), _number(new.actual)
    wanted = [_number(side.expected if side else None) for side in (old, same_day, new)]
    return TargetChange(
        code=new.code,
        name=new.name,
        name_en=new.name_en,
        section=new.section,
        kind=new.kind,
        unit=new.unit,
        unit_en=new.unit_en,
        owner=new.owner,
        before=old.actual if old else None,
        late=middle - before,
        corrected=now_known - middle,
        progress=after - now_known,
        after=new.actual,
        target_before=old.target if old else None,
        target_change=_number(new.target) - _number(old.target if old else None),
        target_after=new.target,
        wanted_before=old.expected if old else None,
        replanned=wanted[1] - wanted[0],
        advance=wanted[2] - wanted[1],
        wanted_after=new.expected,
        status_before=old.status if old else None,
        status_after=new.status,
        word_before=old.word if old else None,
        word_after=new.word,
    )


def _number(value: Fraction | None) -> Fraction:
    return _NOTHING if value is None else value
