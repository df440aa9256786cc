"""The exhibit of requests: who is asked for what by when, from overdue reports and from decisions that are not done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from components.exhibits.context import ExhibitContext, ExhibitDraft, day_cell
from components.exhibits.meetings import about
from components.exhibits.tables import Cell, Column, Table
from models.analysis.reports_due import GRACE_DAYS
from models.analysis.series import group_by
from models.frames import rows_of
from models.typed_rows import DecisionStanding, DueRow


@dataclass(frozen=True, slots=True)
class _Request:
    """A request to an office or district; ``more`` explains it for the speaker."""

    key: str
    who: str
    what: str
    by: date
    more: str


def requests(context: ExhibitContext) -> ExhibitDraft:
    """Return the requests, the longest overdue first: reports that districts owe, one row each, and decisions not done."""
    t, day = context.t, context.snapshot.as_of
    every = sorted([*_decisions(context), *_reports(context)], key=lambda one: one.by)
    shown = context.first_of(every)
    columns = (
        Column(t("request.who"), 16),
        Column(t("request.what"), 48, "what"),
        Column(t("request.by"), 12, "by"),
        Column(t("request.state"), 14, "state"),
    )
    rows = tuple((Cell(one.who), Cell(one.what), day_cell(one.by), Cell(_state(context, one.by))) for one in shown)
    overdue = sum(one.by < day for one in every)
    title = t("part.title_requests", n=len(every), overdue=overdue, day=day) if every else t("part.no_requests", day=day)
    notes = (t("part.note_requests", n=GRACE_DAYS), *(one.more for one in shown if one.more))
    return ExhibitDraft.of_table(title, Table(columns, rows, tuple(one.key for one in shown)), notes, context.more(shown, every))


def _state(context: ExhibitContext, by: date) -> str:
    late = (context.snapshot.as_of - by).days
    return context.t("decision.overdue_by", n=late) if late > 0 else context.t("decision.open")


def _decisions(context: ExhibitContext) -> Iterator[_Request]:
    t, district = context.t, context.chosen.get("district", "")
    for row in rows_of(context.snapshot.decisions, DecisionStanding):
        if row.state != "done" and district in ("", row.district):
            what = t("request.decision", n=row.number, what=row.what)
            subject = about(context, row)
            more = t("request.about", n=row.number, about=subject) if subject else ""
            yield _Request(f"decision.{row.number}", t.owner(row.who), what, row.until, more)


def _reports(context: ExhibitContext) -> Iterator[_Request]:
    t, names, chosen = context.t, context.t.names(context.view.districts), context.chosen.get("district", "")
    targets = t.names(context.view.targets)
    for district, owed in group_by(context.snapshot.reports_due, "district").items():
        if chosen in ("", district):
            since = min(row.since for row in owed)
            who = names.get(district) or t("district.city")
            what = t("request.report", what=t.show(_owed(context, owed)), since=since)
            listed = [targets[row.code] for row in owed if row.code in targets]
            more = t("request.targets", who=who, names=t("part.and").join(listed)) if listed else ""
            yield _Request(f"report.{district}", who, what, since + timedelta(days=GRACE_DAYS), more)


def _owed(context: ExhibitContext, owed: Sequence[DueRow]) -> list[str]:
    """Return the reports that a district owes by their kinds: figures of targets, and projects and programmes."""
    t = context.t
    figures = len({row.code for row in owed if row.works is None})
    found = [t("request.figures", n=figures)] if figures else []
    return found + [t(f"request.{row.code}", n=row.works) for row in owed if row.works is not None]
