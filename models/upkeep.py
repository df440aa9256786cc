"""What ships with the program: the plans and their published results."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from models.changes import store_plan, store_reports
from models.entries import read_entries, reports_from
from models.plans import read_plan_file
<<<<<<< HEAD
from models.queries import read_plan, read_plans, read_store_version
from models.rights import Role, require
=======
from models.queries import read_plan, read_plans
>>>>>>> 8b1d207 (Chain: every write seals what it added; check names what is missing, added or altered)
from models.settings import DATA
from models.store import reading

#: Who the log names as author of what the program itself brings.
PROGRAM = "sanbiao"


def load_shipped(engine: Engine) -> list[str]:
    """Load the plans of ``data/plans`` that the store does not hold yet, each with its published results; their codes."""
    with reading(engine) as session:
        known = set(read_plans(session)["code"])
    loaded = []
    for path in sorted((DATA / "plans").glob("*.yaml")):
        file = read_plan_file(path)
        if file.plan.code not in known:
            store_plan(engine, file, author=PROGRAM, name=path.name)
            _load_published(engine, file.plan.code)
            loaded.append(file.plan.code)
    return loaded


def _load_published(engine: Engine, code: str) -> None:
    path = DATA / "published" / f"{code}.csv"
    if not path.exists():
        return
    now = datetime.now(UTC)
    with reading(engine) as session:
        view = read_plan(session, code, now)
    reports = reports_from(read_entries(path), view, today=now.date(), origin="published")
    store_reports(engine, code, reports, author=PROGRAM, kind="published", file_name=path.name)
<<<<<<< HEAD


def find_damage(engine: Engine, language: str) -> list[str]:
    """What is wrong with the store, a sentence each; an empty list where it is sound."""
    with reading(engine) as session:
        # In a broken file the answers to any other question mean nothing.
        damage = list(_file_damage(session)) or [
            *_reference_damage(session, language),
            *_ledger_damage(session, language),
            *_minutes_damage(session, language),
        ]
    return [say("check.damaged", language, where=where, detail=detail) for where, detail in damage]


def _file_damage(session: Session) -> Iterator[tuple[str, str]]:
    if session.get_bind().dialect.name != "sqlite":
        return
    for (line,) in session.execute(text("PRAGMA integrity_check")):
        if line != "ok":
            yield "integrity_check", str(line)


def _reference_damage(session: Session, language: str) -> Iterator[tuple[str, str]]:
    if session.get_bind().dialect.name != "sqlite":
        return
    broken = session.execute(text("PRAGMA foreign_key_check")).all()
    for table in sorted({row[0] for row in broken}):
        yield table, say("check.foreign_key", language, n=sum(row[0] == table for row in broken))


def _ledger_damage(session: Session, language: str) -> Iterator[tuple[str, str]]:
    for table in (Report, MilestoneReport, Measurement):
        n = session.scalar(
            select(func.count())
            .select_from(table)
            .join(Batch, col(table.batch_id) == Batch.id)
            .where(table.recorded_at != Batch.recorded_at)
        )
        if n:
            yield str(table.__tablename__), say("check.recorded_at", language, n=n)
    known = select(Target.code, PlanVersion.plan_id).join(PlanVersion, col(Target.version_id) == PlanVersion.id)
    items = select(Item.code, PlanVersion.plan_id).join(PlanVersion, col(Item.version_id) == PlanVersion.id)
    described = [
        select(Subject.code, Subject.plan_id).where(col(Subject.id).in_(select(columns(table).subject_id)))
        for table in (Project, Programme, Quota)
    ]
    in_plan = {tuple(row) for row in session.execute(known.union(items, *described))}
    lost = [row for row in session.execute(select(Subject.code, Subject.plan_id)) if tuple(row) not in in_plan]
    if lost:
        yield "subject", say("check.unknown_subject", language, n=len(lost))
    districts = {
        tuple(row)
        for row in session.execute(
            select(District.code, PlanVersion.plan_id).join(PlanVersion, col(District.version_id) == PlanVersion.id)
        )
    }
    of_series = session.execute(
        select(Series.district, Subject.plan_id).join(Subject, col(Series.subject_id) == Subject.id).where(Series.district != "")
    )
    strange = [row for row in of_series if tuple(row) not in districts]
    if strange:
        yield "series", say("check.district", language, n=len(strange))


def _minutes_damage(session: Session, language: str) -> Iterator[tuple[str, str]]:
    """Decisions and narratives of a meeting that does not exist."""
    meetings = {tuple(row) for row in session.execute(select(Meeting.plan_id, Meeting.number))}
    for table in (Decision, Narrative):
        rows = session.execute(select(table.plan_id, table.meeting).where(col(table.meeting).is_not(None)))
        n = sum(tuple(row) not in meetings for row in rows)
        if n:
            yield str(table.__tablename__), say("check.unknown_meeting", language, n=n)


def describe(engine: Engine, language: str) -> str:
    """One line about a sound store."""
    with reading(engine) as session:
        reports = session.scalar(select(func.count()).select_from(Report)) or 0
        batches = session.scalar(select(func.count()).select_from(Batch)) or 0
        return say("check.ok", language, reports=reports, batches=batches, version=read_store_version(session))


def back_up(engine: Engine, target: Path) -> None:
    """Write a copy of the SQLite store to ``target``, safe while others write; an existing file is never overwritten.

    An administrator's: the copy holds the hashes of passwords.
    """
    _require_administrator(engine)
    path = _sqlite_path(engine)
    if target.exists():
        raise StoreError("backup_exists", file=target)
    unfinished = target.with_name(target.name + ".part")
    try:
        with store_errors(engine), closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, which can also be read where nothing can be written
        os.replace(unfinished, target)
    except (OSError, StoreError):
        with suppress(OSError):
            unfinished.unlink()
        raise StoreError("backup_unwritable", file=target) from None


def restore(engine: Engine, source: Path) -> Path | None:
    """Put the backup at ``source`` in the place of the store; returns where the store as it was till now is kept.

    ``engine`` comes from ``reach_store``: a store that is missing (None is returned), damaged or too new can be replaced.
    A damaged file is moved aside, so that programs which have it open have to be restarted.
    """
    _require_administrator(engine)
    path = _sqlite_path(engine)
    _check_backup(source)
    kept = path.with_name(f"{path.stem}-before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{path.suffix}")
    existed = path.exists()
    version = _keep(engine, path, kept) if existed else 0
    with store_errors(engine), closing(_read_only(source)) as backup, closing(sqlite3.connect(path, timeout=15)) as live:
        backup.backup(live)
    engine.dispose()
    open_store(engine.url.render_as_string(hide_password=False)).dispose()
    # Caches go by the store's version: it must not come back to a number they have seen.
    with store_errors(engine), engine.begin() as connection:
        connection.execute(text("UPDATE store_state SET version = max(version, :seen) + 1"), {"seen": version})
    return kept if existed else None


def _require_administrator(engine: Engine) -> None:
    with Session(engine) as session:
        require(session, Role.ADMINISTRATOR)


def _keep(engine: Engine, path: Path, kept: Path) -> int:
    """Keep the store under another name; its version, 0 where it has none or it cannot be read."""
    try:
        version = _version(engine)
        back_up(engine, kept)
        return version
    except StoreError as error:
        if error.key != "store_damaged":
            raise
    engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.replace(f"{path}{suffix}", f"{kept}{suffix}")
    return 0


def _version(engine: Engine) -> int:
    with reading(engine) as session:
        return read_store_version(session) if inspect(session.connection()).has_table("store_state") else 0


def _check_backup(source: Path) -> None:
    try:
        if not source.is_file():
            raise StoreError("not_a_backup", file=source)
        with closing(_read_only(source)) as backup:
            sound = backup.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            revision = backup.execute("SELECT version_num FROM alembic_version").fetchone()
            backup.execute("SELECT version FROM store_state").fetchone()
    except sqlite3.Error:
        raise StoreError("not_a_backup", file=source) from None
    if not sound or revision is None:
        raise StoreError("not_a_backup", file=source)
    if not list((MIGRATIONS / "versions").glob(f"{revision[0]}*.py")):
        raise StoreError("store_too_new", where=source, revision=revision[0])


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _sqlite_path(engine: Engine) -> Path:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise StoreError("not_sqlite")
    return Path(engine.url.database)
=======
>>>>>>> 8b1d207 (Chain: every write seals what it added; check names what is missing, added or altered)
