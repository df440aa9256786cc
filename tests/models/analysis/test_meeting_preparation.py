"""Likely questions of a leader: nothing missing is left out, nothing in order is asked."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from models.analysis.meeting_preparation import COLUMNS, TURNS, open_questions
from models.commands.ledger import store_milestones, store_reports
from models.commands.meetings import store_narrative
from models.commands.records import NewMilestone, NewNarrative, NewReport
from models.demo.load import load_demonstration
from models.demo.plan import CODE
from models.frames import frame_of
from models.queries.meetings import read_narratives
from models.snapshots.plan_data import ReportedData, read_reports
from models.snapshots.plan_parts import read_parts
from models.status import Status
from models.store.engine import reading
from models.typed_rows import NarrativeRow
from tests import long_way

JUNE = date(2023, 6, 30)
NOTHING_SAID = frame_of([], NarrativeRow)


def reports_on(engine: Engine, as_of: date, plan: str = "small") -> ReportedData:
    with reading(engine) as session:
        return read_reports(
            session, read_parts(session, plan, known_at=datetime.now(UTC)), as_of=as_of, known_at=datetime.now(UTC)
        )


def turning(reports: ReportedData, as_of: date) -> pd.DataFrame:
    return reports.turning(as_of, reports.standings(as_of))


def asked(engine: Engine, as_of: date = JUNE) -> dict[str, list[dict[Any, Any]]]:
    """The questions by target."""
    reports = reports_on(engine, as_of)
    with reading(engine) as session:
        narratives = read_narratives(session, reports.parts.view.head.plan_id, datetime.now(UTC))
    view = reports.parts.view
    found = open_questions(view, reports.standings(as_of), narratives, turning(reports, as_of), as_of=as_of)
    assert list(found.columns) == list(COLUMNS)
    return {code: own.to_dict("records") for code, own in found.groupby("code", sort=False)}


def kinds(rows: list[dict[Any, Any]]) -> list[str]:
    return [row["kind"] for row in rows]


def store(engine: Engine, *figures: tuple[str, date, int]) -> None:
    store_reports(engine, "small", [NewReport(code, day, Decimal(value)) for code, day, value in figures], author="test")


def test_a_target_that_is_behind_wants_a_reason_a_measure_and_an_owner(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 2))
    assert kinds(asked(small_store)["C"]) == ["no_reason", "no_measure", "no_owner"]
    store_narrative(small_store, "small", NewNarrative("C", reason="用地未批", owner="基建处"), "li")
    assert kinds(asked(small_store)["C"]) == ["no_measure"]
    store_narrative(small_store, "small", NewNarrative("C", "用地未批", "专班", "基建处"), "li")
    assert "C" not in asked(small_store)


def test_the_plans_own_owner_answers_who(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 2))
    reports = reports_on(small_store, JUNE)
    standings = reports.standings(JUNE).assign(owner="基教处")
    found = open_questions(reports.parts.view, standings, NOTHING_SAID, pd.DataFrame(columns=list(TURNS)), as_of=JUNE)
    assert "no_owner" not in set(found["kind"])


def test_nothing_is_asked_of_what_is_on_track_done_or_an_action(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 20), ("F", JUNE, 95), ("A", JUNE, 1))
    found = asked(small_store)
    assert {"C", "A"} & set(found) == set()
    assert [row["kind"] for row in found.get("F", [])] in ([], ["turns"])


def test_a_figure_older_than_its_cycle_is_asked_for(small_store: Engine) -> None:
    day = JUNE - timedelta(days=32)
    store(small_store, ("F", day, 95), ("C", JUNE - timedelta(days=31), 15))
    found = asked(small_store)
    (row,) = [row for row in found["F"] if row["kind"] == "stale"]
    assert (row["day"], row["age"]) == (day, 32)
    assert "stale" not in kinds(found.get("C", []))


def test_a_target_never_reported_is_asked_for_without_a_day(small_store: Engine) -> None:
    (row,) = [row for row in asked(small_store)["C"] if row["kind"] == "stale"]
    assert (row["status"], row["day"], row["age"]) == (Status.UNKNOWN, None, None)


def test_a_figure_ages_no_further_after_the_due_date(small_store: Engine) -> None:
    store(small_store, ("E", JUNE, 3))
    found = asked(small_store, date(2023, 9, 30))
    assert "stale" not in kinds(found["E"])


def test_a_status_that_will_turn_is_told_with_its_first_day(small_store: Engine) -> None:
    store(small_store, ("C", JUNE, 10))
    reports = reports_on(small_store, JUNE)
    (row,) = [row for row in turning(reports, JUNE).to_dict("records") if row["code"] == "C"]
    assert (row["status"], row["to"]) == (Status.ON_TRACK, Status.AT_RISK)
    status = {day: _status(reports, "C", day) for day in (row["day"] - timedelta(days=1), row["day"])}
    assert list(status.values()) == [Status.ON_TRACK, row["to"]]


def _status(reports: ReportedData, code: str, day: date) -> Status:
    found: Status = reports.standings(day).set_index("code").loc[code, "status"]
    return found


def test_every_turn_is_the_first_worse_day_of_the_next_thirty(half_year_store: Engine) -> None:
    reports = reports_on(half_year_store, JUNE, "zhengzhou-2023")
    found, expected = turning(reports, JUNE), long_way.turns(reports, JUNE)
    assert found.to_dict("records") == expected.to_dict("records")
    assert len(expected) >= 3


def test_news_of_days_to_come_turns_nothing(small_store: Engine) -> None:
    """A past day: later reports are known now, and were not then."""
    planned = date(2023, 5, 31)
    done = [NewMilestone("G", "征求意见", "actual", planned, JUNE, 0), NewMilestone("G", "印发", "forecast", JUNE, JUNE, 1)]
    store_milestones(small_store, "small", done, author="test")
    before = turning(reports_on(small_store, JUNE), JUNE).to_dict("records")
    later = NewMilestone("G", "印发", "actual", JUNE + timedelta(days=1), JUNE + timedelta(days=5), 1)
    store_milestones(small_store, "small", [later], author="test")
    assert turning(reports_on(small_store, JUNE), JUNE).to_dict("records") == before


def test_the_gravest_comes_first_and_what_only_will_be_after_what_is(half_year_store: Engine) -> None:
    reports = reports_on(half_year_store, JUNE, "zhengzhou-2023")
    found = open_questions(reports.parts.view, reports.standings(JUNE), NOTHING_SAID, turning(reports, JUNE), as_of=JUNE)
    worst = [(row["to"] or row["status"]).severity for row in found.to_dict("records")]
    assert worst == sorted(worst, reverse=True)
    for severity in set(worst):
        will_be = [row["kind"] == "turns" for row, own in zip(found.to_dict("records"), worst, strict=True) if own == severity]
        assert will_be == sorted(will_be)


def test_the_demonstration_turns_as_if_every_day_were_judged_anew(databases: Any, empty_store: Engine) -> None:
    if databases.name != "sqlite":
        pytest.skip("the rules know no database")
    load_demonstration(empty_store)
    for day in (date(2023, 5, 20), date(2023, 8, 31)):
        reports = reports_on(empty_store, day, CODE)
        found = turning(reports, day)
        assert not found.empty
        assert found.to_dict("records") == long_way.turns(reports, day).to_dict("records")
