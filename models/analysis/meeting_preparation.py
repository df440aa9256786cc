"""Questions to expect at a meeting, listed beforehand. Pure functions of frames."""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from models.analysis.evidence import NO_QUOTAS, NO_WORKS, Evidence
from models.analysis.series import Row, group_by
from models.analysis.standings import judge_of
from models.frames import records_of
from models.plan.view import PlanView
from models.status import CYCLE_DAYS, Status

#: Number of days ahead for which a status is projected.
AHEAD_DAYS = 30
#: In the order of the questions on one target.
KINDS = ("no_reason", "no_measure", "no_owner", "stale", "turns")
COLUMNS = ("kind", "code", "name", "name_en", "section", "status", "word", "to", "to_word", "day", "age")
TURNS = ("code", "day", "status", "to", "to_word")
#: Statuses without questions: done, suspended by a document, not due, never judged.
_QUIET = (Status.MET, Status.MET_LATE, Status.SUSPENDED, Status.NOT_DUE, Status.ACTION)
#: Statuses that do not get worse as time passes.
_SETTLED = (Status.MET, Status.MET_LATE, Status.SUSPENDED, Status.MISSED, Status.ACTION)


def open_questions(
    view: PlanView, standings: pd.DataFrame, narratives: pd.DataFrame, turning: pd.DataFrame, *, as_of: date
) -> pd.DataFrame:
    """Return the expected questions on the targets of a plan at the end of ``as_of``, most serious first: ``COLUMNS``.

    ``standings`` are those of that day, ``narratives`` the result of ``read_narratives``, ``turning`` that of
    ``upcoming_status_changes``. The kinds are ``no_reason``, ``no_measure`` and ``no_owner`` for every target that is neither on
    track nor done (an owner in the plan suffices); ``stale`` if the newest figure, of ``day``, is ``age`` days old, more than a
    cycle (both None: never reported); and ``turns`` if the status becomes ``to`` on ``day`` without new reports.
    """
    said = {row["code"]: row for row in records_of(narratives)}
    turned = {row["code"]: row for row in records_of(turning)}
    positions = {code: place for place, code in enumerate(view.targets["code"])}
    rows: list[Row] = []
    for row in records_of(standings):
        own: Row = {name: row[name] for name in ("code", "name", "name_en", "section", "status", "word")}
        own |= {"to": None, "to_word": None, "day": None, "age": None}
        asked = [*_unsaid(row, said.get(row["code"], {})), *_stale(row, as_of), *_turns(turned.get(row["code"]))]
        rows += [own | one for one in asked]
    rows.sort(key=lambda row: _gravity(row, positions))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def upcoming_status_changes(
    view: PlanView,
    figures: pd.DataFrame,
    milestones: pd.DataFrame,
    standings: pd.DataFrame,
    *,
    as_of: date,
    works: pd.DataFrame = NO_WORKS,
    quotas: pd.DataFrame = NO_QUOTAS,
    ahead: int = AHEAD_DAYS,
) -> pd.DataFrame:
    """Return the targets whose status gets worse within ``ahead`` days without new reports: code, first day, status, to.

    The evidence is the same as for ``standings.standings``, and ``standings`` is its result at the end of ``as_of``. It is
    indexed once, and each target is judged on the following days by the same rules until its status changes; the earliest come
    first.
    """
    now = {row["code"]: row["status"] for row in records_of(standings) if row["status"] not in _SETTLED}
    evidence = Evidence(view, figures, _up_to(milestones, as_of), works, quotas, as_of=as_of)
    points = group_by(records_of(view.points), "code")
    days = [as_of + timedelta(days=number) for number in range(1, ahead + 1)]
    found: list[tuple[date, int, Row]] = []
    for place, row in enumerate(records_of(view.targets)):
        if (status := now.get(row["code"])) is None:
            continue
        judge = judge_of(evidence, row, points.get(row["code"], []))
        verdicts = ((day, judge(day, with_flip=False)) for day in days)
        turned = next((one for one in verdicts if not one[1].status.is_good and one[1].status.severity > status.severity), None)
        if turned is not None:
            day, to = turned
            about: Row = {"code": row["code"], "day": day, "status": status, "to": to.status, "to_word": to.word}
            found.append((day, place, about))
    found.sort(key=lambda one: one[:2])
    return pd.DataFrame([row for _, _, row in found], columns=list(TURNS), dtype=object)


def _up_to(milestones: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the milestones without actual dates after ``as_of``: these may be known, but had not happened on that day."""
    actual = [None if day is not None and day > as_of else day for day in milestones["actual"]]
    return milestones.assign(actual=pd.Series(actual, index=milestones.index, dtype=object))


def _unsaid(row: Row, said: Row) -> Sequence[Row]:
    if row["status"] in _QUIET or row["status"].is_good:
        return []
    missing = {
        "no_reason": not said.get("reason"),
        "no_measure": not said.get("measure"),
        "no_owner": not (said.get("owner") or row["owner"]),
    }
    return [{"kind": kind} for kind, is_missing in missing.items() if is_missing]


def _stale(row: Row, as_of: date) -> Sequence[Row]:
    """Return a question for an old figure; after the due date a figure ages no further, because no new ones are required."""
    if row["status"] in _QUIET:
        return []
    newest = row["reported_on"]
    if newest is None:
        return [{"kind": "stale"}]
    age = (min(as_of, row["due"] or as_of) - newest).days
    return [{"kind": "stale", "day": newest, "age": age}] if age > CYCLE_DAYS[row["cycle"]] else []


def _turns(turned: Row | None) -> Sequence[Row]:
    return [] if turned is None else [{"kind": "turns"} | {name: turned[name] for name in ("to", "to_word", "day")}]


def _gravity(row: Row, positions: dict[str, int]) -> tuple[int, bool, int, int]:
    """Sort key of a question: the worst status first (the future one of a coming change), present ones before future ones."""
    will_be = row["kind"] == "turns"
    worst: Status = row["to"] if will_be else row["status"]
    return -worst.severity, will_be, positions[row["code"]], KINDS.index(row["kind"])
