"""Hostile texts in a browser: every page shows them as plain text; none of them runs, draws, links or is fetched."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from models.config import ROOT, read_settings
from tests.browser.conftest import Reader, Server, free_port, running_app, unfold_all, wait_for
from tests.hostile import DAY, PLAN, fill, texts

NewReader = Callable[..., Reader]
#: Elements that no page of ours contains: those that could only come from a text, external links, and event handlers.
STRANGERS = """() => {
  const root = document.querySelector('[data-testid="stMain"]'), found = [];
  for (const one of root.querySelectorAll('*')) {
    if (one.closest('.st-key-rules, .st-key-origins')) continue; // words of ours alone, written as lists
    const tag = one.tagName.toLowerCase(), made = one.outerHTML.slice(0, 120);
    if (['iframe', 'object', 'embed', 'base', 'link', 'meta', 'form'].includes(tag)) found.push(made);
    if (tag === 'img' && !one.src.startsWith('data:image/')) found.push(made);
    if (tag === 'script' && /hacked|alert/.test(one.textContent)) found.push(made);
    if (tag === 'a' && one.href && new URL(one.href).origin !== location.origin) found.push(made);
    if (one.closest('[data-testid="stMarkdownContainer"]') && ['em', 'del', 'code', 'table', 'ul', 'ol', 'hr', 'blockquote']
      .includes(tag)) found.push(made);
    for (const attribute of one.attributes)
      if (/^on/.test(attribute.name) && /alert/.test(attribute.value)) found.push(made);
  }
  return found;
}"""


def assert_nothing_came_of_it(page: Page) -> None:
    """Check that no element was made of a text, and that no text ran."""
    assert page.evaluate(STRANGERS) == []
    assert page.evaluate("window.hacked") is None
    expect(page.locator(".stException")).to_have_count(0)


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app over a store in which every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    url = f"sqlite:///{(folder / 'store.sqlite').as_posix()}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        read_settings.cache_clear()
        fill(url, folder)
    read_settings.cache_clear()
    with running_app(folder, url) as app:
        yield app


@contextmanager
def running_script(script: Path, log: Path) -> Iterator[str]:
    """The address of a page that is served alone."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true", "--server.port", str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=file, stderr=file)
    try:
        wait_for(f"http://localhost:{port}/_stcore/health", process, log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_at_every_place_that_reads_markdown_a_text_is_what_it_is(reader: NewReader, tmp_path: Path) -> None:
    one = reader()
    with running_script(Path(__file__).with_name("markdown_places.py"), tmp_path / "log.txt") as url:
        one.open(url)
        one.page.wait_for_selector(f".st-key-place-{list(texts())[-1]} button")
        assert_nothing_came_of_it(one.page)
        shown = one.page.evaluate(
            """() => [...document.querySelectorAll('[class*="st-key-place-"]')].map(place => [
                 place.className.match(/st-key-place-(\\S+)/)[1],
                 ['h1', 'strong', '[role=alert]', 'button'].map(at => place.querySelector(at)?.textContent)])"""
        )
    wanted = [[name, [tidy(text)] * 4] for name, text in texts().items()]
    assert [one for one in ([name, [tidy(one or "") for one in words]] for name, words in shown) if one not in wanted] == []
    assert len(shown) == len(wanted)


def at(name: str) -> int:
    """The number of a text among all: its target is T<n>, its project P<n>, its programme Y<n>."""
    return list(texts()).index(name)


#: Pages with their selections, and texts that have to be readable there.
CHOSEN: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "summary": ({}, ()),
    "targets": ({"target": f"T{at('plotly')}"}, ("plotly",)),
    "district": ({"district": "410103"}, ("image",)),
    "projects": ({"project": f"P{at('icon')}"}, ("icon",)),
    "progress": ({"programme": f"Y{at('bare')}"}, ("bare",)),
    "recruitment": ({}, ()),
    "meetings": ({}, ("script", "single_quote")),
    "briefing": ({}, ()),
    "history": ({"batch": "2"}, ()),
    "import_report": ({}, ()),
    "log": ({}, ()),
    "staff": ({}, ()),
    "method": ({}, ("bare", "frame")),
}


@pytest.mark.parametrize(
    ("name", "language"), [*((name, "zh") for name in CHOSEN), *((name, "en") for name in ("projects", "targets"))]
)
def test_a_page_shows_the_texts_as_they_are(hostile_server: Server, reader: NewReader, name: str, language: str) -> None:
    one, (address, shown) = reader(), CHOSEN[name]
    one.open(hostile_server.link(name, lang=language, plan=PLAN, as_of=DAY.isoformat(), **address))
    unfold_all(one.page)
    assert_nothing_came_of_it(one.page)
    main = tidy(one.page.locator('[data-testid="stMain"]').evaluate("one => one.textContent"))
    assert [text for text in shown if tidy(texts()[text]) not in main] == []


def test_a_label_under_the_pointer_is_text(hostile_server: Server, reader: NewReader) -> None:
    one = reader()
    one.open(hostile_server.link("projects", lang="zh", plan=PLAN, as_of=DAY.isoformat()))
    marks = one.page.locator(".mark")
    expect(marks.first).to_be_attached()
    seen = set()
    for number in range(0, min(marks.count(), 60), 12):
        marks.nth(number).hover(force=True)
        tip = one.page.locator(".frame .tip")
        expect(tip).to_be_visible()
        seen.add(tidy(tip.evaluate("one => one.textContent")).replace(" ", ""))
        assert set(tip.locator("*").evaluate_all("all => all.map(one => one.tagName)")) <= {"B", "SPAN"}
    assert [words for words in seen if any(tidy(text).replace(" ", "") in words for text in texts().values())] != []
    assert_nothing_came_of_it(one.page)


def test_the_slides_in_the_room_show_text(hostile_server: Server, reader: NewReader) -> None:
    one = reader()
    one.open(hostile_server.link("present", lang="zh", plan=PLAN, as_of=DAY.isoformat()))
    one.page.locator(".st-key-show-begin button").click()
    one.page.wait_for_selector("#sanbiao-show", state="attached")
    one.page.wait_for_function("() => document.querySelector('#sanbiao-show').shadowRoot?.querySelector('.body svg')")
    strange = "() => [...document.querySelector('#sanbiao-show').shadowRoot.querySelectorAll('img, iframe, a, script')].length"
    for _ in range(4):
        assert one.page.evaluate(strange) == 0
        one.page.keyboard.press("ArrowRight")
    words = one.page.evaluate("document.querySelector('#sanbiao-show').shadowRoot.textContent")
    assert any(tidy(text) in tidy(words) for text in texts().values())
    assert one.page.evaluate("window.hacked") is None


def test_the_log_has_no_line_and_no_colour_that_a_text_made(hostile_server: Server) -> None:
    log = hostile_server.log.read_text("utf-8", errors="replace")
    assert "ERROR 伪造" not in log
    assert "Traceback" not in log
    assert "\x1b" not in log


def tidy(words: str) -> str:
    """Words with one blank wherever a browser breaks or joins blanks."""
    return re.sub(r"[ \t\r\n\ufeff]+", " ", words).strip()
