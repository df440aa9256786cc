"""Time page loads and changes against an empty Streamlit page: ``python tests/bench/pages.py`` prints a table.

Both apps run at once on this machine, each as its own server without the collection after every run, and take turns. Cold
start is from the start of the process to the first headline, in a browser with an empty cache. A change is one click (on
another day in the open calendar; on another option in the open list) until the last resulting change on the screen: an observer
in the page records the time of each, the event carries its own. Drawing on a canvas counts; the copy of a table inside its
canvas for screen readers, which follows a fifth of a second later, does not. Transfer is the bytes of the first load over the
wire.
"""

import os
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from servers import ROOT, App, answer, chromium, machine, make_empty, start, stop

TIMES = int(os.environ.get("BENCH_TIMES", "20"))
STARTS = int(os.environ.get("BENCH_STARTS", "3"))
#: The page is still after this long without a change.
QUIET = 400
WATCH = """() => {
  window.bench = {last: 0, start: 0};
  const seen = () => { window.bench.last = performance.now(); };
  const isHidden = node => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest('canvas');
  new MutationObserver(changes => { if (!changes.every(one => isHidden(one.target))) seen(); })
    .observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
  for (const [kind, calls] of [
    [WebGL2RenderingContext, ['clear', 'drawArrays', 'drawArraysInstanced', 'drawElements', 'drawElementsInstanced']],
    [CanvasRenderingContext2D, ['fillText', 'fillRect', 'drawImage']],
  ]) for (const call of calls) {
    const draw = kind.prototype[call];
    kind.prototype[call] = function (...args) { if (this.canvas.isConnected) seen(); return draw.apply(this, args); };
  }
  document.addEventListener('pointerdown', event => { window.bench.start = event.timeStamp; }, true);
}"""


def open_cold(browser: Browser, app: App) -> tuple[BrowserContext, Page, float, int]:
    """Open the app in a new window; seconds since its process started, and bytes over the wire."""
    answer(app.url)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    received = [0]
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")

    def add(size: float) -> None:
        received[0] += int(size)

    wire.on("Network.loadingFinished", lambda event: add(event["encodedDataLength"]))
    wire.on("Network.webSocketFrameReceived", lambda event: add(len(event["response"]["payloadData"]) * 3 // 4))  # base64
    page.goto(f"{app.url}/?plan=zhengzhou-2023&as_of=2023-06-05" if app.name == "overview" else app.url)
    page.wait_for_selector("h1")
    seconds = perf_counter() - app.started
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    page.wait_for_load_state("networkidle")
    return context, page, seconds, received[0]


def change(page: Page, app: App, time: int) -> float:
    """Milliseconds from the click that starts a change to the last change on the screen."""
    before = page.locator("h1").inner_text()
    if app.name == "overview":
        pick_day(page, 6, time)
    else:
        page.get_by_role("combobox").click()
        option = page.get_by_role("option", name=f"option {49 + time % 2}", exact=True)
        option.wait_for()
        option.click()
    page.wait_for_function("before => document.querySelector('h1').innerText !== before", arg=before)
    page.wait_for_function(f"() => performance.now() - window.bench.last > {QUIET}")
    return float(page.evaluate("() => window.bench.last - window.bench.start"))


def pick_day(page: Page, month: int, time: int, *, key: str = "as_of") -> None:
    """Another day of the month shown in the calendar of the selected date or of the comparison date."""
    page.locator(f".st-key-{key}").get_by_test_id("stDateInputCalendarButton").click()
    day = page.locator(f'[role=gridcell] [role=button][aria-label*="{month}月{10 + (time + 4) % 18}日"]').first
    day.wait_for()
    day.click()


def measure(browser: Browser, folder: Path) -> dict[str, dict[str, list[float]]]:
    """Measure both apps."""
    make_empty(folder)
    found: dict[str, dict[str, list[float]]] = {name: {"start": [], "bytes": [], "change": []} for name in ("empty", "overview")}
    for round_ in range(STARTS):
        opened = []
        for name, where, script in (("empty", folder, "empty.py"), ("overview", ROOT, "app.py")):
            app = start(name, where, script, folder / f"store-{round_}.sqlite")
            context, page, seconds, size = open_cold(browser, app)
            found[name]["start"].append(seconds)
            found[name]["bytes"].append(size)
            page.evaluate(WATCH)
            opened.append((app, context, page))
        if round_ == STARTS - 1:
            for time in range(-3, TIMES):
                for app, _, page in opened:
                    taken = change(page, app, time)
                    if time >= 0:  # the first few warm the caches of the processor and the browser
                        found[app.name]["change"].append(taken)
        for app, context, _ in opened:
            context.close()
            stop(app)
    return found


def report(found: dict[str, dict[str, list[float]]]) -> None:
    """Print the table."""
    rows = (("cold start to headline", "start", "s", 1.0, 2), ("change to last one on screen", "change", "ms", 1.0, 0))
    print(f"{machine()}\n\n| | empty page | overview | ratio |\n|---|---|---|---|")
    for label, key, unit, scale, digits in (*rows, ("first load over the wire", "bytes", "MB", 1e-6, 2)):
        ours, empty = (median(found[name][key]) * scale for name in ("overview", "empty"))
        print(f"| {label}, median | {empty:.{digits}f} {unit} | {ours:.{digits}f} {unit} | {ours / empty:.2f} |")
    ours, empty = (quantiles(found[name]["change"], n=20)[-1] for name in ("overview", "empty"))
    print(f"| change to last one on screen, 95 % | {empty:.0f} ms | {ours:.0f} ms | {ours / empty:.2f} |")


def main() -> None:
    """Measure and print."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        report(measure(browser, Path(folder)))
        browser.close()


if __name__ == "__main__":
    main()
