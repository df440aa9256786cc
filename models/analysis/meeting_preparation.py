"""Questions to expect at a meeting, listed beforehand. Pure functions of frames."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta

import pandas as pd

from models.analysis.evidence import Evidence
from models.analysis.standings import judge_of
from models.frames import frame_of, rows_of
from models.plan.view import PlanView
from models.status import CYCLE_DAYS, Status
from models.typed_rows import NarrativeRow, QuestionRow, Standing, TurnRow

#: Number of days ahead for which a status is projected.
AHEAD_DAYS = 30
#: In the order of the questions on one target.
KINDS = ("no_reason", "no_measure", "no_owner", "stale", "turns")
COLUMNS = tuple(field.name for field in fields(QuestionRow))
TURNS = tuple(field.name for field in fields(TurnRow))
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
    said = {row.code: row for row in rows_of(narratives, NarrativeRow)}
    turned = {row.code: row for row in rows_of(turning, TurnRow)}
    positions = {code: place for place, code in enumerate(view.targets["code"])}
    rows: list[QuestionRow] = []
    for row in rows_of(standings, Standing):
        rows += [_question(row, kind) for kind in _unsaid(row, said.get(row.code))]
        rows += _stale(row, as_of)
        if (turn := turned.get(row.code)) is not None:
            rows.append(replace(_question(row, "turns"), to=turn.to, to_word=turn.to_word, day=turn.day))
    rows.sort(key=lambda row: _gravity(row, positions))
    return frame_of(rows, QuestionRow)


def _question(row: Standing, kind: str) -> QuestionRow:
    return QuestionRow(
        kind=kind,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        section=row.section,
        status=row.status,
        word=row.word,
        to=None,
        to_word=None,
        day=None,
        age=None,
    )


def upcoming_status_changes(evidence: Evidence, standings: pd.DataFrame, *, ahead: int = AHEAD_DAYS) -> pd.DataFrame:
    """Return the targets whose status gets worse within ``ahead`` days without new reports: code, first day, status, to.

    ``evidence`` is that of a day without what has not happened by then, and ``standings`` is its result. Each target is judged on
    the following days by the same rules until its status changes; the earliest come first.
    """
    as_of = evidence.as_of
    now: dict[str, Status] = dict(zip(standings["code"], standings["status"], strict=True))
    days = [as_of + timedelta(days=number) for number in range(1, ahead + 1)]
    found: list[TurnRow] = []
    for one in evidence.targets:
        code = one.row.code
        status = now.get(code)
        if status is None or status in _SETTLED:
            continue
        judge = judge_of(evidence, one)
        verdicts = ((day, judge(day, with_remedy=False)) for day in days)
        turned = next((own for own in verdicts if not own[1].status.is_good and own[1].status.severity > status.severity), None)
        if turned is not None:
            day, to = turned
            found.append(TurnRow(code, day, status, to.status, to.word))
    found.sort(key=lambda one: one.day)
    return frame_of(found, TurnRow)


def _unsaid(row: Standing, said: NarrativeRow | None) -> Sequence[str]:
    """Return the kinds of the questions for what the narrative of a target leaves out."""
    if row.status in _QUIET or row.status.is_good:
        return []
    missing = {
        "no_reason": not (said and said.reason),
        "no_measure": not (said and said.measure),
        "no_owner": not ((said and said.owner) or row.owner),
    }
    return [kind for kind, is_missing in missing.items() if is_missing]


def _stale(row: Standing, as_of: date) -> Sequence[QuestionRow]:
    """Return a question for an old figure; after the due date a figure ages no further, because no new ones are required."""
    if row.status in _QUIET:
        return []
    if row.reported_on is None:
        return [_question(row, "stale")]
    age = (min(as_of, row.due or as_of) - row.reported_on).days
    return [replace(_question(row, "stale"), day=row.reported_on, age=age)] if age > CYCLE_DAYS[row.cycle] else []


def _gravity(row: QuestionRow, positions: dict[str, int]) -> tuple[int, bool, int, int]:
    """Sort key of a question: the worst status first (the future one of a coming change), present ones before future ones."""
    worst = row.to or row.status
    return -worst.severity, row.kind == "turns", positions[row.code], KINDS.index(row.kind)
