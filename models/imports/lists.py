"""Lists of projects, programmes and quotas in sheets: recognised by their headers, validated as on the command line."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models import queries
from models.analysis.schools import KINDS, MILESTONES, STAGES
from models.analysis.work_items import ASPECTS
from models.commands.records import BatchContents, NewMilestone, NewProgramme, NewProject, NewQuota
from models.errors import Problem, ReportError, problem
from models.frames import rows_of
from models.i18n import say, word
from models.imports.programme_rows import NEEDED as PROGRAMME_NEEDED
from models.imports.programme_rows import programmes_from
from models.imports.quota_rows import NEEDED as QUOTA_NEEDED
from models.imports.quota_rows import quotas_from
from models.imports.reader import Sheet
from models.imports.row_validation import Listed
from models.imports.school_rows import NEEDED as PROJECT_NEEDED
from models.imports.school_rows import projects_from
from models.imports.sheet_layouts import LANGUAGES, Column, step_word, tidy
from models.imports.sheet_rows import HEADER_ROWS, as_written, clean
from models.plan.view import PlanView
from models.snapshots.plan_data import PlanData
from models.store.clock import knowledge_time_now
from models.typed_rows import DateRow

New = NewProject | NewProgramme | NewQuota
#: What an entry of each list describes.
DESCRIBED: Mapping[str, type[New]] = {"projects": NewProject, "programmes": NewProgramme, "quotas": NewQuota}
#: Columns of each list, by the keys of its headers; the dates of milestones follow.
FACTS = {
    "projects": (
        "project_code name_of_project district stage kind address x y crs seats classes area investment owner hard_deadline"
        " targets note as_of"
    ),
    "programmes": "programme_code name_of_programme school level kind field district owner targets note as_of",
    "quotas": "quota_code district post way quota school_subject stage targets note",
}
NEEDED = {"projects": PROJECT_NEEDED, "programmes": PROGRAMME_NEEDED, "quotas": QUOTA_NEEDED}
#: Columns that distinguish a list from a sheet of reports on the same works.
TELLING = {"projects": ("code", "stage", "kind"), "programmes": ("code", "level", "kind"), "quotas": ("code", "post", "way")}
#: Columns of free text, which is kept as written.
FREE = ("name", "address", "owner", "school", "field", "school_subject", "note")
#: Words of the catalogue in a cell, by column: their group, and its codes.
WORDS = {"projects": {"stage": ("stage", STAGES), "kind": ("project_kind", KINDS)}}
WORDS["quotas"] = {"stage": ("stage", STAGES)}


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry of a list compared with the known one: ``kind`` is new, changed or same, ``moved`` names the changed fields."""

    where: str
    form: str
    code: str
    name: str
    kind: str
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lists:
    """All lists of an import: their contents, and the place of each code."""

    contents: BatchContents = BatchContents()
    places: Mapping[str, str] = field(default_factory=dict)


def list_columns(view: PlanView, form: str) -> list[Column]:
    """Return the columns of a list with their headers."""
    names = {"code": "_code", "name": "name_of_"}
    columns = []
    for key in FACTS[form].split():
        name = next((own for own, mark in names.items() if mark in key), key)
        columns.append(Column(name, say(f"listed.{key}", "zh"), say(f"listed.{key}", "en")))
    terms = view.head.terms
    steps = {"projects": (list(MILESTONES), ""), "programmes": (terms.codes("stages"), "stages")}.get(form, ([], ""))
    return columns + [
        Column(f"{step}_{aspect}", *(_date_header(view, steps[1], step, aspect, language) for language in LANGUAGES))
        for step in steps[0]
        for aspect in ASPECTS
    ]


def _date_header(view: PlanView, group: str, step: str, aspect: str, language: str) -> str:
    name = step_word(view.head.terms, group, step, language)
    return f"{name}{' ' if language == 'en' else ''}{say(f'listed.{aspect}', language)}"


def read_lists(
    sheets: Sequence[Sheet], parts: PlanData, *, happened: Mapping[str, Mapping[str, date]], today: date
) -> tuple[Lists, list[Problem], list[Sheet]]:
    """Return the contents of the lists among the sheets, all their problems, and the other sheets.

    If a list of a kind has any problem, no list of that kind is imported.
    """
    rows: dict[str, list[Listed]] = {}
    problems: list[Problem] = []
    others: list[Sheet] = []
    for sheet in sheets:
        found = _header(sheet, parts.view)
        if found is None:
            others.append(sheet)
            continue
        form, at, columns = found
        wrong = _check_header(sheet, at, columns, form, parts.view)
        problems += wrong
        if not wrong:
            rows.setdefault(form, []).extend(_row(sheet, number, cells, columns, form) for number, cells in sheet.rows[at + 1 :])
    contents = BatchContents()
    for form, own in rows.items():
        try:
            found_contents = _contents(form, own, parts, happened, today)
        except ReportError as error:
            problems += error.problems
            continue
        contents = _both(contents, found_contents)
    counted = Counter(one.code for one in _described(contents))
    twice = sorted(code for code, n in counted.items() if n > 1)
    problems += [problem("", "twice", value=code) for code in twice]
    places = {cells.get("code", ""): where for own in rows.values() for where, cells in own}
    return Lists(BatchContents() if twice else contents, places), problems, others


def _contents(
    form: str, rows: Sequence[Listed], parts: PlanData, happened: Mapping[str, Mapping[str, date]], today: date
) -> BatchContents:
    frames = {"projects": parts.projects, "programmes": parts.programmes, "quotas": parts.quotas}
    others = {code for name, frame in frames.items() if name != form for code in frame["code"]}
    if form == "quotas":
        return quotas_from(rows, parts.view, today=today, others=others)
    read = projects_from if form == "projects" else programmes_from
    return read(rows, parts.view, today=today, others=others, happened=happened)


def _both(one: BatchContents, other: BatchContents) -> BatchContents:
    return BatchContents(
        milestones=[*one.milestones, *other.milestones],
        projects=[*one.projects, *other.projects],
        programmes=[*one.programmes, *other.programmes],
        quotas=[*one.quotas, *other.quotas],
    )


def _described(contents: BatchContents) -> list[New]:
    return [*contents.projects, *contents.programmes, *contents.quotas]


def _header(sheet: Sheet, view: PlanView) -> tuple[str, int, list[str]] | None:
    """Return the kind of list, the index of its header, and the field of each column (or its header); None for no list."""
    for form in FACTS:
        known = {
            tidy(clean(column.header(language))): column.field for column in list_columns(view, form) for language in LANGUAGES
        }
        for at, (_, cells) in enumerate(sheet.rows[:HEADER_ROWS]):
            columns = [known.get(tidy(clean(cell)), clean(cell)) for cell in cells]
            heads = {known.get(tidy(clean(cell))) for cell in cells}
            if heads >= set(TELLING[form]):
                return form, at, columns
    return None


def _check_header(sheet: Sheet, at: int, columns: Sequence[str], form: str, view: PlanView) -> list[Problem]:
    place = f"{sheet.name or sheet.file}!{sheet.rows[at][0]}"
    names = {column.field: column.zh for column in list_columns(view, form)}
    choices = "、".join(names.values())
    problems = [problem(place, "unknown_column", value=one, choices=choices) for one in columns if one and one not in names]
    problems += [problem(place, "twice", value=names[one]) for one in names if columns.count(one) > 1]
    return problems + [problem(place, "column_missing", value=names[one]) for one in NEEDED[form] if one not in columns]


def _row(sheet: Sheet, number: int, cells: Sequence[str], columns: Sequence[str], form: str) -> Listed:
    row = {name: as_written(cell) if name in FREE else clean(cell) for name, cell in zip(columns, cells, strict=False) if name}
    for column, (group, codes) in WORDS.get(form, {}).items():
        names = {word(group, code, language): code for code in codes for language in LANGUAGES}
        row[column] = names.get(row.get(column, ""), row.get(column, ""))
    return f"{sheet.name or sheet.file}!{number}", row


def compare_lists(session: Session, parts: PlanData, lists: Lists) -> tuple[list[ListEntry], BatchContents]:
    """Return every entry compared with the known one, and the contents of the lists that need to be recorded."""
    contents, entries = lists.contents, []
    if not _described(contents):
        return [], BatchContents()
    dates = _new_dates(session, parts, contents.milestones)
    dated = {one.code for one in dates}
    kept = BatchContents(milestones=dates)
    frames = {"projects": parts.projects, "programmes": parts.programmes, "quotas": parts.quotas}
    for form, frame in frames.items():
        known = {row.code: row for row in rows_of(frame, DESCRIBED[form])}
        moving = []
        for one in getattr(contents, form):
            moved = _moved(one, known.get(one.code))
            moving += [one] if moved or one.code not in known else []
            moved += ("dates",) if one.code in dated else ()
            kind = "new" if one.code not in known else "changed" if moved else "same"
            name = getattr(one, "name", one.code)
            entries.append(ListEntry(lists.places.get(one.code, ""), form, one.code, name, kind, moved))
        kept = replace(kept, **{form: moving})
    return entries, kept


def _moved(new: New, known: New | None) -> tuple[str, ...]:
    """Return the fields of a description that differ from the known ones."""
    if known is None:
        return ()
    names = [one.name for one in fields(new) if one.name not in ("code", "origin")]
    return tuple(name.removeprefix("given_") for name in names if _plain(getattr(new, name)) != _plain(getattr(known, name)))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple | list) else value


def _new_dates(session: Session, parts: PlanData, milestones: Sequence[NewMilestone]) -> list[NewMilestone]:
    """Return the dates that are not known yet: those that differ from the latest report up to their reporting date."""
    codes = sorted({one.code for one in milestones})
    plan_id, now = parts.view.head.plan_id, knowledge_time_now(session)
    rows = queries.read_dates_between(session, plan_id, codes, first=date.min, last=date.max, known_at=now)
    said: dict[tuple[str, str, str], list[tuple[date, date | None]]] = {}
    for row in rows_of(rows, DateRow):
        said.setdefault((row.code, row.milestone, row.aspect), []).append((row.as_of, row.day))
    return [one for one in milestones if not _is_known(one, said.get((one.code, one.milestone, one.aspect), []))]


def _is_known(new: NewMilestone, said: Sequence[tuple[date, date | None]]) -> bool:
    before = [day for as_of, day in said if as_of <= new.as_of]
    return bool(before) and before[-1] == new.day
