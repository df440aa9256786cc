"""What an intake would change, beside what is known: looked at first, tried out, then committed in one transaction."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Engine
from sqlmodel import Session

from models import queries
from models.changes import add_contents
from models.errors import ConflictError, Problem
from models.incoming import Contents, NewMeasurement, NewMilestone, NewReport
from models.intake.checks import Check, Fact, Finding, Known
from models.intake.columns import forms
from models.intake.reader import Sheet, read_file
from models.intake.rows import Row, rows_of
from models.meetings import PlanParts, read_parts, read_reports
from models.plan_view import PlanView
from models.projects import MILESTONES
from models.store import reading, writing

#: How many days back a figure is compared with the ones before it.
BACK = 400
#: How much of the work is done once files are read, and once they are checked.
READ, CHECKED = 0.2, 0.7


@dataclass(frozen=True, slots=True)
class Change:
    """One fact beside what is known of the same: ``kind`` is new, changed or same; ``before`` is None where it is new."""

    fact: Fact
    kind: str
    before: Decimal | date | str | None


@dataclass(frozen=True, slots=True)
class Intake:
    """One intake as it was looked at: its files, rows, findings, and changes; nothing of it is in the store yet."""

    plan: str
    files: tuple[str, ...]
    sha256: str
    rows: Sequence[Row]
    sheets: Sequence[Problem]
    findings: Sequence[Finding]
    changes: Sequence[Change]
    read: Sequence[Sheet] = ()

    def rows_with(self, level: str) -> set[int]:
        """The rows that have a finding of a level."""
        return {one.row for one in self.findings if one.level == level}

    def counted(self, kind: str) -> int:
        """How many changes are of a kind."""
        return sum(one.kind == kind for one in self.changes)

    def kept(self, *, left_out: Iterable[int] = (), confirmed: Iterable[int] = ()) -> list[Change]:
        """The changes that would come in: not those of rows left out, nor of rows whose doubts nobody has confirmed."""
        out = set(left_out) | (self.rows_with("doubt") - set(confirmed))
        return [one for one in self.changes if one.kind != "same" and one.fact.row not in out]


def read_files(files: Sequence[tuple[str, bytes]]) -> tuple[list[Sheet], str]:
    """The sheets of all files, and the hash of their bytes. UnreadableError for the first that cannot be read."""
    digest = hashlib.sha256(b"".join(hashlib.sha256(content).digest() for _, content in files)).hexdigest()
    return [sheet for name, content in files for sheet in read_file(name, content)], digest


def look(
    engine: Engine,
    plan: str,
    files: Sequence[tuple[str, bytes]],
    *,
    today: date,
    progress: Callable[[float], None] = lambda share: None,
) -> Intake:
    """Read, check and compare some files; nothing is written. UnreadableError where one cannot be read.

    ``progress`` is told how much is done, from 0 to 1; it may end the work by raising.
    """
    sheets, digest = read_files(files)
    progress(READ)
    with reading(engine) as session:
        parts = read_parts(session, plan, known_at=datetime.now(UTC))
        rows, problems = rows_of(sheets, forms(parts.view))
        known = read_known(session, parts, rows, today=today)
        check = Check(rows, known).run(lambda share: progress(READ + (CHECKED - READ) * share))
        progress(CHECKED)
        changes = compare(session, parts.view, check.facts)
    names = tuple(name for name, _ in files)
    findings = _without_doubts_on_the_known(check.findings, changes)
    return Intake(plan, names, digest, rows, problems, findings, changes, sheets)


def _without_doubts_on_the_known(findings: Sequence[Finding], changes: Sequence[Change]) -> list[Finding]:
    """A row that says only what is known already is not doubted again."""
    moving = {one.fact.row for one in changes if one.kind != "same"}
    known = {one.fact.row for one in changes} - moving
    return [one for one in findings if one.level != "doubt" or one.row not in known]


def read_known(session: Session, parts: PlanParts, rows: Sequence[Row], *, today: date) -> Known:
    """What the checks of these rows compare with."""
    view, now = parts.view, datetime.now(UTC)
    works: dict[str, tuple[str, Sequence[str], str]] = {}
    for form, frame, order in (
        ("projects", parts.projects, MILESTONES),
        ("programmes", parts.programmes, tuple(view.head.terms.codes("stages"))),
    ):
        works |= {code: (form, order, district) for code, district in zip(frame["code"], frame["district"], strict=True)}
    quotas = {row["code"]: (row["district"], int(row["quota"])) for row in parts.quotas.to_dict("records")}
    codes = _codes(view, quotas, rows)
    frame = queries.read_figures_between(
        session, view.head.plan_id, codes, first=date(view.head.year, 1, 1) - timedelta(days=BACK), last=date.max, known_at=now
    )
    figures: dict[tuple[str, str], list[tuple[date, Decimal]]] = {}
    for row in frame[frame["value"].notna()].to_dict("records"):
        figures.setdefault((row["code"], row["district"]), []).append((row["as_of"], row["value"]))
    days = queries.read_happened(session, view.head.plan_id, known_at=now) if works else {}
    return Known(view, works, quotas, figures, days, parts.divided, today)


def _codes(view: PlanView, quotas: Mapping[str, Any], rows: Sequence[Row]) -> list[str]:
    """The codes of the plan that rows give figures of, by code or by name; a file may hold any number of others."""
    names = {row["name"]: row["code"] for frame in (view.targets, view.items) for row in frame.to_dict("records")}
    known = {*view.targets["code"], *view.items["code"], *quotas}
    figures = [row.cells for row in rows if row.form in ("targets", "recruitment")]
    return sorted({cells.get("code") or names.get(cells.get("name", ""), "") for cells in figures} & known)


def compare(session: Session, view: PlanView, facts: Sequence[Fact]) -> list[Change]:
    """Every fact beside what the store knows of the same."""
    if not facts:
        return []
    before = _known_values(session, view, facts)
    return [_change(fact, before) for fact in facts]


def _known_values(session: Session, view: PlanView, facts: Sequence[Fact]) -> Mapping[Any, Any]:
    """What is known by the key of a fact; of a date, whatever day it was reported on."""
    now, plan_id = datetime.now(UTC), view.head.plan_id
    first, last = min(fact.as_of for fact in facts), max(fact.as_of for fact in facts)
    codes = sorted({fact.code for fact in facts})
    known: dict[Any, Any] = {}
    figures = queries.read_figures_between(session, plan_id, codes, first=first, last=last, known_at=now)
    for row in figures.to_dict("records"):
        key = (row["code"], row["district"], ("figure",), row["as_of"])
        known[key] = tuple(row[name] for name in ("value", "numerator", "denominator", "note", "source"))
    if any(fact.what[0] == "date" for fact in facts):
        steps = queries.read_milestones(session, plan_id, as_of=last, known_at=now)
        for row in steps.to_dict("records"):
            for aspect in ("forecast", "actual"):
                known[row["code"], row["milestone"], aspect] = row[aspect]
        said = queries.read_dates_between(session, plan_id, codes, first=first, last=last, known_at=now)
        for row in said.to_dict("records"):
            known[row["code"], "", ("date", row["milestone"], row["aspect"]), row["as_of"]] = row["day"]
    if any(fact.what[0] == "measure" for fact in facts):
        for day in sorted({fact.as_of for fact in facts if fact.what[0] == "measure"}):
            for row in queries.read_measurements(session, plan_id, as_of=day, known_at=now).to_dict("records"):
                known[row["code"], row["measure"], row["as_of"]] = row["value"]
    return known


def _change(fact: Fact, known: Mapping[Any, Any]) -> Change:
    if fact.what[0] == "date":
        if known.get(fact.key) == fact.day:  # said already, and perhaps overtaken by what a later day said
            return Change(fact, "same", fact.day)
        old = known.get((fact.code, fact.what[1], fact.what[2]))
        return Change(fact, "new" if old is None else "same" if old == fact.day else "changed", old)
    if fact.what[0] == "measure":
        old = known.get((fact.code, fact.what[1], fact.as_of))
        return Change(fact, "new" if old is None else "same" if old == fact.value else "changed", old)
    found = known.get(fact.key)
    if found is None:
        return Change(fact, "new", None)
    value, numerator, denominator, note, source = found
    same = (value, numerator, denominator) == (fact.value, fact.numerator, fact.denominator)
    before = value if numerator is None else f"{numerator.normalize():f}/{denominator.normalize():f}"
    if before is None:
        same, before = same and note == fact.note, note
    adds = (fact.note and fact.note != note) or (fact.source and fact.source != source)
    same = same and not adds
    return Change(fact, "same" if same else "changed", before)


def contents_of(changes: Sequence[Change]) -> Contents:
    """The changes as they are recorded."""
    facts = [one.fact for one in changes]
    return Contents(
        reports=[_report(fact) for fact in facts if fact.what[0] == "figure"],
        milestones=[_milestone(fact) for fact in facts if fact.what[0] == "date"],
        measurements=[_measurement(fact) for fact in facts if fact.what[0] == "measure"],
    )


def _report(fact: Fact) -> NewReport:
    numbers = (fact.value, fact.numerator, fact.denominator)
    return NewReport(fact.code, fact.as_of, *numbers, fact.district, source=fact.source, note=fact.note)


def _milestone(fact: Fact) -> NewMilestone:
    _, milestone, aspect = fact.what
    dated = (fact.day, fact.as_of, fact.position)
    return NewMilestone(fact.code, milestone, aspect, *dated, source=fact.source, note=fact.note)


def _measurement(fact: Fact) -> NewMeasurement:
    assert fact.value is not None, "a measure without a number is no fact"
    return NewMeasurement(fact.code, fact.what[1], fact.as_of, fact.value)


class _Undo(Exception):
    """Ends a transaction that was only tried."""


def effects(engine: Engine, plan: str, changes: Sequence[Change], *, as_of: date) -> pd.DataFrame:
    """What the changes would do to the standings of a day: code, name, before, after, actual_before, actual_after.

    They are written and taken back in one transaction, so that what is shown is what the same program will compute.
    """
    frames: list[pd.DataFrame] = []
    if not changes:
        return pd.DataFrame(columns=["code", "name", "name_en", "before", "after", "actual_before", "actual_after"])
    try:
        with writing(engine) as session:
            frames.append(_standings(session, plan, as_of))
            add_contents(session, plan, contents_of(changes), kind="report", author="")
            frames.append(_standings(session, plan, as_of))
            raise _Undo
    except _Undo:
        pass
    before, after = frames
    both = pd.DataFrame(
        {
            "code": before["code"],
            "name": before["name"],
            "name_en": before["name_en"],
            "before": before["status"],
            "after": after["status"],
            "actual_before": before["actual"],
            "actual_after": after["actual"],
        }
    )
    moved = [
        old != new or had != has
        for old, new, had, has in zip(both["before"], both["after"], both["actual_before"], both["actual_after"], strict=True)
    ]
    return both[moved]


def _standings(session: Session, plan: str, as_of: date) -> pd.DataFrame:
    later = datetime.now(UTC) + timedelta(days=1)  # what was written a moment ago is known
    parts = read_parts(session, plan, known_at=later)
    return read_reports(session, parts, as_of=as_of, known_at=later).standings(as_of)


def commit(
    engine: Engine,
    intake: Intake,
    *,
    author: str,
    left_out: Iterable[int] = (),
    confirmed: Iterable[int] = (),
    note: str | None = None,
) -> int | None:
    """Record what was looked at as one batch; its id, None where nothing would change.

    ConflictError where somebody else has changed what the intake is compared with: it has to be looked at again.
    """
    changes = intake.kept(left_out=left_out, confirmed=confirmed)
    if not changes:
        return None
    with writing(engine) as session:
        view = queries.read_plan(session, intake.plan, datetime.now(UTC))
        now = compare(session, view, [one.fact for one in changes])
        if [one.before for one in now] != [one.before for one in changes]:
            raise ConflictError("changed_meanwhile")
        return add_contents(
            session,
            intake.plan,
            contents_of(changes),
            kind="report",
            author=author,
            file_name="、".join(intake.files),
            sha256=intake.sha256,
            note=note,
        )
