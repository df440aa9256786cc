"""A page before its data is there, and a link to a page that does not exist."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.conftest import own_corner

Reader = Any  # see conftest.py
Server = Any
NewReader = Callable[..., Reader]
CITY = {"plan": "riverton-2027", "as_of": "2027-03-31", "since": "2026-12-31", "lang": "en"}
#: Records from now on the positions of headline and top line on every frame.
WATCH = """() => {
  window.seen = [];
  const look = () => {
    const places = ['h1', '.st-key-top-line'].map(one => document.querySelector(one)?.getBoundingClientRect());
    window.seen.push(places.map(box => box ? `${Math.round(box.left)},${Math.round(box.top)}` : 'gone').join(' '));
    requestAnimationFrame(look);
  };
  look();
}"""


def test_while_it_loads_a_page_shows_a_skeleton(city_server: Server, stranger: NewReader) -> None:
    """Hold back the server's answer until the reader has seen the page in between."""
    tab, held = stranger(), []

    def hold(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(lambda said: held.append((route, said)) if hold_back else route.send(said))

    hold_back = True
    tab.page.route_web_socket("**/_stcore/stream", hold)
    tab.page.goto(city_server.link("summary", **CITY))
    expect(tab.page.get_by_test_id("stAppSkeleton")).to_be_visible()
    expect(tab.page.locator("h1")).to_have_count(0)
    hold_back = False
    for route, words in held:
        route.send(words)
    tab.settle()
    expect(tab.page.get_by_test_id("stAppSkeleton")).to_have_count(0)


@pytest.mark.parametrize("name", ["summary", "projects", "recruitment", "import_report"])
def test_nothing_jumps_while_new_data_comes(city_server: Server, reader: NewReader, name: str) -> None:
    """The old page stays until the new one is there; on no frame between them do its headline and top line move or disappear."""
    tab = reader()
    tab.open(city_server.link(name, **CITY))
    tab.page.wait_for_load_state("networkidle")
    tab.page.evaluate(WATCH)
    own_corner(tab.page).get_by_role("switch", name="Tables instead of charts").focus()
    tab.page.keyboard.press("Space")
    tab.page.wait_for_function("() => location.search.includes('tables=1')")
    tab.settle()
    assert len(tab.page.evaluate("[...new Set(window.seen)]")) == 1


@pytest.mark.parametrize(("language", "words"), [("zh", "没有这个页面。"), ("en", "Page not found.")])
def test_a_link_to_no_page_says_so_in_the_reader_s_language(
    city_server: Server, reader: NewReader, language: str, words: str
) -> None:
    tab = reader()
    tab.open(city_server.link("no-such-page", **CITY | {"lang": language}))
    expect(tab.page.locator("h1")).to_have_text(words)
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    tab.page.locator('[data-testid="stTopNavLink"]').nth(1).click()
    expect(tab.page.locator("h1")).not_to_have_text(words)
    tab.settle()
    expect(tab.page.get_by_role("dialog")).to_have_count(0)


def test_the_first_page_is_found_by_its_name_too(city_server: Server, reader: NewReader) -> None:
    tab = reader()
    tab.open(f"{city_server.url}/summary?lang=en")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    expect(tab.page.locator("h1")).to_contain_text("targets")
