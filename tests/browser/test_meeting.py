"""A whole meeting by keyboard: created, held, shown, questioned, decided; the next one shows the decisions."""

import re
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from components.i18n.text import Text
from models.commands.meetings import close_decision
from models.demo import load_demonstration
from models.demo.meetings import MEETINGS
from models.demo.plan import CODE
from models.demo.shipped import load_shipped
from models.queries import read_plan
from models.queries.meetings import read_decisions
from models.store.clock import knowledge_time_now
from models.store.engine import open_store, reading
from tests.browser.conftest import PATIENCE, Reader, Server, navigate, running_app, unfold

DAY = "2023-09-30"
DISTRICT = "410183"
#: The number of the second meeting that is created here.
LAST = len(MEETINGS) + 1 + 2
WHAT = "<b>加快</b>验收 & “收尾”"
COMBINATIONS = [("zh", "light", 1920, 1080), ("en", "dark", 1024, 768)]
#: Letter sizes of a slide's drawing in pixels of the screen, and how far words run out of it.
LETTERS = """() => [...document.querySelector('#sanbiao-show').shadowRoot.querySelectorAll('.body text')]
  .map(one => parseFloat(one.getAttribute('font-size')) * one.getScreenCTM().a)"""
OUTSIDE = """() => [...document.querySelector('#sanbiao-show').shadowRoot.querySelectorAll('.body text, .title, .tag, .number')]
  .filter(one => one.getClientRects().length && one.textContent)
  .map(one => [one.textContent, one.getBoundingClientRect()])
  .filter(([_, at]) => at.left < 0 || at.top < 0 || at.right > innerWidth + 1 || at.bottom > innerHeight + 1)
  .map(([words, _]) => words)"""


@pytest.fixture
def store(tmp_path: Path, loaded_store: Callable[..., str]) -> str:
    """A store with the demonstration year, all of whose decisions are done, for one server."""
    url = loaded_store(tmp_path, load_shipped, load_demonstration)
    engine = open_store(url)
    with reading(engine) as session:
        plan = read_plan(session, CODE, knowledge_time_now(session))
        decisions = read_decisions(session, plan.head.plan_id, known_at=knowledge_time_now(session))
    for number in decisions["number"][~decisions["is_closed"].astype(bool)]:
        close_decision(engine, CODE, int(number), "test", note="已办")
    engine.dispose()
    return url


def room(browser: Browser, scheme: Any, width: int, height: int) -> Reader:
    """A tab on the computer of the meeting room."""
    size: Any = {"width": width, "height": height}
    return Reader(browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN").new_page())


def shown(page: Page, name: str = "") -> Locator:
    """A part of the slide in view."""
    return page.locator(f"#sanbiao-show {name or '.show'}")


def at(page: Page) -> int:
    """The number of the slide in view; the address has the same."""
    number = int(re.findall(r"(\d+) / ", shown(page, ".number").inner_text())[0])
    assert f"slide={number}" in urlsplit(page.url).query
    return number


def press(page: Page, *keys: str) -> int:
    """Press keys; return the number of the slide then in view."""
    for key in keys:
        page.keyboard.press(key)
    return at(page)


def make_and_hold(one: Reader, app: Server, t: Text, name: str) -> None:
    """Create a new meeting on its page and hold it."""
    page = one.page
    one.open(app.link("meetings", lang=t.language, as_of=DAY))
    unfold(page, t("meeting.new"))
    page.get_by_label(t("meeting.name"), exact=True).fill(name)
    page.get_by_role("button", name=t("meeting.create"), exact=True).click()
    chosen = page.get_by_role("combobox", name=t("meeting.choose"), exact=True)
    expect(chosen).to_have_value(re.compile(f"^{re.escape(name)}"))
    page.get_by_role("button", name=t("meeting.hold")).click()
    held = t("meeting.held", at="@").split("@")[0]
    expect(page.locator(".sb-note", has_text=held)).to_be_visible()


def begin(one: Reader, t: Text) -> int:
    """Go from the page of meetings to the first slide; return the number of slides."""
    navigate(one.page, t("nav.present"))
    one.page.get_by_role("button", name=t("show.begin"), exact=True).click()
    shown(one.page, ".number").wait_for(timeout=PATIENCE)
    return int(shown(one.page, ".number").inner_text().split("/")[1])


def turn_pages(page: Page, n: int) -> None:
    """Every key that turns pages."""
    assert [press(page, key) for key in ("ArrowRight", " ", "PageDown", "ArrowLeft", "PageUp")] == [2, 3, 4, 3, 2]
    assert (press(page, "Home"), press(page, "ArrowLeft")) == (1, 1)
    assert (press(page, "End"), press(page, "ArrowRight")) == (n, n)
    assert press(page, *str(n - 1), "Enter") == n - 1
    assert press(page, "9", "9", "9", "Enter") == n


def look_around(page: Page, n: int) -> None:
    """Black, and the overview."""
    page.keyboard.press("b")
    expect(shown(page, ".black")).to_be_visible()
    page.keyboard.press("b")
    expect(shown(page, ".black")).to_be_hidden()
    page.keyboard.press("o")
    expect(shown(page, ".overview button")).to_have_count(n)
    page.keyboard.press("Escape")
    expect(shown(page, ".overview")).to_be_hidden()
    before = press(page, "2", "Enter")
    page.keyboard.press("O")
    page.keyboard.press("ArrowRight")
    assert (at(page), press(page, "Enter")) == (before, before + 1)
    expect(shown(page, ".overview")).to_be_hidden()


def ask(page: Page) -> None:
    """A question about a district is answered on the slide in view."""
    before, title = press(page, "1", "Enter"), shown(page, ".title").inner_text()
    page.keyboard.press("d")
    words = shown(page, f".ask option[value='{DISTRICT}']").inner_text()
    page.keyboard.type(words.split()[0])
    page.keyboard.press("Enter")
    expect(shown(page, ".district")).to_be_visible()
    assert (at(page), shown(page, ".title").inner_text() == title) == (before, False)


def decide(page: Page) -> None:
    """Write a decision on the slide in view, where the keys that turn pages are letters."""
    before = press(page, "3", "Enter")
    page.keyboard.press("j")
    page.keyboard.type(WHAT)
    page.keyboard.press("Tab")
    page.keyboard.type("基建处 b o d j 1")
    shown(page, "[name=until]").fill("2023-10-31")
    shown(page, "[name=who]").press("Enter")
    expect(shown(page, ".decide")).to_be_hidden()
    expect(shown(page, ".done")).to_contain_text(re.compile(r"#\d+"))
    assert at(page) == before


def words_fit(page: Page, n: int) -> list[float]:
    """Check that no word of any slide is outside the screen; return the sizes of all letters."""
    sizes: list[float] = []
    for number in range(1, n + 1):
        press(page, *str(number), "Enter")
        assert page.evaluate(OUTSIDE) == [], number
        sizes += page.evaluate(LETTERS)
    return sizes


@pytest.mark.parametrize(("language", "scheme", "width", "height"), COMBINATIONS)
def test_a_whole_meeting_by_keyboard(
    browser: Browser, tmp_path: Path, store: str, language: str, scheme: str, width: int, height: int
) -> None:
    t, one = Text(language), room(browser, scheme, width, height)
    page = one.page
    with running_app(tmp_path, store) as app:
        one.open(app.link("summary", lang=language))
        make_and_hold(one, app, t, "第三季度<i>调度会</i>")
        n = begin(one, t)
        turn_pages(page, n)
        look_around(page, n)
        ask(page)
        decide(page)
        page.keyboard.press("Escape")
        expect(page.locator("#sanbiao-show")).to_have_count(0)
        make_and_hold(one, app, t, "第四季度")
        one.page.goto(app.link("present", lang=language, as_of=DAY, meeting=str(LAST), slide="2", look=scheme))
        shown(page, ".number").wait_for(timeout=PATIENCE)
        assert at(page) == 2
        expect(shown(page, ".body")).to_contain_text("<b>加快</b>验收")
        assert shown(page, ".body b").count() == 0
        sizes = words_fit(page, n)
        assert one.trouble == []
    expect(shown(page, ".gone")).to_be_visible()
    assert press(page, "Home", "ArrowRight") == 2
    page.keyboard.press("j")
    page.keyboard.type("断线时写的")
    shown(page, "[name=who]").fill("基建处")
    shown(page, "[name=until]").fill("2023-10-31")
    shown(page, "[name=who]").press("Enter")
    expect(shown(page, ".decide .said")).to_have_text(t("show.unsent"))
    expect(shown(page, "[name=what]")).to_have_value("断线时写的")
    assert (width, height) != (1920, 1080) or (median(sizes) >= 28 and min(sizes) >= 20)
    assert not [words for words in one.trouble if words.startswith(("request", "dialog", "error"))]
    page.context.close()


def test_slides_go_on_by_themselves_and_begin_again(browser: Browser, demo_server: Server) -> None:
    one = room(browser, "light", 1024, 768)
    one.open(demo_server.link("summary"))
    link = {"lang": "zh", "as_of": DAY, "meeting": "0", "seconds": "1", "endless": "1"}
    one.page.goto(demo_server.link("present", **link, slide="999"))
    shown(one.page, ".number").wait_for(timeout=PATIENCE)
    for number in (1, 2):
        expect(shown(one.page, ".number")).to_have_text(re.compile(rf"^{number} /"))
    one.page.keyboard.press("d")
    stays = at(one.page)
    one.page.wait_for_timeout(2500)  # a question in two of the turns
    assert at(one.page) == stays
    assert one.trouble == []
    one.page.context.close()


def test_without_a_meeting_nothing_can_be_decided_and_the_slide_says_so(browser: Browser, demo_server: Server) -> None:
    one = room(browser, "light", 1024, 768)
    one.open(demo_server.link("summary"))
    one.page.goto(demo_server.link("present", lang="zh", as_of=DAY, slide="1"))
    shown(one.page, ".number").wait_for(timeout=PATIENCE)
    one.page.keyboard.press("j")
    expect(shown(one.page, ".help")).to_have_text(Text("zh")("show.no_meeting"))
    expect(shown(one.page, ".decide")).to_be_hidden()
    assert one.trouble == []
    one.page.context.close()


def test_a_show_that_is_being_left_does_not_write_itself_back_into_the_address(browser: Browser, demo_server: Server) -> None:
    one = room(browser, "light", 1024, 768)
    one.open(demo_server.link("present", lang="zh", as_of=DAY))
    one.page.goto(demo_server.link("present", lang="zh", as_of=DAY, slide="1"))
    shown(one.page, ".number").wait_for(timeout=PATIENCE)
    left = demo_server.link("present", lang="zh", as_of=DAY)
    one.page.evaluate("left => { history.replaceState(history.state, '', left); dispatchEvent(new Event('resize')); }", left)
    assert one.page.url == left
    one.page.context.close()
