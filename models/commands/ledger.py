"""Writes to the ledger. One call is one transaction, all or nothing; each increments the store's version and seals its rows.

Each write checks the required permission (RightError). If it is made on behalf of a user, it is signed by that user, whatever
``author`` is.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, func, update
from sqlmodel import Session, col, select

from models.auth.roles import Role, author_for, require
from models.commands.inserts import add_rows, add_version, id_of
from models.commands.meeting_validation import LONGEST_TEXT, clean_text
from models.commands.permissions import ALWAYS, require_contents, require_withdrawal
from models.commands.records import BatchContents, NewMilestone, NewReport
from models.errors import ConflictError, NotFoundError
from models.plan.file import PlanFile
from models.queries.withdrawn import is_counted, read_withdrawn_batches
from models.store.clock import MOST, check_clock, newest_moment, newest_of_all
from models.store.engine import writing
from models.store.hash_chain import require_sealed, seal
from models.tables import (
    Batch,
    BatchEvent,
    Decision,
    DecisionEvent,
    District,
    Item,
    Measurement,
    Meeting,
    MilestoneReport,
    Narrative,
    Plan,
    PlanPoint,
    PlanVersion,
    Programme,
    Project,
    PublishedFigure,
    PublishedSchool,
    Quota,
    Report,
    Seal,
    Section,
    Series,
    StoreState,
    Subject,
    Target,
    columns,
)
from models.text import name_of_file


def store_plan(
    engine: Engine,
    file: PlanFile,
    *,
    author: str,
    name: str,
    revise: bool = False,
    document: str | None = None,
    reason: str | None = None,
    based_on: int | None = None,
    demonstration: bool = False,
    current: bool = False,
    recorded_at: datetime | None = None,
) -> int | None:
    """Record a plan file as a new plan, or with ``revise`` as the next version of an existing one.

    Returns the number of the version; None if the newest version came from the same file. ConflictError if the code is taken and
    ``revise`` is not set, or if the newest version is another than the one the file is ``based_on``. The first plan of a store
    becomes the current one, a later one only with ``current``.
    """
    with writing(engine) as session:
        state = raise_version(session)
        require(session, Role.ADMINISTRATOR)
        plan = session.exec(select(Plan).where(Plan.code == file.plan.code)).one_or_none()
        newest = _newest_version(session, plan)
        if (in_force := _version_in_force(session, plan)) is not None and in_force.sha256 == file.sha256:
            session.rollback()
            return None
        if newest is not None and not revise:
            raise ConflictError("plan_code_taken", code=file.plan.code, title=newest.title)
        if newest is not None and based_on is not None and newest.number != based_on:
            raise ConflictError("plan_changed_meanwhile", code=file.plan.code, number=newest.number)
        if plan is None:
            plan = Plan(code=file.plan.code, demonstration=demonstration)
            session.add(plan)
            session.flush()
        note = "；".join(words for words in (document, reason) if words) or None
        number = add_plan_version(session, plan, file, author=author, name=name, document=document, note=note, at=recorded_at)
        if state.current_plan_id is None or current:
            state.current_plan_id = plan.id
        session.flush()
        seal(session.connection(), id_of(plan))
        return number


def add_plan_version(
    session: Session,
    plan: Plan,
    file: PlanFile,
    *,
    author: str,
    name: str,
    document: str | None = None,
    note: str | None = None,
    at: datetime | None = None,
) -> int:
    """Add a plan file as the next version of a plan within a transaction of ``writing``; return its number."""
    newest = _newest_version(session, plan)
    number = 1 if newest is None else newest.number + 1
    batch = _add_batch(session, plan, "plan", recorded_at=at, author=author, file_name=name, sha256=file.sha256, note=note)
    add_version(session, plan, batch, file, number, document)
    return number


def set_current_plan(engine: Engine, code: str) -> None:
    """Make a plan the current one, which is shown first."""
    with writing(engine) as session:
        state = raise_version(session)
        require(session, Role.ADMINISTRATOR)
        state.current_plan_id = find_plan(session, code).id


def store_contents(
    engine: Engine,
    plan_code: str,
    contents: BatchContents,
    *,
    author: str,
    kind: str = "report",
    file_name: str | None = None,
    sha256: str | None = None,
    note: str | None = None,
    recorded_at: datetime | None = None,
) -> int:
    """Record everything as one batch and return its id. ``recorded_at`` is for demonstration plans, whose past is fictional."""
    about: dict[str, Any] = {"author": author, "file_name": file_name, "sha256": sha256, "note": note}
    with writing(engine) as session:
        return add_contents(session, plan_code, contents, kind=kind, recorded_at=recorded_at, **about)


def add_contents(
    session: Session,
    plan_code: str,
    contents: BatchContents,
    *,
    kind: str,
    recorded_at: datetime | None = None,
    sealed: bool = True,
    on_progress: Callable[[int], None] = lambda rows: None,
    **about: Any,
) -> int:
    """Record everything as one batch within a transaction of ``writing``; ``about`` as in ``store_contents``.

    ``sealed=False`` skips the seal for transactions that are rolled back (previews). ``on_progress`` is called with the number
    of rows after each pack.
    """
    raise_version(session)
    plan = find_plan(session, plan_code)
    require_contents(session, id_of(plan), contents)
    if recorded_at is not None:
        require(session, Role.ADMINISTRATOR)
    batch = _add_batch(session, plan, kind, recorded_at=recorded_at, **about)
    add_rows(session, plan, batch, contents, on_progress)
    if sealed:
        seal(session.connection(), id_of(plan))
    return id_of(batch)


def store_reports(engine: Engine, plan_code: str, reports: Sequence[NewReport], *, author: str, **about: Any) -> int:
    """Record figures as one batch and return its id; ``about`` as in ``store_contents``."""
    return store_contents(engine, plan_code, BatchContents(reports=reports), author=author, **about)


def store_milestones(engine: Engine, plan_code: str, milestones: Sequence[NewMilestone], *, author: str, **about: Any) -> int:
    """Record dates of milestones as one batch and return its id; ``about`` as in ``store_contents``."""
    return store_contents(engine, plan_code, BatchContents(milestones=milestones), author=author, **about)


def withdraw_batch(engine: Engine, batch_id: int, *, author: str, note: str | None = None, withdrawn: bool = True) -> None:
    """Withdraw a batch, or restore it with ``withdrawn=False``. Its rows are kept, but no longer count from now on."""
    with writing(engine) as session:
        raise_version(session)
        batch = session.get(Batch, batch_id)
        if batch is None:
            raise NotFoundError("unknown_batch", batch=batch_id)
        add_withdrawal(session, batch, author=author, note=note, withdrawn=withdrawn)


def add_withdrawal(session: Session, batch: Batch, *, author: str, note: str | None = None, withdrawn: bool = True) -> None:
    """Withdraw or restore a batch within a transaction of ``writing``.

    A batch that a clock far ahead has dated is withdrawn at the true time, so that later rows need not follow it; it can only be
    recorded again, for restored it would come after them. ConflictError says so, and refuses to withdraw the only version of a
    plan; after any other the version before it is in force again.
    """
    require_withdrawal(session, batch)
    if _is_withdrawn(session, batch) is withdrawn:
        raise ConflictError("already_withdrawn" if withdrawn else "not_withdrawn", batch=batch.id)
    if withdrawn and batch.kind == "plan" and _is_only_version(session, batch):
        raise ConflictError("only_version", batch=batch.id)
    if not withdrawn and _is_out_of_turn(session, batch):
        raise ConflictError("batch_ahead", batch=batch.id)
    said: dict[str, Any] = {
        "author": clean_text("author", author_for(session, author)),
        "note": None if note is None else clean_text("note", note, LONGEST_TEXT),
    }
    at = next_moment(session, past_batches_ahead=withdrawn and _is_ahead(batch))
    session.add(BatchEvent(batch_id=id_of(batch), withdrawn=withdrawn, at=at, **said))
    session.flush()
    seal(session.connection(), batch.plan_id)


def _is_only_version(session: Session, batch: Batch) -> bool:
    """Return True if no other version of a plan is left than that of a batch."""
    others = select(PlanVersion.batch_id).where(PlanVersion.plan_id == batch.plan_id, PlanVersion.batch_id != batch.id)
    return not set(session.exec(others)) - set(read_withdrawn_batches(session, batch.plan_id, ALWAYS))


def _is_withdrawn(session: Session, batch: Batch) -> bool:
    """Return True if the last event of a batch is its withdrawal."""
    events = select(BatchEvent.withdrawn).where(BatchEvent.batch_id == batch.id)
    newest = events.order_by(col(BatchEvent.at).desc(), col(BatchEvent.id).desc())
    return bool(session.scalar(newest.limit(1)))


def _is_ahead(batch: Batch) -> bool:
    return batch.recorded_at - datetime.now(UTC) > MOST


def _is_out_of_turn(session: Session, batch: Batch) -> bool:
    """Return True if the newest event of a batch was recorded a day before the batch itself: a clock was far ahead."""
    newest = session.scalar(select(func.max(BatchEvent.at)).where(BatchEvent.batch_id == batch.id))
    return newest is not None and batch.recorded_at - newest > MOST


def delete_demonstration(engine: Engine, code: str) -> bool:
    """Delete a demonstration plan with everything that belongs to it; False if it does not exist. No other plan can be deleted.

    ConflictError if the plan of that code is a real one.
    """
    with writing(engine) as session:
        state = raise_version(session)
        require(session, Role.ADMINISTRATOR)
        plan = session.exec(select(Plan).where(Plan.code == code)).one_or_none()
        if plan is None:
            session.rollback()
            return False
        if not plan.demonstration:
            raise ConflictError("not_a_demonstration", code=code)
        if state.current_plan_id == plan.id:
            state.current_plan_id = session.exec(select(Plan.id).where(Plan.id != plan.id).order_by(Plan.code)).first()
            session.flush()
        _delete_plan(session, id_of(plan))
        return True


def _delete_plan(session: Session, plan_id: int) -> None:
    """Delete every row of a plan, referencing rows first."""
    batches = select(Batch.id).where(Batch.plan_id == plan_id).scalar_subquery()
    subjects = select(Subject.id).where(Subject.plan_id == plan_id).scalar_subquery()
    versions = select(PlanVersion.id).where(PlanVersion.plan_id == plan_id).scalar_subquery()
    targets = select(Target.id).where(col(Target.version_id).in_(versions)).scalar_subquery()
    for table in (
        Report,
        MilestoneReport,
        Measurement,
        Project,
        Programme,
        Quota,
        PublishedSchool,
        PublishedFigure,
        BatchEvent,
    ):
        session.execute(delete(table).where(columns(table).batch_id.in_(batches)))
    _delete_minutes(session, plan_id)
    session.execute(delete(Series).where(col(Series.subject_id).in_(subjects)))
    session.execute(delete(Subject).where(col(Subject.plan_id) == plan_id))
    session.execute(delete(PlanPoint).where(col(PlanPoint.target_id).in_(targets)))
    for part in (Section, District, Target, Item):
        session.execute(delete(part).where(columns(part).version_id.in_(versions)))
    for whole in (PlanVersion, Batch, Seal):
        session.execute(delete(whole).where(columns(whole).plan_id == plan_id))
    session.execute(delete(Plan).where(col(Plan.id) == plan_id))


def _delete_minutes(session: Session, plan_id: int) -> None:
    decisions = select(Decision.id).where(Decision.plan_id == plan_id).scalar_subquery()
    session.execute(delete(DecisionEvent).where(col(DecisionEvent.decision_id).in_(decisions)))
    for written in (Decision, Narrative, Meeting):
        session.execute(delete(written).where(columns(written).plan_id == plan_id))


#: Key of ``session.info``: set once a transaction of ``writing`` has been found to begin with every row sealed.
_SEALED_BEFORE = "sealed_before"


def raise_version(session: Session) -> StoreState:
    """Increment the store's version; the update of its row also serialises writers in PostgreSQL.

    The first call of a transaction refuses the write if the seals do not end where the rows end (StoreError), so that the
    seal at its end covers its own rows alone.
    """
    session.execute(update(StoreState).values(version=col(StoreState.version) + 1))
    if not session.info.get(_SEALED_BEFORE):
        require_sealed(session.connection())
        session.info[_SEALED_BEFORE] = True
    return session.exec(select(StoreState)).one()


def find_plan(session: Session, code: str) -> Plan:
    """Return the plan of a code. NotFoundError if no plan has it."""
    plan = session.exec(select(Plan).where(Plan.code == code)).one_or_none()
    if plan is None:
        raise NotFoundError("unknown_plan", code=code)
    return plan


def _newest_version(session: Session, plan: Plan | None) -> PlanVersion | None:
    if plan is None:
        return None
    newest = select(PlanVersion).where(PlanVersion.plan_id == plan.id).order_by(col(PlanVersion.number).desc())
    return session.exec(newest).first()


def _version_in_force(session: Session, plan: Plan | None) -> PlanVersion | None:
    """Return the newest version of a plan that was not withdrawn."""
    if plan is None:
        return None
    withdrawn = read_withdrawn_batches(session, id_of(plan), ALWAYS)
    counted = select(PlanVersion).where(PlanVersion.plan_id == plan.id, is_counted(col(PlanVersion.batch_id), withdrawn))
    return session.exec(counted.order_by(col(PlanVersion.number).desc())).first()


def next_moment(session: Session, *, past_batches_ahead: bool = False) -> datetime:
    """Return the time to record: now, but always after any row, even if the clock was set back.

    StoreError if the clock is more than a day wrong. Where rows are further ahead than that, and the clock is confirmed, only
    those count that are compared with new ones; ``past_batches_ahead`` passes over the batches among them.
    """
    now = datetime.now(UTC)
    check_clock(session, now)
    last = newest_of_all(session)
    if last is not None and last - now > MOST:
        last = newest_moment(session, at_most=now + MOST if past_batches_ahead else None)
    return now if last is None or now > last else last + timedelta(microseconds=1)


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
        plan_id=id_of(plan),
        kind=kind,
        recorded_at=recorded_at or next_moment(session),
        author=clean_text("author", author_for(session, author)),
        file_name=None if file_name is None else name_of_file(file_name),
        sha256=sha256,
        note=None if note is None else clean_text("note", note, LONGEST_TEXT),
    )
    session.add(batch)
    session.flush()
    return batch
