"""Insertion of batches into the tables. Call within a transaction of ``models.commands.ledger``."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from models.commands.permissions import ALWAYS
from models.commands.records import BatchContents, NewMeasurement, NewMilestone, NewProject, NewReport
from models.config import read_settings
from models.geo import Crs, to_wgs84
from models.plan.file import PlanFile
from models.plan.file_parts import GatePart, TargetPart
from models.plan.view import TERMS
from models.queries.withdrawn import is_counted, read_withdrawn_batches
from models.tables import (
    Batch,
    District,
    Item,
    Measurement,
    MilestoneReport,
    Plan,
    PlanPoint,
    PlanVersion,
    Programme,
    Project,
    PublishedFigure,
    PublishedSchool,
    Quota,
    Report,
    Section,
    Series,
    Subject,
    Target,
)

#: Rows of a ledger per insert, and codes per look-up; progress is reported after each such pack.
PACK = 5_000
_REPORT_FIELDS = ("as_of", "value", "numerator", "denominator", "origin", "source", "grade", "note")
_MILESTONE_FIELDS = ("milestone", "aspect", "day", "as_of", "position", "origin", "source", "note")
_MEASUREMENT_FIELDS = ("measure", "as_of", "value", "origin")


def id_of(row: Plan | Batch | PlanVersion) -> int:
    """Return the id of a flushed row."""
    assert row.id is not None, "the row was flushed"
    return row.id


def add_version(session: Session, plan: Plan, batch: Batch, file: PlanFile, number: int, document: str | None) -> None:
    """Add a version of a plan with the full contents of its file."""
    head, rules = file.plan, file.plan.rules
    words: dict[str, Any] = {group: [one.model_dump(exclude_none=True) for one in getattr(head, group)] for group in TERMS}
    version = PlanVersion(
        plan_id=id_of(plan),
        batch_id=id_of(batch),
        number=number,
        sha256=file.sha256,
        document=document,
        **head.model_dump(include={"city", "city_en", "year", "title", "title_en", "theme", "source"}),
        start=head.first_day,
        opens_on=head.opens_on,
        on_track_of_whole=rules.on_track[0],
        on_track_of_expected=rules.on_track[1],
        at_risk_of_whole=rules.at_risk[0],
        at_risk_of_expected=rules.at_risk[1],
        margin=rules.margin,
        geography=head.geography.model_dump(exclude_none=True),
        **words,
    )
    session.add(version)
    session.flush()
    version_id = id_of(version)
    for position, section in enumerate(file.sections):
        session.add(Section(version_id=version_id, position=position, **section.model_dump()))
    for position, district in enumerate(head.districts):
        fields = district.model_dump() | {"short": district.short or district.name, "aliases": list(district.aliases)}
        session.add(District(version_id=version_id, position=position, **fields))
    items = _item_codes(session, plan, file)
    for position, target in enumerate(file.targets):
        _add_target(session, version_id, position, target, items[target.code])
    _subject_ids(session, plan, {*items, *(code for codes in items.values() for code in codes)})
    _add_milestones(session, plan, batch, _gate_days(session, plan, batch, file, items, number))


_TARGET_FIELDS = set(TargetPart.model_fields) - {"plan", "items", "gates", "suspended", "strict", "shares"}


def _add_target(session: Session, version_id: int, position: int, part: TargetPart, item_codes: Sequence[str]) -> None:
    target = Target(
        version_id=version_id,
        position=position,
        suspended_document=part.suspended.document if part.suspended else None,
        suspended_since=part.suspended.since if part.suspended else None,
        gates=_as_json(part.gates),
        strict=part.strict or None,
        shares=[one.model_dump(mode="json") for one in part.shares] or None,
        **part.model_dump(include=_TARGET_FIELDS),
    )
    session.add(target)
    session.flush()
    assert target.id is not None, "the row was flushed"
    for point in part.plan:
        session.add(PlanPoint(target_id=target.id, by=point.by, value=point.value))
    for place, (item, code) in enumerate(zip(part.items, item_codes, strict=True), start=1):
        own = Item(version_id=version_id, target=part.code, position=place, code=code, name=item.name)
        own.gates = _as_json(item.gates or part.gates)
        session.add(own)


def _as_json(gates: Sequence[GatePart]) -> list[dict[str, str]]:
    return [{"name": gate.name, "by": gate.by.isoformat()} for gate in gates]


def _item_codes(session: Session, plan: Plan, file: PlanFile) -> dict[str, list[str]]:
    """Return the codes of the items of each target; an item of an earlier version keeps its code, whatever its position."""
    earlier = session.exec(
        select(Item.target, Item.name, Item.code)
        .join(PlanVersion, col(Item.version_id) == PlanVersion.id)
        .where(PlanVersion.plan_id == plan.id)
        .order_by(col(PlanVersion.number))
    ).all()
    return {
        one.code: one.item_codes(
            {name: code for target, name, code in earlier if target == one.code},
            [code for target, _, code in earlier if target == one.code],
        )
        for one in file.targets
    }


def _gate_days(
    session: Session, plan: Plan, batch: Batch, file: PlanFile, items: Mapping[str, Sequence[str]], number: int
) -> list[NewMilestone]:
    """Return the gates of a plan file as baselines, of each item or of the target itself.

    A later version adds only new or changed dates, as of the day on which it was recorded.
    """
    as_of = file.plan.first_day if number == 1 else batch.recorded_at.astimezone(read_settings().zone).date()
    known, origin = _known_baselines(session, plan), "demo" if plan.demonstration else "plan"
    found = []
    for target in file.targets:
        owners = {code: item.gates or target.gates for code, item in zip(items[target.code], target.items, strict=True)}
        for code, gates in (owners or {target.code: target.gates}).items():
            for position, gate in enumerate(gates):
                if known.get((code, gate.name)) != gate.by:
                    found.append(NewMilestone(code, gate.name, "baseline", gate.by, as_of, position, origin))
    return found


def _known_baselines(session: Session, plan: Plan) -> dict[tuple[str, str], date | None]:
    """Return the newest planned date of every milestone of a plan that counts, by code and name."""
    counts = is_counted(col(MilestoneReport.batch_id), read_withdrawn_batches(session, id_of(plan), ALWAYS))
    rows = session.exec(
        select(Subject.code, MilestoneReport)
        .join(Subject, col(MilestoneReport.subject_id) == Subject.id)
        .where(Subject.plan_id == plan.id, MilestoneReport.aspect == "baseline", counts)
        .order_by(col(MilestoneReport.as_of), col(MilestoneReport.recorded_at), col(MilestoneReport.id))
    ).all()
    return {(code, report.milestone): report.day for code, report in rows}


def add_rows(
    session: Session, plan: Plan, batch: Batch, contents: BatchContents, on_progress: Callable[[int], None] = lambda rows: None
) -> None:
    """Insert the contents of a batch. ``on_progress`` receives the number of rows after each pack of figures and dates."""
    _add_reports(session, plan, batch, contents.reports, on_progress)
    _add_milestones(session, plan, batch, contents.milestones, on_progress)
    _add_measurements(session, plan, batch, contents.measurements, on_progress)
    _add_described(session, plan, batch, Project, [_project_row(one) for one in contents.projects])
    _add_described(session, plan, batch, Programme, [asdict(one) for one in contents.programmes])
    _add_described(session, plan, batch, Quota, [asdict(one) for one in contents.quotas])
    _add_published(session, batch, PublishedSchool, [asdict(one) for one in contents.published_schools])
    _add_published(session, batch, PublishedFigure, [asdict(one) for one in contents.published_figures])


def _add_published(
    session: Session, batch: Batch, table: type[PublishedSchool | PublishedFigure], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert published facts, which refer to no subject: nothing can be reported on them, and no target counts them."""
    if rows:
        session.execute(insert(table), [row | {"batch_id": batch.id, "recorded_at": batch.recorded_at} for row in rows])


def _insert(
    session: Session,
    table: type[Report | MilestoneReport | Measurement],
    rows: Sequence[dict[str, Any]],
    on_progress: Callable[[int], None],
) -> None:
    for first in range(0, len(rows), PACK):
        pack = rows[first : first + PACK]
        session.execute(insert(table), pack)
        on_progress(len(pack))


def _add_reports(
    session: Session, plan: Plan, batch: Batch, reports: Sequence[NewReport], on_progress: Callable[[int], None]
) -> None:
    if not reports:
        return
    series = _series_ids(session, plan, {(one.code, one.district) for one in reports})
    rows = [
        {
            "series_id": series[one.code, one.district],
            "batch_id": batch.id,
            "recorded_at": batch.recorded_at,
            **{name: getattr(one, name) for name in _REPORT_FIELDS},
        }
        for one in reports
    ]
    _insert(session, Report, rows, on_progress)


def _project_row(project: NewProject) -> dict[str, Any]:
    """Return the row of a project with its location in WGS-84 next to the given one."""
    row = asdict(project)
    if project.given_x is None or project.given_y is None or project.crs is None:
        return row | {"longitude": None, "latitude": None}
    place = to_wgs84(project.given_x, project.given_y, Crs(project.crs))
    return row | {"longitude": place.longitude, "latitude": place.latitude}


def _add_described(
    session: Session, plan: Plan, batch: Batch, table: type[Project | Programme | Quota], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert descriptions of projects, programmes or quotas, each for the subject of its code."""
    if not rows:
        return
    subjects = _subject_ids(session, plan, {row["code"] for row in rows})
    own = [
        {name: value for name, value in row.items() if name != "code"}
        | {
            "subject_id": subjects[row["code"]],
            "batch_id": batch.id,
            "recorded_at": batch.recorded_at,
            "targets": list(row["targets"]),
        }
        for row in rows
    ]
    session.execute(insert(table), own)


def _add_milestones(
    session: Session,
    plan: Plan,
    batch: Batch,
    milestones: Sequence[NewMilestone],
    on_progress: Callable[[int], None] = lambda rows: None,
) -> None:
    _add_of_subjects(session, plan, batch, MilestoneReport, _MILESTONE_FIELDS, milestones, on_progress)


def _add_measurements(
    session: Session, plan: Plan, batch: Batch, measurements: Sequence[NewMeasurement], on_progress: Callable[[int], None]
) -> None:
    _add_of_subjects(session, plan, batch, Measurement, _MEASUREMENT_FIELDS, measurements, on_progress)


def _add_of_subjects(
    session: Session,
    plan: Plan,
    batch: Batch,
    table: type[MilestoneReport | Measurement],
    fields: Sequence[str],
    incoming: Sequence[NewMilestone | NewMeasurement],
    on_progress: Callable[[int], None],
) -> None:
    """Insert rows of a ledger that refer to a subject as a whole."""
    if not incoming:
        return
    subjects = _subject_ids(session, plan, {one.code for one in incoming})
    rows = [
        {
            "subject_id": subjects[one.code],
            "batch_id": batch.id,
            "recorded_at": batch.recorded_at,
            **{name: getattr(one, name) for name in fields},
        }
        for one in incoming
    ]
    _insert(session, table, rows, on_progress)


def _subject_ids(session: Session, plan: Plan, codes: set[str]) -> dict[str, int]:
    """Return the ids of subjects by code, adding new ones."""
    of_plan = select(Subject.code, Subject.id).where(Subject.plan_id == plan.id)
    known: dict[str, int] = dict(_rows_on(session, of_plan, sorted(codes)))
    if new := sorted(codes - known.keys()):
        session.execute(insert(Subject), [{"plan_id": plan.id, "code": code} for code in new])
        known |= dict(_rows_on(session, of_plan, new))
    return known


def _rows_on(session: Session, rows: Any, codes: Sequence[str]) -> Iterator[Any]:
    """Yield the rows of a query on the subjects of some codes, a pack of codes at a time."""
    for first in range(0, len(codes), PACK):
        yield from session.execute(rows.where(col(Subject.code).in_(codes[first : first + PACK])))


def _series_ids(session: Session, plan: Plan, keys: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the ids of series by (subject code, district code), adding new ones."""
    subjects = _subject_ids(session, plan, {code for code, _ in keys})
    of_plan = (
        select(Subject.code, Series.district, Series.id)
        .join(Series, col(Series.subject_id) == Subject.id)
        .where(Subject.plan_id == plan.id)
    )
    known = {(code, district): number for code, district, number in _rows_on(session, of_plan, sorted(subjects))}
    if new := sorted(keys - known.keys()):
        session.execute(insert(Series), [{"subject_id": subjects[code], "district": district} for code, district in new])
        added = _rows_on(session, of_plan, sorted({code for code, _ in new}))
        known |= {(code, district): number for code, district, number in added}
    return known
