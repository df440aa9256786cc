"""The pages of meetings and of slides: open in any state; what was seen stays, what is known now goes on; decisions close."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.text import Text
from models.changes import store_reports
from models.incoming import NewReport
from models.minutes import hold_meeting, store_decision, store_meeting, store_narrative
from models.minutes_checks import NewDecision, NewMeeting, NewNarrative
from models.settings import ROOT
from models.store import open_store
from models.upkeep import load_shipped
from tests.conftest import PAGES

PLAN, TARGET, BAD = "zhengzhou-2023", "BA-08", "<b>喆</b> & ![x](http://evil.example/x.png)"
DAY, BEFORE = date(2023, 9, 30), date(2023, 8, 31)
Open = Callable[..., AppTest]
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
MEETING_PAGES = pytest.mark.parametrize("page", ["meetings", "present"])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Engine]:
    """A store with the plan that ships and one figure."""
    engine = open_store(f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}")
    load_shipped(engine)
    report(engine, date(2023, 9, 15), 10)
    yield engine
    engine.dispose()


@pytest.fixture
def opened(fresh_app: Callable[..., None], store: Engine) -> Open:
    """Opens a page over that store as a link does."""

    def open_it(page: str, **address: str) -> AppTest:
        fresh_app(DATABASE_URL=store.url.render_as_string())
        app = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=60)
        for key, value in ({"plan": PLAN, "as_of": DAY.isoformat(), "lang": "zh"} | address).items():
            app.query_params[key] = value
        app = app.switch_page(PAGES[page]).run()
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


def html(app: AppTest) -> str:
    """Everything that stands on the page as HTML."""
    return "\n".join(str(one.proto.body) for one in app.get("html"))


def tab(app: AppTest, key: str) -> str:
    """What stands in one tab."""
    label = Text("zh")(key)
    own = next(one for one in app.tabs if one.label == label)
    return "\n".join([str(one.proto.body) for one in own.get("html")] + [str(one.value) for one in own.markdown])


@MEETING_PAGES
@LANGUAGES
def test_without_a_meeting_a_page_opens(opened: Open, page: str, language: str) -> None:
    app = opened(page, lang=language)
    assert len(app.title) == 1
    assert [one.value for one in app.error] == []
    assert page == "present" or Text(language)("meeting.none") in html(app)


@MEETING_PAGES
@LANGUAGES
def test_with_a_meeting_whose_name_is_markup_a_page_opens(opened: Open, store: Engine, page: str, language: str) -> None:
    decide(store, hold(store), DAY)
    app = opened(page, lang=language)
    assert len(app.title) == 1
    assert [one.value for one in app.error] == []
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
    assert any("29 / 30" in str(one.value) for one in (*now.subheader, *now.markdown))


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


def test_an_overdue_decision_stands_among_the_reports_that_are_due(opened: Open, store: Engine) -> None:
    decide(store, hold(store), DAY)
    later = (DAY + timedelta(days=3)).isoformat()
    said = [one.value for one in opened("import_report", as_of=later).code]
    assert any("基建处" in words and "3" in words for words in said)
    assert not any("基建处" in words for words in [one.value for one in opened("import_report").code])
