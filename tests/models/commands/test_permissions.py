"""Every write checks its permission: all that was allowed is stored, or nothing; and nobody signs as another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from models.auth.roles import Role, Staff, on_behalf_of
from models.commands.ledger import (
    delete_demonstration,
    set_current_plan,
    store_contents,
    store_plan,
    store_reports,
    withdraw_batch,
)
from models.commands.meetings import (
    close_decision,
    hold_meeting,
    postpone_decision,
    reopen_decision,
    store_decision,
    store_meeting,
    store_narrative,
    store_past,
)
from models.commands.records import (
    BatchContents,
    NewDecision,
    NewMeasurement,
    NewMeeting,
    NewMilestone,
    NewNarrative,
    NewProgramme,
    NewProject,
    NewQuota,
    NewReport,
)
from models.demo import load_demonstration
from models.errors import RightError
from models.imports.batch import commit, effects, stage
from models.maintenance.backup import back_up, restore
from models.plan.file import PlanFile
from models.store.engine import reading
from models.tables import Batch, BatchEvent, Decision, DecisionEvent, Meeting, Narrative, columns

JUNE, JULY = date(2023, 6, 30), date(2023, 7, 31)
ROLES = list(Role)
NORTH = Staff("li", "李娜", Role.REPORTER, frozenset({"N"}))
LISTS = BatchContents(
    projects=[
        NewProject("P-N", "北区小学", "N", "primary", "new", targets=("C",)),
        NewProject("P-S", "南区小学", "S", "primary", "new", targets=("C",)),
    ],
    programmes=[
        NewProgramme("Q-N", "北专业", "北校", "中职", "新增", district="N"),
        NewProgramme("Q", "专业", "校", "中职", "新增"),
    ],
    quotas=[NewQuota("T-N", "N", "教师", "招聘", 5), NewQuota("T-S", "S", "教师", "招聘", 5)],
)
#: The district of every code that a row may be about; None where the row itself names it.
DISTRICT = {"P-N": "N", "P-S": "S", "Q-N": "N", "Q": "", "T-N": "N", "T-S": "S", "C": None, "D": None}
Counts = Callable[[Engine], dict[str, int]]
Small = Callable[..., PlanFile]


def staff_of(role: Role) -> Staff:
    return Staff("zhao", "赵", role, frozenset({"N"}) if role is Role.REPORTER else frozenset())


def list_works(engine: Engine) -> None:
    store_contents(engine, "small", LISTS, author="test")


@pytest.fixture
def listed_store(small_store_with: Callable[..., Engine]) -> Engine:
    """A store with the small plan, and works and quotas of two districts and of none."""
    return small_store_with(list_works)


@contextmanager
def nothing_written(engine: Engine, counts: Counts) -> Iterator[None]:
    """Check that a RightError is raised, and that every table and the store's version are as before."""
    before = counts(engine)
    with pytest.raises(RightError):
        yield
    assert counts(engine) == before


def authors(engine: Engine, *tables: type[Batch | BatchEvent | Meeting | Decision | DecisionEvent | Narrative]) -> list[str]:
    with reading(engine) as session:
        return [session.scalars(select(columns(one).author).order_by(columns(one).id.desc())).first() or "" for one in tables]


# --- the role for each write


def write_plan(engine: Engine, small: PlanFile) -> None:
    store_plan(engine, small, author="test", name="other.yaml")


WRITES: dict[str, tuple[Role, Callable[[Engine], object]]] = {
    "the current plan": (Role.ADMINISTRATOR, lambda engine: set_current_plan(engine, "small")),
    "the demonstration": (Role.ADMINISTRATOR, lambda engine: delete_demonstration(engine, "none")),
    "projects": (Role.EDITOR, lambda engine: store_contents(engine, "small", LISTS, author="test")),
    "a figure of the city": (Role.EDITOR, lambda engine: store_reports(engine, "small", [report("C", "")], author="test")),
    "a figure of a district": (Role.REPORTER, lambda engine: store_reports(engine, "small", [report("C", "N")], author="test")),
    "a meeting": (Role.EDITOR, lambda engine: store_meeting(engine, "small", NewMeeting("例会", JULY, JUNE), "test")),
    "a narrative of the city": (Role.EDITOR, lambda engine: store_narrative(engine, "small", NewNarrative("C", "雨"), "test")),
    "a narrative": (Role.REPORTER, lambda engine: store_narrative(engine, "small", NewNarrative("P-N", "雨"), "test")),
    "a past that is made up": (
        Role.ADMINISTRATOR,
        lambda engine: store_reports(
            engine, "small", [report("C", "N")], author="test", recorded_at=datetime(2020, 1, 1, tzinfo=UTC)
        ),
    ),
}


def report(code: str, district: str) -> NewReport:
    return NewReport(code, JUNE, Decimal(7), district=district)


@pytest.mark.parametrize("what", WRITES)
def test_a_write_takes_its_role(listed_store: Engine, row_counts: Counts, what: str) -> None:
    needed, write = WRITES[what]
    for role in ROLES:
        if role.covers(needed):
            write(on_behalf_of(listed_store, staff_of(role)))
        else:
            with nothing_written(listed_store, row_counts):
                write(on_behalf_of(listed_store, staff_of(role)))


def test_a_plan_takes_an_administrator(small_store: Engine, small_plan: Small, row_counts: Counts) -> None:
    for role in ROLES[:-1]:
        with nothing_written(small_store, row_counts):
            write_plan(on_behalf_of(small_store, staff_of(role)), small_plan("other"))
        with nothing_written(small_store, row_counts):
            load_demonstration(on_behalf_of(small_store, staff_of(role)))
    write_plan(on_behalf_of(small_store, staff_of(Role.ADMINISTRATOR)), small_plan("other"))
    assert authors(small_store, Batch) == ["赵 (zhao)"]


def test_the_past_of_a_demonstration_takes_an_administrator(small_store: Engine, small_plan: Small, row_counts: Counts) -> None:
    at = datetime(2023, 1, 3, tzinfo=UTC)
    store_plan(small_store, small_plan("demo"), author="demo", name="demo.yaml", demonstration=True, recorded_at=at)
    past = [(at, NewMeeting("例会", JULY, JUNE))]
    for role in ROLES[:-1]:
        with nothing_written(small_store, row_counts):
            store_past(on_behalf_of(small_store, staff_of(role)), "demo", past, "示例")
    store_past(on_behalf_of(small_store, staff_of(Role.ADMINISTRATOR)), "demo", past, "示例")
    assert authors(small_store, Meeting) == ["赵 (zhao)"]


def test_a_backup_takes_an_administrator(small_store: Engine, tmp_path: Path) -> None:
    editor = on_behalf_of(small_store, staff_of(Role.EDITOR))
    for work in (back_up, restore):
        with pytest.raises(RightError):
            work(editor, tmp_path / "copy.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_reporter_closes_the_decisions_of_own_districts_and_makes_none(listed_store: Engine, row_counts: Counts) -> None:
    store_meeting(listed_store, "small", NewMeeting("例会", JULY, JUNE), "test")
    north = on_behalf_of(listed_store, NORTH)
    for district in ("N", "S", ""):
        new = NewDecision(1, "补报", "教育局", JULY, district=district)
        with nothing_written(listed_store, row_counts):
            store_decision(north, "small", new, "test")
        store_decision(listed_store, "small", new, "test")
    for number in (2, 3):
        with nothing_written(listed_store, row_counts):
            close_decision(north, "small", number, "test", note="已办")
    close_decision(north, "small", 1, "test", note="已办")
    for write in (
        lambda: reopen_decision(north, "small", 1, "test"),
        lambda: postpone_decision(north, "small", 2, "test", until=date(2023, 9, 1), reason="雨"),
        lambda: hold_meeting(north, "small", 1, "test"),
    ):
        with nothing_written(listed_store, row_counts):
            write()


# --- withdrawing


def test_a_reporter_withdraws_an_own_batch_and_no_other(listed_store: Engine, row_counts: Counts) -> None:
    north = on_behalf_of(listed_store, NORTH)
    own = store_reports(north, "small", [report("C", "N"), report("T-N", "N")], author="test")
    others = store_reports(
        on_behalf_of(listed_store, Staff("li2", "李娜", Role.REPORTER, frozenset({"N"}))), "small", [report("C", "N")], author="x"
    )
    withdraw_batch(north, own, author="test")
    withdraw_batch(north, own, author="test", withdrawn=False)
    for batch in (others, 1, 2):
        with nothing_written(listed_store, row_counts):
            withdraw_batch(north, batch, author="test")


def test_a_reporter_who_moved_does_not_withdraw_what_is_of_the_old_district(listed_store: Engine, row_counts: Counts) -> None:
    milestones = [NewMilestone("P-N", "started", "actual", JUNE, JUNE)]
    north = on_behalf_of(listed_store, NORTH)
    batches = [
        store_reports(north, "small", [report("C", "N")], author="test"),
        store_contents(north, "small", BatchContents(milestones=milestones), author="test"),
        store_contents(
            north, "small", BatchContents(measurements=[NewMeasurement("T-N", "applied", JUNE, Decimal(3))]), author="test"
        ),
    ]
    moved = on_behalf_of(listed_store, Staff("li", "李娜", Role.REPORTER, frozenset({"S"})))
    for batch in batches:
        with nothing_written(listed_store, row_counts):
            withdraw_batch(moved, batch, author="test")


def test_an_editor_withdraws_every_batch_but_a_plans(
    listed_store: Engine, small_plan: Callable[..., PlanFile], row_counts: Counts
) -> None:
    store_plan(listed_store, small_plan(goal=30), author="test", name="small.yaml", revise=True)
    editor = on_behalf_of(listed_store, staff_of(Role.EDITOR))
    withdraw_batch(editor, 2, author="test")
    with nothing_written(listed_store, row_counts):
        withdraw_batch(editor, 1, author="test")
    withdraw_batch(on_behalf_of(listed_store, staff_of(Role.ADMINISTRATOR)), 1, author="test")


# --- signatures


def test_nobody_signs_as_another(listed_store: Engine) -> None:
    own = on_behalf_of(listed_store, staff_of(Role.EDITOR))
    batch = store_reports(own, "small", [report("C", "")], author="王芳 (wang)")
    withdraw_batch(own, batch, author="王芳 (wang)")
    store_meeting(own, "small", NewMeeting("例会", JULY, JUNE), "王芳 (wang)")
    number = store_decision(own, "small", NewDecision(1, "补报", "教育局", JULY), "王芳 (wang)")
    close_decision(own, "small", number, "王芳 (wang)", note="已办")
    store_narrative(own, "small", NewNarrative("C", "雨"), "王芳 (wang)")
    tables = (Batch, BatchEvent, Meeting, Decision, DecisionEvent, Narrative)
    assert authors(listed_store, *tables) == ["赵 (zhao)"] * len(tables)


def test_whoever_runs_the_store_signs_as_they_say(listed_store: Engine) -> None:
    store_reports(listed_store, "small", [report("C", "")], author="办公室")
    assert authors(listed_store, Batch) == ["办公室"]


# --- an import

HEAD = "指标编码,区县,截至日期,分子,分母\n"
MIXED = HEAD + "R,北区,2023-06-30,5,10\nR,南区,2023-06-30,6,10\nR,全市,2023-06-30,11,20\n"


def test_a_row_of_a_foreign_district_is_an_error_of_that_row(listed_store: Engine) -> None:
    looked = stage(on_behalf_of(listed_store, NORTH), "small", [("in.csv", MIXED.encode())], today=JULY)
    errors = [(one.row, one.problem.key) for one in looked.findings if one.level == "error"]
    assert errors == [(1, "foreign_district"), (2, "whole_city")]
    assert "南区" in next(one.problem.sentence("zh") for one in looked.findings if one.row == 1)
    assert {one.fact.district for one in looked.changes} == {"N"}
    assert stage(listed_store, "small", [("in.csv", MIXED.encode())], today=JULY).rows_with("error") == set()


def test_the_rows_that_are_allowed_come_in(listed_store: Engine) -> None:
    north = on_behalf_of(listed_store, NORTH)
    looked = stage(north, "small", [("in.csv", MIXED.encode())], today=JULY)
    assert set(effects(north, "small", looked.changes, as_of=JULY)["code"]) <= {"R"}
    assert commit(north, looked, author="x", confirmed=looked.rows_with("doubt")) is not None
    assert authors(listed_store, Batch) == ["李娜 (li)"]


def test_what_an_editor_looked_at_is_refused_when_a_reporter_commits_it(listed_store: Engine, row_counts: Counts) -> None:
    looked = stage(listed_store, "small", [("in.csv", MIXED.encode())], today=JULY)
    with nothing_written(listed_store, row_counts):
        commit(on_behalf_of(listed_store, NORTH), looked, author="x", confirmed=looked.rows_with("doubt"))


def test_a_reporter_is_told_that_lists_take_an_editor(listed_store: Engine) -> None:
    lists = "名额编码,区县,岗位,方式,计划数\nT-N,北区,教师,招聘,9\n".encode()
    as_editor = stage(listed_store, "small", [("in.csv", lists)], today=JULY)
    looked = stage(on_behalf_of(listed_store, NORTH), "small", [("in.csv", lists)], today=JULY)
    told = [[one.key for one in intake.sheets if one.key == "lists_need_editor"] for intake in (as_editor, looked)]
    assert (told, looked.listed) == ([[], ["lists_need_editor"]], 0)


# --- any content, from any user

codes = st.sampled_from(sorted(DISTRICT))
districts = st.sampled_from(["N", "S", ""])
people = st.builds(
    lambda role, own: Staff("li", "李娜", role, frozenset(own)), st.sampled_from(ROLES), st.sets(st.sampled_from(["N", "S"]))
)
contents = st.builds(
    BatchContents,
    reports=st.lists(st.builds(report, codes, districts), max_size=3),
    milestones=st.lists(
        st.builds(NewMilestone, codes, st.just("started"), st.just("actual"), st.just(JUNE), st.just(JUNE)), max_size=2
    ),
    measurements=st.lists(st.builds(NewMeasurement, codes, st.just("applied"), st.just(JUNE), st.just(Decimal(3))), max_size=2),
    quotas=st.lists(st.just(LISTS.quotas[0]), max_size=1),
)
numbers = count(1)


def allowed(staff: Staff, new: BatchContents) -> bool:
    """Permitted writes, computed row by row."""
    if staff.role in (Role.EDITOR, Role.ADMINISTRATOR):
        return True
    if staff.role is Role.VIEWER or new.quotas:
        return False
    of_figures = {one for row in new.reports for one in (row.district, DISTRICT[row.code]) if one is not None}
    codes_of_works = [*(row.code for row in new.milestones), *(row.code for row in new.measurements)]
    of_works = {DISTRICT[code] or "" for code in codes_of_works}
    return of_figures | of_works <= staff.districts


@pytest.fixture(scope="module")
def plan_of_all_examples(shared_store: Engine, small_plan: Small) -> str:
    """The code of a plan with works of two districts and of none, to which every example adds."""
    code = f"rights-{next(numbers)}"
    store_plan(shared_store, small_plan(code), author="test", name="small.yaml")
    store_contents(shared_store, code, LISTS, author="test")
    return code


# ``row_counts`` keeps nothing from one example to the next.
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(staff=people, new=contents)
def test_every_row_was_allowed_and_is_stored_or_nothing_is(
    shared_store: Engine, plan_of_all_examples: str, row_counts: Counts, staff: Staff, new: BatchContents
) -> None:
    before = row_counts(shared_store)
    own = on_behalf_of(shared_store, staff)
    if not allowed(staff, new):
        with pytest.raises(RightError):
            store_contents(own, plan_of_all_examples, new, author="somebody else")
        assert row_counts(shared_store) == before
        return
    store_contents(own, plan_of_all_examples, new, author="somebody else")
    after = row_counts(shared_store)
    tables = {"report": new.reports, "milestone_report": new.milestones, "measurement": new.measurements, "quota": new.quotas}
    assert {name: after[name] - before[name] for name in tables} == {name: len(rows) for name, rows in tables.items()}
    assert (after["version"], authors(shared_store, Batch)) == (before["version"] + 1, ["李娜 (li)"])
