"""Compare 10,400 school projects with 52: ``python tests/bench/projects.py`` prints a table.

Two stores with the demonstration year in a temporary folder, one two hundred times as large (with as many times the
programmes, quotas and reports). Each question is put for a new day, as after a change of the filter; times are medians of
this process alone. A page should send at most 3 MB, and a new day with all its projects take a few seconds at most.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pandas as pd  # noqa: E402
from sqlalchemy import Engine  # noqa: E402

from components.charts.geography import read_geography  # noqa: E402
from components.charts.webgl_map import project_map  # noqa: E402
from components.i18n.text import Text  # noqa: E402
from components.session.controls import geography_of  # noqa: E402
from components.theme import LIGHT  # noqa: E402
from models import queries  # noqa: E402
from models.analysis.filters import matching_projects  # noqa: E402
from models.analysis.schools import funnel, project_standings, slip_by_district  # noqa: E402
from models.demo import load_demonstration  # noqa: E402
from models.demo.plan import CODE  # noqa: E402
from models.snapshots.plan_data import ReportedData  # noqa: E402
from models.snapshots.plan_parts import PlanData, read_parts  # noqa: E402
from models.store.engine import open_store, reading  # noqa: E402

LATER = datetime(2100, 1, 1, tzinfo=UTC)
FIRST = date(2023, 10, 15)
NO_FILTER = {"district": "", "stage": "", "project_kind": "", "status": "", "q": ""}
DISTRICT = "410102"
Times = dict[str, list[float]]


def seconds(times: Times, name: str, work: Callable[[], Any]) -> Any:
    """Return the answer and record its time under its name."""
    start = time.perf_counter()
    answer = work()
    times.setdefault(name, []).append(time.perf_counter() - start)
    return answer


def by_district(projects: pd.DataFrame, parts: PlanData) -> pd.DataFrame:
    """The map's data about the districts."""
    slips = slip_by_district(projects).set_index("district")
    return pd.DataFrame(
        [
            {
                "code": row["code"],
                "label": row["short"],
                "projects": int(slips["projects"].get(row["code"], 0)),
                "behind": int(slips["behind"].get(row["code"], 0)),
            }
            for row in parts.view.districts.to_dict("records")
        ]
    )


def ask(engine: Engine, day: date, times: Times) -> tuple[int, int]:
    """Put every question for a day; return the number of projects and the bytes of the map."""
    with reading(engine) as session:
        parts: PlanData = seconds(times, "read_parts", lambda: read_parts(session, CODE, known_at=LATER))
        view = parts.view
        figures = seconds(times, "read_figures", lambda: queries.read_figures(session, view, as_of=day, known_at=LATER))
        plan_id = view.head.plan_id
        steps = seconds(times, "read_milestones", lambda: queries.read_milestones(session, plan_id, as_of=day, known_at=LATER))
    reports = ReportedData(parts, figures, steps)
    seconds(times, "standings of the city", lambda: reports.standings(day))
    seconds(times, "standings of a district", lambda: reports.standings(day, DISTRICT))
    start = view.head.start
    projects = seconds(times, "project_standings", lambda: project_standings(parts.projects, steps, as_of=day, start=start))
    seconds(times, "filter: nothing chosen", lambda: matching_projects(projects, NO_FILTER))
    seconds(times, "filter: one district", lambda: matching_projects(projects, NO_FILTER | {"district": DISTRICT}))
    seconds(times, "funnel and slips", lambda: (funnel(projects, day), slip_by_district(projects)))
    geography, districts = read_geography(**geography_of(view)), by_district(projects, parts)
    content: str = seconds(
        times,
        "map to JSON",
        lambda: project_map(projects, t=Text("zh"), look=LIGHT, geography=geography, districts=districts).to_json(),
    )
    return len(projects), len(content.encode())


def measure(store: Path, scale: int, rounds: int) -> tuple[int, Times, int]:
    """The number of projects, times in seconds by name of the question, and bytes of the map."""
    times: Times = {}
    engine = open_store(f"sqlite:///{store.as_posix()}")
    seconds(times, "load the demonstration", lambda: load_demonstration(engine, scale=scale))
    ask(engine, FIRST, {})  # the first one warms up
    for turn in range(rounds):
        found, size = ask(engine, FIRST + timedelta(days=turn + 1), times)
    engine.dispose()
    return found, times, size


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=200, help="how many times as many items the large store has")
    parser.add_argument("--rounds", type=int, default=5, help="how often each question is put")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory() as folder:
        found = [measure(Path(folder) / f"{scale}.sqlite", scale, options.rounds) for scale in (1, options.scale)]
    (few, small, small_size), (many, large, large_size) = found
    print(f"| | {few:,} projects | {many:,} projects | ratio |\n|---|--:|--:|--:|")
    for name, taken in small.items():
        one, other = median(taken), median(large[name])
        print(f"| {name} | {one:.3f} s | {other:.3f} s | {other / one:.1f} |")
    print(f"| size of the map | {small_size / 1e6:.2f} MB | {large_size / 1e6:.2f} MB | {large_size / small_size:.1f} |")


if __name__ == "__main__":
    main()
