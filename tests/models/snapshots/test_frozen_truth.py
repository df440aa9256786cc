"""Frozen truth: the figures of a meeting stay the same to the last digit, whatever is recorded later; and their parts add up."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from models.analysis.schools import MILESTONES
from models.analysis.target_changes import variance_bridge
from models.commands.ledger import store_contents, store_plan, store_reports, withdraw_batch
from models.commands.meetings import close_decision, hold_meeting, store_decision, store_meeting, store_narrative
from models.commands.records import (
    BatchContents,
    NewDecision,
    NewMeeting,
    NewMilestone,
    NewNarrative,
    NewProgramme,
    NewProject,
    NewQuota,
    NewReport,
)
from models.errors import ConflictError
from models.plan.file import PlanFile, parse_plan
from models.queries import read_quota_figures
from models.queries.meetings import read_decisions, read_meetings, read_narratives
from models.snapshots.plan_data import read_earlier, read_moved_works, read_reports
from models.snapshots.plan_parts import read_parts
from models.snapshots.report_ledger import ReportLedger
from models.store.engine import reading
from models.tables import Plan
from tests import long_way
from tests.rows import records_of

#: Random histories on each database; ``HISTORIES=190`` tries more of them on SQLite.
HISTORIES = {"sqlite": int(os.environ.get("HISTORIES", "60")), "postgresql": 10}
PLAN = """
plan:
  code: frozen
  city: 试验市
  year: 2023
  title: 试验计划
  source: 测试
  districts: [{{code: N, name: 北区}}, {{code: S, name: 南区}}]
  stages: [{{code: built, name: 建设}}, {{code: accepted, name: 验收}}]
sections: [{{code: one, name: 一}}]
targets:
  - {{code: C, section: one, kind: count, name: 开工, unit: 所, target: {goal}, due: 2023-12-31}}
  - {{code: F, section: one, kind: floor, name: 普惠率, target: {floor}, due: 2023-12-31}}
  - {{code: P, section: one, kind: count, name: 学校开工, unit: 所, target: 4, due: 2023-10-31, project_milestone: started}}
  - {{code: Q, section: one, kind: count, name: 招聘, unit: 人, target: 30, due: 2023-12-31}}
  - {{code: I, section: one, kind: items, name: 名单, due: 2023-09-30, items: [甲, 乙]}}
  - {{code: G, section: one, kind: deliver, name: 分步, due: 2023-12-31, gates: [{{name: 印发, by: {gate}}}]}}
{more}
"""
MORE = "  - {code: X, section: one, kind: count, name: 新增, unit: 所, target: 7, due: 2023-11-30}"
DAYS = [date(2023, month, 1) - timedelta(days=1) for month in (4, 7, 8, 10, 12)]
VALUES = {"C": (0, 3, 10, 20), "F": (84, 85, 90), "I.1": (0, 1), "I.2": (0, 1), "X": (1, 9), "G": (0, 1)}
PARTS = ("late", "corrected", "progress", "target_change", "replanned")
MOVED = (*PARTS, "reported_late", "forecast")
GATES = ("2023-05-31", "2023-09-30")
QUOTAS, PROJECTS, PROGRAMMES = ("Q-1", "Q-2"), ("P-1", "P-2", "P-3"), ("V-1", "V-2")


@cache
def variant(goal: int, floor: int, gate: str, more: str) -> PlanFile:
    """One version of the plan."""
    return parse_plan(PLAN.format(goal=goal, floor=floor, gate=gate, more=more).encode(), name="plan.yaml")


@dataclass
class History:
    """A random history of one plan, and the figures of each meeting when it was held."""

    engine: Engine
    plan: str
    random: Random
    batches: list[int] = field(default_factory=list)
    shown: dict[int, Any] = field(default_factory=dict)
    decisions: int = 0

    def run(self) -> None:
        """A few writes of any kind between meetings, and after the last."""
        store_plan(self.engine, self._file(first=True), author="test", name="plan.yaml")
        self.start()
        self.meet(self.random.choice(DAYS[:3]), now())
        if self.random.random() < 0.05:
            before = self.shown[1]["meeting"][0]
            self.meet(before["as_of"], before["known_at"])
        self.write(self.random.randint(1, 2))

    def start(self) -> None:
        """Figures, and in every third history works and quotas with their dates."""
        self.report()
        if self.random.random() < 0.33:
            self.describe(PROJECTS, QUOTAS)
            self.dates(9)

    def write(self, times: int) -> None:
        kinds: tuple[Callable[[], None], ...] = (
            self.report,
            self.report,
            self.report,
            self.dates,
            self.describe,
            self.withdraw,
            self.replan,
        )
        for _ in range(times):
            self.random.choice(kinds)()

    def report(self) -> None:
        """Figures of targets and quotas; a second one for a day and series is a correction."""
        codes = self.random.choices([*VALUES, *QUOTAS], k=self.random.randint(3, 9))
        self._stored(BatchContents(reports=[self._figure(code) for code in codes]))

    def _figure(self, code: str) -> NewReport:
        day, district = self.random.choice(DAYS), self.random.choice(("", "", "N", "S"))
        if code == "F" and district:
            return NewReport(code, day, None, Decimal(self.random.randint(1, 97)), Decimal(97), district=district)
        if code in QUOTAS:
            return NewReport(code, day, Decimal(self.random.randint(0, 15)), district="N")
        whole = code in ("I.1", "I.2", "G")
        return NewReport(code, day, Decimal(self.random.choice(VALUES[code])), district="" if whole else district)

    def dates(self, most: int = 6) -> None:
        """Planned, expected and actual dates of works, some withdrawn."""
        steps = [(code, MILESTONES) for code in PROJECTS] + [(code, ("built", "accepted")) for code in PROGRAMMES]
        steps += [("G", ("印发",))]
        found = []
        for code, names in self.random.choices(steps, k=self.random.randint(most // 2, most)):
            place = self.random.randrange(len(names))
            aspect = self.random.choice(("baseline", "forecast", "actual", "actual"))
            as_of = self.random.choice(DAYS)
            day = as_of + timedelta(days=self.random.randint(-90, 0 if aspect == "actual" else 90))
            taken_back = self.random.random() < 0.15
            found.append(NewMilestone(code, names[place], aspect, None if taken_back else day, as_of, place))
        self._stored(BatchContents(milestones=found))

    def describe(self, projects: Sequence[str] = PROJECTS[:1], quotas: Sequence[str] = QUOTAS[:1]) -> None:
        """Works and quotas, counting for a target or no longer."""

        def targets(code: str) -> tuple[str, ...]:
            return (code,) if self.random.random() < 0.8 else ()

        self._stored(
            BatchContents(
                projects=[
                    NewProject(code, code, self.random.choice("NS"), "primary", "new", targets=targets("P")) for code in projects
                ],
                programmes=[NewProgramme("V-1", "专业", "学校", "secondary", "new", district="S")],
                quotas=[
                    NewQuota(code, "N", "teacher", "exam", self.random.randint(5, 20), targets=targets("Q")) for code in quotas
                ],
            )
        )

    def _stored(self, contents: BatchContents) -> None:
        self.batches.append(store_contents(self.engine, self.plan, contents, author="test"))

    def withdraw(self) -> None:
        """Withdraw a batch, or restore it."""
        if self.batches:
            batch = self.random.choice(self.batches)
            with suppress(ConflictError):  # it is withdrawn, or restored, already
                withdraw_batch(self.engine, batch, author="test", withdrawn=self.random.random() < 0.6)

    def replan(self) -> None:
        """A version of the plan with other targets."""
        store_plan(self.engine, self._file(), author="test", name="plan.yaml", revise=True)

    def _file(self, first: bool = False) -> PlanFile:
        more = MORE if first else self.random.choice(("", MORE))
        one = variant(self.random.choice((20, 40)), self.random.choice((85, 88)), self.random.choice(GATES), more)
        head = one.plan.model_copy(update={"code": self.plan})
        return replace(one, plan=head, sha256=f"{self.random.random()}")

    def meet(self, since: date, known_before: datetime) -> None:
        """Hold a meeting after some writes, with reasons and decisions before it; then keep its figures."""
        self.write(self.random.randint(1, 2))
        as_of = self.random.choice([day for day in DAYS if day >= since])
        meeting = NewMeeting(f"会议 {as_of}", as_of, since, known_before, ("overview/summary", "C"))
        number = store_meeting(self.engine, self.plan, meeting, "test")
        if self.random.random() < 0.25:
            self._say_and_decide(number, as_of)
        hold_meeting(self.engine, self.plan, number, "test")
        with reading(self.engine) as session:
            self.shown[number] = picture(session, self.plan, number)

    def _say_and_decide(self, number: int, as_of: date) -> None:
        about = NewNarrative(self.random.choice(("C", "F", "G")), reason=f"原因{self.random.random()}", meeting=number)
        store_narrative(self.engine, self.plan, about, "test")
        if self.decisions:
            close_decision(self.engine, self.plan, self.decisions, "test", note="已办")
        self.decisions = store_decision(self.engine, self.plan, NewDecision(number, "督办", "基教处", as_of, "C", "N"), "test")


def now() -> datetime:
    return datetime.now(UTC)


def picture(session: Session, plan: str, number: int) -> dict[str, list[dict[Any, Any]]]:
    """All figures of a held meeting, by its frozen moment."""
    plan_id = session.exec(select(Plan.id).where(Plan.code == plan)).one()
    assert plan_id is not None
    meeting = next(row for row in records_of(read_meetings(session, plan_id, now())) if row["number"] == number)
    as_of, since, known_at, known_before = (meeting[name] for name in ("as_of", "since", "known_at", "known_before"))
    ledger = ReportLedger()
    parts = ledger.parts(session, plan, known_at)
    reports = read_reports(session, parts, as_of=as_of, known_at=known_at, ledger=ledger)
    earlier = read_earlier(session, parts, since=since, known_before=known_before, known_at=known_at, ledger=ledger)
    after = reports.standings(as_of)
    days = {"since": since, "known_before": known_before, "as_of": as_of, "known_at": known_at}
    quotas = read_quota_figures(session, plan_id, as_of=as_of, known_at=known_at).frame()
    described = len(parts.projects) or len(parts.programmes)
    moved = read_moved_works(session, parts, **days, ledger=ledger) if described else (pd.DataFrame(), pd.DataFrame())
    frames = {
        "standings": after,
        "before": earlier.before,
        "restated": earlier.restated,
        "changes": variance_bridge(earlier.before, earlier.with_late, earlier.restated, after),
        "figures": reports.figures.sort_values(["code", "district", "as_of"]),
        "quotas": quotas[quotas["code"].isin(parts.quotas["code"])],
        "projects": moved[0],
        "programmes": moved[1],
        "narratives": read_narratives(session, plan_id, known_at),
        "decisions": read_decisions(session, plan_id, known_at=known_at),
    }
    return {"meeting": [meeting], **{name: records_of(frame) for name, frame in frames.items()}}


def check_shortcuts(session: Session, plan: str, meeting: dict[Any, Any]) -> None:
    """Check that rows not judged again, because nothing new is known of them, equal a full judgement."""
    as_of, since, known_at, known_before = (meeting[name] for name in ("as_of", "since", "known_at", "known_before"))
    ledger = ReportLedger()
    parts = ledger.parts(session, plan, known_at)
    sides = {"since": since, "known_before": known_before, "known_at": known_at}
    found = read_earlier(session, parts, **sides, ledger=ledger)
    before, with_late, restated = long_way.earlier(session, parts, **sides)
    assert records_of(found.before) == long_way.without_remedy(before)
    assert found.with_late == with_late
    assert records_of(found.restated) == long_way.without_remedy(restated)
    reports = read_reports(session, parts, as_of=as_of, known_at=known_at)
    turning = reports.turning(as_of, reports.standings(as_of))
    assert records_of(turning) == records_of(long_way.turns(reports, as_of))


def number_of(value: object) -> Fraction:
    assert value is None or isinstance(value, Fraction), "a figure that is not exact"
    return Fraction(0) if value is None else value


def check_parts(shown: dict[str, list[dict[Any, Any]]]) -> None:
    """Check that the parts of each change add up exactly to the standings."""
    before, restated, after = ({row["code"]: row for row in shown[name]} for name in ("before", "restated", "standings"))
    for row in shown["changes"]:
        code = row["code"]
        assert row["before"] == before.get(code, {}).get("actual")
        assert row["after"] == after[code]["actual"]
        now_known = number_of(row["before"]) + row["late"] + row["corrected"]
        assert now_known == number_of(restated[code]["actual"])
        assert now_known + row["progress"] == number_of(row["after"])
        assert number_of(row["wanted_before"]) + row["replanned"] + row["advance"] == number_of(row["wanted_after"])
        assert number_of(row["target_before"]) + row["target_change"] == number_of(row["target_after"])
    for row in (*shown["projects"], *shown["programmes"]):
        parts = [row[name] for name in ("slip_before", "late", "corrected", "progress", "slip_after")]
        assert parts == [None] * 5 or all(type(part) is int for part in parts)
        assert parts[0] is None or sum(parts[:4]) == parts[4]


@pytest.fixture
def histories(databases: Any, shared_store: Engine) -> Iterator[History]:
    """Random histories, each of a plan of its own; SQLite need not wait for the disk."""
    if databases.name == "sqlite":
        event.listen(shared_store, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        shared_store.dispose()
    return (History(shared_store, f"frozen-{seed}", Random(seed)) for seed in range(HISTORIES[databases.name]))


def test_what_each_meeting_showed_stays_the_same_and_its_parts_add_up(histories: Iterator[History]) -> None:
    met, moved = 0, Counter[str]()
    for number_of_history, history in enumerate(histories):
        history.run()
        for number, shown in history.shown.items():
            with reading(history.engine) as session:
                again = picture(session, history.plan, number)
                if number_of_history % 4 == 0:  # the long way takes long
                    check_shortcuts(session, history.plan, again["meeting"][0])
            different = [name for name in shown if again[name] != shown[name]]
            assert different == [], f"{history.plan}, meeting {number}"
            check_parts(shown)
            met += 1
            moved.update(name for row in shown["changes"] for name in PARTS if row[name])
            moved.update(why for row in (*shown["projects"], *shown["programmes"]) for why in row["why"])
    wanted = MOVED if met > 100 else ("late", "progress")  # a few histories do not cover everything
    few = [name for name in wanted if moved[name] < met / 20]
    assert few == [], f"histories in which nothing moves prove nothing: {met} meetings, {moved}"


def test_a_picture_that_is_read_as_known_later_differs(shared_store: Engine) -> None:
    """Check that the test above finds something."""
    history = History(shared_store, "frozen-not", Random(1))
    store_plan(shared_store, history._file(first=True), author="test", name="plan.yaml")
    store_reports(shared_store, history.plan, [NewReport("C", DAYS[3], Decimal(3))], author="test")
    history.meet(DAYS[0], now())
    (number,) = history.shown
    store_reports(shared_store, history.plan, [NewReport("C", day, Decimal(4)) for day in DAYS], author="test")
    with reading(shared_store) as session:
        meeting = history.shown[number]["meeting"][0]
        parts = read_parts(session, history.plan, known_at=now())
        later = read_reports(session, parts, as_of=meeting["as_of"], known_at=now()).standings(meeting["as_of"])
    frozen = pd.DataFrame(history.shown[number]["standings"], dtype=object)
    assert list(later["actual"]) != list(frozen["actual"])
