"""Integrity check of the store: its file, schema, references, the hash chains over every row, and anchors kept outside."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import Engine, func, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from models.errors import StoreError
from models.i18n import say
from models.queries import read_store_version
from models.store.anchors import Anchor, Difference, find_differences
from models.store.engine import reading
from models.store.hash_chain import find_breaks
from models.store.migrate import versions
from models.store.private_files import is_open_to_others
from models.store.schema import find_schema_changes
from models.tables import (
    Batch,
    Decision,
    District,
    Item,
    Measurement,
    Meeting,
    MilestoneReport,
    Narrative,
    PlanVersion,
    Programme,
    Project,
    PublishedFigure,
    PublishedSchool,
    Quota,
    Report,
    Series,
    Subject,
    Target,
    columns,
)

#: A check of the store: yields the place of each damage, and a sentence about it.
Question = Callable[[Session, str], Iterator[tuple[str, str]]]


def find_damage(engine: Engine, language: str, anchors: Sequence[Anchor] = ()) -> list[str]:
    """Return the damages of the store, one sentence each; an empty list if it is sound and goes on from all ``anchors``.

    ``engine`` may come from ``reach_store``: nothing is created, migrated or written. StoreError if no store exists, or if it is
    newer than this program.
    """
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).is_file():
        raise StoreError("no_store", where=engine.url.database)
    # With a broken file or another schema version, the answers of the other checks would be meaningless.
    damage = _asked(engine, language, _file_damage) or _asked(engine, language, _version_damage)
    if not damage:
        questions = [_schema_damage, _reference_damage, _ledger_damage, _minutes_damage, _chain_damage, _differs_from(anchors)]
        damage = [one for question in questions for one in _asked(engine, language, question)]
    return [say("check.damaged", language, where=where, detail=detail) for where, detail in damage]


def find_notices(engine: Engine, language: str) -> list[str]:
    """Return what is no damage but should be changed, one sentence each: a file that every user of the computer may read."""
    path = Path(str(engine.url.database))
    if engine.dialect.name != "sqlite" or not is_open_to_others(path):
        return []
    return [say("check.open_to_others", language, file=path)]


def _asked(engine: Engine, language: str, question: Question) -> list[tuple[str, str]]:
    """Return the answers of one check. If damage prevents the store from answering, the error is the answer."""
    try:
        with reading(engine) as session:
            return list(question(session, language))
    except StoreError as error:
        if error.key != "store_damaged":
            raise
        detail = str(error.__cause__)
    except (DBAPIError, sqlite3.Error, ValueError, TypeError) as error:
        detail = str(error)
    return [("store", say("check.unreadable", language, detail=detail.split("\n")[0]))]


def _version_damage(session: Session, language: str) -> Iterator[tuple[str, str]]:
    found, known = versions(session.connection())
    if found != known:
        yield "alembic_version", say("check.older", language, found=found, known=known)


def _schema_damage(session: Session, language: str) -> Iterator[tuple[str, str]]:
    for one in find_schema_changes(session.connection()):
        yield one.name, say(f"check.schema_{one.change}", language, kind=one.kind)


def _differs_from(anchors: Sequence[Anchor]) -> Question:
    def differences(session: Session, language: str) -> Iterator[tuple[str, str]]:
        for one in find_differences(session.connection(), anchors):
            if one.is_damage:
                yield _chain_name(one, language), _difference(one, language)

    return differences


def find_other_demonstrations(engine: Engine, language: str, anchors: Sequence[Anchor]) -> list[str]:
    """Return a sentence for each demonstration plan that does not go on from the anchors, which is no damage."""
    with reading(engine) as session:
        found = find_differences(session.connection(), anchors)
    return [say("check.demonstration", language, plan=one.chain.plan) for one in found if not one.is_damage]


def _chain_name(one: Difference, language: str) -> str:
    return one.chain.plan or say("check.staff", language)


def _difference(one: Difference, language: str) -> str:
    values = {"at": f"{one.at:%Y-%m-%d %H:%M} UTC", "line": one.line, "n": one.chain.number, "found": one.found}
    return say(f"check.anchor_{one.kind}", language, **values)


def _file_damage(session: Session, _: str) -> Iterator[tuple[str, str]]:
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
    for table in (Report, MilestoneReport, Measurement, PublishedSchool, PublishedFigure):
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
    """Yield tables with decisions or narratives of a meeting that does not exist."""
    meetings = {tuple(row) for row in session.execute(select(Meeting.plan_id, Meeting.number))}
    for table in (Decision, Narrative):
        rows = session.execute(select(table.plan_id, table.meeting).where(col(table.meeting).is_not(None)))
        n = sum(tuple(row) not in meetings for row in rows)
        if n:
            yield str(table.__tablename__), say("check.unknown_meeting", language, n=n)


def _chain_damage(session: Session, language: str) -> Iterator[tuple[str, str]]:
    for one in find_breaks(session.connection()):
        yield one.table, say(f"check.{one.kind}", language, n=one.rows, first=one.first, last=one.last)


def describe(engine: Engine, language: str) -> str:
    """Return a one-line summary of a sound store."""
    with reading(engine) as session:
        reports = session.scalar(select(func.count()).select_from(Report)) or 0
        batches = session.scalar(select(func.count()).select_from(Batch)) or 0
        return say("check.ok", language, reports=reports, batches=batches, version=read_store_version(session))
