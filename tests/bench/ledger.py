"""Time answers with a thousand times the reports: ``python tests/bench/ledger.py`` prints a table.

Two stores with the real plan in a temporary folder, one with a thousand reports and one with a million; the same question
is put to both in turn, as a command and inside one process. A command on the million should take at most three times as long.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import Engine, insert, select  # noqa: E402

from models.commands.ledger import store_plan  # noqa: E402
from models.plan.file import PlanFile, read_plan_file  # noqa: E402
from models.plan.file_parts import TargetPart  # noqa: E402
from models.snapshots.plan_data import read_standings  # noqa: E402
from models.status import TargetKind  # noqa: E402
from models.store.engine import open_store, reading  # noqa: E402
from models.tables import Base  # noqa: E402

PLAN = ROOT / "data" / "plans" / "zhengzhou-2023.yaml"
FIRST = date(2023, 1, 1)
SMALL, LARGE, TARGET_RATIO = 1_000, 1_000_000, 3
CORRECTED_SHARE = 10  # every tenth report corrects the one before it
BATCH_SIZE = 500
WITHDRAWN_BATCHES = 5
#: The last date of the reports (also the date of the question), and whether districts report or the city.
LAYOUTS = {
    "city, 2023": (date(2023, 12, 31), False),
    "city, 2023 to June 2026": (date(2026, 6, 30), False),
    "16 districts, 2023": (date(2023, 12, 31), True),
    "16 districts, 2023 to June 2026": (date(2026, 6, 30), True),
}


def reported(plan: PlanFile, by_district: bool) -> list[tuple[TargetPart, str, str]]:
    """The series: target, code of the target or of its item, district. Deliverables are reported by the city itself."""
    codes = [(target, code) for target in plan.targets for code in (target.item_codes() or [target.code])]
    districts = [district.code for district in plan.plan.districts]
    return [
        (target, code, district)
        for target, code in codes
        for district in (districts if by_district and target.kind not in (TargetKind.ITEMS, TargetKind.DELIVER) else [""])
    ]


def value_on(target: TargetPart, day: date, districts: int) -> Decimal:
    """A figure that rises from day to day and reaches the target two months before the year ends."""
    done = min(Decimal(1), Decimal((day - FIRST).days + 1) / 300)
    if target.kind in (TargetKind.ITEMS, TargetKind.DELIVER):
        return Decimal(done == 1)
    if target.kind.is_rate:
        return round(done * 100, 2)
    return Decimal(int(done * (target.target or 100) / districts) + (done == 1))


def rows(
    plan: PlanFile, series: dict[tuple[str, str], int], first_batch: int, n: int, last: date, by_district: bool
) -> Iterator[dict[str, Any]]:
    """``n`` reports, spread evenly over the series and the days, in the order of their recording."""
    every = reported(plan, by_district)
    districts = len(plan.plan.districts) if by_district else 1
    days = (last - FIRST).days + 1
    for number in range(n):
        day = FIRST + timedelta(days=number * days // n)
        is_correction = number % CORRECTED_SHARE == 0
        target, code, district = every[(number - is_correction) % len(every)]
        yield {
            "series_id": series[code, district],
            "batch_id": first_batch + number // BATCH_SIZE,
            "as_of": day,
            "recorded_at": recorded_at(number // BATCH_SIZE),
            "value": value_on(target, day, districts),
            "origin": "reported",
        }


def recorded_at(batch: int) -> datetime:
    return datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=batch)


def fill(engine: Engine, n: int, last: date, by_district: bool) -> None:
    """The real plan and ``n`` reports in batches, a few of them withdrawn."""
    plan = read_plan_file(PLAN)
    store_plan(engine, plan, author="bench", name=PLAN.name)
    tables = Base.metadata.tables
    with engine.begin() as connection:
        plan_id = connection.scalar(select(tables["plan"].c.id))
        subjects = {row.code: row.id for row in connection.execute(select(tables["subject"].c.code, tables["subject"].c.id))}
        keys = [(code, district) for _, code, district in reported(plan, by_district)]
        connection.execute(insert(tables["series"]), [{"subject_id": subjects[code], "district": own} for code, own in keys])
        series = {key: number for number, key in enumerate(keys, start=1)}
        batches = [
            {"id": 2 + number, "plan_id": plan_id, "kind": "report", "recorded_at": recorded_at(number), "author": "bench"}
            for number in range((n - 1) // BATCH_SIZE + 1)
        ]
        connection.execute(insert(tables["batch"]), batches)
        part: list[dict[str, Any]] = []
        for row in rows(plan, series, 2, n, last, by_district):
            part.append(row)
            if len(part) == 20_000:
                connection.execute(insert(tables["report"]), part)
                part = []
        if part:
            connection.execute(insert(tables["report"]), part)
        step = max(1, len(batches) // WITHDRAWN_BATCHES)
        events = [{"batch_id": one["id"], "withdrawn": True, "at": recorded_at(n), "author": "bench"} for one in batches[1::step]]
        if events:
            connection.execute(insert(tables["batch_event"]), events)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run_command(url: str, day: date) -> None:
    command = [sys.executable, "manage.py", "status", "--json", "--as-of", day.isoformat()]
    environment = os.environ | {"DATABASE_URL": url}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def read_once(engine: Engine, day: date) -> None:
    with reading(engine) as session:
        read_standings(session, "zhengzhou-2023", as_of=day, known_at=datetime(2100, 1, 1, tzinfo=UTC))


def measure(folder: Path, last: date, by_district: bool, large: int, rounds: int) -> dict[str, dict[int, float]]:
    """Medians in seconds by kind of question and number of reports."""
    urls = {n: f"sqlite:///{(folder / f'{n}.sqlite').as_posix()}" for n in (SMALL, large)}
    engines = {n: open_store(url) for n, url in urls.items()}
    for n, engine in engines.items():
        fill(engine, n, last, by_district)
    taken: dict[str, dict[int, list[float]]] = {"command": {n: [] for n in urls}, "in process": {n: [] for n in urls}}
    for engine in engines.values():
        read_once(engine, last)
    for _ in range(rounds):
        for n in urls:  # in turn, so that other load on the machine affects both alike
            taken["command"][n].append(seconds(lambda n=n: run_command(urls[n], last)))
            taken["in process"][n].append(seconds(lambda n=n: read_once(engines[n], last)))
    for engine in engines.values():
        engine.dispose()
    return {kind: {n: statistics.median(times) for n, times in of_kind.items()} for kind, of_kind in taken.items()}


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each question is put")
    parser.add_argument("--large", type=int, default=LARGE, help="reports in the large store")
    options = parser.parse_args()
    print(f"| reports | question | {SMALL:,} | {options.large:,} | ratio |")
    print("|---|---|--:|--:|--:|")
    for layout, (last, by_district) in LAYOUTS.items():
        with tempfile.TemporaryDirectory() as folder:
            medians = measure(Path(folder), last, by_district, options.large, options.rounds)
        for question, by_size in medians.items():
            small, large = by_size[SMALL], by_size[options.large]
            print(f"| {layout} | {question} | {small:.3f} s | {large:.3f} s | {large / small:.2f} |", flush=True)
    print(f"\nA command on {options.large:,} reports should take at most {TARGET_RATIO} times as long as on {SMALL:,}.")


if __name__ == "__main__":
    main()
