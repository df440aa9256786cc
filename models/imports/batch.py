"""An import from its files to the store: validated, previewed, then committed in one transaction."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import pandas as pd
from sqlalchemy import Engine
from sqlmodel import Session

from models import queries
from models.auth.roles import Role, acting_staff
from models.commands.ledger import add_contents
from models.commands.records import BatchContents, NewMeasurement, NewMilestone, NewReport
from models.errors import ConflictError, Problem, UnreadableError, UnreadableFilesError, problem
from models.imports.chosen_district import of_other_districts
from models.imports.diff import Change, compare
from models.imports.facts import Fact, Finding, Known
from models.imports.known_data import read_actual_dates, read_brief_parts, read_known
from models.imports.lists import ListEntry, Lists, codes_of_lists, compare_lists, read_lists
from models.imports.names import Names
from models.imports.reader import Sheet, read_file, read_pasted
from models.imports.reading_context import context_of
from models.imports.report_validation import RowValidator
from models.imports.sheet_reading import Question, Reading, open_sheets, read_sheets
from models.imports.sheet_rows import Row, runs
from models.snapshots.plan_data import read_reports
from models.snapshots.plan_parts import PlanData, read_parts
from models.store.clock import knowledge_time_now
from models.store.engine import reading, writing

#: A file as its name and bytes, or a pasted or typed table as its name and text.
Given = tuple[str, bytes | str]
#: The row of findings on lists, which come in whole.
LISTS = -1
#: Share of the work done once files are read, and once they are checked.
READ, CHECKED = 0.2, 0.7
#: Share of a commit done once everything is compared with concurrent changes, and once the rows are inserted but not sealed.
COMPARED, WRITTEN = 0.4, 0.8


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """An import before it is committed: its files, rows, findings, and changes; nothing of it is in the store yet.

    ``sheets`` are problems of sheets as a whole, which keep ``rows_lost`` rows out; ``notices`` say what else of a sheet was left
    out or how it was read, ``questions`` what it has to be asked, and ``rows_left`` are the rows that an answer leaves out.
    """

    plan: str
    files: tuple[str, ...]
    sha256: str
    rows: Sequence[Row]
    sheets: Sequence[Problem]
    findings: Sequence[Finding]
    changes: Sequence[Change]
    read: Sequence[Sheet] = ()
    lists: Lists = Lists()
    entries: Sequence[ListEntry] = ()
    notices: Sequence[Problem] = ()
    questions: Sequence[Question] = ()
    rows_lost: int = 0
    rows_left: int = 0

    @property
    def listed(self) -> int:
        """Number of new or changed entries of lists."""
        return sum(one.kind != "same" for one in self.entries)

    def rows_with(self, level: str) -> set[int]:
        """Return the rows with a finding of a level."""
        return {one.row for one in self.findings if one.level == level}

    @property
    def taken_back(self) -> int:
        """Number of changes that repeat the content of a withdrawn batch."""
        return sum(one.taken_back is not None for one in self.changes)

    def counted(self, kind: str) -> int:
        """Return the number of changes and list entries of a kind."""
        return [one.kind for one in self.changes].count(kind) + [one.kind for one in self.entries].count(kind)

    def out(self, *, left_out: Iterable[int], confirmed: Iterable[int]) -> set[int]:
        """Return the excluded rows: those left out, and those with unconfirmed warnings."""
        return set(left_out) | (self.rows_with("doubt") - set(confirmed))

    def kept_lists(self, *, confirmed: Iterable[int] = ()) -> Lists:
        """Return the lists that would be committed: none with unconfirmed warnings."""
        return Lists() if LISTS in self.out(left_out=(), confirmed=confirmed) else self.lists

    def listed_with(self, confirmed: Iterable[int]) -> int:
        """Return the number of new or changed entries that would be committed with these warnings confirmed."""
        return self.listed if self.kept_lists(confirmed=confirmed).contents != BatchContents() else 0

    def kept(self, *, left_out: Iterable[int] = (), confirmed: Iterable[int] = ()) -> list[Change]:
        """Return the changes that would be committed."""
        out = self.out(left_out=left_out, confirmed=confirmed)
        return [one for one in self.changes if one.kind != "same" and one.fact.row not in out]


def read_files(files: Sequence[Given], *, progress: Callable[[float], None] = lambda share: None) -> tuple[list[Sheet], str]:
    """Return the sheets of all files, and the hash of their bytes. UnreadableFilesError with an error per unreadable file."""
    contents = [content.encode() if isinstance(content, str) else content for _, content in files]
    digest = hashlib.sha256(b"".join(hashlib.sha256(content).digest() for content in contents)).hexdigest()
    sheets: list[Sheet] = []
    unreadable: list[UnreadableError] = []
    for at, given in enumerate(files):

        def waiting(share: float, at: int = at) -> None:
            progress((at + share) / len(files))

        try:
            sheets += _read(*given, waiting=waiting)
        except UnreadableError as error:
            unreadable.append(error)
    if unreadable:
        raise UnreadableFilesError(unreadable)
    names = Counter(sheet.name for sheet in sheets)
    return [replace(one, label=f"{one.file} · {one.name}") if one.name and names[one.name] > 1 else one for one in sheets], digest


def _read(name: str, content: bytes | str, *, waiting: Callable[[float], None]) -> list[Sheet]:
    if isinstance(content, str):
        return read_pasted(name, content, waiting=waiting)
    return read_file(name, content, waiting=waiting)


def stage(
    engine: Engine,
    plan: str,
    files: Sequence[Given],
    *,
    today: date,
    answers: Mapping[str, str] = MappingProxyType({}),
    district: str = "",
    progress: Callable[[float], None] = lambda share: None,
) -> ImportBatch:
    """Read, validate and compare some files; nothing is written. UnreadableFilesError if some cannot be read.

    ``answers`` are those to the questions of the sheets, by the key or by the kind of a question. ``district`` is the code of the
    one that the reader has chosen, "" for none. ``progress`` receives the share of work done, from 0 to 1; it may abort the work
    by raising.
    """
    sheets, digest = read_files(files, progress=lambda share: progress(READ * share))
    progress(READ)
    with reading(engine) as session:
        now = knowledge_time_now(session)
        view = queries.read_plan(session, plan, now)
        opened, notices = open_sheets(sheets)
        listed = codes_of_lists(opened, view)
        parts = read_brief_parts(session, view, known_at=now) if listed is None else read_parts(session, plan, known_at=now)
        happened = read_actual_dates(session, view, listed or (), known_at=now)
        lists, wrong, others = read_lists(opened, parts, happened=happened, today=today)
        if not _may_list(session) and len(others) < len(opened):
            lists, wrong = Lists(rows=lists.rows), [*wrong, problem("", "lists_need_editor")]
        entries, _ = compare_lists(session, parts, lists)
        readings = read_sheets(others, context_of(parts.view, answers, district))
        rows = [row for one in readings for row in one.rows]
        known = read_known(session, parts, rows, today=today)
        check = RowValidator(rows, known).run(lambda share: progress(READ + (CHECKED - READ) * share))
        progress(CHECKED)
        changes = compare(session, parts.view, check.facts)
    names = tuple(name for name, _ in files)
    findings = [*_without_doubts_on_the_known(check.findings, changes), *_overtaken(changes)]
    findings += of_other_districts(changes, known, district)
    findings += [Finding(level, LISTS, one) for level, one in lists.told_of(entries)]
    wrong += [found for one in readings for found in one.problems]
    notices += [notice for one in readings for notice in one.notices]
    unread, told = _unread_rows(readings, check.silent, known)
    wrong += unread
    if not wrong and not entries and not findings and len(check.silent) == len(rows):
        wrong = [problem("", "nothing_read")]
    questions = [question for one in readings for question in one.questions]
    lost, left = (sum(getattr(one, name) for one in readings) for name in ("lost", "left"))
    notices += told
    return ImportBatch(
        plan, names, digest, rows, wrong, findings, changes, sheets, lists, entries, notices, questions, lost, left
    )


def _unread_rows(readings: Sequence[Reading], silent: Set[int], known: Known) -> tuple[list[Problem], list[Problem]]:
    """Return a problem for each sheet of which no row was read, and notices about single rows that say nothing.

    Rows of the template that nobody has filled in are neither.
    """
    problems, notices, first = [], [], 0
    known_codes = (*known.view.targets["code"], *known.view.items["code"], *known.works, *known.quotas)
    codes = Names((code, code) for code in known_codes)
    for one in readings:
        own = [at for at in range(first, first + len(one.rows)) if at in silent]
        rows = [one.rows[at - first] for at in own]
        first += len(one.rows)
        odd = [
            row.number
            for row in rows
            if not row.told and (row.extra or row.cells.get("note") or codes.find(row.cells.get("code", "")) is None)
        ]
        if rows and len(rows) == len(one.rows) and one.unread:
            problems.append(problem(one.place, "no_row_read", n=len(rows), columns="、".join(one.unread)))
        elif odd:
            notices.append(problem(one.place, "rows_without_value", n=len(odd), rows=runs(odd)))
    return problems, notices


def _may_list(session: Session) -> bool:
    staff = acting_staff(session)
    return staff is None or staff.may(Role.EDITOR)


def _without_doubts_on_the_known(findings: Sequence[Finding], changes: Sequence[Change]) -> list[Finding]:
    """Drop warnings on known content: those of rows that change nothing, and those of unchanged cells."""
    moving = {one.fact.row for one in changes if one.kind != "same"}
    known = {one.fact.row for one in changes} - moving
    cells = {one.fact.where for one in changes if one.kind == "same"}
    return [one for one in findings if one.level != "doubt" or not (one.row in known or one.problem.where in cells)]


def _overtaken(changes: Sequence[Change]) -> list[Finding]:
    """Return warnings for dates of milestones superseded by a later report: they enter the history, but have no effect."""
    return [
        Finding("doubt", one.fact.row, problem(one.fact.where, "overtaken", value=one.fact.as_of, later=one.later))
        for one in changes
        if one.kind != "same" and one.later is not None
    ]


def contents_of(changes: Sequence[Change], listed: BatchContents) -> BatchContents:
    """Return the changes as records, appended to the contents of the lists."""
    facts = [one.fact for one in changes]
    return replace(
        listed,
        reports=[_report(fact) for fact in facts if fact.what[0] == "figure"],
        milestones=[*listed.milestones, *(_milestone(fact) for fact in facts if fact.what[0] == "date")],
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
    """Ends a transaction that is to be rolled back."""


def effects(engine: Engine, plan: str, changes: Sequence[Change], *, as_of: date, lists: Lists | None = None) -> pd.DataFrame:
    """Preview the effect on the standings of a day: code, name, name_en, before, after, actual_before, actual_after.

    The changes are written and rolled back in one transaction, so the preview uses the production code path. Only targets whose
    status or actual value changes are returned.
    """
    if not changes and lists is None:
        return pd.DataFrame(columns=["code", "name", "name_en", "before", "after", "actual_before", "actual_after"])
    try:
        with writing(engine) as session:
            parts, before = _standings(session, plan, as_of)
            _, listed = compare_lists(session, parts, lists or Lists())
            add_contents(session, plan, contents_of(changes, listed), kind="report", author="", sealed=False)
            _, after = _standings(session, plan, as_of)
            raise _Undo
    except _Undo:
        pass
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


def _standings(session: Session, plan: str, as_of: date) -> tuple[PlanData, pd.DataFrame]:
    now = knowledge_time_now(session)
    parts = read_parts(session, plan, known_at=now)
    return parts, read_reports(session, parts, as_of=as_of, known_at=now).standings(as_of)


def commit(
    engine: Engine,
    intake: ImportBatch,
    *,
    author: str,
    left_out: Iterable[int] = (),
    confirmed: Iterable[int] = (),
    note: str | None = None,
    tell: Callable[[str, float], None] = lambda step, share: None,
) -> int | None:
    """Record an import as one batch and return its id; None if nothing would change.

    ConflictError if the data that the import was compared with has changed meanwhile, even if the two were equal: the import
    must be previewed again. ``tell`` receives the step, "checking" then "writing", and the share of all work done, from 0 to
    1; if it raises, nothing is written.
    """
    out = intake.out(left_out=left_out, confirmed=confirmed)
    changes = intake.kept(left_out=left_out, confirmed=confirmed)
    lists = intake.kept_lists(confirmed=confirmed)
    if not changes and not intake.listed_with(confirmed):
        return None
    with writing(engine) as session:
        tell("checking", 0)
        entries, listed = _compared_lists(session, intake, lists)
        view = queries.read_plan(session, intake.plan, knowledge_time_now(session))
        now = compare(session, view, [one.fact for one in intake.changes])
        pairs = [(old, new) for old, new in zip(intake.changes, now, strict=True) if old.fact.row not in out]
        if entries != intake.entries or any(_beside(old) != _beside(new) for old, new in pairs):
            raise ConflictError("changed_meanwhile")
        contents, written = contents_of(changes, listed), 0
        total = len(contents.reports) + len(contents.milestones) + len(contents.measurements)

        def on_progress(rows: int) -> None:
            nonlocal written
            written += rows
            tell("writing", COMPARED + (WRITTEN - COMPARED) * written / total)

        tell("writing", COMPARED)
        return add_contents(
            session,
            intake.plan,
            contents,
            on_progress=on_progress,
            kind="report",
            author=author,
            file_name="、".join(intake.files),
            sha256=intake.sha256,
            note=note,
        )


def _compared_lists(session: Session, intake: ImportBatch, kept: Lists) -> tuple[list[ListEntry], BatchContents]:
    """Compare the lists of an import with the store: return all entries, and what of the ``kept`` lists has to be recorded."""
    if intake.lists.contents == BatchContents():
        return [], BatchContents()
    parts = read_parts(session, intake.plan, known_at=knowledge_time_now(session))
    entries, _ = compare_lists(session, parts, intake.lists)
    return entries, compare_lists(session, parts, kept)[1]


def _beside(change: Change) -> tuple[object, ...]:
    """Return the comparison of a fact with the store: its kind, the previous content, and their dates."""
    return change.kind, change.before, change.before_on, change.later
