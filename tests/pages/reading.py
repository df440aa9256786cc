"""The contents of a page that was opened in memory."""

import json
import re
from html import unescape
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash


def html(app: AppTest) -> str:
    """All HTML of the page."""
    return "\n".join(str(one.proto.body) for one in app.get("html"))


def headings(app: AppTest, level: int = 2) -> list[str]:
    """The texts of the headings of one level, from top to bottom."""
    return [unescape(words) for words in re.findall(rf"<h{level}>(.*?)</h{level}>", html(app))]


def headline(app: AppTest) -> str:
    """The headline of a page that opened without errors."""
    assert [one.value for one in (*app.exception, *app.error)] == []
    (words,) = headings(app, 1)
    return words


def turned_to(app: AppTest, page: str) -> AppTest:
    """Turn an app that has not run yet to a page by its name in the address, which need not be the name of its script."""
    app._page_hash = calc_hash(page)
    return app


def city_map(app: AppTest) -> dict[str, Any]:
    """The map as sent to the browser."""
    (one,) = [one for one in app.get("bidi_component") if one.proto.component_name == "sanbiao_city_map"]
    found: dict[str, Any] = json.loads(one.proto.json)
    return found
