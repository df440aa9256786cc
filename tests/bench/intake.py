"""Time the import of 100,000 rows from the file to the store: ``python tests/bench/intake.py`` prints a table.

A table of figures of many targets, districts and days, as CSV and as a workbook, is imported into a temporary store with the
real plan: previewed (read, checked, compared), tried out (effects), and committed; then previewed once more, when all is known.
Each file has a process of its own, so that its peak of memory is its own.
"""

import argparse
import cProfile
import csv
import io
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from models.commands.ledger import store_plan  # noqa: E402
from models.imports.batch import commit, effects, stage  # noqa: E402
from models.plan.file import PlanFile, read_plan_file  # noqa: E402
from models.status import TargetKind  # noqa: E402
from models.store.engine import open_store  # noqa: E402

PLAN = ROOT / "data" / "plans" / "zhengzhou-2023.yaml"
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
HEAD = ("指标编码", "区县", "截至日期", "数值", "说明")
#: Bounds: seconds of a preview and of a commit, and bytes of memory of a preview.
LOOK, COMMIT, MEMORY = 60, 20, 1_000_000_000


def rows(plan: PlanFile, n: int) -> Iterator[tuple[str, str, str, int, str]]:
    """``n`` rows: one rising figure per day, for every count and rate in every district."""
    targets = [target for target in plan.targets if target.kind is TargetKind.COUNT or target.kind.is_rate]
    series = [(target, district.name) for target in targets for district in plan.plan.districts]
    for number in range(n):
        day = FIRST + timedelta(days=number // len(series))
        target, district = series[number % len(series)]
        value = (day - FIRST).days * (1 if target.kind is TargetKind.COUNT else 100) // 365 + (20 if target.kind.is_rate else 0)
        yield target.code, district, day.isoformat(), min(value, 100), f"第{number}行"


def as_csv(plan: PlanFile, n: int) -> bytes:
    """The rows as a text file."""
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *rows(plan, n)])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(plan: PlanFile, n: int) -> bytes:
    """The rows as a workbook with real dates."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("指标进度")
        sheet.write_row(0, 0, HEAD)
        for at, (code, district, day, value, note) in enumerate(rows(plan, n), start=1):
            sheet.write_row(at, 0, (code, district, date.fromisoformat(day), value, note))
    return out.getvalue()


WRITERS: dict[str, Callable[[PlanFile, int], bytes]] = {"csv": as_csv, "xlsx": as_xlsx}


def processor() -> float:
    """Processor seconds of this process and its children, independent of other load on the machine."""
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def timed(step: str, work: Callable[[], Any], profile: bool) -> Any:
    """Return the result of the work; print its seconds, its processor seconds, and the peak of memory so far."""
    profiler = cProfile.Profile()
    start, before = time.perf_counter(), processor()
    found = profiler.runcall(work) if profile else work()
    taken, busy = time.perf_counter() - start, processor() - before
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"| {step} | {taken:.1f} s | {busy:.1f} s | {own:.0f} MB | {child:.0f} MB |", flush=True)
    if profile:
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(40)
    return found


def measure(kind: str, n: int, profile: bool) -> None:
    """Import one file, from its bytes to the store."""
    plan = read_plan_file(PLAN)
    files = [(f"many.{kind}", (Path(tempfile.gettempdir()) / f"intake-{n}.{kind}").read_bytes())]
    with tempfile.TemporaryDirectory() as folder:
        engine = open_store(f"sqlite:///{(Path(folder) / 'store.sqlite').as_posix()}")
        store_plan(engine, plan, author="bench", name=PLAN.name)
        code = plan.plan.code
        intake = timed(f"{kind}: look", lambda: stage(engine, code, files, today=LAST), profile)
        assert intake.counted("new") == n, [one.problem.sentence("en") for one in intake.findings[:5]]
        doubts = intake.rows_with("doubt")
        kept = intake.kept(confirmed=doubts)
        timed(f"{kind}: effects", lambda: effects(engine, code, kept, as_of=LAST), profile)
        timed(f"{kind}: commit", lambda: commit(engine, intake, author="bench", confirmed=doubts), profile)
        again = timed(f"{kind}: look again", lambda: stage(engine, code, files, today=LAST), profile)
        assert again.counted("same") == n
        engine.dispose()


def main() -> None:
    """Write the files, measure each in a process of its own, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    parser.add_argument("--kind", choices=sorted(WRITERS), help="measure this file alone, which is already written")
    options = parser.parse_args()
    if options.kind:
        measure(options.kind, options.rows, options.profile)
        return
    print("| step | time | of the processor | peak memory | of the reading process |")
    print("|---|--:|--:|--:|--:|", flush=True)
    plan = read_plan_file(PLAN)
    for kind, write in WRITERS.items():
        file = Path(tempfile.gettempdir()) / f"intake-{options.rows}.{kind}"
        file.write_bytes(write(plan, options.rows))
        more = ["--profile"] if options.profile else []
        subprocess.run([sys.executable, __file__, "--kind", kind, "--rows", str(options.rows), *more], check=True)
        file.unlink()
    print(f"\nA look should take at most {LOOK} s and {MEMORY // 1_000_000} MB, a commit at most {COMMIT} s.")


if __name__ == "__main__":
    main()
