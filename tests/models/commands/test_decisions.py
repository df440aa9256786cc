"""Decisions: what is written and refused, and that of many writers none is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import Engine

from models.commands.ledger import store_contents
from models.commands.meetings import close_decision, postpone_decision, reopen_decision, store_decision
from models.commands.records import BatchContents, NewDecision, NewProgramme, NewProject
from models.errors import ConflictError, MinutesError, NotFoundError
from models.queries.meetings import read_decision_events
from models.store.engine import open_store, reading
from tests.models.commands.minutes import AUGUST, JULY, Counts, decide, decisions, now, plan_id, refused


def test_a_decision_reads_back_as_it_was_written(met_store: Engine) -> None:
    assert decide(met_store, subject="C", district="N") == 1
    (row,) = decisions(met_store)
    told = {"number": 1, "meeting": 1, "what": "督办", "who": "基教处", "until": AUGUST, "subject": "C", "district": "N"}
    assert {name: row[name] for name in told} == told
    assert (row["is_closed"], row["postponements"], row["note"], row["changed_at"]) == (False, 0, "", None)


def test_a_decision_hangs_on_nothing_or_on_a_target_item_project_or_programme(met_store: Engine) -> None:
    described = BatchContents(
        projects=[NewProject("P-1", "一小", "N", "primary", "new")],
        programmes=[NewProgramme("V-1", "专业", "学校", "secondary", "new")],
    )
    store_contents(met_store, "small", described, author="test")
    for subject in ("", "C", "I.1", "P-1", "V-1"):
        decide(met_store, subject=subject)
    assert [row["subject"] for row in decisions(met_store)] == ["", "C", "I.1", "P-1", "V-1"]


def test_a_decision_is_closed_reopened_and_postponed(met_store: Engine) -> None:
    decide(met_store)
    postpone_decision(met_store, "small", 1, "wang", until=AUGUST + timedelta(30), reason="汛期")
    row = decisions(met_store)[0]
    assert (row["until"], row["first_until"], row["postponements"], row["note"]) == (AUGUST + timedelta(30), AUGUST, 1, "汛期")
    moment = now()
    close_decision(met_store, "small", 1, "wang", evidence="郑教〔2023〕9号")
    row = decisions(met_store)[0]
    assert (row["is_closed"], row["evidence"], row["changed_by"]) == (True, "郑教〔2023〕9号", "wang")
    assert not decisions(met_store, moment)[0]["is_closed"]
    reopen_decision(met_store, "small", 1, "li", note="未完成")
    assert not decisions(met_store)[0]["is_closed"]
    with reading(met_store) as session:
        events = read_decision_events(session, plan_id(met_store), 1, known_at=now())
    assert list(events["kind"]) == ["reopened", "closed", "postponed"]
    assert list(events["author"]) == ["li", "wang", "wang"]


def test_a_decision_is_closed_only_with_a_note_or_evidence(met_store: Engine, row_counts: Counts) -> None:
    decide(met_store)
    before = row_counts(met_store)
    with refused(MinutesError, "evidence_or_note"):
        close_decision(met_store, "small", 1, "li", note="  ", evidence="\n")
    assert row_counts(met_store) == before


def test_a_closed_decision_is_not_closed_or_postponed_and_an_open_one_not_reopened(met_store: Engine, row_counts: Counts) -> None:
    decide(met_store)
    with refused(ConflictError, "decision_open"):
        reopen_decision(met_store, "small", 1, "li")
    close_decision(met_store, "small", 1, "li", note="已办")
    before = row_counts(met_store)
    with refused(ConflictError, "decision_closed"):
        close_decision(met_store, "small", 1, "wang", note="又办")
    with refused(ConflictError, "decision_closed"):
        postpone_decision(met_store, "small", 1, "li", until=AUGUST + timedelta(9), reason="汛期")
    assert row_counts(met_store) == before


def test_a_postponed_decision_has_a_later_deadline_and_a_reason(met_store: Engine) -> None:
    decide(met_store)
    until = decisions(met_store)[0]["until"]
    with refused(MinutesError, "until_not_later"):
        postpone_decision(met_store, "small", 1, "li", until=AUGUST, reason="汛期")
    with refused(MinutesError, "text_missing"):
        postpone_decision(met_store, "small", 1, "li", until=AUGUST + timedelta(9), reason=" ")
    assert decisions(met_store)[0]["until"] == until


def test_a_decision_that_does_not_fit_is_refused_and_writes_nothing(met_store: Engine, row_counts: Counts) -> None:
    before = row_counts(met_store)
    with refused(NotFoundError, "unknown_subject"):
        decide(met_store, subject="Z-9")
    with refused(NotFoundError, "unknown_district"):
        decide(met_store, district="Z")
    with refused(NotFoundError, "unknown_meeting"):
        store_decision(met_store, "small", NewDecision(2, "督办", "基教处", AUGUST), "li")
    with refused(NotFoundError, "unknown_decision"):
        close_decision(met_store, "small", 1, "li", note="已办")
    with refused(MinutesError, "until_before_meeting"):
        decide(met_store, until=JULY - timedelta(1))
    with refused(MinutesError, "text_missing"):
        decide(met_store, "  ")
    assert row_counts(met_store) == before


def test_people_who_write_decisions_at_once_lose_none(met_store: Engine) -> None:
    url, people, each = met_store.url.render_as_string(hide_password=False), 4, 5
    ready = Barrier(people)

    def write(person: int) -> None:
        engine = open_store(url)
        ready.wait()
        for n in range(each):
            decide(engine, f"{person}-{n}")
        engine.dispose()

    with ThreadPoolExecutor(people) as pool:
        list(pool.map(write, range(people)))
    found = decisions(met_store)
    assert [row["number"] for row in found] == list(range(1, people * each + 1))
    assert {row["what"] for row in found} == {f"{person}-{n}" for person in range(people) for n in range(each)}


def test_of_two_who_close_a_decision_at_once_one_is_told(met_store: Engine) -> None:
    decide(met_store)
    url, ready = met_store.url.render_as_string(hide_password=False), Barrier(2)

    def close(person: str) -> str:
        engine = open_store(url)
        ready.wait()
        try:
            close_decision(engine, "small", 1, person, note=person)
        except ConflictError as error:
            return error.key
        finally:
            engine.dispose()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(close, ("li", "wang"))) == ["decision_closed", "done"]
