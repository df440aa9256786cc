"""Measure everything about speed: ``python tests/bench/table.py [PART ...]`` writes ``docs/performance.md``.

First load and transfer, a filter change on each page, ten readers and a hundred, over the demonstration year and over one many
times as large (``--scale 200``); each compared with an empty Streamlit page on the same machine in the same run. All of it takes
an hour; a part is a section of that page by its heading, such as "Filters". To shorten it, set in the environment: BENCH_TIMES
(changes), BENCH_STARTS, BENCH_SCALE (how many times as large), BENCH_SECONDS and BENCH_USERS (of the crowd), BENCH_SESSIONS,
and BENCH_FOLDER (stores made earlier, named by their scale).
"""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import filters
import transfer
import users
from playwright.sync_api import Browser, sync_playwright
from servers import ROOT, App, answer, chromium, machine, make_empty, make_store, run_script, start, stop

import pages

SCALE = int(os.environ.get("BENCH_SCALE", "200"))
#: The stores of the filters by their scale: rows of the ledgers, about.
SIZES = {1: "10³", 20: "10⁵", 200: "10⁶"}
FEW = 10
#: Upper bound of a filter change relative to an empty page, on every page and on the page with the map.
MOST, MOST_OF_MAP = 4, 5
#: Pages by name: the folder (None for the bench's own), the script, and the size of the store.
APPS = {
    "empty page": (None, "empty.py", 1),
    "demonstration": (ROOT, "app.py", 1),
    f"{SCALE} times": (ROOT, "app.py", SCALE),
}
#: Number of processes that serve a crowd, by name.
CROWDS = {"empty page": 1, "demonstration": users.PROCESSES, f"{SCALE} times": users.PROCESSES}
PLAIN = ["--no-sandbox", "--disable-gpu"]


#: Other changes on some pages, by their description.
OTHER_CHANGES = {
    "summary": {"another day compared with": filters.SINCE},
    "meetings": {"another meeting": filters.MEETING},
}


def every_page() -> list[str]:
    """The pages by their addresses, as in the navigation."""
    return re.findall(r'url_path="(\w+)"', (ROOT / "pages" / "layout.py").read_text("utf-8"))


def every_change() -> Iterator[tuple[str, str, str]]:
    """Every measured change: its description, its page, and its kind."""
    for page in every_page():
        yield page, page, filters.USUAL
        yield from ((f"{page}, {words}", page, kind) for words, kind in OTHER_CHANGES.get(page, {}).items())


def first_load(folder: Path) -> Iterator[str]:
    """Cold start, and bytes over the wire."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=PLAIN)
        found = pages.measure(browser, folder)
        empty, ours = (median(found[name]["start"]) for name in ("empty", "overview"))
        yield "| first load, from the start of the server | empty page | overview | ratio |"
        yield "|---|--:|--:|--:|"
        yield f"| to the headline, an empty store filled on the way | {empty:.1f} s | {ours:.1f} s | {ours / empty:.2f} |"
        yield ""
        yield from visits(browser, folder)
        yield ""
        yield from transfer.table(transfer.measure(browser, folder))
        browser.close()


@contextmanager
def serving(name: str, folder: Path) -> Iterator[App]:
    """The empty page, or the app over one of the stores, with its first visit to come."""
    where, script, scale = APPS[name]
    app = start(name, where or folder, script, folder / f"{scale}.sqlite")
    try:
        answer(app.url)
        yield app
    finally:
        stop(app)


def visits(browser: Browser, folder: Path) -> Iterator[str]:
    """The first load of a browser with an empty cache, from a server that runs."""
    yield "| first load of a new browser | to the headline | / empty page | over the wire | / empty page |"
    yield "|---|--:|--:|--:|--:|"
    base: tuple[float, float] | None = None
    for name in APPS:
        with serving(name, folder) as app:
            found = [visit(browser, app) for _ in range(pages.STARTS + 1)][1:]  # the very first makes the pages known
        seconds, size = median(one for one, _ in found), median(size for _, size in found)
        base = base or (seconds, size)
        yield f"| {name} | {seconds:.2f} s | {seconds / base[0]:.1f} | {size / 1e6:.2f} MB | {size / base[1]:.1f} |"


def visit(browser: Browser, app: App) -> tuple[float, int]:
    """Seconds to the headline and bytes of one first load."""
    context, _, seconds, size = pages.open_cold(browser, replace(app, started=perf_counter()))
    context.close()
    return seconds, size


def filter_changes(folder: Path) -> Iterator[str]:
    """A change of the filter on each page, until the last change on the screen, over stores of three sizes."""
    heads = " | ".join(f"{words}" for words in SIZES.values())
    yield f"| a filter changed | empty page | {heads} | {' | '.join(f'{words} / empty' for words in SIZES.values())} | at most |"
    yield f"|---|{'--:|' * (2 + 2 * len(SIZES))}"
    with sync_playwright() as playwright, filters.serving(folder, *SIZES) as apps:
        for words, page, kind in every_change():
            most = MOST_OF_MAP if page == "projects" else MOST
            browser = playwright.chromium.launch(executable_path=chromium(), args=filters.FLAGS)
            empty, *ours = (median(case.changes) for case in filters.measure(browser, apps, page, kind))
            browser.close()
            taken = " | ".join(f"{one:.0f} ms" for one in (empty, *ours))
            yield f"| {words} | {taken} | {' | '.join(f'{one / empty:.1f}' for one in ours)} | {most} |"


def dash_changes(folder: Path) -> Iterator[str]:
    """Another day of the overview beside an app of Plotly Dash with the same exhibits (``pip install dash``)."""
    yield "| another day | empty page | overview | Plotly Dash | overview / Plotly Dash |"
    yield "|---|--:|--:|--:|--:|"
    for scale, words in SIZES.items():
        with sync_playwright() as playwright, filters.serving(folder, scale) as apps, serving_dash(folder, scale) as dash:
            browser = playwright.chromium.launch(executable_path=chromium(), args=filters.FLAGS)
            cases = [*(filters.open_page(browser, app, "summary") for app in apps), filters.open_dash(browser, dash)]
            taken = [median(own) for own in filters.in_turns(cases)]
            browser.close()
        yield f"| {words} | {' | '.join(f'{one:.0f} ms' for one in taken)} | {taken[1] / taken[2]:.1f} |"


@contextmanager
def serving_dash(folder: Path, scale: int) -> Iterator[App]:
    """The overview as an app of Plotly Dash over one of the stores."""
    app = run_script("dash", ROOT / "tests" / "bench" / "dash_overview.py", folder / f"{scale}.sqlite")
    try:
        answer(app.url, path="/")
        yield app
    finally:
        stop(app)


def crowds(folder: Path) -> Iterator[str]:
    """One reader, ten and many, on the empty page and on the dashboard with small and large data."""
    heads = (
        "readers (5 s between clicks)",
        "server, processes",
        "clicks",
        "median",
        "95 %",
        "95 % / empty page",
        "95 % / one alone",
        "errors",
    )
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|"
    base: dict[int, float] = {}
    for name, processes in CROWDS.items():
        with ExitStack() as stack:
            urls = [stack.enter_context(serving(name, folder)).url for _ in range(processes)]
            for url in urls:
                asyncio.run(users.come_and_go(url, 1, 0))
            found = {1: asyncio.run(users.alone(urls[0]))}
            found |= {count: asyncio.run(users.together(urls, count, users.SECONDS)) for count in (FEW, users.USERS)}
        one = median(found[1].seconds)
        for count, tally in found.items():
            slow = quantiles(tally.seconds, n=20, method="inclusive")[-1]
            base.setdefault(count, slow)  # the empty page comes first
            times = f"{1000 * median(tally.seconds):.0f} ms | {1000 * slow:.0f} ms | {slow / base[count]:.1f} | {slow / one:.1f}"
            yield f"| {count} | {name}, {processes} | {len(tally.seconds)} | {times} | {len(tally.errors)} |"
    yield ""
    yield f"Bound: 95 % of the answers to {users.USERS} readers within {users.MOST_MEDIANS} times the median of one alone."


def memory(folder: Path) -> Iterator[str]:
    """Memory left behind by closed sessions."""
    before, after, errors = users.measure_memory(folder / "1.sqlite")
    yield f"{users.memory_line(before, after)}; errors: {len(errors)}"


#: The parts by their headings.
PARTS = {
    "First load": first_load,
    "Filters": filter_changes,
    "Plotly Dash": dash_changes,
    "Many readers": crowds,
    "Memory": memory,
}
HEAD = """# How fast it is

Written by `tests/bench/table.py`. Every number stands beside that of an empty Streamlit page with one list, measured on the same
machine in the same run: the ratio is what counts. The map is drawn in software, on the cores that serve. A change of the filter
is from the click to the last change on the screen, on other data each time: another district, and on pages without a list of
them another day that nobody looked at before, for which every figure, project and programme is read and judged anew; where it
is said, another day compared with, or another of the meetings of the demonstration. The stores of three sizes have about 10³,
10⁵ and 10⁶ rows in their ledgers: the demonstration, and 20 and 200 times as many projects, programmes and quotas. An answer
to a reader is from the click until the server's last word. Medians, where nothing else is said.
"""


def told(part: Iterator[str]) -> list[str]:
    """The lines of a part, each printed as soon as it is known."""
    lines = []
    for line in part:
        print(line, flush=True)
        lines.append(line)
    return lines


def sections(path: Path) -> dict[str, str]:
    """The present content of the page, by heading."""
    found = re.split(r"^## (.+)\n", path.read_text("utf-8"), flags=re.M)[1:] if path.exists() else []
    return dict(zip(found[::2], found[1::2], strict=True))


def write(heading: str, lines: list[str]) -> None:
    """Put a part into the page of the documentation; the others keep their last measurements."""
    path = ROOT / "docs" / "performance.md"
    measured = f"Measured on {date.today()}: {machine()}."
    known = sections(path) | {heading: "\n".join(["", *lines, "", measured, ""])}
    body = [f"## {name}\n{known[name].rstrip()}\n" for name in PARTS if name in known]
    path.write_text("\n".join([HEAD, *body]), "utf-8")


def main() -> None:
    """Measure the named parts, or all of them; each is written when it is done."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(os.environ.get("BENCH_FOLDER", name))
        make_empty(folder)
        for scale in {1, SCALE, *SIZES}:
            if not (folder / f"{scale}.sqlite").exists():
                make_store(folder / f"{scale}.sqlite", scale)
        every = [name for name in PARTS if name != "Plotly Dash" or find_spec("dash")]
        for heading in sys.argv[1:] or every:
            write(heading, told(PARTS[heading](folder)))


if __name__ == "__main__":
    main()
