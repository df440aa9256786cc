"""The parts of a meeting: decisions with their states, what will be asked, what moved, and a waterfall that adds up."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from components.export.address import Address
from components.export.catalogue import Maker
from components.export.parts import Bars, Part
from models.day import Days
from models.demo import load_demonstration
from models.errors import ExportError
from models.minutes import close_decision, hold_meeting, store_decision, store_meeting, store_narrative
from models.minutes_checks import NewDecision, NewMeeting, NewNarrative
from models.store import open_store
from models.upkeep import load_shipped

PLAN, BAD = "zhengzhou-2023-demo", "<b>喆</b> & =cmd|'/c calc'!A0"
DAY, SINCE = date(2023, 9, 30), date(2023, 8, 31)
Asked = Callable[..., Address]


@pytest.fixture(scope="module")
def minutes(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The demonstration year with a meeting and three decisions: overdue in one district, open, done."""
    engine = open_store(f"sqlite:///{(tmp_path_factory.mktemp('minutes') / 'store.sqlite').as_posix()}")
    load_shipped(engine)
    load_demonstration(engine)
    meeting = store_meeting(engine, PLAN, NewMeeting("调度会", SINCE, date(2023, 7, 31)), "test")
    hold_meeting(engine, PLAN, meeting, "test")
    late, until = DAY - timedelta(days=3), DAY + timedelta(days=30)
    store_decision(engine, PLAN, NewDecision(meeting, BAD, "基建处", late, "BA-02", "410105"), "test")
    store_decision(engine, PLAN, NewDecision(meeting, "补报数据", "人事处", until), "test")
    done = store_decision(engine, PLAN, NewDecision(meeting, "核对学位", "基教处", until), "test")
    close_decision(engine, PLAN, done, "test", evidence="郑教〔2023〕9号")
    return engine


@pytest.fixture
def of_minutes(minutes: Engine, asked: Asked) -> Callable[..., Part]:
    """Makes a part of that store as known now."""

    def make(name: str, **chosen: str) -> Part:
        return Maker(Days(minutes), now=datetime.now(UTC)).make(asked(name, **chosen))

    return make


def cells(part: Part, column: int) -> list[str]:
    return [row[column].text for row in part.data.rows]


def test_decisions_stand_with_their_states_the_overdue_ones_first(of_minutes: Callable[..., Part]) -> None:
    part = of_minutes("decisions")
    assert cells(part, 1) == ["逾期3天", "在办", "已销号"]
    assert cells(part, 2) == [BAD, "补报数据", "核对学位"]
    assert cells(part, 6) == ["–", "–", "郑教〔2023〕9号"]
    assert "3" in part.title
    assert part.data.keys == ("1", "2", "3")


def test_a_decision_says_in_words_what_it_hangs_on(of_minutes: Callable[..., Part]) -> None:
    about = cells(of_minutes("decisions"), 3)
    assert "金水" in about[0]
    assert "BA-02" not in about[0]
    assert about[1] == "–"


def test_of_a_district_its_own_decisions_are_shown(of_minutes: Callable[..., Part]) -> None:
    assert cells(of_minutes("decisions", district="410105"), 0) == ["1"]
    none = of_minutes("decisions", district="410122")
    assert (none.data.rows, none.title) == ((), "没有交办事项。")


def test_what_is_left_out_is_counted_under_it(of_minutes: Callable[..., Part]) -> None:
    part = of_minutes("decisions", most="2")
    assert len(part.data.rows) == 2
    assert any("2" in words and "3" in words for words in part.foot)


def test_decisions_of_later_are_not_known_at_an_earlier_instant(minutes: Engine, asked: Asked) -> None:
    known = datetime.now(UTC) - timedelta(days=1)
    assert Maker(Days(minutes)).make(asked("decisions").known(known)).data.rows == ()


def test_what_is_said_of_a_target_is_not_asked_any_more(tmp_path: Path, asked: Asked) -> None:
    engine = open_store(f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}")
    load_shipped(engine)
    load_demonstration(engine)
    before = set(Maker(Days(engine)).make(asked("asked")).data.keys)
    code = next(key for key in sorted(before) if key.endswith("/no_reason")).removesuffix("/no_reason")
    store_narrative(engine, PLAN, NewNarrative(code, "用地未批", "专班推进", "规划处"), "test")
    after = set(Maker(Days(engine)).make(asked("asked")).data.keys)
    assert before - after == {f"{code}/no_reason", f"{code}/no_measure"} & before
    assert after <= before
    engine.dispose()


def test_every_change_of_a_target_falls_into_parts_that_add_up(maker: Maker, asked: Asked) -> None:
    codes = list(maker.day(asked("changes")).changes["code"])
    assert codes
    for code in codes:
        body = maker.make(asked("waterfall", target=code)).body
        assert isinstance(body, Bars)
        *parts, after = (value or 0 for value in body.actual.values)
        assert sum(parts) == pytest.approx(after, abs=1e-9), code


def test_a_target_that_did_not_move_has_no_waterfall(maker: Maker, asked: Asked) -> None:
    with pytest.raises(ExportError):
        maker.make(asked("waterfall", target="XX-99"))


def test_projects_that_moved_are_counted_in_the_sentence(maker: Maker, asked: Asked) -> None:
    part = maker.make(asked("project_changes"))
    assert str(len(part.data.rows)) in part.title
    assert all(cells(part, len(part.data.columns) - 1)), "each says why"
