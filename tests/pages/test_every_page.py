"""Properties of every page: it opens, in both languages, whatever the plan and the address."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from models.config import ROOT
from models.i18n import say
from tests.conftest import PAGES
from tests.pages.reading import headings, headline

Open = Callable[..., AppTest]
EVERY_PAGE = pytest.mark.parametrize("page", list(PAGES))
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@EVERY_PAGE
@pytest.mark.parametrize(("store", "language"), [("real", "zh"), ("three-districts", "en"), ("hostile", "zh"), ("hostile", "en")])
def test_a_page_opens(open_page: Open, store: str, page: str, language: str) -> None:
    app = open_page(page, store=store, lang=language)
    assert headline(app)
    assert app.query_params["lang"] == language


@EVERY_PAGE
def test_a_page_in_english_has_labels_in_english(open_page: Open, page: str) -> None:
    app = open_page(page, lang="en")
    assert app.query_params["lang"] == "en"
    labels = [one.label for one in (*app.selectbox, *app.date_input, *app.text_input)]
    assert not [words for words in (headline(app), *labels, *headings(app)) if CHINESE.search(words)]
    assert app.button(key="switch-language").label == "中文"


@EVERY_PAGE
@pytest.mark.parametrize("day", ["2023-01-01", "2023-12-31", "1950-01-01", "2200-12-31"])
def test_a_page_opens_on_any_day(open_page: Open, page: str, day: str) -> None:
    app = open_page(page, as_of=day, since=day)
    headline(app)
    assert (app.query_params["as_of"], app.query_params["since"]) == (day, day)


NONSENSE = (
    ("lang", "fr"),
    ("plan", "no-such-plan"),
    ("as_of", "2023-02-30"),
    ("as_of", "0001-01-01"),
    ("as_of", "9999-12-31"),
    ("as_of", ""),
    ("since", "yesterday"),
    ("since", "0001-01-01"),
    ("section", "<script>"),
    ("district", "no-such-district"),
    ("status", "brilliant"),
    ("kind", "💥"),
    ("target", "../../etc/passwd"),
    ("no-such-key", "x"),
)
#: Values of every page are corrected in the address; values of some pages only are left.
PUT_RIGHT = ("lang", "plan", "as_of", "since")


def assert_changes_nothing(open_page: Open, page: str, addresses: list[dict[str, str]]) -> None:
    """Check that the page is the same at each of the addresses as without one."""
    expected = headline(open_page(page))
    for address in addresses:
        app = open_page(page, **address)
        assert headline(app) == expected, address
        assert [key for key in PUT_RIGHT if key in address and app.query_params[key] == address[key]] == []


@EVERY_PAGE
def test_what_makes_no_sense_in_an_address_changes_nothing(open_page: Open, page: str) -> None:
    """All faults at once; the first date is invalid, the second beyond any calendar."""
    first, last = dict(reversed(NONSENSE)), dict(NONSENSE)
    assert_changes_nothing(open_page, page, [first, last | {"as_of": "9999-12-31"}])


@pytest.mark.parametrize("page", ["targets", "district"])
def test_each_thing_that_makes_no_sense_alone_changes_nothing(open_page: Open, page: str) -> None:
    """The pages with all filters, where one might hide the trouble of another."""
    assert_changes_nothing(open_page, page, [dict([one]) for one in NONSENSE])


@EVERY_PAGE
def test_the_address_says_what_is_shown_so_that_a_link_shows_the_same(open_page: Open, page: str) -> None:
    app = open_page(page, lang="en", as_of="2023-06-30")
    expected = {"lang": "en", "plan": "zhengzhou-2023", "as_of": "2023-06-30", "since": "2023-05-31"}
    assert {key: app.query_params[key] for key in expected} == expected


@EVERY_PAGE
def test_the_switch_changes_the_language_and_the_address(open_page: Open, page: str) -> None:
    app = open_page(page)
    assert CHINESE.search(headline(app))
    app.button(key="switch-language").click().run()
    assert not CHINESE.search(headline(app))
    assert app.query_params["lang"] == "en"
    app.button(key="switch-language").click().run()
    assert app.query_params["lang"] == "zh"


@EVERY_PAGE
@LANGUAGES
def test_a_store_that_cannot_be_reached_is_one_sentence(open_page: Open, tmp_path: Path, page: str, language: str) -> None:
    file = tmp_path / "file"
    file.write_text("")
    app = open_page(page, store=f"sqlite:///{(file / 'store.sqlite').as_posix()}", lang=language)
    assert [one.value for one in app.exception] == []
    assert len(app.error) == 1
    assert app.error[0].value.replace("\\", "") == say("error.store_cannot_open", language, where=file)
    assert headings(app, 1) == []


def test_a_server_that_does_not_answer_is_one_sentence_without_the_password(open_page: Open) -> None:
    app = open_page("summary", store="postgresql://user:secret@127.0.0.1:1/none")
    assert [one.value for one in app.exception] == []
    assert len(app.error) == 1
    assert app.error[0].value.startswith("连不上数据库")
    assert "secret" not in app.error[0].value


@pytest.mark.parametrize("name", ["SANBIAO_LANGUAGE", "SANBIAO_TIMEZONE"])
def test_a_setting_that_does_not_fit_is_one_sentence(fresh_app: Callable[..., None], open_page: Open, name: str) -> None:
    fresh_app(**{name: "nonsense"})
    app = open_page("summary")
    assert [one.value for one in app.exception] == []
    assert [one.value.replace("\\", "") for one in app.error] == [say("error.bad_setting", "zh", name=name, value="nonsense")]


def test_the_language_of_the_settings_holds_where_the_address_has_none(fresh_app: Callable[..., None], open_page: Open) -> None:
    fresh_app(SANBIAO_LANGUAGE="en")
    assert not CHINESE.search(headline(open_page("summary")))
    assert CHINESE.search(headline(open_page("summary", lang="zh")))


def test_every_file_of_a_page_is_in_the_navigation() -> None:
    pages = ROOT / "pages"
    named = set(re.findall(r'"([^"]+\.py)"', (pages / "layout.py").read_text("utf-8")))
    assert named == {path.relative_to(pages).as_posix() for path in pages.glob("*/*.py")}
