"""Meetings and narratives: what is written, what is refused, and that nothing is lost or changed."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from models.commands.ledger import delete_demonstration, store_contents, store_plan, store_reports, withdraw_batch
from models.commands.meeting_validation import Entry
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
    Closing,
    Holding,
    NewDecision,
    NewMeeting,
    NewNarrative,
    NewProject,
    NewReport,
    Postponement,
)
from models.config import read_settings
from models.errors import ConflictError, MinutesError, NotFoundError
from models.maintenance.integrity import find_damage
from models.plan.file import PlanFile
from models.queries import read_plan
from models.queries.meetings import read_decision_events, read_decisions, read_meetings, read_narrative_history, read_narratives
from models.snapshots.snapshot import SnapshotFactory
from models.store.engine import reading
from tests.models.commands.minutes import AUGUST, JULY, JUNE, Counts, decide, meetings, narratives, now, plan_id, refused

# --- meetings


def test_a_meeting_reads_back_as_it_was_written(met_store: Engine) -> None:
    (row,) = meetings(met_store)
    assert {name: row[name] for name in ("number", "name", "as_of", "since", "author")} == {
        "number": 1,
        "name": "七月例会",
        "as_of": JULY,
        "since": JUNE,
        "author": "li",
    }
    assert (row["agenda"], row["known_at"], row["known_before"]) == (["overview", "C"], None, None)


def test_meetings_are_numbered_within_their_plan_and_come_newest_first(
    met_store: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    store_plan(met_store, small_plan("other"), author="test", name="small.yaml")
    assert store_meeting(met_store, "other", NewMeeting("甲", JULY, JUNE), "li") == 1
    assert store_meeting(met_store, "small", NewMeeting("八月例会", AUGUST, JULY), "li") == 2
    assert store_meeting(met_store, "small", NewMeeting("六月补会", JUNE, JUNE), "li") == 3
    assert [row["number"] for row in meetings(met_store)] == [2, 1, 3]


def test_a_meeting_described_again_keeps_its_number_and_what_was_known_of_it_before(met_store: Engine) -> None:
    before = now()
    assert store_meeting(met_store, "small", NewMeeting("七月调度会", JULY, JUNE), "wang", number=1) == 1
    assert [row["name"] for row in meetings(met_store)] == ["七月调度会"]
    assert [row["name"] for row in meetings(met_store, before)] == ["七月例会"]


def test_a_meeting_that_is_held_is_frozen_once_and_no_longer_changes(met_store: Engine, row_counts: Counts) -> None:
    before = now()
    known_at = hold_meeting(met_store, "small", 1, "li")
    assert before < known_at <= now()
    assert meetings(met_store)[0]["known_at"] == known_at
    counts = row_counts(met_store)
    with refused(ConflictError, "meeting_held"):
        hold_meeting(met_store, "small", 1, "li")
    with refused(ConflictError, "meeting_held"):
        store_meeting(met_store, "small", NewMeeting("改", JULY, JUNE), "li", number=1)
    assert row_counts(met_store) == counts


def test_what_comes_in_after_a_meeting_bears_a_later_time(met_store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check the order even if the clock stops or is set back."""
    known_at = hold_meeting(met_store, "small", 1, "li")

    class Back(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(UTC) - timedelta(hours=1)

    monkeypatch.setattr("models.commands.ledger.datetime", Back)
    store_reports(met_store, "small", [NewReport("C", JUNE)], author="test")
    with met_store.connect() as connection:
        moment = connection.scalar(text("SELECT max(recorded_at) FROM report"))
    recorded = datetime.fromisoformat(str(moment)).replace(tzinfo=UTC)
    assert recorded > known_at


def test_what_was_known_before_is_frozen_with_the_meeting(met_store: Engine) -> None:
    hold_meeting(met_store, "small", 1, "li")
    end = datetime(2023, 6, 30, 23, 59, 59, 999999, tzinfo=read_settings().zone)
    assert meetings(met_store)[0]["known_before"] == end


def test_nothing_is_known_before_a_meeting_that_is_not_known_at_it(small_store: Engine) -> None:
    today = now().astimezone(read_settings().zone).date()
    store_meeting(small_store, "small", NewMeeting("今天", today, today), "li")
    known_at = hold_meeting(small_store, "small", 1, "li")
    assert meetings(small_store)[0]["known_before"] == known_at


def test_a_meeting_may_be_frozen_at_a_time_gone_by_and_not_at_one_to_come(met_store: Engine) -> None:
    with refused(MinutesError, "still_to_come"):
        hold_meeting(met_store, "small", 1, "li", now() + timedelta(hours=1))
    at = now() - timedelta(days=1)
    assert hold_meeting(met_store, "small", 1, "li", at) == at
    with refused(MinutesError, "still_to_come"):
        store_meeting(met_store, "small", NewMeeting("八月", AUGUST, JULY, now() + timedelta(hours=1)), "li")


def test_a_meeting_looks_at_a_day_after_the_earlier_one(small_store: Engine) -> None:
    with refused(MinutesError, "since_after_day"):
        store_meeting(small_store, "small", NewMeeting("反了", JUNE, JULY), "li")
    assert meetings(small_store) == []


def test_a_meeting_that_does_not_exist_is_named(met_store: Engine, row_counts: Counts) -> None:
    before = row_counts(met_store)
    with refused(NotFoundError, "unknown_meeting"):
        hold_meeting(met_store, "small", 2, "li")
    with refused(NotFoundError, "unknown_meeting"):
        store_meeting(met_store, "small", NewMeeting("二", JULY, JUNE), "li", number=2)
    with refused(NotFoundError, "unknown_plan"):
        store_meeting(met_store, "nowhere", NewMeeting("二", JULY, JUNE), "li")
    assert row_counts(met_store) == before


# --- narratives


def test_of_a_narrative_the_newest_counts_and_all_are_kept(met_store: Engine) -> None:
    store_narrative(met_store, "small", NewNarrative("C", "用地未批", "专班推进", "基建处", AUGUST, 1), "li")
    moment = now()
    store_narrative(met_store, "small", NewNarrative("C", "用地已批"), "wang")
    store_narrative(met_store, "small", NewNarrative("R", measure="补报"), "wang")
    assert {code: row["reason"] for code, row in narratives(met_store).items()} == {"C": "用地已批", "R": ""}
    first = narratives(met_store, moment)["C"]
    assert (first["measure"], first["owner"], first["until"], first["meeting"]) == ("专班推进", "基建处", AUGUST, 1)
    with reading(met_store) as session:
        history = read_narrative_history(session, plan_id(met_store), "C", now())
    assert list(history["reason"]) == ["用地已批", "用地未批"]
    assert list(history["author"]) == ["wang", "li"]


def test_a_narrative_without_words_takes_the_earlier_one_back(met_store: Engine) -> None:
    store_narrative(met_store, "small", NewNarrative("C", "用地未批"), "li")
    moment = now()
    store_narrative(met_store, "small", NewNarrative("C", reason=" "), "li")
    assert narratives(met_store) == {}
    assert set(narratives(met_store, moment)) == {"C"}
    with refused(MinutesError, "nothing_to_take_back"):
        store_narrative(met_store, "small", NewNarrative("C"), "li")


def test_a_narrative_that_does_not_fit_is_refused(met_store: Engine) -> None:
    with refused(NotFoundError, "unknown_subject"):
        store_narrative(met_store, "small", NewNarrative("Z", "因"), "li")
    with refused(NotFoundError, "unknown_meeting"):
        store_narrative(met_store, "small", NewNarrative("C", "因", meeting=7), "li")
    with refused(MinutesError, "until_before_meeting"):
        store_narrative(met_store, "small", NewNarrative("C", "因", until=JUNE, meeting=1), "li")
    assert narratives(met_store) == {}


# --- all of it


def test_nothing_written_is_ever_changed(met_store: Engine) -> None:
    tables: set[str] = set()

    @event.listens_for(met_store, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if match := re.match(r"(?is)\s*(?:UPDATE|DELETE\s+FROM)\s+\"?(\w+)", statement):
            tables.add(match[1])

    decide(met_store)
    close_decision(met_store, "small", 1, "li", note="已办")
    reopen_decision(met_store, "small", 1, "li")
    store_narrative(met_store, "small", NewNarrative("C", "因"), "li")
    hold_meeting(met_store, "small", 1, "li")
    event.remove(met_store, "before_cursor_execute", note)
    assert tables == {"store_state"}


def test_every_write_raises_the_version_by_one(met_store: Engine, row_counts: Counts) -> None:
    before = row_counts(met_store)["version"]
    decide(met_store)
    postpone_decision(met_store, "small", 1, "li", until=AUGUST + timedelta(9), reason="汛期")
    store_narrative(met_store, "small", NewNarrative("C", "因"), "li")
    hold_meeting(met_store, "small", 1, "li")
    assert row_counts(met_store)["version"] == before + 4


def test_a_store_without_minutes_reads_with_all_columns(small_store: Engine) -> None:
    number, known_at = plan_id(small_store), now()
    with reading(small_store) as session:
        frames = [
            read_meetings(session, number, known_at),
            read_decisions(session, number, known_at=known_at),
            read_decision_events(session, number, 1, known_at=known_at),
            read_narratives(session, number, known_at),
            read_narrative_history(session, number, "C", known_at),
        ]
    assert all(frame.empty and len(frame.columns) > 5 for frame in frames)


def test_clearing_a_demonstration_takes_its_minutes_along(
    met_store: Engine, small_plan: Callable[..., PlanFile], row_counts: Counts
) -> None:
    before = row_counts(met_store)
    store_plan(met_store, small_plan("demo"), author="test", name="demo", demonstration=True)
    past = now() - timedelta(days=90)
    store_meeting(met_store, "demo", NewMeeting("例会", JULY, JUNE), "demo", recorded_at=past)
    hold_meeting(met_store, "demo", 1, "demo", past, recorded_at=past)
    store_decision(met_store, "demo", NewDecision(1, "督办", "处", AUGUST, "C"), "demo", recorded_at=past)
    close_decision(met_store, "demo", 1, "demo", note="已办", recorded_at=past)
    store_narrative(met_store, "demo", NewNarrative("C", "因", meeting=1), "demo", recorded_at=past)
    assert delete_demonstration(met_store, "demo")
    after = row_counts(met_store)
    assert after | {"version": 0} == before | {"version": 0}


def test_minutes_of_a_meeting_that_does_not_exist_are_damage(met_store: Engine, tmp_path: Path) -> None:
    decide(met_store)
    store_narrative(met_store, "small", NewNarrative("C", "因"), "li")
    assert find_damage(met_store, "zh") == []
    with met_store.begin() as connection:
        connection.execute(text("UPDATE decision SET meeting = 7"))
        connection.execute(text("UPDATE narrative SET meeting = 7"))
    assert find_damage(met_store, "zh")[:2] == [f"{table}：有 1 条记录所属的会议不存在" for table in ("decision", "narrative")]


def test_a_withdrawn_batch_leaves_what_was_said_of_its_project(met_store: Engine) -> None:
    batch = store_contents(
        met_store, "small", BatchContents(projects=[NewProject("P-1", "一小", "N", "primary", "new")]), author="t"
    )
    store_narrative(met_store, "small", NewNarrative("P-1", "用地未批"), "li")
    withdraw_batch(met_store, batch, author="test")
    assert set(narratives(met_store)) == {"P-1"}
    with refused(NotFoundError, "unknown_subject"):
        store_narrative(met_store, "small", NewNarrative("P-1", "用地已批"), "li")


def test_the_last_meeting_that_was_held_before_a_day_says_when_it_was_known(met_store: Engine) -> None:
    days = SnapshotFactory(met_store)
    assert days.last_meeting("small", AUGUST, now()) is None
    known_at = hold_meeting(met_store, "small", 1, "li")
    assert days.last_meeting("small", AUGUST, now()) == (JULY, known_at)
    assert days.last_meeting("small", JULY, now()) is None


# The past of a demonstration


@pytest.fixture
def made_up(small_store: Engine, small_plan: Callable[..., PlanFile]) -> str:
    """The code of a demonstration next to the small plan."""
    at = datetime(2023, 1, 3, tzinfo=UTC)
    store_plan(small_store, small_plan("demo"), author="demo", name="demo.yaml", demonstration=True, recorded_at=at)
    return "demo"


PAST: tuple[tuple[datetime, Entry], ...] = (
    (datetime(2023, 7, 1, tzinfo=UTC), NewMeeting("例会", JUNE, date(2023, 5, 31))),
    (datetime(2023, 7, 3, tzinfo=UTC), NewNarrative("C", "雨", meeting=1)),
    (datetime(2023, 7, 4, tzinfo=UTC), Holding(1)),
    (datetime(2023, 7, 4, tzinfo=UTC), NewDecision(1, "催办", "基建处", JULY, "C", "N")),
    (datetime(2023, 8, 2, tzinfo=UTC), Postponement(1, AUGUST, "汛期")),
    (datetime(2023, 8, 20, tzinfo=UTC), Closing(1, evidence="示例文号")),
)


def test_the_past_of_a_demonstration_is_known_from_its_instants_on(small_store: Engine, made_up: str) -> None:
    store_past(small_store, made_up, PAST, "示例")
    with reading(small_store) as session:
        number = read_plan(session, made_up, now()).head.plan_id
        (held,) = read_meetings(session, number, now()).to_dict("records")
        states = [read_decisions(session, number, known_at=at)[["until", "is_closed"]].to_dict("records") for at, _ in PAST[3:]]
        said = [len(read_narratives(session, number, at)) for at, _ in PAST[:2]]
    assert (held["known_at"], held["known_before"]) == (PAST[2][0], datetime(2023, 5, 31, 15, 59, 59, 999999, tzinfo=UTC))
    assert states == [[{"until": until, "is_closed": done}] for until, done in ((JULY, False), (AUGUST, False), (AUGUST, True))]
    assert said == [0, 1]
    assert find_damage(small_store, "zh") == []


def test_nobody_makes_up_the_past_of_a_real_plan(small_store: Engine, row_counts: Counts) -> None:
    before = row_counts(small_store)
    with refused(ConflictError, "not_a_demonstration"):
        store_past(small_store, "small", PAST, "示例")
    assert row_counts(small_store) == before


def test_the_past_is_written_whole_in_its_order_or_not_at_all(small_store: Engine, made_up: str, row_counts: Counts) -> None:
    before = row_counts(small_store)
    with pytest.raises(ValueError, match="order"):
        store_past(small_store, made_up, PAST[::-1], "示例")
    with refused(MinutesError, "until_not_later"):
        store_past(small_store, made_up, [*PAST[:-1], (now(), Postponement(1, AUGUST, "又"))], "示例")
    store_past(small_store, made_up, (), "示例")
    assert row_counts(small_store) == before
