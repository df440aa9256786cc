"""Time the start and the commands on a small store and a large one: ``python tests/bench/commands.py`` prints a table.

The demonstration as it is, and ``--scale`` (200) times as large: about 10³ and 10⁶ rows of the ledgers. The same is asked of both
in turn, each time of a copy of the store in a process of its own; the medians count. Of commands these are seconds of the
processor, whatever else runs on the machine; of the server, which is waited for, those of the clock. A bound is a difference in
seconds, a ratio, or a speed for what has to read every row. ``--stores`` names a folder with stores made earlier.
"""

import argparse
import asyncio
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from os import environ
from pathlib import Path
from statistics import median
from time import perf_counter

from servers import ROOT, answer, machine, make_store, start, stop
from visitor import Visitor

LEDGERS = ("report", "milestone_report", "measurement")
IMPORTED = 20


@dataclass(frozen=True)
class Store:
    """A store to measure: its file, a sheet of rows to import, and a folder for what is written."""

    path: Path
    sheet: Path
    folder: Path

    @property
    def megabytes(self) -> float:
        """Size of the file."""
        return self.path.stat().st_size / 1e6

    @property
    def rows(self) -> int:
        """Number of rows of the ledgers."""
        with closing(sqlite3.connect(self.path)) as connection:
            return sum(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in LEDGERS)


@dataclass(frozen=True)
class Bound:
    """The words of a bound, and whether the seconds on the small and on the large store keep it."""

    words: str
    is_kept: Callable[[float, float, "Store"], bool]


def seconds_more(most: float) -> Bound:
    """At most that many seconds more than on the small store."""
    return Bound(f"{most:g} s more", lambda small, large, _: large - small <= most)


def times(most: float) -> Bound:
    """At most that many times as long as on the small store."""
    return Bound(f"{most:g} times", lambda small, large, _: large / small <= most)


def rows_a_second(least: int) -> Bound:
    """That many rows of the ledgers a second, beside what the small store takes."""
    return Bound(f"{least:,} rows/s", lambda small, large, store: store.rows / max(large - small, 0.001) >= least)


def megabytes_a_second(least: int) -> Bound:
    """That many megabytes of the file a second, beside what the small store takes."""
    return Bound(f"{least} MB/s", lambda small, large, store: store.megabytes / max(large - small, 0.001) >= least)


def processor() -> float:
    """Processor seconds of the commands so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(*arguments: str | Path) -> Callable[[Store], float]:
    """Return the measuring of a command, in whose arguments ``{sheet}`` and ``{folder}`` are those of the store."""

    def measure(store: Store) -> float:
        own = [str(one).format(sheet=store.sheet, folder=store.folder) for one in arguments]
        address = environ | {"DATABASE_URL": f"sqlite:///{store.path.as_posix()}"}
        before = processor()
        subprocess.run([sys.executable, "manage.py", *own], cwd=ROOT, env=address, check=True, stdout=subprocess.DEVNULL)
        return processor() - before

    return measure


def ready(store: Store) -> float:
    """Seconds from the start of the server until it answers; it then is ready."""
    app = start("sanbiao", ROOT, "app.py", store.path)
    try:
        answer(app.url)
        return perf_counter() - app.started
    finally:
        stop(app)


def first_page(store: Store) -> float:
    """Seconds from the start of the server to the end of the first page, read without a browser."""
    app = start("sanbiao", ROOT, "app.py", store.path)
    try:
        answer(app.url)
        asyncio.run(_open(app.url))
        return perf_counter() - app.started
    finally:
        stop(app)


async def _open(url: str) -> None:
    async with Visitor(url) as visitor:
        found = await visitor.open()
        assert not found.errors, found.errors


Measured = dict[str, tuple[Callable[[Store], float], Bound]]
MEASURED: Measured = {
    "start to ready": (ready, seconds_more(3)),
    "start to the first page": (first_page, seconds_more(3)),
    "plans (the start of a command)": (run("plans"), seconds_more(0.2)),
    "status --json": (run("status", "--json"), seconds_more(1.5)),
    f"import of {IMPORTED} rows": (run("import", "--confirm", "{sheet}"), seconds_more(2)),
    "template of a district": (run("template", "--district", "中原区", "--out", "{folder}/template.xlsx"), seconds_more(3)),
    "check": (run("check"), rows_a_second(50_000)),
    "backup": (run("backup", "{folder}/backup.sqlite"), megabytes_a_second(50)),
    "export deck": (run("export", "deck", "--out", "{folder}/deck.pptx"), times(1.5)),
}


def sheet_of(store: Path) -> str:
    """Return a sheet with an expected day for some school projects of the demonstration."""
    with closing(sqlite3.connect(store)) as connection:
        query = "SELECT DISTINCT code FROM project JOIN subject ON subject.id = subject_id ORDER BY code LIMIT ?"
        codes = [code for (code,) in connection.execute(query, (IMPORTED,))]
    return "项目编码,截至日期,开工·预计\n" + "".join(f"{code},2026-01-31,2026-03-01\n" for code in codes)


def measure(name: str, store: Path, folder: Path) -> float:
    """Measure one thing on a copy of a store."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        copy = Store(Path(own) / "store.sqlite", Path(own) / "sheet.csv", Path(own))
        shutil.copyfile(store, copy.path)
        copy.sheet.write_text(sheet_of(store), "utf-8")
        return MEASURED[name][0](copy)


def main() -> None:
    """Make the stores, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"what to measure, all if left out: {', '.join(MEASURED)}")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--scale", type=int, default=200, help="how many times as large the large store is")
    parser.add_argument("--stores", type=Path, help="a folder with 1.sqlite and the large one, named by its scale")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stores = [(options.stores or folder) / f"{scale}.sqlite" for scale in (1, options.scale)]
        for store, scale in zip(stores, (1, options.scale), strict=True):
            if not store.exists():
                make_store(store, scale)
        large = Store(stores[1], folder, folder)
        print(f"{large.rows:,} rows in {large.megabytes:.0f} MB; {machine()}\n")
        print(
            f"| | demonstration | {options.scale} times | more | ratio | bound | kept |\n|---|--:|--:|--:|--:|---|---|",
            flush=True,
        )
        for one in options.names or MEASURED:
            taken = [[measure(one, store, folder) for store in stores] for _ in range(options.rounds)]
            before, after = (median(column) for column in zip(*taken, strict=True))
            bound = MEASURED[one][1]
            kept = "yes" if bound.is_kept(before, after, large) else "no"
            more = f"{after - before:.1f} s | {after / before:.1f}"
            print(f"| {one} | {before:.1f} s | {after:.1f} s | {more} | {bound.words} | {kept} |", flush=True)


if __name__ == "__main__":
    main()
