"""The hash chain of seals, which reveals missing, added or altered rows of the ledger.

Every write seals the rows it added, in its own transaction: one **seal** per table, over the rows of one plan with ids greater
than ``after`` and at most ``until``. A seal holds the number of these rows, the SHA-256 of their content, and the SHA-256 of
itself together with the preceding seal of the same plan, so that a missing seal is detected, too. Removing a plan removes its
seals; the chains of other plans do not depend on it. Accounts and passwords belong to no plan and have a chain of their own.

No write seals rows that it did not add: it is refused if it finds any that no seal covers. Whoever can write the store and has
this program can still compute a whole chain anew; only an anchor kept elsewhere shows that (see ``anchors``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import CompoundSelect, Connection, MetaData, Row, func, insert, inspect, literal, select, type_coerce, union_all
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import NullType

from models.errors import StoreError
from models.store.row_hash import RowHasher, as_stored, line, stream
from models.tables import Base

#: Sealed tables, with the column through which each row belongs to its plan.
OWNERS = {
    "plan": ("id", "plan"),
    "batch": ("plan_id", "plan"),
    "batch_event": ("batch_id", "batch"),
    "plan_version": ("plan_id", "plan"),
    "section": ("version_id", "plan_version"),
    "district": ("version_id", "plan_version"),
    "target": ("version_id", "plan_version"),
    "plan_point": ("target_id", "target"),
    "item": ("version_id", "plan_version"),
    "subject": ("plan_id", "plan"),
    "series": ("subject_id", "subject"),
    "report": ("batch_id", "batch"),
    "milestone_report": ("batch_id", "batch"),
    "measurement": ("batch_id", "batch"),
    "project": ("batch_id", "batch"),
    "programme": ("batch_id", "batch"),
    "quota": ("batch_id", "batch"),
    "published_school": ("batch_id", "batch"),
    "published_figure": ("batch_id", "batch"),
    "meeting": ("plan_id", "plan"),
    "decision": ("plan_id", "plan"),
    "decision_event": ("decision_id", "decision"),
    "narrative": ("plan_id", "plan"),
}
#: Sealed tables whose rows belong to no plan.
STAFF = ("account", "password", "second_factor")
#: Columns that are updated in place, and therefore not sealed.
IN_PLACE = {"second_factor": frozenset({"used_step"})}


@dataclass(frozen=True, slots=True)
class IntegrityBreak:
    """A range of rows that differ from what was sealed.

    ``kind`` is missing, added, altered, unsealed (rows that no seal covers) or chain (a seal itself). ``rows`` is the number of
    rows missing, surplus, or altered at most. ``first`` and ``last`` are ids; for a chain they are the number of the seal.
    """

    table: str
    kind: str
    rows: int
    first: int
    last: int


def require_sealed(connection: Connection, tables: MetaData = Base.metadata) -> None:
    """Refuse a write to a store whose seals are missing, or do not end where its rows end. Call before the first row is added.

    Costs two look-ups in an index per table. StoreError ``seals_missing`` or ``rows_unsealed``.
    """
    where = connection.engine.url.render_as_string(hide_password=True)
    if not inspect(connection).has_table("seal"):
        raise StoreError("seals_missing", where=where)
    for name, last, covered in connection.execute(_ends(tables)):
        if last != covered:
            raise StoreError("rows_unsealed", where=where, table=name)


@cache
def _ends(tables: MetaData) -> CompoundSelect[Any]:
    """Build the query for the last id of each sealed table, and the last one that a seal covers; 0 without rows or seals."""
    seals = tables.tables["seal"].c
    return union_all(
        *(
            select(
                literal(name),
                func.coalesce(select(func.max(tables.tables[name].c.id)).scalar_subquery(), 0),
                func.coalesce(select(func.max(seals.until)).where(seals.name == name).scalar_subquery(), 0),
            )
            for name in (*OWNERS, *STAFF)
        )
    )


def seal(connection: Connection, plan: int | None, tables: MetaData = Base.metadata) -> None:
    """Seal every row of a plan, or with None of the staff, that no seal covers yet.

    Call at the end of a writing transaction that began with ``require_sealed``: all these rows are then its own.
    """
    seals = tables.tables["seal"].c
    covered = {name: until for name, _, until in connection.execute(_ends(tables))}
    last = connection.execute(
        select(seals.number, seals.chain).where(seals.plan_id == plan).order_by(seals.number.desc()).limit(1)
    ).first()
    number, chain = last or (0, "")
    for name in _sealed(plan):
        after = covered[name]
        content = RowHasher()
        for row in _rows(connection, tables, name, plan, after):
            content.take(row)
        if content.rows:
            number += 1
            own = {"plan_id": plan, "number": number, "name": name, "after": after, "until": content.last}
            own |= {"rows": content.rows, "sha256": content.sha256}
            chain = _link(chain, own)
            connection.execute(insert(tables.tables["seal"]), [own | {"chain": chain}])


def find_breaks(connection: Connection, tables: MetaData = Base.metadata) -> Iterator[IntegrityBreak]:
    """Yield every difference from what was sealed, plan by plan, then the staff; rows are read as the driver returns them."""
    table = tables.tables["seal"]
    names = [column.name for column in table.c if column.name != "id"]
    by_plan: dict[Any, list[dict[str, Any]]] = {one: [] for one in connection.scalars(select(tables.tables["plan"].c.id))}
    by_plan[None] = []
    columns = [type_coerce(table.c[name], NullType()) for name in names]
    for row in connection.execute(select(*columns).order_by(table.c.plan_id, table.c.number)):
        one = dict(zip(names, row, strict=True))
        by_plan.setdefault(one["plan_id"], []).append(one)
    for plan, seals in by_plan.items():
        broken = list(_broken_links(seals))
        yield from broken
        for name in _sealed(plan) if not broken else []:
            own = [one for one in seals if one["name"] == name]
            yield from _broken_rows(name, own, _rows(connection, tables, name, plan))


def _broken_links(seals: Sequence[dict[str, Any]]) -> Iterator[IntegrityBreak]:
    chain = ""
    for number, one in enumerate(seals, start=1):
        if one["number"] != number or one["chain"] != _link(chain, one):
            yield IntegrityBreak("seal", "chain", 1, number, number)
            return
        chain = one["chain"]


def _broken_rows(name: str, seals: Sequence[dict[str, Any]], rows: Iterator[Row[Any]]) -> Iterator[IntegrityBreak]:
    """Compare rows, ordered by id, with the seals of their table, also in the order of ids."""
    row = next(rows, None)
    for one in seals:
        content, before = RowHasher(), RowHasher()
        while row is not None and row[0] <= one["until"]:
            (content if row[0] > one["after"] else before).take(row)
            row = next(rows, None)
        yield from _unsealed(name, before)
        yield from _differences(name, content, one)
    rest = RowHasher()
    while row is not None:
        rest.take(row)
        row = next(rows, None)
    yield from _unsealed(name, rest)


def _unsealed(name: str, content: RowHasher) -> Iterator[IntegrityBreak]:
    if content.rows:
        yield IntegrityBreak(name, "unsealed", content.rows, content.first, content.last)


def _differences(name: str, content: RowHasher, own: dict[str, Any]) -> Iterator[IntegrityBreak]:
    if (content.rows, content.sha256) == (own["rows"], own["sha256"]):
        return
    more = content.rows - own["rows"]
    kind = "altered" if more == 0 else "missing" if more < 0 else "added"
    yield IntegrityBreak(name, kind, abs(more) or content.rows, own["after"] + 1, own["until"])


def _sealed(plan: int | None) -> tuple[str, ...]:
    return STAFF if plan is None else tuple(OWNERS)


def _rows(connection: Connection, tables: MetaData, name: str, plan: int | None, after: int | None = None) -> Iterator[Row[Any]]:
    """Return the rows of a plan or the staff in a table by id, all or those after an id, as the driver returns them."""
    ids = tables.tables[name].c.id
    wanted = as_stored(connection, tables.tables[name], leave_out=IN_PLACE.get(name, ()))
    if plan is not None:
        wanted = wanted.where(_plan_of(tables, name) == plan)
    return stream(connection, (wanted if after is None else wanted.where(ids > after)).order_by(ids))


def _plan_of(tables: MetaData, name: str) -> ColumnElement[Any]:
    """Build the expression for the plan of a row. Not a join, so that rows are read by id, however few are new."""
    column, owner = OWNERS[name]
    table = tables.tables[name]
    if owner == "plan":
        return table.c[column]
    above = select(_plan_of(tables, owner)).where(tables.tables[owner].c.id == table.c[column])
    return above.correlate(table).scalar_subquery()


def _link(chain: str, own: dict[str, Any]) -> str:
    """Return the SHA-256 of a seal combined with the preceding one."""
    return sha256(line([chain, *(own[name] for name in _LINKED)]).encode()).hexdigest()


_LINKED = ("plan_id", "number", "name", "after", "until", "rows", "sha256")
