"""Lists of projects, programmes and quotas in sheets: recognised by their headers, validated as on the command line."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models import queries
from models.analysis.milestone_history import ASPECTS
from models.analysis.schools import KINDS, MILESTONES, STAGES
from models.commands.records import BatchContents, NewMilestone, NewProgramme, NewProject, NewQuota
from models.errors import Problem, ReportError, problem
from models.frames import rows_of
from models.i18n import say, word
from models.imports.cells import Level, Told
from models.imports.names import Names, nearest, plain, unknown
from models.imports.programme_rows import NEEDED as PROGRAMME_NEEDED
from models.imports.programme_rows import programmes_from
from models.imports.quota_rows import NEEDED as QUOTA_NEEDED
from models.imports.quota_rows import quotas_from
from models.imports.reader import Sheet
from models.imports.row_validation import Listed
from models.imports.school_rows import NEEDED as PROJECT_NEEDED
from models.imports.school_rows import projects_from
from models.imports.sheet_layouts import AS_OF, CODE_WORDS, DISTRICT, LANGUAGES, NOTE, Column, step_word, tidy
from models.imports.sheet_rows import HEADER_ROWS, clean, letters
from models.plan.view import PlanView
from models.snapshots.plan_parts import PlanData
from models.store.clock import knowledge_time_now
from models.typed_rows import DateRow

New = NewProject | NewProgramme | NewQuota
#: What an entry of each list describes.
DESCRIBED: Mapping[str, type[New]] = {"projects": NewProject, "programmes": NewProgramme, "quotas": NewQuota}
#: The form in which works of each list are reported on.
FORMS = {"projects": "projects", "programmes": "programmes", "quotas": "recruitment"}
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
#: Columns that no sheet of reports has: with the code of the list, one of them is enough to tell it.
HALF = {"projects": ("stage", "kind"), "programmes": ("level", "kind"), "quotas": ("way",)}
#: Other words for headers, by column.
ALSO: Mapping[str, Sequence[str]] = {
    "district": DISTRICT.also,
    "as_of": AS_OF.also,
    "note": NOTE.also,
    "seats": ("学位数", "学位数量", "新增学位"),
    "classes": ("班级数", "班级", "班数量"),
    "area": ("建筑面积", "总面积"),
    "investment": ("投资额", "总投资", "计划投资"),
    "kind": ("性质", "建设性质", "类型"),
    "owner": ("责任部门", "牵头单位", "责任处室"),
    "way": ("招聘方式", "引进方式"),
    "quota": ("名额数", "计划名额", "招聘计划", "计划数"),
}
#: Units in the brackets of a header with which its numbers would be others: 投资（亿元）.
OTHER_SCALE = re.compile(r"[(\[](?:单位[:：]?)?(?:元|亩|公顷|[百千亿]|万(?!元))")
#: Invisible characters that are copied along from web pages.
_UNSEEN = dict.fromkeys((0x200B, 0x2060, 0xFEFF))
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
    """All lists of an import: their contents, the place of each code, warnings and notices, and the number of their rows."""

    contents: BatchContents = BatchContents()
    places: Mapping[str, str] = field(default_factory=dict)
    told: tuple[tuple[Level, Problem], ...] = ()
    rows: int = 0

    def told_of(self, entries: Sequence[ListEntry]) -> list[tuple[Level, Problem]]:
        """Return the warnings and notices; no warnings on entries that do not change."""
        same = {one.where for one in entries if one.kind == "same"}
        return [(level, one) for level, one in self.told if level != "doubt" or one.where.split(" ")[0] not in same]


def list_columns(view: PlanView, form: str) -> list[Column]:
    """Return the columns of a list with their headers."""
    names = {"code": "_code", "name": "name_of_"}
    columns = []
    for key in FACTS[form].split():
        name = next((own for own, mark in names.items() if mark in key), key)
        also = CODE_WORDS[FORMS[form]] if name == "code" else tuple(ALSO.get(name, ()))
        columns.append(Column(name, say(f"listed.{key}", "zh"), say(f"listed.{key}", "en"), also))
    terms = view.head.terms
    steps = {"projects": (list(MILESTONES), ""), "programmes": (terms.codes("stages"), "stages")}.get(form, ([], ""))
    return columns + [
        Column(
            f"{step}_{aspect}",
            _date_header(view, steps[1], step, aspect, "zh"),
            _date_header(view, steps[1], step, aspect, "en"),
        )
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
    told: Told = []
    counted = 0
    for sheet in sheets:
        found = _header(sheet, parts.view)
        if found is None:
            others.append(sheet)
            continue
        own, wrong = _rows(sheet, found, parts.view, f"{sheet.place}!")
        counted += len(own)
        problems += wrong
        if not wrong:
            rows.setdefault(found.form, []).extend(own)
    contents = BatchContents()
    for form, listed in rows.items():
        try:
            contents = _both(contents, _contents(form, listed, parts, happened, today, told))
        except ReportError as error:
            problems += error.problems
    by_code = Counter(one.code for one in _described(contents))
    twice = sorted(code for code, n in by_code.items() if n > 1)
    problems += [problem("", "twice", value=code) for code in twice]
    places = {cells.get("code", ""): where for listed in rows.values() for where, cells in listed}
    contents = BatchContents() if twice else contents
    told += _same_names(contents, parts, places)
    return Lists(contents, places, tuple(told), counted), problems, others


def codes_of_lists(sheets: Sequence[Sheet], view: PlanView) -> set[str] | None:
    """Return the codes in the lists among the sheets, as they are written; None if none of the sheets is a list."""
    found = [(sheet, header) for sheet in sheets if (header := _header(sheet, view)) is not None]
    rows = (row for sheet, header in found for _, row in _rows(sheet, header, view, "")[0])
    return {row.get("code", "") for row in rows} if found else None


def read_list(
    sheets: Sequence[Sheet], form: str, parts: PlanData, *, happened: Mapping[str, Mapping[str, date]], today: date
) -> tuple[BatchContents, Told]:
    """Return the contents of a list of one kind, which all the sheets must be, with warnings and notices.

    ReportError with every problem of every sheet.
    """
    rows: list[Listed] = []
    problems: list[Problem] = []
    told: Told = []
    for sheet in sheets:
        if sheet.rows:
            found = _header(sheet, parts.view, form) or _first_row(sheet, parts.view, form)
            own, wrong = _rows(sheet, found, parts.view, f"{sheet.name}!" if sheet.name else f"{sheet.file}:")
            rows += own
            problems += wrong
    if problems:
        raise ReportError("reports_refused", problems)
    contents = _contents(form, rows, parts, happened, today, told)
    return contents, [*told, *_same_names(contents, parts, {cells.get("code", ""): where for where, cells in rows})]


def _contents(
    form: str,
    rows: Sequence[Listed],
    parts: PlanData,
    happened: Mapping[str, Mapping[str, date]],
    today: date,
    told: Told,
) -> BatchContents:
    frames = {"projects": parts.projects, "programmes": parts.programmes, "quotas": parts.quotas}
    others = {code for name, frame in frames.items() if name != form for code in frame["code"]}
    if form == "quotas":
        return quotas_from(rows, parts.view, today=today, others=others, told=told)
    read = projects_from if form == "projects" else programmes_from
    return read(rows, parts.view, today=today, others=others, happened=happened, told=told)


def _both(one: BatchContents, other: BatchContents) -> BatchContents:
    return BatchContents(
        milestones=[*one.milestones, *other.milestones],
        projects=[*one.projects, *other.projects],
        programmes=[*one.programmes, *other.programmes],
        quotas=[*one.quotas, *other.quotas],
    )


def _described(contents: BatchContents) -> list[New]:
    return [*contents.projects, *contents.programmes, *contents.quotas]


def _same_names(contents: BatchContents, parts: PlanData, places: Mapping[str, str]) -> Told:
    """Return a warning for each project or programme whose name another code has, in the store or in the lists."""
    told: Told = []
    for form, frame in (("projects", parts.projects), ("programmes", parts.programmes)):
        if not getattr(contents, form):
            continue
        codes: dict[tuple[str, str], str] = {}
        known_rows = rows_of(frame, DESCRIBED[form])
        for known in known_rows:
            codes.setdefault(_name_of(known), known.code)
        own = {known.code for known in known_rows}
        for new in getattr(contents, form):
            other = codes.setdefault(_name_of(new), new.code)
            if other != new.code and new.code not in own:
                place = places.get(new.code, "")
                told.append(("doubt", problem(place, "same_name", name=new.name, other=other, code=new.code)))
    return told


def _name_of(one: New) -> tuple[str, str]:
    """Return the name of a project in its district, or of a programme at its school, in the form used for comparison."""
    if isinstance(one, NewProject):
        return plain(one.name), one.district
    return (plain(one.name), plain(one.school)) if isinstance(one, NewProgramme) else (one.code, "")


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of a list: its kind, the index of its row, and the field of each column (or its header)."""

    form: str
    at: int
    columns: list[str]


def _fields(view: PlanView, form: str) -> dict[str, str]:
    """Return the field of each header of a list: in both languages, as the field itself, and in other words."""
    columns = list_columns(view, form)
    names = {column.field for column in columns}
    known = {tidy(clean(column.header(language))): column.field for column in columns for language in LANGUAGES}
    other = {tidy(word): column.field for column in columns for word in column.also}
    return other | {tidy(name): name for name in names} | known


def _field(known: Mapping[str, str], cell: str) -> str:
    """Return the field of a header, without its unit in brackets if need be; else the header itself, as with another scale."""
    head = clean(cell)
    bare = head if OTHER_SCALE.search(head) else re.sub(r"\(.*?\)|\[.*?\]", "", head)
    return known.get(tidy(head)) or known.get(tidy(bare)) or head


def _header(sheet: Sheet, view: PlanView, only: str = "") -> _Header | None:
    """Return the header of a list; None for no list, or for none of the kind ``only``.

    A sheet with the code of a list and one of the columns that no report has is a list, too, even if others are missing.
    """
    for form in [only] if only else FACTS:
        known = _fields(view, form)
        first = list_columns(view, form)[0]
        code = {tidy(clean(word)) for word in (first.zh, first.en, *first.also)}
        for at, (_, cells) in enumerate(sheet.rows[:HEADER_ROWS]):
            columns = [_field(known, cell) for cell in cells]
            is_report = any(name.endswith(("_forecast", "_actual")) for name in columns)
            is_half = bool(code & {tidy(clean(cell)) for cell in cells}) and not is_report and set(HALF[form]) & set(columns)
            if set(columns) >= set(TELLING[form]) or is_half:
                return _Header(form, at, columns)
    return None


def _first_row(sheet: Sheet, view: PlanView, form: str) -> _Header:
    """Return the first row as a header, whose columns are then found missing."""
    known = _fields(view, form)
    return _Header(form, 0, [_field(known, cell) for cell in sheet.rows[0][1]])


def _rows(sheet: Sheet, header: _Header, view: PlanView, mark: str) -> tuple[list[Listed], list[Problem]]:
    """Return the rows below a header and the problems of their shape; ``mark`` is the place before a number."""
    columns, below = header.columns, sheet.rows[header.at + 1 :]
    problems = _check_header(f"{mark}{sheet.rows[header.at][0]}", columns, header.form, view)
    for number, cells in below:
        stray = [at for at, cell in enumerate(cells) if cell.strip() and (at >= len(columns) or not columns[at])]
        problems += [problem(f"{mark}{letters(at)}{number}", "no_head", value=cells[at]) for at in stray]
    return [(f"{mark}{number}", _row(cells, columns, header.form)) for number, cells in below], problems


def _check_header(place: str, columns: Sequence[str], form: str, view: PlanView) -> list[Problem]:
    names = {column.field: column.zh for column in list_columns(view, form)}
    choices, known = "、".join(names.values()), _fields(view, form)
    strange = [one for one in columns if one and one not in names]
    problems = []
    for one in strange:
        near = nearest(one, [*names.values(), *names])
        problems.append(unknown(place, "unknown_column", one, near and names[known[tidy(near)]], choices=choices))
    problems += [problem(place, "twice", value=names[one]) for one in names if columns.count(one) > 1]
    return problems + [problem(place, "column_missing", value=names[one]) for one in NEEDED[form] if one not in columns]


def _row(cells: Sequence[str], columns: Sequence[str], form: str) -> dict[str, str]:
    row = {name: _as_written(cell) if name in FREE else clean(cell) for name, cell in zip(columns, cells, strict=False) if name}
    for column, (group, codes) in WORDS.get(form, {}).items():
        names = Names((word(group, code, language), code) for code in codes for language in LANGUAGES)
        row[column] = names.find(row.get(column, "")) or row.get(column, "")
    return row


def _as_written(cell: str) -> str:
    """Return a cell of free text without surrounding blanks and the invisible characters that are copied along."""
    return cell.translate(_UNSEEN).replace("\r\n", "\n").strip()


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
        described = frame[frame["code"].isin([one.code for one in getattr(contents, form)])]
        known = {row.code: row for row in rows_of(described, DESCRIBED[form])}
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
