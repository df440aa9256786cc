"""An import from preview to commit and undo: the preview is what is written, nothing is written before, and all can be undone."""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import psutil
import pytest
from sqlalchemy import Engine, text

from models.commands import inserts
from models.commands.ledger import store_reports, withdraw_batch
from models.commands.records import NewReport
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.errors import ConflictError, UnreadableFilesError
from models.imports.batch import COMPARED, ImportBatch, commit, effects, stage
from models.maintenance.integrity import find_damage
from models.queries import (
    read_actual_dates,
    read_batch_rows,
    read_batches,
    read_dependent_batches,
    read_figures_between,
    read_milestones,
    read_plan,
)
from models.snapshots.plan_data import read_standings
from models.store.engine import open_store, reading

TODAY = date(2023, 7, 10)
JULY = date(2023, 7, 1)
HEAD = "指标编码,区县,截至日期,数值,分子,分母,说明,佐证"
Counts = Callable[[Engine], dict[str, int]]


@pytest.fixture
def store(databases: Any) -> Iterator[Engine]:
    """The demonstration year."""
    with databases.copy("demonstration", load_demonstration) as url:
        engine = open_store(url)
        yield engine
        engine.dispose()


def table(*lines: str, head: str = HEAD) -> tuple[str, bytes]:
    """A file of these lines; a line without a district is the whole city's."""
    if head == HEAD:
        lines = tuple(re.sub(r"^([^,]*),,", r"\1,全市,", line) for line in lines)
    return "七月.csv", "\n".join([head, *lines]).encode()


def looked(engine: Engine, *lines: str, head: str = HEAD) -> ImportBatch:
    return stage(engine, CODE, [table(*lines, head=head)], today=TODAY)


def shown(intake: ImportBatch) -> list[tuple[str, str, object]]:
    """Code, kind and old value of every change."""
    return [(one.fact.code, one.kind, one.before) for one in intake.changes]


def standings(engine: Engine, *, as_of: date = JULY, district: str = "") -> pd.DataFrame:
    later = datetime.now(UTC) + timedelta(days=1)
    with reading(engine) as session:
        return read_standings(session, CODE, as_of=as_of, known_at=later, district=district)[1]


def states(engine: Engine, *, as_of: date = JULY) -> dict[str, tuple[Any, Any]]:
    frame = standings(engine, as_of=as_of)
    return {row["code"]: (row["status"], row["actual"]) for row in frame.to_dict("records")}


def plan_id(engine: Engine) -> int:
    with reading(engine) as session:
        return read_plan(session, CODE, datetime.now(UTC)).head.plan_id


def batches(engine: Engine) -> pd.DataFrame:
    own = plan_id(engine)
    with reading(engine) as session:
        return read_batches(session, own)


def value(engine: Engine, code: str, day: date) -> Decimal:
    """The value of the city on a day."""
    own = plan_id(engine)
    with reading(engine) as session:
        frame = read_figures_between(session, own, [code], first=day, last=day, known_at=datetime.now(UTC))
    [found] = frame[frame["district"] == ""]["value"]
    assert isinstance(found, Decimal)
    return found


MANY = ("BA-08,,2023-07-01,29", "VO-08,,2023-07-01,10", "RE-02,,2023-07-01,1,,,已印发", "BA-03,,2023-07-01,,48,100")
DATED = "项目编码,截至日期,开工实际,投用预计,投用实际,说明"
STEPS = "名额编码,截至日期,在岗,报名,录用"


# The content of a preview


def test_a_figure_is_new_changed_or_the_same(store: Engine) -> None:
    store_reports(store, CODE, [NewReport("BA-08", JULY, Decimal(20)), NewReport("VO-08", JULY, Decimal(6))], author="test")
    intake = looked(store, "BA-08,,2023-07-01,21", "VO-08,,2023-07-01,6.0", "BA-08,金水,2023-07-01,2", "BA-08,,2023-07-02,21")
    assert shown(intake) == [
        ("BA-08", "changed", Decimal(20)),
        ("VO-08", "same", Decimal(6)),
        ("BA-08", "new", None),
        ("BA-08", "new", Decimal(20)),
    ]
    assert [one.before_on for one in intake.changes] == [None, None, None, JULY]
    assert [intake.counted(kind) for kind in ("new", "changed", "same")] == [2, 1, 1]


def originals(intake: ImportBatch) -> list[tuple[object, date | None]]:
    """The old value of every change, and its date if different."""
    return [(one.before, one.before_on) for one in intake.changes]


def test_the_original_is_the_last_value_whatever_its_day(store: Engine) -> None:
    rates = [
        NewReport("BA-03", date(2022, 12, 31), numerator=Decimal(60), denominator=Decimal(100), district="410185"),
        NewReport("VO-06", date(2023, 6, 1), note="没有数值"),
    ]
    store_reports(store, CODE, rates, author="test")
    lines = ("BA-03,登封,2023-01-15,,61,100", "BA-08,,2023-07-09,14", "BA-08,,2022-11-30,14", "VO-06,,2023-07-01,20")
    before = [("60/100", date(2022, 12, 31)), (Decimal(14), date(2023, 6, 30)), (Decimal(30), date(2024, 2, 29)), (None, None)]
    assert originals(looked(store, *lines)) == before


def test_a_value_that_was_withdrawn_is_no_original(store: Engine) -> None:
    batch = committed(store, "BA-08,,2023-07-01,15", "BA-03,金水,2023-07-01,,47,100")
    lines = ("BA-08,,2023-07-09,16", "BA-03,金水,2023-07-09,,47,100")
    intake = looked(store, *lines)
    assert originals(intake) == [(Decimal(15), JULY), ("47/100", JULY)]
    withdraw_batch(store, batch, author="test")
    assert {day for _, day in originals(looked(store, *lines))} == {date(2023, 6, 30)}
    with pytest.raises(ConflictError):
        commit(store, intake, author="test", confirmed={0, 1})


def test_an_original_that_others_changed_in_between_has_to_be_looked_at_again(store: Engine) -> None:
    lines = ("BA-08,,2023-07-09,15", "VO-08,,2023-07-09,5")
    intake = looked(store, *lines)
    store_reports(store, CODE, [NewReport("BA-08", date(2023, 7, 2), Decimal(15))], author="other")
    with pytest.raises(ConflictError):
        commit(store, intake, author="test")
    again = looked(store, *lines)
    store_reports(store, CODE, [NewReport("BA-08", date(2023, 7, 10), Decimal(15))], author="other")  # of a later day
    assert commit(store, again, author="test") is not None


def test_a_ratio_and_a_note_have_their_old_ones_beside_them(store: Engine) -> None:
    before = [
        NewReport("BA-03", JULY, numerator=Decimal(47), denominator=Decimal(100)),
        NewReport("BA-07", JULY, numerator=Decimal(47), denominator=Decimal(100)),
        NewReport("PA-01", JULY, note="旧"),
        NewReport("PA-02", JULY, note="旧"),
    ]
    store_reports(store, CODE, before, author="test")
    rows = ("BA-03,,2023-07-01,,48,100", "BA-07,,2023-07-01,,47,100", "PA-01,,2023-07-01,,,,新", "PA-02,,2023-07-01,,,,旧")
    assert shown(looked(store, *rows)) == [
        ("BA-03", "changed", "47/100"),
        ("BA-07", "same", "47/100"),
        ("PA-01", "changed", "旧"),
        ("PA-02", "same", "旧"),
    ]


def test_a_date_is_compared_with_what_is_known_whatever_day_it_was_reported_on(store: Engine) -> None:
    rows = ("XM-013,2023-07-01,2023-04-25,2023-09-15,,", "XM-014,2023-07-01,2023-02-06,,,")
    changes = looked(store, *rows, head=DATED).changes
    assert [(one.fact.code, one.fact.what[1:], one.kind) for one in changes] == [
        ("XM-013", ("started", "actual"), "same"),
        ("XM-013", ("opened", "forecast"), "new"),
        ("XM-014", ("started", "actual"), "changed"),
    ]
    assert changes[0].before == date(2023, 4, 25)
    assert changes[2].before == date(2023, 2, 5)


def test_steps_of_recruitment_are_compared_by_day(store: Engine) -> None:
    first = looked(store, "ZP-001,2023-07-05,1,30,", head=STEPS)
    assert [one.kind for one in first.changes] == ["new", "new"]
    commit(store, first, author="test", confirmed=first.rows_with("doubt"))
    again = looked(store, "ZP-001,2023-07-05,1,31,2", head=STEPS).changes
    assert [(one.fact.what, one.kind, one.before) for one in again] == [
        (("figure",), "same", Decimal(1)),
        (("measure", "applied"), "changed", Decimal(30)),
        (("measure", "hired"), "new", Decimal(1)),
    ]


def test_several_files_are_one_intake(store: Engine) -> None:
    files = [table("BA-08,,2023-07-01,21"), ("招聘.csv", f"{STEPS}\nZP-001,2023-07-05,1,,".encode())]
    intake = stage(store, CODE, files, today=TODAY)
    assert intake.files == ("七月.csv", "招聘.csv")
    assert [one.fact.code for one in intake.changes] == ["BA-08", "ZP-001"]


def test_a_row_that_says_what_is_known_is_not_doubted_again(store: Engine) -> None:
    first = looked(store, "BA-08,,2023-07-01,1")
    assert first.rows_with("doubt") == {0}
    commit(store, first, author="test", confirmed={0})
    again = looked(store, "BA-08,,2023-07-01,1")
    assert (again.findings, shown(again)) == ([], [("BA-08", "same", Decimal(1))])


def test_only_a_count_is_counted_otherwise(store: Engine) -> None:
    intake = looked(store, "VO-02,,2023-07-01,0", "VO-03,,2023-07-01,50")  # programmes appear in both
    assert [(one.row, one.problem.key) for one in intake.findings] == [(1, "counted_otherwise")]


def test_a_target_that_is_found_by_name_is_compared_with_its_past(store: Engine) -> None:
    intake = looked(store, "新增市级优质教育集团,全市,2023-07-01,1", head="指标名称,区县,截至日期,数值,指标编码")
    assert [one.problem.key for one in intake.findings] == ["code_by_name", "falls"]


def test_a_file_may_hold_more_unknown_codes_than_a_database_takes_at_once(store: Engine) -> None:
    unknown = (f"BA-08/{n},,2023-07-01,1" for n in range(70_000))  # what they begin with is proposed: no search for the nearest
    intake = looked(store, *unknown, "BA-08,,2023-07-01,29")
    assert (len(intake.rows_with("error")), intake.counted("new")) == (70_000, 1)


# Nothing is written


def test_looking_and_trying_out_writes_nothing(store: Engine, row_counts: Counts) -> None:
    before = row_counts(store)
    intake = looked(store, *MANY, "BA-08,金水,2023-07-02,1", "BA-99,,2023-07-01,1")
    changes = intake.kept(confirmed=intake.rows_with("doubt"))
    assert len(changes) == 5
    assert len(effects(store, CODE, changes, as_of=JULY))
    assert row_counts(store) == before


def test_what_is_shown_as_effect_is_what_a_commit_does(store: Engine) -> None:
    dated = "XM-008,2023-12-31,2023-06-30,,2023-07-01,已验收"  # the demonstration does not report on it before
    intake = stage(store, CODE, [table(*MANY), ("项目.csv", f"{DATED}\n{dated}".encode())], today=TODAY)
    doubts = intake.rows_with("doubt")
    changes = intake.kept(confirmed=doubts)
    before = states(store)
    told = effects(store, CODE, changes, as_of=JULY)
    assert commit(store, intake, author="test", confirmed=doubts) is not None
    after = states(store)
    moved = {code for code in before if before[code] != after[code]}
    assert moved >= {"BA-08", "VO-08", "RE-02", "BA-03", "BA-01"}
    assert set(told["code"]) == moved
    for row in told.to_dict("records"):
        assert (row["before"], row["actual_before"]) == before[row["code"]]
        assert (row["after"], row["actual_after"]) == after[row["code"]]


def test_no_change_has_no_effect(store: Engine) -> None:
    empty = effects(store, CODE, [], as_of=JULY)
    assert empty.empty
    later = looked(store, "BA-08,,2023-07-05,29").kept(confirmed={0})
    assert list(effects(store, CODE, later, as_of=JULY).columns) == list(empty.columns)
    assert effects(store, CODE, later, as_of=JULY).empty
    assert not effects(store, CODE, later, as_of=date(2023, 7, 5)).empty


# The commit


def test_a_commit_is_one_batch_that_says_where_it_came_from(store: Engine, row_counts: Counts) -> None:
    before = row_counts(store)
    intake = looked(store, *MANY)
    batch = commit(store, intake, author="张三", confirmed=intake.rows_with("doubt"), note="补报")
    after = row_counts(store)
    assert {name: after[name] - n for name, n in before.items() if after[name] != n and name not in ("series", "subject")} == {
        "batch": 1,
        "report": 4,
        "version": 1,
    }
    newest = batches(store).iloc[0]
    assert (newest["id"], newest["kind"], newest["author"]) == (batch, "report", "张三")
    assert (newest["file_name"], newest["note"], newest["rows"]) == ("七月.csv", "补报", 4)
    assert not newest["is_withdrawn"]
    content = hashlib.sha256(table(*MANY)[1]).digest()
    with store.connect() as connection:
        found = connection.scalar(text("SELECT sha256 FROM batch WHERE id = :id"), {"id": batch})
    assert found == intake.sha256 == hashlib.sha256(content).hexdigest()
    assert find_damage(store, "zh") == []


def test_the_rows_of_a_batch_can_be_read_again(store: Engine) -> None:
    first = "BA-08,金水,2023-07-01,2,,,两个,文号1"
    files = [table(first), ("项目.csv", f"{DATED}\nXM-008,2023-07-01,2023-06-30,,,".encode())]
    files.append(("招聘.csv", f"{STEPS}\nZP-001,2023-07-05,,30,".encode()))
    intake = stage(store, CODE, files, today=TODAY)
    batch = commit(store, intake, author="张三", confirmed=intake.rows_with("doubt"))
    assert batch is not None
    with reading(store) as session:
        rows = read_batch_rows(session, batch).to_dict("records")
    names = ("code", "district", "value", "what", "aspect", "said", "note")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("BA-08", "410105", Decimal(2), None, None, None, "两个"),
        ("XM-008", "", None, "started", "actual", date(2023, 6, 30), None),
        ("ZP-001", "", None, "applied", None, Decimal(30), None),
    ]
    assert rows[0]["source"] == "文号1"
    assert {row["author"] for row in rows} == {"张三"}


def test_the_same_file_again_changes_nothing(store: Engine, row_counts: Counts) -> None:
    intake = looked(store, *MANY)
    commit(store, intake, author="test", confirmed=intake.rows_with("doubt"))
    before = row_counts(store)
    again = looked(store, *MANY)
    assert again.counted("same") == len(again.changes) == 4
    assert commit(store, again, author="test") is None
    assert row_counts(store) == before


def test_a_date_that_a_later_day_has_overtaken_is_not_recorded_twice(store: Engine) -> None:
    row = "XM-008,2023-07-01,2023-06-30,,,"  # the report of September has it started then
    first = looked(store, row, head=DATED)
    assert shown(first) == [("XM-008", "changed", date(2023, 9, 17))]
    batch = commit(store, first, author="test", confirmed={0})
    assert batch is not None
    again = looked(store, row, head=DATED)
    assert shown(again) == [("XM-008", "same", date(2023, 6, 30))]
    assert commit(store, again, author="test") is None
    withdraw_batch(store, batch, author="test")
    assert shown(looked(store, row, head=DATED)) == shown(first)


def findings(intake: ImportBatch) -> list[tuple[str, str]]:
    return [(one.level, one.problem.sentence("zh")) for one in intake.findings]


def test_a_date_of_which_a_later_day_has_spoken_is_doubted(store: Engine) -> None:
    intake = looked(store, "XM-008,2023-07-01,2023-06-30,,,", head=DATED)
    assert findings(intake) == [
        (
            "doubt",
            "七月.csv!C2: 2023年9月30日的填报已说到这个节点，这里说的是更早的2023年7月1日：只存入历史，现在的日期不变，请确认。",
        )
    ]
    assert intake.kept() == []
    now = dates(store, "XM-008")
    assert commit(store, intake, author="test", confirmed={0}) is not None
    assert dates(store, "XM-008") == now


def dates(engine: Engine, code: str, *, as_of: date = date(2023, 12, 31)) -> dict[str, tuple[date | None, date | None]]:
    """Forecast and actual day of each milestone."""
    own = plan_id(engine)
    with reading(engine) as session:
        frame = read_milestones(session, own, as_of=as_of, known_at=datetime.now(UTC)).frame()
    rows = frame[frame["code"] == code].to_dict("records")
    return {row["milestone"]: (row["forecast"], row["actual"]) for row in rows}


def test_a_correction_of_an_earlier_day_is_overtaken_too(store: Engine) -> None:
    for line in ("XM-009,2023-07-01,,2023-09-15,,", "XM-009,2023-07-05,,2023-09-20,,"):
        assert commit(store, looked(store, line, head=DATED), author="test") is not None
    again = looked(store, "XM-009,2023-07-01,,2023-09-16,,", head=DATED)
    assert shown(again) == [("XM-009", "changed", date(2023, 9, 15))]
    assert [one.problem.key for one in again.findings] == ["overtaken"]
    assert [one.problem.key for one in looked(store, "XM-009,2023-07-05,,2023-09-21,,", head=DATED).findings] == []


def test_a_forecast_is_compared_with_what_was_known_on_its_day(store: Engine) -> None:
    for line in ("XM-009,2023-07-01,,2023-09-15,,", "XM-009,2023-07-05,,2023-09-20,,"):
        assert commit(store, looked(store, line, head=DATED), author="test") is not None
    intake = looked(store, "XM-009,2023-07-03,,2023-09-15,,", "XM-009,2023-07-04,,2023-09-20,,", head=DATED)
    assert shown(intake) == [("XM-009", "same", date(2023, 9, 15)), ("XM-009", "changed", date(2023, 9, 15))]


def test_of_several_days_in_one_file_the_last_one_counts(store: Engine) -> None:
    assert commit(store, looked(store, "XM-009,2023-07-01,,2023-09-15,,", head=DATED), author="test") is not None
    back = looked(store, "XM-009,2023-07-05,,2023-09-15,,", "XM-009,2023-07-03,,2023-09-20,,", head=DATED)
    assert (shown(back), findings(back)) == (
        [("XM-009", "changed", date(2023, 9, 20)), ("XM-009", "changed", date(2023, 9, 15))],
        [],
    )
    assert commit(store, back, author="test") is not None
    assert dates(store, "XM-009")["opened"] == (date(2023, 9, 15), None)
    assert dates(store, "XM-009", as_of=date(2023, 7, 4))["opened"] == (date(2023, 9, 20), None)


def test_a_cell_that_says_what_is_known_is_not_doubted_beside_one_that_moves(store: Engine) -> None:
    opened = looked(store, "XM-008,2023-12-31,,,2023-12-30,", head=DATED)
    assert commit(store, opened, author="test", confirmed={0}) is not None
    again = looked(store, "XM-008,2023-12-31,2023-09-16,,2023-12-30,", head=DATED)
    assert [(one.kind, one.fact.what[1]) for one in again.changes] == [("changed", "started"), ("same", "opened")]
    assert "no_evidence" not in [one.problem.key for one in again.findings]


def test_rows_left_out_and_doubts_that_nobody_confirmed_stay_out(store: Engine) -> None:
    intake = looked(store, "BA-08,,2023-07-01,1", "VO-08,,2023-07-01,1", "RE-02,,2023-07-01,1", "BA-03,,2023-07-01,48")
    assert intake.rows_with("doubt") == {0, 1}

    def kept(**chosen: set[int]) -> list[int]:
        return [one.fact.row for one in intake.kept(**chosen)]

    assert kept() == [2, 3]
    assert kept(confirmed={0, 1}) == [0, 1, 2, 3]
    assert kept(confirmed={0, 1}, left_out={1, 2}) == [0, 3]
    assert kept(confirmed={0}, left_out={0}) == [2, 3]
    batch = commit(store, intake, author="test", confirmed={1}, left_out={3})
    assert batch is not None
    with reading(store) as session:
        assert sorted(read_batch_rows(session, batch)["code"]) == ["RE-02", "VO-08"]


def test_a_row_with_an_error_never_comes_in(store: Engine) -> None:
    intake = looked(store, "BA-08,,2023-07-01,-1", "BA-08,,2023-07-01,29,,,甲", "BA-08,,2023-07-01,28")
    assert intake.kept(confirmed={0, 1, 2}) == []
    assert commit(store, intake, author="test", confirmed={0, 1, 2}) is None


# Writes by others


def change(figure: str, note: str | None = None, code: str = "BA-08") -> NewReport:
    return NewReport(code, JULY, Decimal(figure) if figure else None, note=note)


@pytest.mark.parametrize("between", ["a new figure", "a changed figure", "a withdrawn figure", "a note"])
def test_what_others_changed_in_between_has_to_be_looked_at_again(store: Engine, between: str, row_counts: Counts) -> None:
    earlier = 0
    if between in ("a changed figure", "a withdrawn figure"):
        earlier = store_reports(store, CODE, [change("19")], author="first")
    intake = looked(store, "BA-08,,2023-07-01,29", "VO-08,,2023-07-01,10", "PA-01,,2023-07-01,,,,我的")
    if between == "a withdrawn figure":
        withdraw_batch(store, earlier, author="second")
    elif between == "a note":
        store_reports(store, CODE, [change("", "他的", "PA-01")], author="second")
    else:
        store_reports(store, CODE, [change("20")], author="second")
    before = row_counts(store)
    with pytest.raises(ConflictError) as caught:
        commit(store, intake, author="third", confirmed={0, 1, 2})
    assert caught.value.key == "changed_meanwhile"
    assert row_counts(store) == before
    again = looked(store, "BA-08,,2023-07-01,29", "VO-08,,2023-07-01,10", "PA-01,,2023-07-01,,,,我的")
    assert commit(store, again, author="third", confirmed={0, 1, 2}) is not None


def test_the_same_intake_committed_twice_is_refused(store: Engine) -> None:
    intake = looked(store, "BA-08,,2023-07-01,29")
    assert commit(store, intake, author="one", confirmed={0}) is not None
    with pytest.raises(ConflictError):
        commit(store, intake, author="two", confirmed={0})


def test_what_looked_the_same_and_was_changed_in_between_has_to_be_looked_at_again(store: Engine, row_counts: Counts) -> None:
    store_reports(store, CODE, [change("20")], author="first")
    lines = ("BA-08,,2023-07-01,20", "VO-08,,2023-07-01,10")
    intake = looked(store, *lines)
    assert [kind for _, kind, _ in shown(intake)] == ["same", "new"]
    store_reports(store, CODE, [change("21")], author="second")
    before = row_counts(store)
    with pytest.raises(ConflictError):
        commit(store, intake, author="third", confirmed={1})
    assert row_counts(store) == before
    assert commit(store, intake, author="third", confirmed={1}, left_out={0}) is not None


def test_a_later_report_that_came_in_between_has_to_be_looked_at(store: Engine) -> None:
    intake = looked(store, "XM-009,2023-07-01,,2023-09-15,,", head=DATED)
    assert commit(store, looked(store, "XM-009,2023-07-05,,2023-09-20,,", head=DATED), author="second") is not None
    with pytest.raises(ConflictError):
        commit(store, intake, author="third")


def test_a_commit_tells_its_steps_and_how_far_it_is(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inserts, "PACK", 2)
    told: list[tuple[str, float]] = []
    lines = [f"VO-08,,2023-07-0{day},{9 + day}" for day in (1, 2, 3, 4)]
    intake = looked(store, *lines)
    doubts = intake.rows_with("doubt")
    assert commit(store, intake, author="test", confirmed=doubts, tell=lambda *one: told.append(one)) is not None
    assert [step for step, _ in told] == ["checking", "writing", "writing", "writing"]
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert told[-1][1] < 1


class Stopped(Exception):
    """Press the button as another user."""


def test_a_commit_that_is_stopped_writes_nothing(store: Engine, row_counts: Counts) -> None:
    def stop(step: str, share: float) -> None:
        if step == "writing" and share > COMPARED:
            raise Stopped

    before, intake = row_counts(store), looked(store, "VO-08,,2023-07-01,10")
    with pytest.raises(Stopped):
        commit(store, intake, author="test", confirmed={0}, tell=stop)
    assert row_counts(store) == before
    assert find_damage(store, "zh") == []


def test_a_look_that_is_stopped_leaves_no_process_behind(store: Engine) -> None:
    def stop(share: float) -> None:
        raise Stopped

    before = {one.pid for one in psutil.Process().children()}  # those of other tests of this run
    with pytest.raises(Stopped):
        stage(store, CODE, [table("VO-08,,2023-07-01,10")], today=TODAY, progress=stop)
    assert {one.pid for one in psutil.Process().children()} <= before


def test_every_file_that_cannot_be_read_is_named(store: Engine) -> None:
    files = [("一.xlsx", b"PK rubbish"), table("VO-08,,2023-07-01,10"), ("二.csv", b" "), ("粘贴", " ")]
    with pytest.raises(UnreadableFilesError) as caught:
        stage(store, CODE, files, today=TODAY)
    assert [one.key for one in caught.value.errors] == ["file_not_its_ending", "file_empty", "pasted_unreadable"]
    assert "一.xlsx" in caught.value.sentence("zh")
    assert "二.csv" in caught.value.sentence("zh")


def test_a_date_can_be_taken_back_by_a_word_and_stands_in_the_history(store: Engine) -> None:
    intake = looked(store, "XM-013,2023-07-02,撤回,,,", head=DATED)
    assert shown(intake) == [("XM-013", "withdrawn", date(2023, 4, 25))]
    assert commit(store, intake, author="test") is not None
    with reading(store) as session:
        happened = read_actual_dates(session, plan_id(store), known_at=datetime.now(UTC))
    assert "started" not in happened["XM-013"]
    assert shown(looked(store, "XM-013,2023-07-02,withdraw,,,", head=DATED)) == [("XM-013", "same", None)]


def test_what_others_changed_elsewhere_does_not_matter(store: Engine) -> None:
    intake = looked(store, "BA-08,,2023-07-01,29", "VO-08,,2023-07-01,10")
    store_reports(store, CODE, [change("5", code="VO-08"), NewReport("BA-08", date(2023, 6, 15), Decimal(20))], author="other")
    assert commit(store, intake, author="test", confirmed={0}, left_out={1}) is not None


# Undo


def every_state(engine: Engine) -> list[Any]:
    """All standings, of the city and of a district, on three days."""
    days = (date(2023, 6, 30), JULY, date(2023, 12, 31))
    return [standings(engine, as_of=day, district=own).to_dict("records") for day in days for own in ("", "410105")]


def test_undo_brings_every_standing_back_and_its_undo_all_that_came(store: Engine) -> None:
    before = every_state(store)
    intake = looked(store, *MANY, "BA-03,金水,2023-07-01,99")
    batch = commit(store, intake, author="test", confirmed=intake.rows_with("doubt"))
    assert batch is not None
    after = every_state(store)
    assert after != before
    withdraw_batch(store, batch, author="test")
    assert every_state(store) == before
    assert batches(store).set_index("id").loc[batch, "is_withdrawn"]
    withdraw_batch(store, batch, author="test", withdrawn=False)
    assert every_state(store) == after
    assert not batches(store).set_index("id").loc[batch, "is_withdrawn"]


def test_what_was_undone_can_be_imported_again(store: Engine) -> None:
    for _ in range(2):
        intake = looked(store, "VO-08,,2023-07-01,10")
        assert shown(intake) == [("VO-08", "new", Decimal(5))]
        batch = commit(store, intake, author="test", confirmed={0})
        assert batch is not None
        withdraw_batch(store, batch, author="test")


def test_what_was_taken_back_and_comes_in_again_says_so(store: Engine) -> None:
    files = [
        table("BA-08,金水,2023-07-01,2", "BA-03,,2023-07-01,,48,100", "PA-01,,2023-07-01,,,,宣讲"),
        ("项目.csv", f"{DATED}\nXM-013,2023-07-01,,2023-09-15,,".encode()),
        ("招聘.csv", f"{STEPS}\nZP-001,2023-07-05,,30,".encode()),
    ]

    def taken_back() -> list[int | None]:
        return [one.taken_back for one in stage(store, CODE, files, today=TODAY).changes]

    intake = stage(store, CODE, files, today=TODAY)
    assert taken_back() == [None] * 5
    batch = commit(store, intake, author="test", confirmed=intake.rows_with("doubt"))
    assert batch is not None
    assert taken_back() == [None] * 5
    withdraw_batch(store, batch, author="test")
    assert taken_back() == [batch] * 5
    assert [one.taken_back for one in looked(store, "BA-08,金水,2023-07-01,3", "BA-08,金水,2023-07-02,2").changes] == [None, None]
    withdraw_batch(store, batch, author="test", withdrawn=False)
    assert taken_back() == [None] * 5


def committed(engine: Engine, *lines: str, author: str = "test") -> int:
    intake = looked(engine, *lines)
    batch = commit(engine, intake, author=author, confirmed=intake.rows_with("doubt"))
    assert batch is not None
    return batch


def test_undo_of_an_earlier_batch_leaves_later_ones(store: Engine) -> None:
    first = committed(store, "BA-08,,2023-07-01,20", "VO-08,,2023-07-01,10")
    second = committed(store, "BA-08,,2023-07-01,21")
    withdraw_batch(store, first, author="test")
    assert value(store, "BA-08", JULY) == 21
    withdraw_batch(store, first, author="test", withdrawn=False)
    withdraw_batch(store, second, author="test")
    assert value(store, "BA-08", JULY) == 20


def test_those_who_rest_on_a_batch_are_the_later_ones_on_the_same_series(store: Engine) -> None:
    first = committed(store, "BA-08,,2023-07-01,20", "VO-08,,2023-07-01,10", "BA-03,金水,2023-07-01,48")
    committed(store, "BA-03,二七,2023-07-01,48", "TE-05,,2023-07-01,100")
    third = committed(store, "BA-08,,2023-07-02,21", "VO-08,,2023-07-01,9", author="李四")
    with reading(store) as session:
        resting = read_dependent_batches(session, first).to_dict("records")
        assert read_dependent_batches(session, third).empty
    assert [(row["id"], row["author"], row["file_name"], row["rows"]) for row in resting] == [(third, "李四", "七月.csv", 2)]


def test_a_later_date_of_the_same_milestone_rests_on_an_earlier_one_until_it_is_withdrawn(store: Engine) -> None:
    def dated(line: str) -> int:
        batch = commit(store, looked(store, line, head=DATED), author="test")
        assert batch is not None
        return batch

    first, second = dated("XM-014,2023-07-01,2023-02-01,,,"), dated("XM-014,2023-07-02,2023-02-02,,,")
    with reading(store) as session:
        assert list(read_dependent_batches(session, first)["id"]) == [second]
    withdraw_batch(store, second, author="test")
    with reading(store) as session:
        assert read_dependent_batches(session, first).empty


def test_a_remark_or_evidence_can_be_added_to_a_figure_that_stays(store: Engine) -> None:
    committed(store, "BA-08,,2023-07-01,20")
    again = looked(store, "BA-08,,2023-07-01,20,,,核对过,月报")
    assert shown(again) == [("BA-08", "changed", Decimal(20))]
    assert shown(looked(store, "BA-08,,2023-07-01,20")) == [("BA-08", "same", Decimal(20))]


def test_the_newest_batch_comes_first_and_no_more_than_asked_for(store: Engine) -> None:
    own = [committed(store, f"BA-08,,2023-07-0{day},2{day}") for day in (1, 2, 3)]
    identity = plan_id(store)
    with reading(store) as session:
        assert list(read_batches(session, identity, limit=2)["id"]) == [own[2], own[1]]
        assert len(read_batches(session, identity)) > 3


def test_of_one_day_the_newest_figure_counts_between_days(store: Engine) -> None:
    committed(store, "VO-08,,2023-07-01,7", "VO-08,,2023-07-03,8")
    committed(store, "VO-08,,2023-07-01,9")
    own = plan_id(store)
    with reading(store) as session:
        frame = read_figures_between(session, own, ["VO-08"], first=JULY, last=date(2023, 7, 3), known_at=datetime.now(UTC))
        none = read_figures_between(session, own, [], first=JULY, last=JULY, known_at=datetime.now(UTC))
    city = frame[frame["district"] == ""]
    assert list(zip(city["as_of"], city["value"], strict=True)) == [(JULY, 9), (date(2023, 7, 3), 8)]
    assert none.empty
    assert list(none.columns) == list(frame.columns)
