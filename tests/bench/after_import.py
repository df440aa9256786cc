"""Time the first page after an import beside a warm one: ``python tests/bench/after_import.py`` prints a table.

A reader looks at the overview on one new day after another; then a command imports 20 rows, and the next page sees them. Both are
seconds of the server's processor, medians of ``--rounds``, on a small store and one ``--scale`` times as large. ``--stores``
names a folder with stores made earlier, named by their scale.
"""

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from os import environ
from pathlib import Path
from statistics import median

import psutil
from commands import IMPORTED, sheet_of
from servers import ROOT, answer, machine, make_store, start, stop
from visitor import Visitor

#: At most that many times a warm page.
MOST = 2
LAST_DAY = date(2023, 11, 30)


def used(process: psutil.Process) -> float:
    """Seconds of the processor that a process has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


def bring(store: Path, folder: Path, number: int) -> None:
    """Import a sheet that no other import was."""
    sheet = folder / "sheet.csv"
    sheet.write_text(sheet_of(store).replace("2026-03-01", f"2026-03-{number + 1:02d}"), "utf-8")
    command = [sys.executable, "manage.py", "import", "--confirm", str(sheet)]
    own = environ | {"DATABASE_URL": f"sqlite:///{store.as_posix()}"}
    subprocess.run(command, cwd=ROOT, env=own, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def look(url: str, process: psutil.Process, store: Path, folder: Path, rounds: int) -> tuple[float, float]:
    """Return the seconds of a warm page and of the first one after an import."""
    warm, first = [], []
    async with Visitor(url) as visitor:
        await visitor.open("plan=zhengzhou-2023-demo&as_of=2023-12-15")
        for number in range(2 * rounds + 1):
            day = (LAST_DAY - timedelta(days=number)).isoformat()
            if number > rounds:
                bring(store, folder, number - rounds)
            before = used(process)
            found = await visitor.pick_day("as_of", day)
            assert not found.errors, found.errors
            if number:  # the first day builds the months before it
                (first if number > rounds else warm).append(used(process) - before)
    return median(warm), median(first)


def measure(made: Path, rounds: int) -> tuple[float, float]:
    """Measure on a copy of a store."""
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store.sqlite"
        shutil.copyfile(made, store)
        app = start("sanbiao", ROOT, "app.py", store)
        try:
            answer(app.url)
            return asyncio.run(look(app.url, psutil.Process(app.process.pid), store, Path(name), rounds))
        finally:
            stop(app)


def main() -> None:
    """Make the stores, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="pages of each kind")
    parser.add_argument("--scale", type=int, default=200, help="how many times as large the large store is")
    parser.add_argument("--stores", type=Path, help="a folder with 1.sqlite and the large one, named by its scale")
    options = parser.parse_args()
    print(f"{machine()}\n\n| store | warm page | after an import of {IMPORTED} rows | ratio | bound |\n|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as name:
        for scale in (1, options.scale):
            store = (options.stores or Path(name)) / f"{scale}.sqlite"
            if not store.exists():
                make_store(store, scale)
            warm, first = measure(store, options.rounds)
            print(f"| {scale} times | {warm:.2f} s | {first:.2f} s | {first / warm:.1f} | {MOST} |", flush=True)


if __name__ == "__main__":
    main()
