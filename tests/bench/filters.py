"""Time filter changes on the pages of works and posts: ``python tests/bench/filters.py [PAGE ...]`` prints a table for each.

For each page three apps run at once and take turns: an empty Streamlit page, the page with the demonstration, and with many
times as much data (the stores are made first). A change is one click on another district in the open list until the last
resulting change on the screen, measured as in ``pages.py``; on pages without that list it is one click on another day in the
calendar, or, for some questions, on another meeting or comparison date. Bytes sent are those received over the websocket: all
of the first load, then the most of one change. Frames are those of the map while it is dragged to and fro and zoomed by the
wheel. The map is drawn in software, on the processor that runs the servers.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import cos, sin
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright
from servers import ROOT, App, answer, chromium, machine, make_empty, make_store, start, stop

from pages import QUIET, WATCH, pick_day

TIMES = int(os.environ.get("BENCH_TIMES", "20"))
WARM_UP = int(os.environ.get("BENCH_WARM_UP", "4"))
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
#: Two districts with different numbers of projects and of programmes; neither is the initial choice of a page.
DISTRICTS = ("登封市", "郑州航空港区")
#: Scale of the data by page, compared with the demonstration: 10,400 projects, 20,150 programmes, 5,200 quotas.
SCALES = {"projects": 200, "progress": 325, "recruitment": 65}

#: Kinds of change: another district or date, another meeting of the list, another comparison date.
USUAL, MEETING, SINCE = "", "meeting", "since"
#: A click on another day of the app of Plotly Dash.
DASH = "dash"
#: Signs that a change has arrived: the headline, the address, and the line that names the selected meeting.
SHOWN = """() => document.querySelector('h1').innerText + location.search
  + (document.querySelector('.st-key-meeting') && document.querySelector('.sb-note')?.innerText)"""
FRAMES = """() => {
  window.frames_ = [];
  let last = performance.now();
  const next = now => { window.frames_.push(now - last); last = now; requestAnimationFrame(next); };
  requestAnimationFrame(next);
}"""


@dataclass
class Case:
    """One app in its window, with its measurements."""

    app: App
    page: Page
    kind: str = USUAL
    received: int = 0
    first: int = 0
    changes: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)

    def add(self, size: int) -> None:
        """Count the bytes that came over the websocket."""
        self.received += size


def open_page(browser: Browser, app: App, name: str, kind: str = USUAL) -> Case:
    """Open the app in a window of its own and wait until it is drawn."""
    answer(app.url)
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
    case = Case(app, page, kind)
    page.goto(f"{app.url}/")  # the first visit makes the pages known
    page.wait_for_selector("h1", timeout=120_000)
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: case.add(len(data))))
    page.goto(app.url if app.name == "empty" else f"{app.url}/{name}?lang=zh&as_of=2023-09-30")
    page.wait_for_selector('[data-test-script-state="notRunning"] h1', timeout=120_000)
    page.wait_for_timeout(5000)
    case.first = case.received
    page.evaluate(WATCH)
    return case


def open_dash(browser: Browser, app: App) -> Case:
    """Open the app of Plotly Dash in a window of its own and wait until it is drawn."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
    page.goto(app.url)
    page.wait_for_selector("#parts section", timeout=120_000)
    page.wait_for_timeout(3000)
    page.evaluate(WATCH)
    return Case(app, page, DASH)


def shown(page: Page) -> str:
    """Return the signs that a change has arrived."""
    words: str = page.evaluate(SHOWN)
    return words


def ask(case: Case, time: int) -> None:
    """Click another option; on pages without a list of districts, another day."""
    page, bar = case.page, case.page.get_by_test_id("stSidebar")
    if case.kind == DASH:
        page.get_by_text(f"2023-09-{10 + (time + WARM_UP) % 18:02d}", exact=True).click()
        return
    if case.kind == SINCE and case.app.name != "empty":
        pick_day(page, 8, time, key="since")
        return
    if case.kind == MEETING and case.app.name != "empty":
        page.locator(".st-key-meeting").get_by_role("combobox").click()
        options = page.get_by_role("option")
        options.first.wait_for()
        options.nth((time + 1) % options.count()).click()  # the first option is selected initially
        return
    if case.app.name != "empty" and not bar.get_by_role("combobox", name="区县", exact=True).count():
        pick_day(page, 9, time)
        return
    name, words = (None, f"option {50 - time % 2}") if case.app.name == "empty" else ("区县", DISTRICTS[time % 2])
    box, option = page.get_by_role("combobox", name=name, exact=True), page.get_by_role("option", name=words, exact=True)
    box.scroll_into_view_if_needed()  # a list closes when its container is scrolled
    page.wait_for_timeout(QUIET)
    for _ in range(5):
        box.click()
        with suppress(TimeoutError):
            option.wait_for(timeout=3000)
            break
    option.click()


def change(case: Case, time: int) -> float:
    """Milliseconds from the click that starts a change to the last change on the screen."""
    page, before = case.page, shown(case.page)
    case.received = 0
    ask(case, time)
    page.wait_for_function(f"before => ({SHOWN})() !== before", arg=before)
    if case.kind != DASH:
        page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=120_000)
    assert page.locator(".stException, .stAlert").count() == 0, page.locator(".stException, .stAlert").first.inner_text()
    page.wait_for_function(f"() => performance.now() - window.bench.last > {QUIET}", timeout=60_000)
    case.sizes.append(case.received)
    return float(page.evaluate("() => window.bench.last - window.bench.start"))


def frames(page: Page) -> list[float]:
    """Milliseconds between the frames while the map is dragged to and fro and zoomed in and out."""
    box = page.locator("#deckgl-overlay").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(FRAMES)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(x + 90 * sin(step / 6), y + 60 * cos(step / 6))
    page.mouse.up()
    for step in range(30):
        page.mouse.wheel(0, -80 if step < 15 else 80)
        page.wait_for_timeout(30)
    return list(page.evaluate("window.frames_"))


@contextmanager
def serving(folder: Path, *scales: int) -> Iterator[list[App]]:
    """The empty page, and the app over the demonstration at each scale."""
    stores = [folder / f"{times}.sqlite" for times in scales]
    for store in stores:
        if not store.exists():
            make_store(store, int(store.stem))
    apps = [start("empty", folder, "empty.py", stores[0])]
    apps += [start(f"{store.stem} times", ROOT, "app.py", store) for store in stores]
    try:
        yield apps
    finally:
        for app in apps:
            stop(app)


def in_turns(cases: Sequence[Case]) -> list[list[float]]:
    """Let apps take turns in changing, and return the milliseconds of each."""
    for time in range(-WARM_UP, TIMES):
        for case in cases:
            taken = change(case, time)
            if time >= 0:  # the first few warm the caches
                case.changes.append(taken)
    return [case.changes for case in cases]


def measure(browser: Browser, apps: Sequence[App], name: str, kind: str = USUAL, *, with_frames: bool = False) -> list[Case]:
    """Measure the empty page, which is the first of the apps, and the page ``name`` of the others."""
    cases = [open_page(browser, app, name, kind) for app in apps]
    in_turns(cases)
    if name == "projects" and with_frames:
        for case in cases[1:]:
            case.frames = frames(case.page)
    for case in cases:
        case.page.context.close()
    return cases


def report(cases: list[Case], name: str) -> None:
    """Print the table."""
    empty, small, large = cases
    print(f"\n{name}: {machine()}\n")
    print("| | " + " | ".join(case.app.name for case in cases) + " |\n|---|---|---|---|")
    middle = [median(case.changes) for case in cases]
    print("| district to last change on screen, median | " + " | ".join(f"{one:.0f} ms" for one in middle) + " |")
    print("| 95 % | " + " | ".join(f"{quantiles(case.changes, n=20)[-1]:.0f} ms" for case in cases) + " |")
    print("| websocket, first load | " + " | ".join(f"{case.first / 1e6:.3f} MB" for case in cases) + " |")
    print("| websocket, a change | " + " | ".join(f"{max(case.sizes) / 1e6:.3f} MB" for case in cases) + " |")
    for case in (small, large):
        if case.frames:
            middle_frame, slow = median(case.frames), quantiles(case.frames, n=20)[-1]
            print(f"\n{case.app.name}, map in motion: a frame in {middle_frame:.0f} ms, 95 % in {slow:.0f} ms")
    print(f"\ndemonstration / empty page: {middle[1] / middle[0]:.2f}")
    print(f"{large.app.name} / demonstration: {middle[2] / middle[1]:.2f}", flush=True)


def main() -> None:
    """Make the stores, measure and print."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(os.environ.get("BENCH_FOLDER", name))
        make_empty(folder)
        for page in sys.argv[1:] or SCALES:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            with serving(folder, 1, SCALES[page]) as apps:
                report(measure(browser, apps, page, with_frames=True), page)
            browser.close()


if __name__ == "__main__":
    main()
