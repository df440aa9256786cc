"""Reads of batches: the batches, their rows, later batches on the same subjects, and withdrawn content."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Integer, Select, and_, cast, func, literal, not_, null, select, union_all
from sqlmodel import Session

from models.queries.common import batches, measurements, read_frame, reports, steps, subjects
from models.queries.figures import figure_columns
from models.queries.withdrawn import is_counted, read_withdrawn_batches
from models.store.clock import knowledge_time_now
from models.tables import (
    Batch,
    Measurement,
    MilestoneReport,
    Programme,
    Project,
    PublishedFigure,
    PublishedSchool,
    Quota,
    Report,
    Subject,
    columns,
)

_OF_SUBJECTS = (Report, MilestoneReport, Measurement, Project, Programme, Quota)


def read_batches(session: Session, plan_id: int, *, limit: int | None = None) -> pd.DataFrame:
    """Return the batches of a plan, newest first: id, kind, recorded_at, author, file_name, note, rows, is_withdrawn."""
    withdrawn = read_withdrawn_batches(session, plan_id, knowledge_time_now(session))
    newest_first = (batches.recorded_at.desc(), batches.id.desc())
    wanted = select(batches.id).where(batches.plan_id == plan_id).order_by(*newest_first).limit(limit).subquery()
    own = [columns(table) for table in (*_OF_SUBJECTS, PublishedSchool, PublishedFigure)]
    counted = (
        select(one.batch_id, func.count().label("rows")).where(one.batch_id.in_(select(wanted.c.id))).group_by(one.batch_id)
        for one in own
    )
    counts = union_all(*counted).subquery().c
    totals = select(counts.batch_id, cast(func.sum(counts.rows), Integer).label("rows")).group_by(counts.batch_id).subquery()
    found = (
        select(
            batches.id,
            batches.kind,
            batches.recorded_at,
            batches.author,
            batches.file_name,
            batches.note,
            func.coalesce(totals.c.rows, 0).label("rows"),
            not_(is_counted(batches.id, withdrawn)).label("is_withdrawn"),
        )
        .outerjoin(totals, totals.c.batch_id == batches.id)
        .where(batches.id.in_(select(wanted.c.id)))
        .order_by(*newest_first)
    )
    return read_frame(session, found)


def read_batch_rows(session: Session, batch_id: int, *, limit: int = 2000) -> pd.DataFrame:
    """Return all rows of one batch: the columns of ``read_history``, then what, aspect, said.

    For a figure the last three are None; for a date they are its milestone, aspect and day, for a measurement its name and value,
    for a description its name and most telling field. At most ``limit`` rows per table.
    """
    nothing = (null().label("what"), null().label("aspect"), null().label("said"))
    figures = read_frame(
        session,
        figure_columns(batches.author, batches.file_name, literal(True).label("counts"), *nothing)
        .join(Batch, reports.batch_id == batches.id)
        .where(reports.id.in_(_first_of(reports, batch_id, limit)))
        .order_by(reports.id),
    )
    said = [
        select(
            subjects.code,
            steps.as_of,
            steps.milestone.label("what"),
            steps.aspect,
            steps.day.label("said"),
            steps.origin,
            steps.source,
            steps.note,
        )
        .join(Subject, steps.subject_id == subjects.id)
        .where(steps.id.in_(_first_of(steps, batch_id, limit)))
        .order_by(steps.id),
        select(
            subjects.code,
            measurements.as_of,
            measurements.measure.label("what"),
            measurements.value.label("said"),
            measurements.origin,
        )
        .join(Subject, measurements.subject_id == subjects.id)
        .where(measurements.id.in_(_first_of(measurements, batch_id, limit)))
        .order_by(measurements.id),
        *(_described_in(table, what, value, batch_id).limit(limit) for table, what, value in _DESCRIBED),
        *(rows.limit(limit) for rows in _published_in(batch_id)),
    ]
    batch = session.execute(select(batches.recorded_at, batches.author, batches.file_name).where(batches.id == batch_id)).one()
    others = [
        {"district": "", "counts": True, **batch._mapping, **row} for rows in said for row in session.execute(rows).mappings()
    ]
    noted = pd.DataFrame(others, columns=figures.columns, dtype=object).astype(object)
    noted = noted.where(noted.notna(), None)
    return noted if figures.empty else figures if noted.empty else pd.concat([figures, noted], ignore_index=True)


def _first_of(ledger: Any, batch_id: int, limit: int) -> Select[Any]:
    """Build the query for the ids of the first rows of a batch.

    They are sorted by an expression: by the id itself, PostgreSQL would look for the first of them along the key of the ledger.
    """
    return select(ledger.id).where(ledger.batch_id == batch_id).order_by(ledger.id + 0).limit(limit)


#: Tables of descriptions, each with the columns used as name and as most telling field in the list of a batch's rows.
_DESCRIBED: tuple[tuple[type[Project | Programme | Quota], str, str], ...] = (
    (Project, "name", "district"),
    (Programme, "name", "school"),
    (Quota, "post", "quota"),
)


def _described_in(table: type[Project | Programme | Quota], what: str, value: str, batch_id: int) -> Select[Any]:
    own = columns(table)
    chosen = select(subjects.code, null().label("as_of"), own[what].label("what"), own[value].label("said"), own.origin)
    return chosen.join(Subject, own.subject_id == subjects.id).where(own.batch_id == batch_id)


def _published_in(batch_id: int) -> Iterator[Select[Any]]:
    """Yield the queries for the published schools and figures of a batch, as ``read_batch_rows`` returns them."""
    school, figure = columns(PublishedSchool), columns(PublishedFigure)
    origin = literal("published").label("origin")
    about = (school.name.label("what"), school.state.label("said"), school.source, school.note)
    yield select(school.code, school.district, school.state_on.label("as_of"), *about, origin).where(school.batch_id == batch_id)
    about = (figure.measure.label("what"), figure.value.label("said"), figure.source, figure.note)
    yield select(figure.target.label("code"), null().label("as_of"), *about, origin).where(figure.batch_id == batch_id)


def read_dependent_batches(session: Session, batch_id: int) -> pd.DataFrame:
    """Return the later counted batches on the same subjects as a batch: id, recorded_at, author, file_name, rows in common."""
    plan_id = session.execute(select(batches.plan_id).where(batches.id == batch_id)).scalar_one()
    withdrawn = read_withdrawn_batches(session, plan_id, knowledge_time_now(session))
    shared: dict[int, int] = {}
    for table, same in ((Report, ("series_id",)), (MilestoneReport, ("subject_id", "milestone")), (Measurement, _MEASURED)):
        own, other = columns(table), table.metadata.tables[str(table.__tablename__)].alias("other").c
        rows = session.execute(
            select(other.batch_id, func.count())
            .select_from(table)
            .join(other.id.table, and_(*(other[name] == own[name] for name in same)))
            .where(own.batch_id == batch_id, other.batch_id > batch_id, is_counted(other.batch_id, withdrawn))
            .group_by(other.batch_id)
        )
        for batch, n in rows:
            shared[batch] = shared.get(batch, 0) + n
    found = (
        select(batches.id, batches.recorded_at, batches.author, batches.file_name)
        .where(batches.id.in_(list(shared)))
        .order_by(batches.id)
    )
    frame = read_frame(session, found)
    return frame.assign(rows=[shared[batch] for batch in frame["id"]])


_MEASURED = ("subject_id", "measure")


def read_withdrawn_facts(session: Session, plan_id: int, codes: Sequence[str]) -> pd.DataFrame:
    """Return the rows of withdrawn batches for the given subjects, in the order of the batches.

    ``what`` is "figure", "date" (of the milestone ``name``, with its ``aspect``) or "measure" (``name``); then come the numbers
    or the ``day``, a ``note`` (figures only), and the batch.
    """
    withdrawn = read_withdrawn_batches(session, plan_id, knowledge_time_now(session))
    found: list[dict[str, Any]] = []
    figures = figure_columns(reports.batch_id).where(reports.batch_id.in_(withdrawn))
    dates = (
        select(subjects.code, steps.milestone.label("name"), steps.aspect, steps.as_of, steps.day, steps.batch_id)
        .join(Subject, steps.subject_id == subjects.id)
        .where(steps.batch_id.in_(withdrawn))
    )
    measured = (
        select(subjects.code, measurements.measure.label("name"), measurements.as_of, measurements.value, measurements.batch_id)
        .join(Subject, measurements.subject_id == subjects.id)
        .where(measurements.batch_id.in_(withdrawn))
    )
    for what, rows in (("figure", figures), ("date", dates), ("measure", measured)) if withdrawn else ():
        own = rows.where(subjects.plan_id == plan_id, subjects.code.in_(codes))
        found += [{"what": what, "district": "", **row} for row in session.execute(own).mappings()]
    found.sort(key=lambda row: int(row["batch_id"]))
    return pd.DataFrame([{name: row.get(name) for name in _TAKEN_BACK} for row in found], columns=_TAKEN_BACK, dtype=object)


_TAKEN_BACK = [
    "what",
    "code",
    "district",
    "name",
    "aspect",
    "as_of",
    "value",
    "numerator",
    "denominator",
    "day",
    "note",
    "batch_id",
]
