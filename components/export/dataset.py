"""The figures of a plan for analysis, as flat tables of numbers and dates: targets by district and month, and milestones."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Generic, Literal, TypeAlias, TypeVar

from components.i18n.text import Text
from models.analysis.explanations import unit_of
from models.analysis.target_months import TargetMonth
from models.config import read_settings
from models.frames import rows_of
from models.snapshots.snapshot import Snapshot
from models.snapshots.year_table import year_table
from models.status import Word
from models.typed_rows import MilestoneRow, ProgrammeStanding, ProjectStanding, ScheduleStanding

R = TypeVar("R")
Value: TypeAlias = str | int | float | date | None
#: Kinds of values: whole numbers are ``int``, others ``float``.
Kind: TypeAlias = Literal["text", "whole", "number", "date"]


@dataclass(frozen=True, slots=True)
class DataColumn(Generic[R]):
    """A column: its name in files for machines, the kind of its values, and how the value of a row is read."""

    key: str
    kind: Kind
    value: Callable[[R], Value]


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of values, empty ones None; ``shares`` are the rows whose numbers in ``SHARES`` are shares: 1 is 100 %."""

    name: str
    keys: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[tuple[Value, ...], ...]
    shares: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Dataset:
    """The tables of a plan on a day, as known at a time, with what identifies them."""

    plan: str
    title: str
    source: str
    version: int
    as_of: date
    known_at: datetime
    demonstration: bool
    tables: tuple[DataTable, ...]


#: Columns of the targets whose numbers are in the unit of the target.
SHARES = ("done", "target", "expected", "gap")
#: Unit of a target in percent.
_PERCENT = "%"


def dataset(snapshot: Snapshot, t: Text) -> Dataset:
    """Return the tables of a snapshot, with names and statuses in the language of the reader."""
    head = snapshot.view.head
    tables = (_targets(snapshot, t), _milestones(snapshot, t))
    known_at = snapshot.known_at.astimezone(read_settings().zone)
    return Dataset(
        head.code, t.name(head, "title"), head.source, head.number, snapshot.as_of, known_at, head.demonstration, tables
    )


def _targets(snapshot: Snapshot, t: Text) -> DataTable:
    sections, districts = t.names(snapshot.view.sections), t.names(snapshot.view.districts) | {"": t("district.city")}
    head, rows = snapshot.view.head, year_table(snapshot)

    def origin(row: TargetMonth) -> Value:
        found = "demo" if head.demonstration else row.standing.origin
        return t(f"origin.{found}") if found else None

    def unit(row: TargetMonth) -> Value:
        return t("dataset.share") if _is_share(row) else unit_of(row.standing, t.language).strip() or None

    columns: tuple[DataColumn[TargetMonth], ...] = (
        DataColumn("plan", "text", lambda row: head.code),
        DataColumn("as_of", "date", lambda row: row.day),
        DataColumn("district_code", "text", lambda row: row.district or None),
        DataColumn("district", "text", lambda row: districts[row.district]),
        DataColumn("section", "text", lambda row: sections[row.standing.section]),
        DataColumn("code", "text", lambda row: row.standing.code),
        DataColumn("name", "text", lambda row: t.name(row.standing)),
        DataColumn("kind", "text", lambda row: t.word("target_kind", row.standing.kind)),
        DataColumn("done", "number", lambda row: _amount(row, row.standing.actual)),
        DataColumn("target", "number", lambda row: _amount(row, row.standing.target)),
        DataColumn("expected", "number", lambda row: _amount(row, row.standing.expected)),
        DataColumn("gap", "number", lambda row: _amount(row, row.standing.gap)),
        DataColumn(
            "unit", "text", lambda row: t("dataset.share") if _is_share(row) else unit_of(row.standing, t.language).strip()
        ),
        DataColumn("numerator", "number", lambda row: _number(row.numerator)),
        DataColumn("denominator", "number", lambda row: _number(row.denominator)),
        DataColumn("status", "text", lambda row: t.show(row.standing.word)),
        DataColumn("status_code", "text", lambda row: row.standing.word.value),
        DataColumn("due", "date", lambda row: row.standing.due),
        DataColumn("reported_on", "date", lambda row: row.standing.reported_on),
        DataColumn("origin", "text", origin),
        DataColumn("source", "text", lambda row: row.standing.source),
    )
    return _table("targets", columns, rows, frozenset(at for at, row in enumerate(rows) if _is_share(row)))


def _is_share(row: TargetMonth) -> bool:
    return row.standing.unit == _PERCENT


def _amount(row: TargetMonth, value: Fraction | None) -> float | None:
    """Return a number in the unit of the target, a rate as a share."""
    return _number(value / 100 if value is not None and _is_share(row) else value)


def _number(value: Fraction | None) -> float | None:
    """Return a number with as many digits as a workbook holds, so that it is the same in every file."""
    return None if value is None else float(f"{float(value):.15g}")


@dataclass(frozen=True, slots=True)
class _WorkMilestone:
    """A milestone of a project or programme: ``stage`` is that of schooling, or the level; ``step`` is its name in words."""

    group: Literal["project", "programme"]
    work: ScheduleStanding
    stage: str
    step: str
    milestone: MilestoneRow


def _milestones(snapshot: Snapshot, t: Text) -> DataTable:
    districts, plan = t.names(snapshot.view.districts), snapshot.view.head.code
    columns: tuple[DataColumn[_WorkMilestone], ...] = (
        DataColumn("plan", "text", lambda row: plan),
        DataColumn("as_of", "date", lambda row: snapshot.as_of),
        DataColumn("group", "text", lambda row: t(f"dataset.{row.group}")),
        DataColumn("code", "text", lambda row: row.work.code),
        DataColumn("name", "text", lambda row: row.work.name),
        DataColumn("district_code", "text", lambda row: row.work.district or None),
        DataColumn("district", "text", lambda row: districts.get(row.work.district)),
        DataColumn("stage", "text", lambda row: row.stage),
        DataColumn("targets", "text", lambda row: " ".join(row.work.targets)),
        DataColumn("milestone", "text", lambda row: row.step),
        DataColumn("milestone_code", "text", lambda row: row.milestone.milestone),
        DataColumn("position", "whole", lambda row: row.milestone.position + 1),
        DataColumn("baseline", "date", lambda row: row.milestone.baseline),
        DataColumn("forecast", "date", lambda row: row.milestone.forecast),
        DataColumn("actual", "date", lambda row: row.milestone.actual),
        DataColumn("revisions", "whole", lambda row: row.milestone.revisions),
        DataColumn("replanned_days", "whole", lambda row: row.milestone.replanned_days),
        DataColumn("reported_on", "date", lambda row: row.milestone.reported_on),
        DataColumn("status", "text", lambda row: t.show(Word(row.work.word))),
        DataColumn("status_code", "text", lambda row: Word(row.work.word).value),
        DataColumn("slip_days", "whole", lambda row: row.work.slip_days),
        DataColumn("origin", "text", lambda row: t(f"origin.{row.work.origin}")),
    )
    return _table("milestones", columns, list(_work_milestones(snapshot, t)))


def _work_milestones(snapshot: Snapshot, t: Text) -> Iterator[_WorkMilestone]:
    """Yield the milestones of all projects, then of all programmes, by code and in the order of their steps."""
    terms = snapshot.view.head.terms
    projects, programmes = rows_of(snapshot.projects, ProjectStanding), rows_of(snapshot.programmes, ProgrammeStanding)
    milestones = snapshot.reports.milestones.happened_by(snapshot.as_of)
    steps = milestones.rows({work.code for work in (*projects, *programmes)})
    for project in sorted(projects, key=lambda one: one.code):
        for step in steps.get(project.code, []):
            name = t.word("milestone", step.milestone)
            yield _WorkMilestone("project", project, t.word("stage", project.stage), name, step)
    for programme in sorted(programmes, key=lambda one: one.code):
        for step in steps.get(programme.code, []):
            name = t.term(terms, "stages", step.milestone)
            yield _WorkMilestone("programme", programme, t.term(terms, "levels", programme.level), name, step)


def _table(name: str, columns: Sequence[DataColumn[R]], rows: Sequence[R], shares: frozenset[int] = frozenset()) -> DataTable:
    values = tuple(tuple(column.value(row) for column in columns) for row in rows)
    return DataTable(name, tuple(one.key for one in columns), tuple(one.kind for one in columns), values, shares)
