"""A revision of a plan in July, and its undo: the version before is in force again, and what was known in between stays."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import openpyxl
import pytest
from sqlalchemy import Engine, select

from models.commands.ledger import store_plan, withdraw_batch
from models.errors import ConflictError
from models.frames import rows_of
from models.imports.plan_workbook.reading import plan_of_sheets
from models.plan.file import PlanFile
from models.plan.stored import file_of
from models.plan.view import PlanView
from models.plan.workbook.writing import plan_workbook
from models.queries import read_milestones, read_plan, read_plans
from models.snapshots.plan_data import read_standings
from models.store.engine import reading
from models.tables import Base
from models.typed_rows import Standing
from tests.models.imports.plan_workbook.sheets_of import sheets_of

OCTOBER = date(2023, 10, 15)


def now() -> datetime:
    return datetime.now(UTC)


def plan_at(engine: Engine, known_at: datetime) -> PlanView:
    with reading(engine) as session:
        return read_plan(session, "small", known_at)


def word_of(engine: Engine, code: str, known_at: datetime) -> str:
    with reading(engine) as session:
        _, frame = read_standings(session, "small", as_of=OCTOBER, known_at=known_at)
    return next(str(row.word) for row in rows_of(frame, Standing) if row.code == code)


def moved_by(engine: Engine, known_at: datetime) -> int:
    """The days by which the last gate of G was planned later, as its schedule has them."""
    with reading(engine) as session:
        plan_id = read_plan(session, "small", known_at).head.plan_id
        frame = read_milestones(session, plan_id, as_of=date(2100, 1, 1), known_at=known_at).frame({"G"})
    return int(dict(zip(frame["milestone"], frame["replanned_days"], strict=True))["印发"])


def title_in_list(engine: Engine) -> str:
    with reading(engine) as session:
        return str(read_plans(session)["title"].iloc[0])


def newest_batch(engine: Engine) -> int:
    batches = Base.metadata.tables["batch"].c
    with reading(engine) as session:
        found = session.scalar(select(batches.id).where(batches.kind == "plan").order_by(batches.id.desc()))
    assert found
    return int(found)


def revised_in_july(engine: Engine) -> PlanFile:
    """The plan out of the store as a workbook, with a deadline and a gate moved, read again."""
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook(file_of(plan_at(engine, now())), "zh")))
    heads = {cell.value: cell.column for cell in book["目标"][1]}
    for row in book["目标"].iter_rows(min_row=2):
        if row[0].value == "D":
            book["目标"].cell(row[0].row, heads["完成期限"], date(2023, 12, 31))
    for row in book["分项与节点"].iter_rows(min_row=2):
        if row[4].value == "印发":
            row[5].value = date(2023, 12, 15)
    book["计划"]["B6"] = "试验计划（七月调整）"
    out = io.BytesIO()
    book.save(out)
    return plan_of_sheets(sheets_of(out.getvalue()), name="july.xlsx", sha256="july").plan


@pytest.fixture
def july(small_store: Engine) -> tuple[Engine, datetime]:
    """A store whose plan was revised in July by a workbook, and the time before."""
    before = now()
    file = revised_in_july(small_store)
    store_plan(small_store, file, author="test", name="july.xlsx", revise=True, document="郑教〔2023〕18号")
    return small_store, before


def test_a_revision_by_workbook_changes_what_it_says_and_nothing_else(july: tuple[Engine, datetime]) -> None:
    store, before = july
    changes = [(one.subject, one.code, one.field, one.document) for one in plan_at(store, now()).changes]
    assert changes == [("target", "D", "due", "郑教〔2023〕18号"), ("gate", "G", "by", "郑教〔2023〕18号")]
    assert (word_of(store, "D", before), word_of(store, "D", now())) == ("never_reported", "not_due")
    assert moved_by(store, now()) == 15
    assert title_in_list(store) == "试验计划（七月调整）"


def test_undo_brings_the_version_before_back_and_views_of_then_keep_the_revision(july: tuple[Engine, datetime]) -> None:
    store, before = july
    revised = now()
    withdraw_batch(store, newest_batch(store), author="test", note="印错")
    assert [plan_at(store, moment).head.number for moment in (before, revised, now())] == [1, 2, 1]
    assert [word_of(store, "D", moment) for moment in (before, revised, now())] == ["never_reported", "not_due", "never_reported"]
    assert [moved_by(store, moment) for moment in (before, revised, now())] == [0, 15, 0]
    assert title_in_list(store) == "试验计划"


def test_an_undone_revision_can_be_restored(july: tuple[Engine, datetime]) -> None:
    store, _ = july
    batch = newest_batch(store)
    for withdrawn in (True, False):
        withdraw_batch(store, batch, author="test", withdrawn=withdrawn)
    assert plan_at(store, now()).head.number == 2


def test_an_undone_revision_can_be_recorded_again_from_the_same_file(july: tuple[Engine, datetime]) -> None:
    store, _ = july
    file = file_of(plan_at(store, now()))
    again = PlanFile(file.plan, file.sections, file.targets, "july")
    withdraw_batch(store, newest_batch(store), author="test")
    assert store_plan(store, again, author="test", name="july.xlsx", revise=True) == 3
    assert moved_by(store, now()) == 15


def test_the_file_of_the_version_in_force_is_nothing_new_after_an_undo(
    july: tuple[Engine, datetime], small_plan: Callable[..., PlanFile]
) -> None:
    store, _ = july
    withdraw_batch(store, newest_batch(store), author="test")
    assert store_plan(store, small_plan(), author="test", name="small.yaml", revise=True) is None


def test_the_only_version_of_a_plan_cannot_be_withdrawn(july: tuple[Engine, datetime]) -> None:
    store, _ = july
    second = newest_batch(store)
    withdraw_batch(store, second, author="test")
    batches = Base.metadata.tables["batch"].c
    with reading(store) as session:
        first = session.scalar(select(batches.id).where(batches.kind == "plan").order_by(batches.id))
    assert first
    with pytest.raises(ConflictError) as refused:
        withdraw_batch(store, first, author="test")
    assert refused.value.key == "only_version"
    withdraw_batch(store, second, author="test", withdrawn=False)
    withdraw_batch(store, first, author="test")
    assert plan_at(store, now()).head.number == 2
