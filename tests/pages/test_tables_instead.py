"""Tables in place of charts: one switch for every page, kept in the address; and words for every chart and map."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components.i18n.text import Text

Open = Callable[..., AppTest]
CITY = {"store": "riverton", "plan": "riverton-2027", "as_of": "2027-03-31", "since": "2026-12-31", "lang": "en"}
#: Pages with charts, how they are opened, and how many charts each draws.
CHARTS = {
    "targets": ({"target": "B1"}, 1),
    "district": ({}, 1),
    "projects": ({}, 1),
    "progress": ({}, 2),
    "recruitment": ({}, 3),
    "meetings": ({}, 1),
}
EVERY = pytest.mark.parametrize("page", CHARTS)


def charts(app: AppTest) -> list[str]:
    """The description of each chart of a page for screen readers."""
    assert [one.value for one in (*app.exception, *app.error)] == []
    return [one.proto.alt for one in app.get("plotly_chart")]


def tables(app: AppTest) -> int:
    return sum('class="sb sb-part"' in str(one.proto.body) for one in app.get("html"))


def opened(open_page: Open, page: str, **more: str) -> AppTest:
    """The page with its charts in view: that of a meeting is in a tab."""
    app = open_page(page, **CITY, **CHARTS[page][0], **more)
    if page == "meetings":
        app.session_state["meeting-tabs"] = Text("en")("part.changes")
        app.run()
    return app


@EVERY
def test_a_chart_says_its_numbers(open_page: Open, page: str) -> None:
    n, told = CHARTS[page][1], charts(opened(open_page, page))
    assert len(told) == n
    assert all(any(sign.isdigit() for sign in alt.split(": ", 1)[1]) for alt in told)


@EVERY
def test_the_switch_puts_a_table_in_the_place_of_each_chart(open_page: Open, page: str) -> None:
    before, app = opened(open_page, page), opened(open_page, page, tables="1")
    assert charts(app) == []
    assert tables(app) == tables(before) + CHARTS[page][1]
    assert app.query_params["tables"] == "1"


def test_the_switch_itself_changes_the_page_and_the_address(open_page: Open) -> None:
    app = open_page("progress", **CITY)
    assert "tables" not in app.query_params
    app.toggle(key="tables").set_value(True).run()
    assert charts(app) == []
    assert app.query_params["tables"] == "1"
    app.toggle(key="tables").set_value(False).run()
    assert len(charts(app)) == 2
    assert "tables" not in app.query_params


@pytest.mark.parametrize("value", ["", "0", "yes", "<b>"])
def test_what_is_no_answer_leaves_the_charts(open_page: Open, value: str) -> None:
    assert len(charts(open_page("progress", **CITY, tables=value))) == 2
