"""Time the next slide, alone and while others click: ``python tests/bench/slides.py`` prints a table.

One browser shows the meeting of the demonstration year, 1920 by 1080, in its own process. A turn is one key until the second
frame after it, when the slide is drawn. Each of the other readers has a session of its own and waits a moment between two clicks
on the pages; they run in a process next to the app and connect to its websocket, without drawing. A question about a district is
a turn too, but one with a round trip to the server.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Event, Process, get_context
from pathlib import Path
from random import Random
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, sync_playwright
from servers import ROOT, App, answer, chromium, machine, make_store, start, stop

TURNS = int(os.environ.get("BENCH_TURNS", "60"))
OTHERS = int(os.environ.get("BENCH_OTHERS", "20"))
ASKS = 6
DAY = "2023-09-30"
#: Seconds that one of the other readers stays on a page.
LOOKS = 5.0
DISTRICTS = ("410102", "410105", "410106", "410122", "410181", "410183")
#: Milliseconds from a key to the second frame after it: the first one holds the change, with the second it is on the screen.
TURN = """key => new Promise(done => {
  const begin = performance.now();
  document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begin)));
})"""
ASK = """code => new Promise(done => {
  const root = document.querySelector('#sanbiao-show').shadowRoot, title = root.querySelector('.title');
  const select = root.querySelector('.ask select'), before = title.textContent, begin = performance.now();
  new MutationObserver((_, watch) => {
    if (title.textContent !== before) { watch.disconnect(); requestAnimationFrame(() => done(performance.now() - begin)); }
  }).observe(title, {childList: true, characterData: true, subtree: true});
  select.value = code;
  root.querySelector('.ask').requestSubmit();
})"""


def others(url: str, count: int, ready: "Event", over: "Event") -> None:
    """Sessions that click on one page after another until stopped; pictures, fonts and styles are left out."""
    random = Random(1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        tabs = []
        for _ in range(count):
            page = browser.new_context(viewport={"width": 800, "height": 600}, locale="zh-CN").new_page()
            page.route("**/*.{png,woff2,css}", lambda route: route.abort())
            page.goto(f"{url}/?as_of={DAY}", wait_until="commit")
            tabs.append(page)
        for page in tabs:
            page.wait_for_selector("[data-testid=stSidebarNavLink]", state="attached", timeout=300_000)
        ready.set()
        while not over.is_set():
            click(random.choice(tabs), random)
            over.wait(LOOKS / count)
        browser.close()


def click(page: Page, random: Random) -> None:
    """Go to another page by the side bar, without waiting for it."""
    page.evaluate(
        "at => { const all = document.querySelectorAll('[data-testid=stSidebarNavLink]'); all[at % all.length].click(); }",
        random.randrange(6),
    )


@contextmanager
def clicking(url: str, count: int) -> Iterator[None]:
    """The same number of other readers that click meanwhile."""
    context = get_context("spawn")
    ready, over = context.Event(), context.Event()
    crowd: Process = context.Process(target=others, args=(url, count, ready, over))  # type: ignore[assignment]
    crowd.start()
    try:
        while not ready.wait(1):
            if not crowd.is_alive():
                raise RuntimeError("the others ended before they began")
        yield
    finally:
        over.set()
        crowd.join(60)
        crowd.terminate()


def open_show(browser: Browser, app: App) -> Page:
    """The slides, with the first one drawn."""
    answer(app.url)
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(f"{app.url}/")  # the first visit makes the pages known
    page.wait_for_selector("h1", timeout=120_000)
    page.goto(f"{app.url}/present?as_of={DAY}&lang=zh&slide=1&endless=1")
    page.wait_for_selector("#sanbiao-show .number", timeout=120_000)
    page.wait_for_timeout(3000)
    return page


def turns(page: Page) -> list[float]:
    """Milliseconds of each turn, with the pause of a hand between them."""
    taken = []
    for _ in range(TURNS):
        taken.append(float(page.evaluate(TURN, "ArrowRight")))
        page.wait_for_timeout(200)
    return taken


def asks(page: Page) -> list[float]:
    """Milliseconds of each question about a district on the first slide, asked for the first time."""
    page.evaluate(TURN, "Home")
    return [float(page.evaluate(ASK, code)) for code in DISTRICTS[:ASKS]]


def row(label: str, taken: list[float]) -> str:
    """A line of the table."""
    slow = quantiles(taken, n=20, method="inclusive")[-1]  # with few values: never more than the highest
    return f"| {label} | {median(taken):.0f} ms | {slow:.0f} ms | {max(taken):.0f} ms |"


def main() -> None:
    """Measure and print."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = Path(folder) / "store.sqlite"
        make_store(store, 1)
        app = start("app", ROOT, "app.py", store)
        try:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
            page = open_show(browser, app)
            alone = turns(page), asks(page)
            page = open_show(browser, app)
            with clicking(app.url, OTHERS):
                busy, among = machine(), (turns(page), asks(page))
        finally:
            stop(app)
    print(f"{busy}\n")
    print("| | median | 95 % | most |\n|---|---|---|---|")
    for words, (turned, asked) in (("alone", alone), (f"while {OTHERS} others click", among)):
        print(row(f"key to slide, {words}", turned))
        print(row(f"district to slide, {words}", asked))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
