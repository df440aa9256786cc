"""Another city: other words and dates, five districts without geography, a reader of English alone."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from google.protobuf.json_format import MessageToJson
from streamlit.testing.v1 import AppTest

from tests.conftest import PAGES
from tests.pages.reading import headline

Open = Callable[..., AppTest]
CITY = {"store": "riverton", "plan": "riverton-2027", "as_of": "2027-03-31", "since": "2026-12-31"}
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")


def words(node: Any) -> Iterator[str]:
    """All words that a page sends to the browser, tables cell by cell."""
    for child in getattr(node, "children", {}).values():
        yield from words(child)
    if node.type == "arrow_data_frame":
        yield from (str(cell) for cell in node.value.to_numpy().ravel())
    elif node.proto is not None and not getattr(node, "children", None):
        yield MessageToJson(node.proto, ensure_ascii=False)


def said(app: AppTest) -> str:
    """The texts of a page, without the switch to the other language."""
    assert [one.value for one in app.exception] == []
    assert [one.value for one in app.error] == []
    return "\n".join(one for side in (app.main, app.sidebar) for one in words(side)).replace("中文", "")


@pytest.mark.parametrize("page", list(PAGES))
def test_a_page_speaks_to_a_reader_of_english_alone(open_page: Open, page: str) -> None:
    found = CHINESE.findall(said(open_page(page, lang="en", **CITY)))
    assert found == []


@pytest.mark.parametrize("page", list(PAGES))
def test_a_page_says_in_chinese_what_is_not_the_plans(open_page: Open, page: str) -> None:
    app = open_page(page, lang="zh", **CITY)
    assert CHINESE.search(said(app))
    assert CHINESE.search(headline(app))


@pytest.mark.parametrize(
    ("page", "key", "value"),
    [
        ("targets", "target", "S1"),
        ("targets", "target", "T2"),
        ("projects", "project", "R-03"),
        ("progress", "programme", "V-03"),
        ("district", "district", "isle"),
        ("summary", "as_of", "2026-09-01"),
        ("recruitment", "as_of", "2027-08-31"),
    ],
)
def test_what_a_link_opens_speaks_english_too(open_page: Open, page: str, key: str, value: str) -> None:
    assert CHINESE.findall(said(open_page(page, lang="en", **CITY | {key: value}))) == []


def test_without_geography_the_page_says_so_and_shows_its_table(open_page: Open) -> None:
    app = open_page("projects", lang="en", **CITY)
    assert "has no map files" in said(app)
    assert len(app.get("deck_gl_json_chart")) == 0
    assert list(app.dataframe[0].value["name"])[0] == "Mill Lane Middle School"
    assert len(app.dataframe[0].value) == 6


def test_pages_name_no_other_city(open_page: Open) -> None:
    for page in ("summary", "projects", "recruitment", "meetings"):
        main = "\n".join(words(open_page(page, lang="en", **CITY).main))
        assert "Riverton" in main
        assert "Zhengzhou" not in main.replace("Zhengzhou education system, key work 2023", "")  # the other plan, to choose
