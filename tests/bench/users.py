"""A hundred concurrent readers, and a thousand closed sessions: ``python tests/bench/users.py`` prints a table.

One process of readers without a browser (``visitor.py``) runs next to the app and uses its websocket on this machine. Each reader
opens the dashboard on its last day, then repeatedly views a page for three to seven seconds and clicks: on another page, another
district or meeting, any other day of the year. The app runs in two processes over one store, as in ``docs/deploy``, and as there
a reader stays with one of them; readers are assigned in turn. The single reader uses a process without other readers. An answer
is from the click until the server reports the script as done. The single reader does the same with shorter views.
Bounds: no error, and 95 of 100 answers of the hundred within ten times the median of the single reader.

Memory is that of the server's process with all sessions ended, the time over for which the server keeps closed sessions, and a
full collection done. *Before* is after a warm-up of a hundred sessions, which load late imports and fill the caches; *after* is
after a thousand more. Bound: within 20 %.

Other runs by the environment: BENCH_USERS, BENCH_SECONDS, BENCH_ALONE (clicks of the single reader), BENCH_SESSIONS,
BENCH_PROCESSES.
"""

import asyncio
import os
import re
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter, sleep

import psutil
from servers import ROOT, App, answer, machine, make_store, start, stop
from visitor import Answer, Visitor
from websockets.exceptions import WebSocketException

USERS = int(os.environ.get("BENCH_USERS", "100"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
ALONE = int(os.environ.get("BENCH_ALONE", "60"))
PROCESSES = int(os.environ.get("BENCH_PROCESSES", "2"))
SESSIONS = int(os.environ.get("BENCH_SESSIONS", "1000"))
WARM_UP = 100
#: Concurrent sessions while many come and go.
AT_ONCE = 10
LOOKS, LOOKS_ALONE = (3.0, 7.0), (0.2, 0.4)
FIRST = date(2023, 1, 1)
#: The pages that a reader clicks through, by their addresses; the first one is "".
PAGES = ("", *re.findall(r'url_path="(\w+)"', (ROOT / "pages" / "layout.py").read_text("utf-8"))[1:])
#: Bounds: the slow answers of many in medians of one; growth of memory.
MOST_MEDIANS, MOST_GROWTH = 10, 1.2
#: Seconds that the server keeps a session whose reader has left.
KEPT = 2
#: Streamlit, with a full collection at a signal.
COLLECTING = (
    "-c",
    "import gc, signal; from streamlit.web.cli import main; signal.signal(signal.SIGUSR1, lambda *_: gc.collect()); main()",
)


@dataclass
class Tally:
    """Measurements of a number of readers: seconds by click, and errors."""

    seconds: list[float] = field(default_factory=list)
    by_kind: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def add(self, kind: str, one: Answer) -> None:
        """One more click of a kind."""
        self.seconds.append(one.seconds)
        self.by_kind.setdefault(kind, []).append(one.seconds)
        self.errors += [f"{kind}: {error}" for error in one.errors]


def any_day(random: Random) -> str:
    """A day of the year."""
    return (FIRST + timedelta(days=random.randrange(365))).isoformat()


async def click(visitor: Visitor, random: Random) -> tuple[str, Answer]:
    """Choose another page, another district or meeting if the page has that list, or another day; return choice and answer.

    On the empty page, the other option of its only list.
    """
    if "option" in visitor.lists:
        box = visitor.lists["option"]
        other = next(one for one in box.options if one != visitor.chosen("option"))
        return "option", await visitor.choose("option", other)
    kind = random.choice(("page", "page", "district", "day"))
    for key in ("district", "meeting") if kind == "district" else ():
        if key in visitor.lists:
            return key, await visitor.choose(key, random.choice(visitor.lists[key].options))
    if kind == "day" and "as_of" in visitor.calendars:
        return kind, await visitor.pick_day("as_of", any_day(random))
    page = random.choice([one for one in PAGES if visitor.pages[one] != visitor.page])
    return "page", await visitor.go(page)


async def reader(url: str, seed: int, tally: Tally, until: float, looks: tuple[float, float], clicks: int = 10**9) -> None:
    """Run one reader until it is time to leave; a broken connection is an error."""
    random = Random(seed)
    try:
        async with Visitor(url) as visitor:
            opened = await visitor.open()
            tally.add("first load", opened)
            for _ in range(clicks):
                await asyncio.sleep(random.uniform(*looks))
                if perf_counter() > until:
                    return
                tally.add(*await click(visitor, random))
    except (WebSocketException, OSError) as error:
        tally.errors.append(f"connection: {type(error).__name__} {error}")


async def alone(url: str) -> Tally:
    """One reader."""
    tally = Tally()
    await reader(url, 0, Tally(), perf_counter() + 600, LOOKS_ALONE, clicks=len(PAGES))  # warms up
    await reader(url, 1, tally, perf_counter() + 600, LOOKS_ALONE, clicks=ALONE)
    return tally


async def together(urls: Sequence[str], users: int, seconds: float) -> Tally:
    """Run many readers for some seconds; they arrive one by one within the time that they spend on a page.

    They are assigned in turn to the processes at ``urls``.
    """
    tally, until = Tally(), perf_counter() + seconds

    async def arrive(number: int) -> None:
        await asyncio.sleep(LOOKS[1] * number / users)
        await reader(urls[number % len(urls)], 100 + number, tally, until, LOOKS)

    await asyncio.gather(*(arrive(number) for number in range(users)))
    return tally


async def come_and_go(url: str, count: int, seed: int) -> list[str]:
    """Run many sessions, a few at once: each opens a page and leaves; return the errors."""
    gate, tally = asyncio.Semaphore(AT_ONCE), Tally()

    async def one(number: int) -> None:
        random = Random(seed + number)
        async with gate, Visitor(url) as visitor:
            tally.add("first load", await visitor.open(f"as_of={any_day(random)}", PAGES[number % len(PAGES)]))

    await asyncio.gather(*(one(number) for number in range(count)))
    return tally.errors


def memory(app: App) -> float:
    """Megabytes of the server without readers."""
    sleep(KEPT + 1)
    asyncio.run(come_and_go(app.url, 1, 0))  # closed sessions are discarded when the next one closes
    sleep(KEPT + 1)
    app.process.send_signal(signal.SIGUSR1)
    sleep(2)
    return float(psutil.Process(app.process.pid).memory_info().rss / 1e6)


@contextmanager
def serving(store: Path, *options: str) -> Iterator[App]:
    """The app over a store, after its first visit."""
    app = start("app", ROOT, "app.py", store, "--server.disconnectedSessionTTL", str(KEPT), *options, run=COLLECTING)
    try:
        answer(app.url)
        asyncio.run(come_and_go(app.url, 1, 0))
        yield app
    finally:
        stop(app)


def measure_answers(store: Path) -> tuple[Tally, Tally]:
    """One reader, then many, at the same processes."""
    with ExitStack() as stack:
        urls = [stack.enter_context(serving(store)).url for _ in range(PROCESSES)]
        return asyncio.run(alone(urls[0])), asyncio.run(together(urls, USERS, SECONDS))


def measure_memory(store: Path) -> tuple[float, float, list[str]]:
    """Megabytes before and after that many sessions, and their errors."""
    with serving(store) as app:
        errors = asyncio.run(come_and_go(app.url, WARM_UP, 1_000))
        before = memory(app)
        errors += asyncio.run(come_and_go(app.url, SESSIONS, 10_000))
        return before, memory(app), errors


def row(label: str, tally: Tally) -> str:
    """A line of the table, in milliseconds."""
    slow = quantiles(tally.seconds, n=20, method="inclusive")[-1]
    times = " | ".join(f"{1000 * one:.0f} ms" for one in (median(tally.seconds), slow, max(tally.seconds)))
    return f"| {label} | {len(tally.seconds)} | {times} | {len(tally.errors)} |"


def answers_table(one: Tally, many: Tally) -> list[str]:
    """The lines of the table of answers."""
    slow = quantiles(many.seconds, n=20, method="inclusive")[-1]
    return [
        "| readers | clicks | median | 95 % | most | errors |",
        "|---|--:|--:|--:|--:|--:|",
        row("one alone", one),
        row(f"{USERS} for {SECONDS:.0f} s", many),
        *(f"| of these: {kind} | {len(took)} | {1000 * median(took):.0f} ms | | | |" for kind, took in many.by_kind.items()),
        "",
        f"95 % of {USERS} / median of one: {slow / median(one.seconds):.1f} (at most {MOST_MEDIANS})",
    ]


def memory_line(before: float, after: float) -> str:
    """Memory left behind by a thousand sessions."""
    return (
        f"Memory: {before:.0f} MB before (after {WARM_UP} sessions), {after:.0f} MB after {SESSIONS} more:"
        f" {after / before:.2f} (at most {MOST_GROWTH})"
    )


def main() -> None:
    """Measure and print."""
    print(f"{machine()}\n")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = Path(folder) / "store.sqlite"
        make_store(store, 1)
        one, many = measure_answers(store)
        print("\n".join(answers_table(one, many)), flush=True)
        before, after, errors = measure_memory(store)
        print(f"\n{memory_line(before, after)}")
    for error in (*one.errors, *many.errors, *errors):
        print(f"error: {error}")


if __name__ == "__main__":
    main()
