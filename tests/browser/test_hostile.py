"""Hostile texts in a browser: every page shows them as the text they are; nothing of them runs, draws, links or is fetched."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from models.settings import ROOT, read_settings
from tests.browser.conftest import Reader, Server, free_port, running_app, wait_for
from tests.hostile import fill, texts

NewReader = Callable[..., Reader]
PAGES = ("summary", "targets", "district", "projects", "progress", "recruitment", "meetings", "briefing", "history", "method")
#: What no page of ours holds: elements that could only come from a text, links that leave, and handlers on anything.
STRANGERS = """() => {
  const root = document.querySelector('[data-testid="stMain"]'), found = [];
  for (const one of root.querySelectorAll('*')) {
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
    """No element was made of a text, and no text ran."""
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
    """A page that is served alone; its address."""
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


def tidy(words: str) -> str:
    """Words with one blank wherever a browser breaks or joins blanks."""
    return re.sub(r"[ \t\r\n\ufeff]+", " ", words).strip()
