"""Time the reads on ten years of reports: ``python tests/bench/province.py`` prints a table.

A demonstration ``--scale`` (200) times as large, and the same with its reports of one to nine years earlier as well: some 10⁷
rows of the ledgers, in as many series, with histories ten times as long. The earlier years are made by SQL and therefore
simulated: the same reports on earlier days, in batches recorded that much earlier, and without seals, so that no write and no
check is possible. The best of ``--rounds`` counts. ``--stores`` names a folder in which the stores are kept.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter

from reads import FEW, WHOLE, askers, best
from servers import ROOT, machine, make_store

sys.path.insert(0, str(ROOT))

from models.store.engine import open_store  # noqa: E402

YEARS = 10
#: The columns of each ledger beside its id, batch and days.
LEDGERS = {
    "report": "series_id, value, numerator, denominator, origin, source, grade, note",
    "milestone_report": "subject_id, milestone, position, aspect, day, origin, source, note",
    "measurement": "subject_id, measure, value, origin",
}
#: What was planned was planned once.
FIRST_ONLY = "aspect <> 'baseline'"


def add_years(path: Path, years: int) -> None:
    """Add the reports of earlier years to a store in SQLite."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        last = connection.execute("SELECT max(id) FROM batch").fetchone()[0]
        of_batches = "plan_id, kind, {}, author, file_name, sha256, note"
        ends = {name: connection.execute(f"SELECT max(id) FROM {name}").fetchone()[0] for name in LEDGERS}
        for back in range(1, years):
            earlier = f"strftime('%Y-%m-%d %H:%M:%f000', recorded_at, '-{back} years')"
            connection.execute(
                f"INSERT INTO batch (id, {of_batches.format('recorded_at')})"
                f" SELECT id + {back * last}, {of_batches.format(earlier)} FROM batch WHERE id <= {last}"
            )
            for name, columns in LEDGERS.items():
                connection.execute(
                    f"INSERT INTO {name} (batch_id, as_of, recorded_at, {columns})"
                    f" SELECT batch_id + {back * last}, date(as_of, '-{back} years'), {earlier}, {columns}"
                    f" FROM {name} WHERE id <= {ends[name]}{' AND ' + FIRST_ONLY if name == 'milestone_report' else ''}"
                )
            connection.commit()


def rows_in(path: Path) -> int:
    """Number of rows of the ledgers."""
    with closing(sqlite3.connect(path)) as connection:
        return sum(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in LEDGERS)


def main() -> None:
    """Make the stores, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", type=int, default=200)
    parser.add_argument("--stores", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.stores or Path(name)
        year, decade = folder / f"{options.scale}.sqlite", folder / f"{options.scale}-years.sqlite"
        if not year.exists():
            make_store(year, options.scale)
        if not decade.exists():
            shutil.copyfile(year, decade)
            begin = perf_counter()
            add_years(decade, YEARS)
            print(f"made in {perf_counter() - begin:.0f} s, {decade.stat().st_size / 1e6:.0f} MB")
        engines = {one.stem: open_store(f"sqlite:///{one.as_posix()}") for one in (year, decade)}
        print(
            f"{machine()}\n\n| read | rows | {rows_in(year):,} | {rows_in(decade):,} | ratio |\n|---|--:|--:|--:|--:|", flush=True
        )
        with askers(engines) as asked:
            for question, ask in (WHOLE | FEW).items():
                found = best(asked, ask, options.rounds)
                (one, _), (ten, rows) = (found[engine] for engine in engines)
                print(f"| {question} | {rows:,} | {1000 * one:.1f} ms | {1000 * ten:.1f} ms | {ten / one:.2f} |", flush=True)


if __name__ == "__main__":
    main()
