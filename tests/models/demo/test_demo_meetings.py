"""The meetings of the demonstration: held at their time, about the delays of that time, and followed up by later events."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from models.analysis.decisions import decision_states
from models.analysis.schools import MILESTONES
from models.demo import load_demonstration
from models.demo.calendar import IN_TIME, MONTH_ENDS, recorded
from models.demo.plan import CODE
from models.demo.seen import BEHIND, Seen, look
from models.demo.sentences import LATE_STEP, LOW_RATE
from models.queries.meetings import read_decision_events, read_decisions, read_meetings, read_narrative_history, read_narratives
from models.snapshots.plan_parts import read_parts
from models.status import Status
from models.store.engine import open_store, reading
from tests.rows import records_of

LATER, SHOWN = datetime(2100, 1, 1, tzinfo=UTC), date(2023, 9, 15)
ROLES = ("处", "中心", "教育局", "办公室")
MARK = "示例"
Row = dict[Any, Any]


@dataclass
class Minutes:
    """The meetings of the demonstration; read only."""

    engine: Engine
    plan_id: int
    meetings: list[Row]
    decisions: list[Row]

    def seen(self, as_of: date, known_at: datetime) -> Seen:
        """The status of the plan at that time."""
        with reading(self.engine) as session:
            return look(session, read_parts(session, CODE, known_at=known_at), as_of=as_of, known_at=known_at)

    def events(self, number: int) -> list[Row]:
        """The history of a decision, newest first."""
        with reading(self.engine) as session:
            return records_of(read_decision_events(session, self.plan_id, number, known_at=LATER))


@pytest.fixture(scope="module")
def minutes(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Minutes]:
    engine = open_store(loaded_store(tmp_path_factory.mktemp("demo"), load_demonstration))
    with reading(engine) as session:
        plan_id = read_parts(session, CODE, known_at=LATER).view.head.plan_id
        meetings = sorted(records_of(read_meetings(session, plan_id, LATER)), key=lambda row: row["number"])
        decisions = records_of(decision_states(read_decisions(session, plan_id, known_at=LATER), SHOWN))
    yield Minutes(engine, plan_id, meetings, decisions)
    engine.dispose()


@pytest.fixture(scope="module")
def held(minutes: Minutes) -> dict[int, Seen]:
    """The standings of the plan at each held meeting."""
    known = {row["number"]: row for row in minutes.meetings if row["known_at"] is not None}
    return {number: minutes.seen(row["as_of"], row["known_at"]) for number, row in known.items()}


def test_three_meetings_were_held_before_mid_september_and_one_is_being_prepared(minutes: Minutes) -> None:
    *held, to_come = minutes.meetings
    assert [row["known_at"].month for row in held] == [4, 7, 9]
    assert all(row["known_at"].date() < SHOWN for row in held)
    assert (to_come["known_at"], to_come["recorded_at"].date() < SHOWN < to_come["as_of"]) == (None, True)
    assert all(row["name"].startswith(MARK) for row in minutes.meetings)


def test_each_meeting_goes_on_from_what_the_one_before_saw(minutes: Minutes) -> None:
    assert (minutes.meetings[0]["since"], minutes.meetings[0]["known_before"]) == (
        MONTH_ENDS[0],
        recorded(MONTH_ENDS[0], IN_TIME),
    )
    for before, after in zip(minutes.meetings, minutes.meetings[1:], strict=False):
        assert (after["since"], after["known_before"]) == (before["as_of"], before["known_at"])


def test_what_was_known_at_a_meeting_is_what_the_reports_till_then_say(minutes: Minutes) -> None:
    with reading(minutes.engine) as session:
        for row in minutes.meetings[:-1]:
            known = records_of(read_meetings(session, minutes.plan_id, row["known_at"]))
            own = next(one for one in known if one["number"] == row["number"])
            assert own["recorded_at"] == own["known_at"] == row["known_at"]
            assert len(known) == row["number"]


def test_on_the_fifteenth_of_september_decisions_are_open_done_overdue_and_postponed(minutes: Minutes) -> None:
    states = Counter(row["state"] for row in minutes.decisions)
    assert set(states) == {"open", "done", "overdue"}
    assert 9 <= len(minutes.decisions) <= 12
    assert all(row["evidence"] for row in minutes.decisions if row["state"] == "done")
    assert {row["state"] for row in minutes.decisions if row["postponements"]} >= {"open", "overdue"}
    assert all(row["recorded_at"].date() <= SHOWN for row in minutes.decisions)
    assert max(row["recorded_at"] for one in minutes.decisions for row in minutes.events(one["number"])).date() <= SHOWN


def test_decisions_hang_on_targets_projects_and_districts(minutes: Minutes, held: dict[int, Seen]) -> None:
    targets, works = held[1].targets, held[1].works
    subjects = {row["subject"] for row in minutes.decisions}
    assert (bool(subjects & set(targets)), bool(subjects & set(works))) == (True, True)
    assert any(row["district"] and not row["subject"] for row in minutes.decisions)


def test_every_decision_is_about_what_was_behind_as_the_meeting_knew_it(minutes: Minutes, held: dict[int, Seen]) -> None:
    for row in minutes.decisions:
        seen, code = held[row["meeting"]], row["subject"]
        if not code:
            assert seen.owed[row["district"]], row["what"]
        elif code in seen.works:
            assert seen.works[code].status == Status.OFF_TRACK, row["what"]
            assert seen.works[code].district == row["district"]
        else:
            assert seen.targets[code].status in BEHIND, row["what"]


def test_a_decision_is_done_once_its_matter_is_and_not_before(minutes: Minutes) -> None:
    for row in minutes.decisions:
        events = [one for one in minutes.events(row["number"]) if one["kind"] == "closed"]
        assert len(events) == (row["state"] == "done")
        at = events[0]["recorded_at"] if events else datetime(2023, 9, 15, 10, tzinfo=UTC)
        seen = minutes.seen(at.date(), at)
        assert is_mended(seen, row) is bool(events), row["what"]


def is_mended(seen: Seen, row: Row) -> bool:
    """Evidence for the words of the decision: its step reached, its target on track, nothing overdue from the time before it."""
    if row["subject"] in seen.works:
        return any(seen.has_reached(row["subject"], step) for step in MILESTONES if f"“{STEPS[step]}”" in row["what"])
    if row["subject"]:
        return seen.targets[row["subject"]].status.is_good
    month_before = row["recorded_at"].date().replace(day=1) - timedelta(days=1)
    return not seen.owes(row["district"], month_before)


STEPS = dict(zip(MILESTONES, ("立项", "开工", "主体封顶", "竣工", "投用"), strict=True))


def test_what_is_said_is_of_what_was_behind_and_taken_back_once_it_caught_up(minutes: Minutes, held: dict[int, Seen]) -> None:
    for number, seen in held.items():
        with reading(minutes.engine) as session:
            said = records_of(read_narratives(session, minutes.plan_id, seen.known_at))
        targets = {row["code"]: row for row in said if row["code"] in seen.targets}
        assert set(targets) == {row.code for row in seen.behind}
        works = [row["code"] for row in said if row["code"] in seen.works]
        assert works
        assert {seen.works[code].status for code in works} == {Status.OFF_TRACK}
        assert {row["meeting"] for row in said} == {number}


def test_what_is_grave_has_a_measure_and_a_deadline_and_the_rest_will_be_asked(held: dict[int, Seen], minutes: Minutes) -> None:
    seen = held[3]
    with reading(minutes.engine) as session:
        said = {row["code"]: row for row in records_of(read_narratives(session, minutes.plan_id, LATER))}
    for row in seen.behind:
        own, is_grave = said[row.code], row.status in (Status.OFF_TRACK, Status.MISSED)
        assert own["reason"].startswith(MARK)
        assert (bool(own["measure"]), own["until"] is not None) == (is_grave, is_grave)
        assert own["until"] is None or own["until"] > seen.as_of
    assert len({row.status for row in seen.behind}) > 2


def test_who_answers_is_a_role_and_every_text_says_that_it_is_an_example(minutes: Minutes) -> None:
    with reading(minutes.engine) as session:
        codes = [row["code"] for row in records_of(read_narratives(session, minutes.plan_id, LATER))]
        told = pd.concat([read_narrative_history(session, minutes.plan_id, code, LATER) for code in codes])
    people = [*(row["who"] for row in minutes.decisions), *told["owner"], *told["author"]]
    assert [one for one in people if one and not one.endswith(ROLES)] == []
    events = [one for row in minutes.decisions for one in minutes.events(row["number"])]
    texts = [row["what"] for row in minutes.decisions] + [words for one in events for words in (one["note"], one["evidence"])]
    assert [words for words in (*texts, *told["reason"]) if words and not words.startswith(MARK)] == []


def test_every_step_of_a_work_has_a_cause_of_its_own() -> None:
    assert set(MILESTONES) < set(LATE_STEP)
    assert len(set(LATE_STEP.values())) == len(LATE_STEP)
    assert len(set(LOW_RATE.values())) == len(LOW_RATE)
