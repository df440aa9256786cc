"""All that is said of speed: ``python tests/bench/table.py`` measures it and writes ``docs/performance.md``.

First load and transfer, a change of the filter on each page, ten readers and a hundred, over the demonstration year and over
one that is many times as large; each beside an empty Streamlit page on the same machine in the same run. The parts can be run
by themselves: ``pages.py``, ``transfer.py``, ``filters.py``, ``users.py``. Shorter by the environment: BENCH_TIMES (changes),
BENCH_STARTS, BENCH_SCALE (how many times as large), BENCH_SECONDS and BENCH_USERS (of the crowd), BENCH_SESSIONS.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import filters
import transfer
import users
from playwright.sync_api import Playwright, sync_playwright
from servers import ROOT, answer, chromium, machine, make_empty, make_store, start, stop

import pages

SCALE = int(os.environ.get("BENCH_SCALE", "200"))
FEW = 10
#: The pages on which a filter is changed, by their addresses, and how many times that of an empty page it may take.
BOUNDS = {"summary": 4, "targets": 4, "district": 4, "projects": 5, "progress": 4, "recruitment": 4}
PLAIN = ["--no-sandbox", "--disable-gpu"]


def first_load(playwright: Playwright, folder: Path) -> Iterator[str]:
    """Cold start, and bytes over the wire."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=PLAIN)
    found = pages.measure(browser, folder)
    empty, ours = (median(found[name]["start"]) for name in ("empty", "overview"))
    yield "| first load, from the start of the server | empty page | overview | ratio |"
    yield "|---|--:|--:|--:|"
    yield f"| to the headline | {empty:.1f} s | {ours:.1f} s | {ours / empty:.2f} |"
    yield ""
    yield from transfer.table(transfer.measure(browser, folder))
    browser.close()


def filter_changes(playwright: Playwright, folder: Path) -> Iterator[str]:
    """A change of the filter on each page, until the last change on the screen."""
    yield f"| a filter changed | empty page | demonstration | ratio | at most | {SCALE} times as much | ratio |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, most in BOUNDS.items():
        browser = playwright.chromium.launch(executable_path=chromium(), args=filters.FLAGS)
        empty, small, large = (median(case.changes) for case in filters.measure(browser, folder, name, SCALE))
        browser.close()
        of_small, of_large = f"{small:.0f} ms | {small / empty:.1f}", f"{large:.0f} ms | {large / empty:.1f}"
        yield f"| {name} | {empty:.0f} ms | {of_small} | {most} | {of_large} |"


def crowds(folder: Path) -> Iterator[str]:
    """One reader, ten and many, on the empty page and on the dashboard with little and much in it."""
    yield "| readers (5 s between clicks) | server | clicks | median | 95 % | 95 % / empty page | 95 % / one alone | errors |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|"
    apps = {
        "empty page": (folder, "empty.py", 1),
        "demonstration": (ROOT, "app.py", 1),
        f"{SCALE} times": (ROOT, "app.py", SCALE),
    }
    base: dict[int, float] = {}
    for name, (where, script, scale) in apps.items():
        app = start(name, where, script, folder / f"{scale}.sqlite")
        try:
            answer(app.url)
            asyncio.run(users.come_and_go(app.url, 1, 0))
            found = {1: asyncio.run(users.alone(app.url))}
            found |= {count: asyncio.run(users.together(app.url, count, users.SECONDS)) for count in (FEW, users.USERS)}
        finally:
            stop(app)
        one = median(found[1].seconds)
        for count, tally in found.items():
            slow = quantiles(tally.seconds, n=20, method="inclusive")[-1]
            base.setdefault(count, slow)  # the empty page comes first
            times = f"{1000 * median(tally.seconds):.0f} ms | {1000 * slow:.0f} ms | {slow / base[count]:.1f} | {slow / one:.1f}"
            yield f"| {count} | {name} | {len(tally.seconds)} | {times} | {len(tally.errors)} |"
    yield ""
    yield f"Bound: 95 % of the answers to {users.USERS} readers within {users.MOST_MEDIANS} times the median of one alone."


def memory(folder: Path) -> Iterator[str]:
    """What sessions that went leave behind."""
    before, after, errors = users.measure_memory(folder / "1.sqlite")
    yield f"{users.memory_line(before, after)}; errors: {len(errors)}"


def write(lines: list[str]) -> None:
    """The page of the guide."""
    head = [
        "# How fast it is",
        "",
        "The last run of `tests/bench/table.py`. Every number stands beside that of an empty Streamlit page with one list,",
        "measured on the same machine in the same run: the ratio is what counts. The map is drawn in software, on the cores",
        "that serve. A change of the filter is from the click to the last change on the screen, on other data each time; an",
        "answer to a reader is from the click until the server's last word. Medians, where nothing else is said.",
        "",
        f"Machine: {machine()}.",
        "",
    ]
    (ROOT / "docs" / "performance.md").write_text("\n".join([*head, *lines]) + "\n", "utf-8")


def main() -> None:
    """Measure everything, then write."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        make_empty(folder)
        for scale in (1, SCALE):
            make_store(folder / f"{scale}.sqlite", scale)
        with sync_playwright() as playwright:
            parts = [list(part(playwright, folder)) for part in (first_load, filter_changes)]
        parts += [list(part(folder)) for part in (crowds, memory)]
    for heading, part in zip(("First load", "Filters", "Many readers", "Memory"), parts, strict=True):
        lines += [f"## {heading}", "", *part, ""]
    write(lines[:-1])
    print("\n".join(lines))


if __name__ == "__main__":
    main()
