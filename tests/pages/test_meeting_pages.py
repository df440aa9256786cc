"""The pages of meetings and of slides: they open in any state; frozen figures stay, current ones move on; decisions close."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from streamlit.testing.v1 import AppTest

from components.i18n.text import Text
from models.commands.ledger import store_reports
from models.commands.meetings import (
    close_decision,
    hold_meeting,
    postpone_decision,
    store_decision,
    store_meeting,
    store_narrative,
)
from models.commands.records import NewDecision, NewMeeting, NewNarrative, NewReport
from models.config import ROOT
from models.demo.shipped import load_shipped
from models.queries import read_plan
from models.queries.meetings import read_meetings, read_narrative_history
from models.store.engine import open_store, reading
from tests.pages.reading import headline, html, turned_to

PLAN, TARGET, BAD = "zhengzhou-2023", "BA-08", "<b>喆</b> & ![x](http://evil.example/x.png)"
DAY, BEFORE = date(2023, 9, 30), date(2023, 8, 31)
Open = Callable[..., AppTest]
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
MEETING_PAGES = pytest.mark.parametrize("page", ["meetings", "present"])


@pytest.fixture
def store(tmp_path: Path, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """A store with the plan that ships and one figure."""
    engine = open_store(loaded_store(tmp_path, load_shipped))
    report(engine, date(2023, 9, 15), 10)
    yield engine
    engine.dispose()


@pytest.fixture
def opened(fresh_app: Callable[..., None], store: Engine) -> Open:
    """Open a page over that store as a link does."""

    def open_it(page: str, **address: str) -> AppTest:
        fresh_app(DATABASE_URL=store.url.render_as_string())
        app = AppTest.from_file(str(ROOT / "pages" / "layout.py"), default_timeout=60)
        for key, value in ({"plan": PLAN, "as_of": DAY.isoformat(), "lang": "zh"} | address).items():
            app.query_params[key] = value
        app = turned_to(app, page).run()
        assert [one.value for one in app.exception] == []
        return app

    return open_it


def report(engine: Engine, day: date, value: int) -> None:
    store_reports(engine, PLAN, [NewReport(TARGET, day, Decimal(value))], author="test")


def hold(engine: Engine) -> int:
    number = store_meeting(engine, PLAN, NewMeeting(BAD, DAY, BEFORE), "test")
    hold_meeting(engine, PLAN, number, "test")
    return number


def decide(engine: Engine, meeting: int, until: date) -> int:
    return store_decision(engine, PLAN, NewDecision(meeting, BAD, "基建处", until, TARGET), "test")


def unfold(app: AppTest, box: str) -> None:
    """Open a section."""
    app.session_state[f"box-{box}"] = True
    app.run()


def tab(app: AppTest, key: str) -> str:
    """The contents of one tab, once it is opened."""
    label = Text("zh")(key)
    app.session_state["meeting-tabs"] = label
    app.run()
    assert [one.value for one in app.exception] == []
    own = next(one for one in app.tabs if one.label == label)
    return "\n".join([str(one.proto.body) for one in own.get("html")] + [str(one.value) for one in own.markdown])


@MEETING_PAGES
@LANGUAGES
def test_without_a_meeting_a_page_opens(opened: Open, page: str, language: str) -> None:
    app = opened(page, lang=language)
    assert headline(app)
    assert page == "present" or Text(language)("meeting.none") in html(app)


@MEETING_PAGES
@LANGUAGES
def test_with_a_meeting_whose_name_is_markup_a_page_opens(opened: Open, store: Engine, page: str, language: str) -> None:
    decide(store, hold(store), DAY)
    app = opened(page, lang=language)
    assert headline(app)
    assert "<b>" not in html(app)


@pytest.mark.parametrize("address", [{"meeting": "1"}, {"meeting": "99"}, {"meeting": "<b>"}, {"slide": "x", "seconds": "-1"}])
def test_slides_open_whatever_the_link_says(opened: Open, store: Engine, address: dict[str, str]) -> None:
    hold(store)
    app = opened("present", **({"slide": "1"} | address))
    assert [one.value for one in app.error] == []


def test_a_late_report_changes_what_is_known_now_and_not_what_was_seen(opened: Open, store: Engine) -> None:
    hold(store)
    before = opened("meetings")
    assert Text("zh")("meeting.same_as_then") in tab(before, "meeting.then_and_now")
    report(store, date(2023, 9, 20), 29)
    after = opened("meetings")
    for name in ("asked", "changes", "project_changes", "decisions"):
        assert tab(after, f"part.{name}") == tab(before, f"part.{name}")
    told = tab(after, "meeting.then_and_now")
    assert "2023年9月30日的数据，会后有1项目标的数字或状态变了。" in told
    assert ("10 / 30" in told, "29 / 30" in told) == (True, True)
    now = opened("targets", target=TARGET)
    assert "29 / 30" in html(now)


def test_only_the_tab_that_is_open_is_made_and_it_stays_open_in_another_language(opened: Open, store: Engine) -> None:
    hold(store)
    app = opened("meetings")
    told = tab(app, "part.changes")
    assert Text("zh")("part.status_after") in told
    closed = [one for one in app.tabs if one.label != Text("zh")("part.changes")]
    assert [one.label for one in closed if one.get("html") or one.get("markdown")] == []
    app.button(key="switch-language").click().run()
    own = next(one for one in app.tabs if one.label == Text("en")("part.changes"))
    assert Text("en")("part.status_after") in "\n".join(str(one.proto.body) for one in own.get("html"))


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement that is sent to a store."""
    found: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def test_another_day_or_meeting_asks_the_store_for_little(opened: Open, store: Engine, statements: list[str]) -> None:
    """Count the statements of a page: nearly all are about user and decisions; with a meeting they were eighty-six once."""
    for _ in range(2):
        decide(store, hold(store), DAY)
    app = opened("meetings")
    app.selectbox(key="meeting").set_value(1).run()
    for change in (lambda: app.selectbox(key="meeting").set_value(2), lambda: app.date_input(key="as_of").set_value(BEFORE)):
        statements.clear()
        change().run()
        assert [one.value for one in app.exception] == []
        assert 0 < len(statements) <= 22


def test_before_it_is_held_a_meeting_follows_what_is_known(opened: Open, store: Engine) -> None:
    store_meeting(store, PLAN, NewMeeting("周会", DAY, BEFORE), "test")
    before = tab(opened("meetings"), "part.changes")
    report(store, date(2023, 9, 20), 29)
    after = opened("meetings")
    assert tab(after, "part.changes") != before
    assert Text("zh")("meeting.not_held") in tab(after, "meeting.then_and_now")


def test_a_new_meeting_is_chosen_and_held_by_who_says_so(opened: Open, store: Engine) -> None:
    hold(store)
    app = opened("meetings")
    unfold(app, "new-meeting")
    next(one for one in app.text_input if one.label == Text("zh")("meeting.name")).set_value("下一次")
    next(one for one in app.button if one.label == Text("zh")("meeting.create")).click().run()
    assert app.selectbox(key="meeting").value == 2
    app.button(key="hold").click().run()
    assert not [one for one in app.button if one.key == "hold"]
    assert "已召开" in html(app)


def test_a_decision_closes_with_evidence_and_not_without(opened: Open, store: Engine) -> None:
    decide(store, hold(store), DAY)
    app = opened("meetings")
    press_close(app)
    assert [one.value for one in app.error] == ["销号要有佐证或说明，请至少填写一项。"]
    next(one for one in app.text_input if one.label == Text("zh")("decision.evidence")).set_value("郑教〔2023〕9号")
    press_close(app)
    assert [one.value for one in app.error] == []
    assert Text("zh")("decision.reopen") in [one.label for one in app.button]


def press_close(app: AppTest) -> None:
    next(one for one in app.button if one.label == Text("zh")("decision.close")).click().run()


def test_what_is_said_of_a_target_and_decided_about_it_stands_on_its_page(opened: Open, store: Engine) -> None:
    decide(store, hold(store), DAY + timedelta(days=9))
    store_narrative(store, PLAN, NewNarrative(TARGET, "用地未批", "专班推进", "规划处", DAY + timedelta(days=30)), "李处")
    app = html(opened("targets", target=TARGET))
    for words in ("用地未批", "专班推进", "李处", "基建处"):
        assert words in app
    assert "&lt;b&gt;喆&lt;/b&gt;" in app


def test_a_decision_stands_among_the_reports_that_are_due_until_it_is_done(opened: Open, store: Engine) -> None:
    number = decide(store, hold(store), DAY)
    assert "时限2023年9月30日）" in due_message(opened("import_report"))
    later = opened("import_report", as_of=(DAY + timedelta(days=3)).isoformat())
    assert "时限2023年9月30日，逾期3天）" in due_message(later)
    close_decision(store, PLAN, number, "test", note="已办")
    assert "基建处" not in due_message(opened("import_report"))


def due_message(app: AppTest) -> str:
    """The message of the reports that are due."""
    return "\n".join(one.value for one in app.code)


def test_a_meeting_to_come_can_be_described_again_with_sections_targets_and_districts(opened: Open, store: Engine) -> None:
    store_meeting(store, PLAN, NewMeeting("周会", DAY, BEFORE), "test")
    app = opened("meetings")
    unfold(app, "meeting-1")
    wanted = ["section?section=basic", f"curve?target={TARGET}", "district?district=410105"]
    own = next(one for one in app.multiselect if one.key.startswith("meeting-1-agenda"))
    own.set_value(wanted)
    next(one for one in app.text_input if one.key.startswith("meeting-1-name")).set_value("月会")
    next(one for one in app.button if one.label == Text("zh")("meeting.save")).click().run()
    assert [one.value for one in app.exception] == []
    with reading(store) as session:
        (row,) = read_meetings(session, plan_id(store), datetime.now(UTC)).to_dict("records")
    assert (row["name"], row["agenda"], row["known_at"]) == ("月会", wanted, None)
    assert "议程：板块：基础教育筑高台、交办事项、目标：BA-08" in html(app)


def plan_id(engine: Engine) -> int:
    with reading(engine) as session:
        return read_plan(session, PLAN, datetime.now(UTC)).head.plan_id


def test_a_decision_stands_on_the_page_of_its_district(opened: Open, store: Engine) -> None:
    new = NewDecision(hold(store), BAD, "基建处", DAY, district="410105")
    store_decision(store, PLAN, new, "test")
    assert "基建处" in html(opened("district", district="410105"))
    assert "基建处" not in html(opened("district", district="410102"))


def test_what_is_written_of_a_target_is_for_a_meeting_and_every_version_is_shown(opened: Open, store: Engine) -> None:
    number = store_meeting(store, PLAN, NewMeeting("周会", DAY, BEFORE), "test")
    store_narrative(store, PLAN, NewNarrative(TARGET, "用地未批"), "李处")
    app = opened("targets", target=TARGET)
    app.session_state["box-narrative"] = True
    app.run()
    reason = next(one for one in app.text_input if one.label == Text("zh")("narrative.reason"))
    assert reason.value == "用地未批"
    reason.set_value("用地已批")
    next(one for one in app.button if one.label == Text("zh")("narrative.record")).click().run()
    assert [one.value for one in app.error] == []
    with reading(store) as session:
        history = read_narrative_history(session, plan_id(store), TARGET, datetime.now(UTC))
    assert list(zip(history["reason"], history["meeting"], strict=True)) == [("用地已批", number), ("用地未批", None)]
    told = html(app)
    assert (Text("zh")("narrative.versions", n=2) in told, "用地未批" in told, "周会" in told) == (True, True, True)


def test_all_that_happened_to_a_decision_is_told(opened: Open, store: Engine) -> None:
    number = decide(store, hold(store), DAY)
    postpone_decision(store, PLAN, number, "王处", until=DAY + timedelta(days=9), reason="汛期")
    close_decision(store, PLAN, number, "李处", evidence="郑教〔2023〕9号")
    told = html(opened("meetings"))
    for words in ("李处销号：郑教〔2023〕9号", "王处延期到2023年10月9日：汛期", "test记下，时限2023年9月30日"):
        assert words in told


def test_what_changed_is_told_in_sentences_by_consequence(opened: Open, store: Engine) -> None:
    in_one_district = NewReport("BA-06", date(2023, 9, 1), Decimal(4), district="410102")
    store_reports(store, PLAN, [in_one_district], author="test")
    hold(store)
    app = opened("meetings")
    tab(app, "part.changes")
    unfold(app, "sentences-changes")
    told = tab(app, "part.changes")
    assert "<li>市区中小学投用：由无数据转为滞后，首次填报4所。</li>" in told
    assert told.index("新转红") < told.index("其他变化")


@pytest.mark.parametrize("seconds", ["7", "5,0,30", "x", "5,,-1", "99999999"])
def test_the_pace_of_slides_is_that_of_the_link_or_by_hand(opened: Open, store: Engine, seconds: str) -> None:
    hold(store)
    opened("present", slide="1", meeting="1", seconds=seconds, look="dark")


def test_what_is_chosen_goes_into_the_link(opened: Open, store: Engine) -> None:
    store_meeting(store, PLAN, NewMeeting("周会", DAY, BEFORE, agenda=("sections", "worst")), "test")
    app = opened("present")
    app.number_input(key="show-seconds").set_value(9)
    app.button(key="show-begin").click().run()
    chosen = {name: "".join(app.query_params[name]) for name in ("meeting", "seconds", "endless", "look", "slide")}
    assert chosen == {"meeting": "1", "seconds": "9", "endless": "0", "look": "auto", "slide": "1"}
