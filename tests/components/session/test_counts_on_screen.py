"""One number on the screen: on every day of the year map, table, timeline and target agree about the projects."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from sqlalchemy import Engine

from components.charts import time_series, webgl_map
from components.charts.geography import read_geography
from components.charts.layout import drawn
from components.i18n.text import Text
from components.theme import LIGHT
from components.widgets import work_item_tables
from models.analysis.schools import MILESTONES, project_standings
from models.analysis.work_items import counting_for
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.frames import rows_of
from models.snapshots.plan_data import read_reports
from models.snapshots.plan_parts import PlanData, read_parts
from models.store.engine import open_store, reading
from models.typed_rows import ProjectStanding

LATER = datetime(2100, 1, 1, tzinfo=UTC)
COUNTED = {"BA-01": "started", "BA-02": "opened", "BA-05": "started", "BA-06": "opened", "BA-13": "started"}
ZH = Text("zh")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """The demonstration, loaded once; the tests only read it."""
    made = open_store(loaded_store(tmp_path_factory.mktemp("screen"), load_demonstration))
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def parts(engine: Engine) -> PlanData:
    """The plan and its content."""
    with reading(engine) as session:
        return read_parts(session, CODE, known_at=LATER)


def on_the_map(shown: pd.DataFrame, parts: PlanData, district: str) -> list[str]:
    """The codes of the projects that the map draws."""
    places = {part: parts.view.head.geography.get(part) for part in ("areas", "points", "context")}
    rows = [{"code": code, "name": code, "label": code, "projects": 0, "behind": 0} for code in parts.view.districts["code"]]
    deck = webgl_map.project_map(
        shown, t=ZH, look=LIGHT, geography=read_geography(**places), districts=pd.DataFrame(rows), district=district
    )
    return [row["code"] for layer in deck.layers if layer.id == "projects" for row in layer.data]


def on_the_timeline(shown: pd.DataFrame, day: date) -> set[tuple[str, str]]:
    """Project, by its code, and milestone, in words, of every dot of an actual date on the timeline."""
    figure = time_series.milestone_timeline(shown, t=ZH, look=LIGHT, steps=MILESTONES, as_of=day)
    actual = next(trace for trace in figure.data if trace.name == ZH("aspect.actual"))
    codes = {drawn(row.name): row.code for row in rows_of(shown, ProjectStanding)}
    return {(codes[name], milestone) for name, milestone in (words.split("<br>") for words in actual.customdata)}


@pytest.mark.parametrize("month", range(1, 13))
def test_on_every_day_map_table_timeline_and_target_agree(engine: Engine, parts: PlanData, month: int) -> None:
    districts = list(parts.view.districts["code"])
    for number in range(1, monthrange(2023, month)[1] + 1):
        day = date(2023, month, number)
        with reading(engine) as session:
            reports = read_reports(session, parts, as_of=day, known_at=LATER)
        frame = project_standings(parts.projects, reports.milestones, as_of=day, start=date(2023, 1, 1))
        for district in ("", districts[(number + month) % len(districts)]):
            shown = frame if not district else frame[frame["district"] == district]
            unplaced = shown[shown["longitude"].isna()]
            assert sorted([*on_the_map(shown, parts, district), *unplaced["code"]]) == sorted(shown["code"]), (day, district)
            assert len(work_item_tables.projects_table(ZH, shown, dict.fromkeys(districts, ""))) == len(shown), (day, district)
            dots = on_the_timeline(shown, day)
            targets = reports.standings(day, district).set_index("code")["actual"]
            for target, step in COUNTED.items():
                counting = counting_for(shown, target)
                drawn = sum((code, ZH.word("milestone", step)) in dots for code in counting["code"])
                assert drawn == (targets[target] or 0), (day, district, target)
                assert counting[f"{step}_actual"].notna().sum() == (targets[target] or 0), (day, district, target)
