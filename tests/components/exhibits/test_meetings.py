"""The parts of a meeting: decisions with their states, likely questions, changes, and a waterfall that adds up."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from components.charts import time_series
from components.exhibits.address import Address
from components.exhibits.model import Bars, Exhibit
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.tables import Table
from components.exhibits.targets import REVISED
from components.i18n.text import Text
from components.slideshow.slide import for_room
from components.theme import LIGHT
from models.analysis.target_changes import SUMS
from models.commands.ledger import store_plan, store_reports
from models.commands.meetings import close_decision, hold_meeting, store_decision, store_meeting, store_narrative
from models.commands.records import NewDecision, NewMeeting, NewNarrative, NewReport
from models.demo import load_demonstration
from models.demo.shipped import load_shipped
from models.errors import ExportError
from models.frames import rows_of
from models.plan.file import PlanFile
from models.snapshots.snapshot import SnapshotFactory
from models.status import Status
from models.store.engine import open_store
from models.typed_rows import Standing, TargetChange

PLAN, BAD = "zhengzhou-2023-demo", "<b>喆</b> & =cmd|'/c calc'!A0"
DAY, SINCE = date(2023, 9, 30), date(2023, 8, 31)
Asked = Callable[..., Address]


@pytest.fixture(scope="module")
def minutes(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Engine:
    """The demonstration year with a meeting and three decisions: overdue in one district, open, done."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("minutes"), load_shipped, load_demonstration))
    meeting = store_meeting(engine, PLAN, NewMeeting("调度会", SINCE, date(2023, 7, 31)), "test")
    hold_meeting(engine, PLAN, meeting, "test")
    late, until = DAY - timedelta(days=3), DAY + timedelta(days=30)
    store_decision(engine, PLAN, NewDecision(meeting, BAD, "基建处", late, "BA-02", "410105"), "test")
    store_decision(engine, PLAN, NewDecision(meeting, "补报数据", "人事处", until), "test")
    done = store_decision(engine, PLAN, NewDecision(meeting, "核对学位", "基教处", until), "test")
    close_decision(engine, PLAN, done, "test", evidence="郑教〔2023〕9号")
    return engine


@pytest.fixture
def of_minutes(minutes: Engine, asked: Asked) -> Callable[..., Exhibit]:
    """Return a part of that store as known now."""

    def make(name: str, **chosen: str) -> Exhibit:
        return ExhibitBuilder(SnapshotFactory(minutes), now=datetime.now(UTC)).make(asked(name, **chosen))

    return make


def cells(part: Exhibit, column: int) -> list[str]:
    return [row[column].text for row in part.data.rows]


def own(part: Exhibit) -> dict[str, tuple[str, ...]]:
    """The words of the three decisions written here, by the decision; the demonstration has others."""
    rows = {row[2].text: tuple(cell.text for cell in row) for row in part.data.rows}
    return {what: rows[what] for what in rows if what in (BAD, "补报数据", "核对学位")}


def test_decisions_stand_with_their_states_the_overdue_ones_first(of_minutes: Callable[..., Exhibit]) -> None:
    part = of_minutes("decisions")
    assert {what: (row[1], row[6]) for what, row in own(part).items()} == {
        BAD: ("逾期3天", "–"),
        "补报数据": ("在办", "–"),
        "核对学位": ("已销号", "郑教〔2023〕9号"),
    }
    states = [words[:2] for words in cells(part, 1)]
    assert [state for at, state in enumerate(states) if state not in states[:at]] == ["逾期", "在办", "已销"]
    assert states == sorted(states, key=["逾期", "在办", "已销"].index)
    assert [str(states.count(state)) for state in ("逾期", "在办", "已销")] == re.findall(r"\d+", part.title)[1:]
    assert part.data.keys == tuple(cells(part, 0))


def test_a_decision_says_in_words_what_it_hangs_on(of_minutes: Callable[..., Exhibit]) -> None:
    about = {what: row[3] for what, row in own(of_minutes("decisions")).items()}
    assert "金水" in about[BAD]
    assert "BA-02" not in about[BAD]
    assert about["补报数据"] == "–"


def test_of_a_district_its_own_decisions_are_shown(of_minutes: Callable[..., Exhibit]) -> None:
    part = of_minutes("decisions", district="410105")
    assert list(own(part)) == [BAD]
    assert all("金水" in words for words in cells(part, 3))
    none = of_minutes("decisions", district="410122")
    assert (none.data.rows, none.title) == ((), "中牟县：没有交办事项。")


def test_what_is_left_out_is_counted_under_it(of_minutes: Callable[..., Exhibit]) -> None:
    part, every = of_minutes("decisions", most="2"), len(of_minutes("decisions").data.rows)
    assert len(part.data.rows) == 2
    assert any("2" in words and str(every) in words for words in part.foot)


def test_decisions_of_later_are_not_known_at_an_earlier_instant(minutes: Engine, asked: Asked) -> None:
    builder = ExhibitBuilder(SnapshotFactory(minutes))
    before = builder.make(asked("decisions").known(datetime.now(UTC) - timedelta(days=1)))
    assert own(before) == {}
    assert len(before.data.rows) == len(builder.make(asked("decisions")).data.rows) - 3


def questions_of(engine: Engine, asked: Asked) -> dict[str, str]:
    """The likely questions about each target, by its code."""
    data = ExhibitBuilder(SnapshotFactory(engine)).make(asked("asked")).data
    return {code: row[2].text for code, row in zip(data.keys, data.rows, strict=True)}


def test_what_is_said_of_a_target_is_not_asked_any_more(tmp_path: Path, asked: Asked, loaded_store: Callable[..., str]) -> None:
    engine = open_store(loaded_store(tmp_path, load_shipped, load_demonstration))
    before = questions_of(engine, asked)
    assert len(before) == len(ExhibitBuilder(SnapshotFactory(engine)).make(asked("asked")).data.rows)
    code = next(code for code, words in before.items() if "没有写明原因、措施" in words)
    store_narrative(engine, PLAN, NewNarrative(code, "用地未批", "专班推进", "规划处"), "test")
    after = questions_of(engine, asked)
    assert "没有写明" not in after.get(code, "")
    assert {one: words for one, words in after.items() if one != code} == {one: before[one] for one in before if one != code}
    engine.dispose()


def test_every_change_of_a_target_falls_into_parts_that_add_up(builder: ExhibitBuilder, asked: Asked) -> None:
    codes = list(builder.comparison(asked("changes")).changes["code"])
    assert codes
    for code in codes:
        body = builder.make(asked("waterfall", target=code)).body
        assert isinstance(body, Bars)
        *parts, after = (value or 0 for value in body.actual.values)
        assert body.keys[0] == "before"
        assert sum(parts) == pytest.approx(after, abs=1e-9), code


def test_a_revised_plan_stands_in_the_waterfall_and_the_table_in_parts_that_add_up(
    tmp_path: Path, small_plan: Callable[..., PlanFile]
) -> None:
    engine = open_store(f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}")
    store_plan(engine, small_plan(), author="test", name="small.yaml")
    store_reports(engine, "small", [NewReport("C", date(2023, 6, 30), Decimal(5))], author="test")
    meeting = datetime.now(UTC)
    store_plan(engine, small_plan(goal=40), author="test", name="small.yaml", revise=True)
    store_reports(engine, "small", [NewReport("C", date(2023, 7, 31), Decimal(8))], author="test")
    base = Address("changes", "small", date(2023, 7, 31), date(2023, 6, 30), known_before=meeting)
    builder = ExhibitBuilder(SnapshotFactory(engine))
    table = builder.make(base).data
    assert {name: table.figures()[f"C.{name}"] for name in REVISED} == {"target_change": "+20", "replanned": "+9.92"}
    in_room = for_room(builder.make(base), Text("zh"), {}).body
    assert isinstance(in_room, Table)
    assert in_room.rows[0][-2].text == "进展+3，目标调整+20，计划调整+9.92"
    body = builder.make(replace(base, part="waterfall", chosen={"target": "C"})).body
    assert isinstance(body, Bars)
    values = dict(zip(body.keys, body.actual.values, strict=True))
    assert list(values) == ["before", "progress", "after"] + [
        *("target_before", "target_change", "target_after"),
        *("wanted_before", "replanned", "advance", "wanted_after"),
    ]
    changes = builder.comparison(base).changes.set_index("code")
    for first, parts, last in SUMS:
        assert changes.at["C", first] + sum(changes.at["C", name] for name in parts) == changes.at["C", last]
        assert values[last] == float(changes.at["C", last])
    (change,) = [row for row in rows_of(builder.comparison(base).changes, TargetChange) if row.code == "C"]
    traces = time_series.waterfall(change, t=Text("zh"), look=LIGHT).data
    assert [len(one.x) for one in traces] == [3, 3, 4]
    engine.dispose()


def test_the_days_of_a_project_fall_into_parts_that_add_up(builder: ExhibitBuilder, asked: Asked) -> None:
    found = builder.comparison(asked("project_changes")).project_changes.set_index("code")
    data = builder.make(asked("project_changes")).data
    heads = [column.title for column in data.columns]
    assert found["slip_after"].notna().any()
    for code, row in zip(data.keys, data.rows, strict=True):
        said = row[heads.index("延期变化")].text
        parts = [int(words.replace("−", "-").strip("进展补报更正+")) for words in said.split("，")] if said != "–" else []
        before, after = found.at[code, "slip_before"], found.at[code, "slip_after"]
        assert before is None or before + sum(parts) == after


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_section_says_how_its_targets_stand_and_lists_the_worst_first(
    builder: ExhibitBuilder, asked: Asked, language: str
) -> None:
    part = builder.make(replace(asked("section", section="basic"), language=language))
    own = builder.snapshot(asked("section")).city
    assert set(part.data.keys) == set(own.loc[own["section"] == "basic", "code"])
    assert part.title.startswith(("基础教育筑高台：截至", "Basic education: As of"))
    statuses = [row[0].status for row in part.data.rows]
    counted = [one for one in statuses if one is not None and one.is_counted]
    assert counted == sorted(counted, key=lambda one: -one.severity)
    with pytest.raises(ExportError):
        builder.make(asked("section", section="none"))


def test_what_was_said_of_a_target_stands_beside_its_status_in_papers(
    tmp_path: Path, asked: Asked, loaded_store: Callable[..., str]
) -> None:
    engine = open_store(loaded_store(tmp_path, load_demonstration))
    before = datetime.now(UTC)
    store_narrative(engine, PLAN, NewNarrative("BA-02", BAD, "专班推进", "规划处"), "test")
    builder = ExhibitBuilder(SnapshotFactory(engine))
    part = builder.make(asked("worst"))
    row = part.data.rows[part.data.keys.index("BA-02")]
    assert row[6].text.endswith(f"原因：{BAD}；措施：专班推进；责任人：规划处。")
    assert row[5].text == "规划处"
    assert BAD not in str(builder.make(asked("worst").known(before)).data.rows)
    engine.dispose()


def test_where_the_plan_was_not_changed_no_column_says_so(builder: ExhibitBuilder, asked: Asked) -> None:
    assert not {column.key for column in builder.make(asked("changes")).data.columns} & set(REVISED)


def test_a_target_that_did_not_move_has_no_waterfall(builder: ExhibitBuilder, asked: Asked) -> None:
    with pytest.raises(ExportError):
        builder.make(asked("waterfall", target="XX-99"))


def test_projects_that_moved_are_counted_in_the_sentence(builder: ExhibitBuilder, asked: Asked) -> None:
    part = builder.make(asked("project_changes"))
    assert str(len(part.data.rows)) in part.title
    assert all(cells(part, len(part.data.columns) - 1)), "each says why"


@pytest.mark.parametrize(("language", "between"), [("zh", "。"), ("en", ". ")])
def test_reason_and_what_would_mend_it_are_two_sentences(
    builder: ExhibitBuilder, asked: Asked, language: str, between: str
) -> None:
    t, city = Text(language), builder.snapshot(asked("worst")).city
    standings = {row.code: row for row in rows_of(city, Standing)}
    part = builder.make(replace(asked("worst"), language=language))
    said = {code: row[6].text for code, row in zip(part.data.keys, part.data.rows, strict=True)}
    both = [code for code in said if t.remedy(standings[code])]
    assert both
    for code in both:
        row = standings[code]
        remedy = str(t.remedy(row))
        begun = remedy[:1].upper() + remedy[1:]
        assert said[code].startswith(t.reason(row) + (" " if language == "en" else "") + begun)
        assert between in said[code]


@pytest.mark.parametrize(("language", "told"), [("zh", "→ 逾期完成。原因："), ("en", "→ Met late. Reason: ")])
def test_what_was_said_begins_a_sentence_of_its_own(builder: ExhibitBuilder, asked: Asked, language: str, told: str) -> None:
    part = builder.make(replace(asked("worst"), language=language))
    assert told in part.data.rows[part.data.keys.index("BA-02")][6].text


def test_notes_say_a_status_in_words(builder: ExhibitBuilder, asked: Asked) -> None:
    notes = builder.make(asked("counts")).notes
    assert notes
    assert not [one for one in notes if any(f"（{status.value}）" in one for status in Status)]
