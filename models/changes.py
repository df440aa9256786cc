"""Every write. One call is one transaction: all of it or nothing; each raises the store's version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Engine, func, insert, update
from sqlmodel import Session, col, select

from models.errors import ConflictError, NotFoundError
from models.plans import PlanFile, TargetPart
from models.store import writing
from models.tables import (
    Batch,
    BatchEvent,
    District,
    Item,
    MilestoneReport,
    Plan,
    PlanPoint,
    PlanVersion,
    Report,
    Section,
    Series,
    StoreState,
    Subject,
    Target,
)


@dataclass(frozen=True, slots=True)
class NewReport:
    """A figure to be recorded: a value, or numerator over denominator. ``district`` is a code, ``""`` the whole city."""

    code: str
    as_of: date
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    district: str = ""
    origin: str = "reported"
    source: str | None = None
    grade: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NewMilestone:
    """A date of a milestone to be recorded; ``day`` None takes an earlier one back."""

    code: str
    milestone: str
    aspect: str
    day: date | None
    as_of: date
    position: int = 0
    origin: str = "reported"
    source: str | None = None
    note: str | None = None


def store_plan(
    engine: Engine,
    file: PlanFile,
    *,
    author: str,
    name: str,
    revise: bool = False,
    document: str | None = None,
    demonstration: bool = False,
) -> int | None:
    """Record a plan file as a new plan, or with ``revise`` as the next version of one that is there.

    Returns the number of the version; None where the newest version came from the very same file. ConflictError where the
    code is taken and ``revise`` was not asked for. The first plan of a store becomes the current one.
    """
    with writing(engine) as session:
        state = _raise_version(session)
        plan = session.exec(select(Plan).where(Plan.code == file.plan.code)).one_or_none()
        newest = _newest_version(session, plan)
        if newest is not None and newest.sha256 == file.sha256:
            session.rollback()
            return None
        if newest is not None and not revise:
            raise ConflictError("plan_code_taken", code=file.plan.code, title=newest.title)
        if plan is None:
            plan = Plan(code=file.plan.code, demonstration=demonstration)
            session.add(plan)
            session.flush()
        number = 1 if newest is None else newest.number + 1
        batch = _add_batch(session, plan, "plan", author=author, file_name=name, sha256=file.sha256, note=document)
        _add_version(session, plan, batch, file, number, document)
        if state.current_plan_id is None:
            state.current_plan_id = plan.id
        return number


def set_current_plan(engine: Engine, code: str) -> None:
    """Make a plan the one that is shown first."""
    with writing(engine) as session:
        _raise_version(session).current_plan_id = _plan(session, code).id


def store_reports(
    engine: Engine,
    plan_code: str,
    reports: Sequence[NewReport],
    *,
    author: str,
    kind: str = "report",
    file_name: str | None = None,
    sha256: str | None = None,
    note: str | None = None,
    recorded_at: datetime | None = None,
) -> int:
    """Record figures as one batch and return its id. ``recorded_at`` is for demonstration plans, whose past is made up."""
    with writing(engine) as session:
        _raise_version(session)
        plan = _plan(session, plan_code)
        batch = _add_batch(
            session, plan, kind, author=author, file_name=file_name, sha256=sha256, note=note, recorded_at=recorded_at
        )
        series = _series_ids(session, plan, {(one.code, one.district) for one in reports})
        session.execute(
            insert(Report),
            [
                {
                    "series_id": series[one.code, one.district],
                    "batch_id": batch.id,
                    "recorded_at": batch.recorded_at,
                    **{name: getattr(one, name) for name in _REPORT_FIELDS},
                }
                for one in reports
            ],
        )
        return _id(batch)


_REPORT_FIELDS = ("as_of", "value", "numerator", "denominator", "origin", "source", "grade", "note")
_MILESTONE_FIELDS = ("milestone", "aspect", "day", "as_of", "position", "origin", "source", "note")


def store_milestones(
    engine: Engine,
    plan_code: str,
    milestones: Sequence[NewMilestone],
    *,
    author: str,
    kind: str = "report",
    recorded_at: datetime | None = None,
) -> int:
    """Record dates of milestones as one batch and return its id."""
    with writing(engine) as session:
        _raise_version(session)
        plan = _plan(session, plan_code)
        batch = _add_batch(session, plan, kind, author=author, recorded_at=recorded_at)
        _add_milestones(session, plan, batch, milestones)
        return _id(batch)


def withdraw_batch(engine: Engine, batch_id: int, *, author: str, note: str | None = None, withdrawn: bool = True) -> None:
    """Take a batch back, or with ``withdrawn=False`` bring it back in. Its rows stay; they no longer count from now on."""
    with writing(engine) as session:
        _raise_version(session)
        if session.get(Batch, batch_id) is None:
            raise NotFoundError("unknown_batch", batch=batch_id)
        session.add(BatchEvent(batch_id=batch_id, withdrawn=withdrawn, at=_now(session), author=author, note=note))


def _raise_version(session: Session) -> StoreState:
    """Raise the store's version; its row also makes writers wait for each other in PostgreSQL."""
    session.execute(update(StoreState).values(version=col(StoreState.version) + 1))
    return session.exec(select(StoreState)).one()


def _plan(session: Session, code: str) -> Plan:
    plan = session.exec(select(Plan).where(Plan.code == code)).one_or_none()
    if plan is None:
        raise NotFoundError("unknown_plan", code=code)
    return plan


def _newest_version(session: Session, plan: Plan | None) -> PlanVersion | None:
    if plan is None:
        return None
    newest = select(PlanVersion).where(PlanVersion.plan_id == plan.id).order_by(col(PlanVersion.number).desc())
    return session.exec(newest).first()


def _now(session: Session) -> datetime:
    """The time to record: now, but never before anything already recorded, even where the clock was set back."""
    last = max(
        (moment for moment in (session.scalar(select(func.max(column))) for column in _MOMENTS) if moment),
        default=None,
    )
    now = datetime.now(UTC)
    return now if last is None or now > last else last + timedelta(microseconds=1)


_MOMENTS = (Batch.recorded_at, BatchEvent.at)


def _add_batch(
    session: Session,
    plan: Plan,
    kind: str,
    *,
    author: str,
    file_name: str | None = None,
    sha256: str | None = None,
    note: str | None = None,
    recorded_at: datetime | None = None,
) -> Batch:
    batch = Batch(
        plan_id=_id(plan),
        kind=kind,
        recorded_at=recorded_at or _now(session),
        author=author,
        file_name=file_name,
        sha256=sha256,
        note=note,
    )
    session.add(batch)
    session.flush()
    return batch


def _id(row: Plan | Batch | PlanVersion) -> int:
    assert row.id is not None, "the row was flushed"
    return row.id


def _add_version(session: Session, plan: Plan, batch: Batch, file: PlanFile, number: int, document: str | None) -> None:
    head, rules = file.plan, file.plan.rules
    version = PlanVersion(
        plan_id=_id(plan),
        batch_id=_id(batch),
        number=number,
        sha256=file.sha256,
        document=document,
        **head.model_dump(include={"city", "city_en", "year", "title", "title_en", "theme", "source"}),
        start=head.first_day,
        on_track_of_whole=rules.on_track[0],
        on_track_of_expected=rules.on_track[1],
        at_risk_of_whole=rules.at_risk[0],
        at_risk_of_expected=rules.at_risk[1],
        margin=rules.margin,
        geography=head.geography.model_dump(exclude_none=True),
        kinds=[one.model_dump(exclude_none=True) for one in head.kinds],
        posts=[one.model_dump(exclude_none=True) for one in head.posts],
    )
    session.add(version)
    session.flush()
    version_id = _id(version)
    for position, section in enumerate(file.sections):
        session.add(Section(version_id=version_id, position=position, **section.model_dump()))
    for position, district in enumerate(head.districts):
        fields = district.model_dump() | {"short": district.short or district.name, "aliases": list(district.aliases)}
        session.add(District(version_id=version_id, position=position, **fields))
    for position, target in enumerate(file.targets):
        _add_target(session, version_id, position, target)
    _subject_ids(session, plan, {code for target in file.targets for code in _codes(target)})
    _add_milestones(session, plan, batch, list(_gates(file)))


_TARGET_FIELDS = set(TargetPart.model_fields) - {"plan", "items", "gates", "suspended"}


def _add_target(session: Session, version_id: int, position: int, part: TargetPart) -> None:
    target = Target(
        version_id=version_id,
        position=position,
        suspended_document=part.suspended.document if part.suspended else None,
        suspended_since=part.suspended.since if part.suspended else None,
        **part.model_dump(include=_TARGET_FIELDS),
    )
    session.add(target)
    session.flush()
    assert target.id is not None, "the row was flushed"
    for point in part.plan:
        session.add(PlanPoint(target_id=target.id, by=point.by, value=point.value))
    for number, name in enumerate(part.items, start=1):
        code = part.item_code(number)
        session.add(Item(version_id=version_id, target=part.code, position=number, code=code, name=name))


def _codes(target: TargetPart) -> list[str]:
    return [target.code, *(target.item_code(number) for number in range(1, len(target.items) + 1))]


def _gates(file: PlanFile) -> Iterable[NewMilestone]:
    """The gates of the plan file as baselines: of each item where the target has items, else of the target itself."""
    for target in file.targets:
        for code in _codes(target)[1:] or [target.code]:
            for position, gate in enumerate(target.gates):
                yield NewMilestone(code, gate.name, "baseline", gate.by, file.plan.first_day, position, origin="plan")


def _add_milestones(session: Session, plan: Plan, batch: Batch, milestones: Sequence[NewMilestone]) -> None:
    if not milestones:
        return
    subjects = _subject_ids(session, plan, {one.code for one in milestones})
    rows = [
        {
            "subject_id": subjects[one.code],
            "batch_id": batch.id,
            "recorded_at": batch.recorded_at,
            **{name: getattr(one, name) for name in _MILESTONE_FIELDS},
        }
        for one in milestones
    ]
    session.execute(insert(MilestoneReport), rows)


def _subject_ids(session: Session, plan: Plan, codes: set[str]) -> dict[str, int]:
    """The ids of subjects by code; those that are new are added."""
    known = dict(session.exec(select(Subject.code, Subject.id).where(Subject.plan_id == plan.id)).all())
    if new := sorted(codes - known.keys()):
        session.execute(insert(Subject), [{"plan_id": plan.id, "code": code} for code in new])
        known = dict(session.exec(select(Subject.code, Subject.id).where(Subject.plan_id == plan.id)).all())
    return {code: number for code, number in known.items() if number is not None}


def _series_ids(session: Session, plan: Plan, keys: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The ids of series by (subject code, district code); those that are new are added."""
    subjects = _subject_ids(session, plan, {code for code, _ in keys})
    of_plan = (
        select(Subject.code, Series.district, Series.id)
        .join(Series, col(Series.subject_id) == Subject.id)
        .where(Subject.plan_id == plan.id)
    )
    known = {(code, district): number for code, district, number in session.exec(of_plan).all()}
    if new := sorted(keys - known.keys()):
        session.execute(insert(Series), [{"subject_id": subjects[code], "district": district} for code, district in new])
        known = {(code, district): number for code, district, number in session.exec(of_plan).all()}
    return {key: number for key, number in known.items() if number is not None}
