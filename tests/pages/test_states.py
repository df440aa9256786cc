"""Every state of a page: nothing there yet, filters that match nothing, one row, old figures, missing ones, no permission.

An unreachable store and invalid addresses are in ``test_every_page.py``, because they apply to every page;
the page while it loads, and a link to no page, in ``tests/browser/test_states.py``.
"""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components.i18n.text import Text
from components.session.identity import COOKIE, PEER_HEADER, Visit
from models.auth.roles import Role
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.commands.sign_in import reset_password, sign_in
from models.store.engine import open_store
from tests.conftest import PAGES
from tests.pages.reading import headings, headline, html
from tests.riverton import load_riverton

Open = Callable[..., AppTest]
Visiting = Callable[[Visit], None]
EVERY_PAGE = pytest.mark.parametrize("page", list(PAGES))
CITY = {"store": "riverton", "plan": "riverton-2027", "as_of": "2027-03-31", "since": "2026-12-31"}
ELSEWHERE = Visit({"host": "sanbiao.example", PEER_HEADER: "10.0.0.7"})


def said(app: AppTest) -> str:
    """All words of a page, once it opened without errors."""
    assert [one.value for one in (*app.exception, *app.error)] == []
    words = [one.value for one in (*app.caption, *app.info, *app.markdown)]
    return "\n".join([*words, html(app)])


#: The text of each page if nothing was ever reported of its subject.
EMPTY = {
    "targets": "target.no_history",
    "district": "district.silent",
    "projects": "project.none",
    "progress": "programme.none",
    "recruitment": "recruitment.none",
    "meetings": "meeting.none",
    "staff": "staff.none",
}


@pytest.mark.parametrize("page", EMPTY)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_nothing_is_yet_a_page_says_so_and_what_to_do(open_page: Open, page: str, language: str) -> None:
    app = open_page(page, store="three-districts", as_of="2026-06-30", lang=language)
    assert Text(language)(EMPTY[page]).split("{")[0] in said(app)
    assert [one for one in app.get("plotly_chart") if not one.proto.alt] == []


NOTHING = {
    "targets": {"q": "no such thing"},
    "projects": {"q": "no such thing"},
    "progress": {"q": "no such thing"},
    "recruitment": {"district": "isle", "post": "tutor"},
}


@pytest.mark.parametrize("page", NOTHING)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_filters_that_leave_nothing_say_how_many_there_are_and_what_to_do(open_page: Open, page: str, language: str) -> None:
    words = said(open_page(page, lang=language, **CITY, **NOTHING[page]))
    assert {"zh": "筛选", "en": "iden the filters"}[language] in words
    assert not open_page(page, lang=language, **CITY, **NOTHING[page]).get("plotly_chart")


ONE = {
    "targets": ({"q": "S1"}, "1 of 11 targets and actions shown"),
    "projects": ({"q": "R-03"}, "1 school project"),
    "progress": ({"q": "V-03"}, "0 of 1 vocational programme has reached"),
}


@pytest.mark.parametrize("page", ONE)
def test_one_row_is_told_as_one(open_page: Open, page: str) -> None:
    address, words = ONE[page]
    app = open_page(page, lang="en", **CITY, **address)
    assert words in headline(app)
    assert not re.search(r"\b1 (school projects|vocational programmes)", headline(app))


@pytest.mark.parametrize(("language", "words"), [("zh", "数据陈旧"), ("en", "old figure")])
def test_an_old_figure_is_told_as_old(open_page: Open, language: str, words: str) -> None:
    """Kilometres of cycle path, reported each month and last on 31 March, as of the middle of May."""
    shown = said(open_page("targets", lang=language, target="B1", **CITY | {"as_of": "2027-05-15"}))
    assert words in shown
    assert words not in said(open_page("targets", lang=language, target="B1", **CITY))


@pytest.mark.parametrize(("language", "words"), [("zh", "部分区县未报"), ("en", "some districts missing")])
def test_what_some_districts_have_not_reported_says_how_many_did(open_page: Open, language: str, words: str) -> None:
    shown = said(open_page("targets", lang=language, target="P3", **CITY))
    assert words in shown
    assert Text(language)("target.of", n=3, of=5) in shown


@EVERY_PAGE
def test_where_nobody_can_sign_in_a_page_says_that_it_is_for_reading(open_page: Open, visiting: Visiting, page: str) -> None:
    visiting(Visit({"host": "sanbiao.example", PEER_HEADER: "10.0.0.7"}))
    app = open_page(page, lang="en", **CITY)
    assert Text("en")("access.read_only").split(":")[0] in said(app)
    assert [one.label for one in app.button if one.proto.type == "primary" and one.proto.is_form_submitter] == []


@EVERY_PAGE
def test_where_all_must_sign_in_a_page_shows_nothing_else(
    open_page: Open, visiting: Visiting, fresh_app: Callable[..., None], with_accounts: str, page: str
) -> None:
    visiting(Visit({"host": "sanbiao.example", PEER_HEADER: "10.0.0.7"}))
    fresh_app(SANBIAO_VIEWERS="account")
    app = open_page(page, lang="zh", **CITY | {"store": with_accounts})
    assert headings(app, 1) == [Text("zh")("access.sign_in_first")]
    assert "/account/sign-in?" in said(app)
    assert not app.dataframe


@pytest.mark.parametrize("page", ["import_report", "meetings", "targets"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_who_may_only_look_is_told_what_it_takes(
    open_page: Open, visiting: Visiting, with_accounts: str, page: str, language: str
) -> None:
    engine = open_store(with_accounts)
    visiting(Visit({"host": "localhost:8501"}, {COOKIE: sign_in(engine, "reader", "a long enough word")}))
    engine.dispose()
    app = open_page(page, lang=language, target="S1", **CITY | {"store": with_accounts})
    app.session_state["box-narrative"] = True
    app.run()
    t = Text(language)
    assert t("access.needs", role=t.word("role", "viewer"), needed="|").split("|")[0] in said(app)
    assert [one.label for one in app.button if one.proto.type == "primary" and one.proto.is_form_submitter] == []


@pytest.fixture(scope="module")
def with_accounts(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> str:
    """The invented city with two accounts, an administrator's and a viewer's."""
    url = loaded_store(tmp_path_factory.mktemp("accounts"), load_riverton)
    engine = open_store(url)
    store_account(engine, NewAccount("ada", "Ada", Role.ADMINISTRATOR), author="test")
    store_account(engine, NewAccount("reader", "Reader", Role.VIEWER), author="test")
    reset_password(engine, "reader", "a long enough word", author="test", is_one_time=False)
    engine.dispose()
    return url
