"""The demonstration year: believable, the same every time, marked as fictional, and removable without a trace."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, text

from models.analysis.schools import KINDS, MILESTONES, STAGES, project_standings
from models.analysis.year_ribbon import brief
from models.commands.ledger import delete_demonstration, store_plan, store_reports
from models.commands.records import NewReport
from models.config import DATA
from models.demo import clear_demonstration, load_demonstration
from models.demo.calendar import FORESIGHT_DAYS, MONTH_ENDS
from models.demo.plan import CODE
from models.demo.projects import FORGETFUL, STAGE_NAMES
from models.demo.shipped import load_shipped
from models.errors import ConflictError
from models.frames import rows_of
from models.maintenance.integrity import find_damage
from models.plan.file import PlanFile
from models.queries import read_plans, read_store_version
from models.snapshots.plan_data import read_reports, read_standings
from models.snapshots.plan_parts import PlanData, read_parts
from models.status import Status
from models.store.engine import open_store, reading
from models.typed_rows import Standing

REAL = "zhengzhou-2023"
LATER = datetime(2100, 1, 1, tzinfo=UTC)
#: Number of projects that count for each target.
GROUP_SIZES = {"BA-01": 11, "BA-02": 13, "BA-05": 15, "BA-06": 16, "BA-13": 10}
Row = dict[str, Any]
#: Path from each table to its plan.
OF_PLAN = {
    "plan": "t.id = :plan",
    "plan_version": "t.plan_id = :plan",
    "batch": "t.plan_id = :plan",
    "subject": "t.plan_id = :plan",
    "batch_event": "t.batch_id IN (SELECT id FROM batch WHERE plan_id = :plan)",
    "series": "t.subject_id IN (SELECT id FROM subject WHERE plan_id = :plan)",
    **dict.fromkeys(
        ("section", "district", "target", "item"), "t.version_id IN (SELECT id FROM plan_version WHERE plan_id = :plan)"
    ),
    "plan_point": "t.target_id IN (SELECT t.id FROM target t JOIN plan_version v ON t.version_id = v.id WHERE v.plan_id = :plan)",
    **dict.fromkeys(
        ("report", "milestone_report", "project", "programme", "quota"),
        "t.batch_id IN (SELECT id FROM batch WHERE plan_id = :plan)",
    ),
    **dict.fromkeys(("meeting", "decision", "narrative"), "t.plan_id = :plan"),
    "decision_event": "t.decision_id IN (SELECT id FROM decision WHERE plan_id = :plan)",
}
IDS = ("id", "plan_id", "version_id", "batch_id", "subject_id", "series_id", "target_id", "decision_id")
#: The day on which the demonstration shows everything.
SHOWN = date(2023, 9, 15)


def query(engine: Engine, sql: str, **values: Any) -> list[Row]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(sql), values).mappings()]


def dump(engine: Engine, code: str, *, with_ids: bool = True) -> dict[str, list[Row]]:
    """Every row of a plan by table; without ids, in the order of insertion."""
    [found] = query(engine, "SELECT id FROM plan WHERE code = :code", code=code)
    rows = {
        name: query(engine, f"SELECT t.* FROM {name} t WHERE {where} ORDER BY t.id", plan=found["id"])
        for name, where in OF_PLAN.items()
    }
    if with_ids:
        return rows
    return {name: [{k: v for k, v in row.items() if k not in IDS} for row in own] for name, own in rows.items()}


@dataclass
class Loaded:
    """A store with the real plan and the demonstration, and the demonstration's evidence; read only."""

    engine: Engine
    parts: PlanData
    rows: dict[str, list[Row]]

    def steps(self) -> pd.DataFrame:
        """Every milestone report with the code of its subject."""
        return pd.DataFrame(
            query(
                self.engine,
                "SELECT s.code, m.milestone, m.position, m.aspect, m.day, m.as_of, m.recorded_at, m.id FROM milestone_report m"
                " JOIN subject s ON m.subject_id = s.id JOIN plan p ON s.plan_id = p.id WHERE p.code = :code ORDER BY m.id",
                code=CODE,
            )
        )


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The demonstration next to the real plan."""
    engine = open_store(f"sqlite:///{tmp_path_factory.mktemp('demo')}/store.sqlite")
    load_shipped(engine)
    assert load_demonstration(engine) == CODE
    with reading(engine) as session:
        parts = read_parts(session, CODE, known_at=LATER)
    yield Loaded(engine, parts, dump(engine, CODE))
    engine.dispose()


def fresh(folder: Path, name: str = "a") -> Engine:
    return open_store(f"sqlite:///{folder}/{name}.sqlite")


def by_target(frame: pd.DataFrame) -> Counter[str]:
    return Counter(code for codes in frame["targets"] for code in codes)


# Content


def test_there_are_52_projects_over_all_districts_stages_and_kinds(loaded: Loaded) -> None:
    projects = loaded.parts.projects
    assert len(projects) == 52
    assert set(projects["district"]) == set(loaded.parts.view.districts["code"])
    assert loaded.parts.view.districts["code"].nunique() == 16
    assert set(projects["stage"]) == set(STAGES) == set(STAGE_NAMES)
    assert set(projects["kind"]) == set(KINDS)


def test_as_many_projects_count_for_each_target_as_it_promises(loaded: Loaded) -> None:
    assert by_target(loaded.parts.projects) == GROUP_SIZES
    promised = loaded.parts.view.targets.set_index("code")["target"]
    assert {code: int(promised[code]) for code in GROUP_SIZES} == GROUP_SIZES


def test_some_projects_both_start_and_open_within_the_year(loaded: Loaded) -> None:
    both = [set(codes) for codes in loaded.parts.projects["targets"] if len(codes) > 1]
    assert Counter(map(frozenset, both)) == {frozenset({"BA-01", "BA-02"}): 6, frozenset({"BA-05", "BA-06"}): 7}


def test_there_are_62_programmes_for_their_targets(loaded: Loaded) -> None:
    assert len(loaded.parts.programmes) == 62
    assert by_target(loaded.parts.programmes) == {"VO-03": 50, "VO-04": 10, "VO-07": 1, "VO-02": 1}


def test_quotas_add_up_and_14_teachers_belong_to_no_district_yet(loaded: Loaded) -> None:
    quotas = loaded.parts.quotas
    sums = {code: sum(quotas["quota"][[code in codes for codes in quotas["targets"]]]) for code in ("RE-03", "RE-04", "RE-05")}
    assert sums == {"RE-03": 50, "RE-04": 30, "RE-05": 486}
    assert set(quotas["district"]) == set(loaded.parts.view.districts["code"])


def test_every_name_says_that_it_is_an_example(loaded: Loaded) -> None:
    names = [*loaded.parts.projects["name"], *loaded.parts.programmes["name"], *loaded.parts.programmes["school"]]
    assert [name for name in names if not name.startswith("示例·")] == []
    assert len(set(loaded.parts.projects["name"])) == 52


def test_those_in_charge_are_roles(loaded: Loaded) -> None:
    assert set(loaded.parts.projects["owner"]) == {"发展规划处"}
    assert all(owner and owner.endswith(("处", "中心")) for owner in loaded.parts.view.targets["owner"])


def test_a_few_projects_have_no_coordinates_and_the_others_lie_in_the_city(loaded: Loaded) -> None:
    projects = loaded.parts.projects
    without = projects[projects["longitude"].isna()]
    assert 2 <= len(without) <= 5
    assert list(without["crs"]) == [None] * len(without)
    placed = projects[projects["longitude"].notna()]
    assert placed["longitude"].astype(float).between(112.7, 114.3).all()
    assert placed["latitude"].astype(float).between(34.2, 35.0).all()
    assert placed["crs"].nunique() == 4


def test_the_plan_is_marked_and_named_as_a_demonstration(loaded: Loaded) -> None:
    head = loaded.parts.view.head
    assert head.demonstration
    assert "演示" in head.title
    assert "demonstration" in str(head.title_en)
    assert "演示数据" in head.source
    with reading(loaded.engine) as session:
        plans = read_plans(session).set_index("code")
    assert plans["demonstration"].to_dict() == {CODE: True, REAL: False}
    assert plans["is_current"].to_dict() == {CODE: True, REAL: False}


def test_everything_is_of_the_origin_demo(loaded: Loaded) -> None:
    for name in ("report", "milestone_report", "project", "programme", "quota"):
        origins = {row["origin"] for row in loaded.rows[name]}
        assert loaded.rows[name]
        assert origins == {"demo"}, name
    with reading(loaded.engine) as session:
        _, frame = read_standings(session, CODE, as_of=date(2023, 12, 31), known_at=LATER)
    assert set(frame["origin"].dropna()) == {"demo"}


def test_its_store_is_sound(loaded: Loaded) -> None:
    assert find_damage(loaded.engine, "zh") == []


# Course


def test_no_milestone_is_reported_before_it_happened(loaded: Loaded) -> None:
    steps = loaded.steps()
    actual = steps[steps["aspect"] == "actual"]
    assert len(actual) > 100
    assert (actual["day"] <= actual["as_of"]).all()
    assert (steps["recorded_at"].str[:10] >= steps["as_of"])[steps["aspect"] != "baseline"].all()


@pytest.mark.parametrize("aspect", ["baseline", "actual"])
def test_the_milestones_of_a_project_come_in_their_order(loaded: Loaded, aspect: str) -> None:
    steps = loaded.steps()
    own = steps[steps["code"].str.startswith("XM-") & (steps["aspect"] == aspect)]
    for code, rows in own.groupby("code"):
        days = rows.drop_duplicates("milestone", keep="last").set_index("milestone")["day"].to_dict()
        known = [days[name] for name in MILESTONES if name in days]
        assert known == sorted(known), code
        assert list(MILESTONES[: len(known)]) == [name for name in MILESTONES if name in days], code


def test_only_the_next_step_is_forecast_near_and_never_in_the_past(loaded: Loaded) -> None:
    steps = loaded.steps()
    own = steps[steps["code"].str.startswith("XM-") & (steps["aspect"] == "forecast")]
    assert own.groupby(["code", "as_of"]).size().max() == 1
    assert (own["day"] > own["as_of"]).mean() > 0.9
    assert FORESIGHT_DAYS < 100


def test_schools_open_on_the_first_of_september_and_starts_cluster_in_july(loaded: Loaded) -> None:
    steps = loaded.steps()
    own = steps[steps["code"].str.startswith("XM-")]
    opened = own[(own["milestone"] == "opened") & (own["aspect"] == "actual")]["day"]
    assert (opened == "2023-09-01").sum() > len(opened) / 2
    planned = own[own["aspect"] == "baseline"].pivot(index="code", columns="milestone", values="day")
    months = Counter(day[:7] for day in planned[planned["opened"] > "2023-12-31"]["started"])
    assert months.most_common(1)[0][0] == "2023-07"


def test_every_status_occurs_on_some_day(loaded: Loaded) -> None:
    seen: set[str] = set()
    with reading(loaded.engine) as session:
        for day in (*MONTH_ENDS, date(2023, 1, 1), date(2023, 9, 3), date(2023, 10, 15)):
            reports = read_reports(session, loaded.parts, as_of=day, known_at=LATER)
            seen |= {status.value for status in reports.standings(day)["status"]}
            projects = project_standings(loaded.parts.projects, reports.milestones, as_of=day, start=date(2023, 1, 1))
            seen |= set(projects["status"])
    assert seen >= {status.value for status in Status if status is not Status.ACTION}


@pytest.mark.parametrize("known_at", [LATER, datetime(2023, 9, 15, 10, tzinfo=UTC)], ids=["now", "then"])
def test_on_the_fifteenth_of_september_targets_have_every_status(loaded: Loaded, known_at: datetime) -> None:
    with reading(loaded.engine) as session:
        _, frame = read_standings(session, CODE, as_of=SHOWN, known_at=known_at)
    assert set(frame["status"]) == set(Status)
    unknown = frame[frame["status"] == Status.UNKNOWN]
    assert {reason.rule for reason in unknown["reason"]} == {"partial", "overdue_report"}


def test_most_targets_are_met_by_the_end_of_the_year_and_some_are_missed(loaded: Loaded) -> None:
    with reading(loaded.engine) as session:
        _, frame = read_standings(session, CODE, as_of=date(2023, 12, 31), known_at=LATER)
    counts = Counter(status for status in frame["status"] if status.is_counted)
    assert counts[Status.MET] + counts[Status.MET_LATE] > sum(counts.values()) / 2
    assert counts[Status.MISSED] >= 1


def test_some_figures_come_late_and_some_are_corrected(loaded: Loaded) -> None:
    reports = pd.DataFrame(loaded.rows["report"])
    delay = pd.to_datetime(reports["recorded_at"]) - pd.to_datetime(reports["as_of"])
    assert set(delay.dt.days) == {5, 20, 36}
    versions = reports.groupby(["series_id", "as_of"])["value"].agg(["size", "nunique"])
    corrected = versions[versions["size"] > 1]
    assert len(corrected) >= 3
    assert (corrected["nunique"] == 2).all()


@pytest.mark.parametrize("district", FORGETFUL)
def test_a_forgetful_district_is_silent_for_its_months_and_speaks_before_and_after(loaded: Loaded, district: str) -> None:
    own = query(
        loaded.engine,
        "SELECT DISTINCT r.as_of FROM report r JOIN series s ON r.series_id = s.id JOIN subject u ON s.subject_id = u.id"
        " JOIN plan p ON u.plan_id = p.id WHERE p.code = :code AND s.district = :district",
        code=CODE,
        district=district,
    )
    silent = {MONTH_ENDS[month] for month in FORGETFUL[district]}
    assert {date.fromisoformat(row["as_of"]) for row in own} == set(MONTH_ENDS) - silent
    steps = loaded.steps()
    projects = loaded.parts.projects[loaded.parts.projects["district"] == district]["code"]
    spoken = {date.fromisoformat(day) for day in steps[steps["code"].isin(projects) & (steps["aspect"] != "baseline")]["as_of"]}
    assert spoken
    assert not spoken & silent


def test_a_project_says_after_the_silence_what_happened_in_it(loaded: Loaded) -> None:
    steps = loaded.steps()
    for district, months in FORGETFUL.items():
        projects = loaded.parts.projects[loaded.parts.projects["district"] == district]["code"]
        actual = steps[steps["code"].isin(projects) & (steps["aspect"] == "actual")]
        first, last = MONTH_ENDS[months[0] - 1].isoformat(), MONTH_ENDS[months[-1]].isoformat()
        during = actual[(actual["day"] > first) & (actual["day"] <= last)]
        assert set(during["as_of"]) <= {MONTH_ENDS[months[-1] + 1].isoformat()}


# Loading and clearing


def test_two_stores_get_the_same_demonstration(loaded: Loaded, tmp_path: Path) -> None:
    engine = fresh(tmp_path)
    load_demonstration(engine)
    assert dump(engine, CODE, with_ids=False) == dump(loaded.engine, CODE, with_ids=False)
    engine.dispose()


def test_loading_twice_changes_nothing(tmp_path: Path, row_counts: Callable[[Engine], dict[str, int]]) -> None:
    engine = fresh(tmp_path)
    load_demonstration(engine)
    before, rows = row_counts(engine), dump(engine, CODE)
    assert load_demonstration(engine) is None
    assert load_demonstration(engine, scale=3) is None
    assert row_counts(engine) == before
    assert dump(engine, CODE) == rows
    engine.dispose()


def test_three_times_the_scale_is_three_times_the_items(tmp_path: Path, loaded: Loaded) -> None:
    engine = fresh(tmp_path)
    load_demonstration(engine, scale=3)
    with reading(engine) as session:
        parts = read_parts(session, CODE, known_at=LATER)
    assert (len(parts.projects), len(parts.programmes), len(parts.quotas)) == (156, 186, 3 * len(loaded.parts.quotas))
    assert by_target(parts.projects) == {code: 3 * n for code, n in GROUP_SIZES.items()}
    assert parts.projects["name"].is_unique
    rows = dump(engine, CODE)
    assert len(rows["milestone_report"]) > 2.7 * len(loaded.rows["milestone_report"])
    assert len(rows["report"]) > 1.6 * len(loaded.rows["report"])  # districts report their rates but once
    engine.dispose()


def test_clearing_leaves_every_other_plan_as_it_was(
    tmp_path: Path, small_plan: Callable[..., PlanFile], row_counts: Callable[[Engine], dict[str, int]]
) -> None:
    engine = fresh(tmp_path)
    load_shipped(engine)
    store_plan(engine, small_plan(), author="test", name="small.yaml")
    store_reports(engine, REAL, [NewReport("BA-02", date(2023, 6, 30), value=None, note="x")], author="test")
    others = {code: dump(engine, code) for code in (REAL, "small")}
    before, standings = row_counts(engine), real_standings(engine)
    load_demonstration(engine)
    assert {code: dump(engine, code) for code in others} == others
    assert real_standings(engine) == standings
    with reading(engine) as session:
        version = read_store_version(session)
    assert clear_demonstration(engine)
    assert {code: dump(engine, code) for code in others} == others
    assert real_standings(engine) == standings
    after = row_counts(engine)
    assert after.pop("version") > version > before.pop("version")
    assert after == before
    assert find_damage(engine, "zh") == []
    engine.dispose()


def real_standings(engine: Engine) -> list[dict[Any, Any]]:
    with reading(engine) as session:
        _, frame = read_standings(session, REAL, as_of=date(2023, 12, 31), known_at=LATER)
        plans = read_plans(session)
    assert REAL in set(plans["code"])
    return frame.to_dict("records")


def test_after_clearing_another_plan_is_shown_first_and_the_demonstration_can_come_back(tmp_path: Path) -> None:
    engine = fresh(tmp_path)
    load_shipped(engine)
    load_demonstration(engine)
    first = dump(engine, CODE, with_ids=False)
    assert clear_demonstration(engine)
    with reading(engine) as session:
        plans = read_plans(session)
    assert list(plans["code"]) == [REAL]
    assert list(plans["is_current"]) == [True]
    assert load_demonstration(engine) == CODE
    assert dump(engine, CODE, with_ids=False) == first
    engine.dispose()


def test_clearing_takes_what_was_added_to_the_demonstration_along(tmp_path: Path) -> None:
    engine = fresh(tmp_path)
    load_demonstration(engine)
    store_reports(engine, CODE, [NewReport("BA-08", date(2023, 6, 30) + timedelta(1), note="x")], author="test")
    assert clear_demonstration(engine)
    tables = [name for name in OF_PLAN if name != "plan"]
    assert [query(engine, f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in tables] == [0] * len(tables)
    engine.dispose()


def test_clearing_without_a_demonstration_changes_nothing(tmp_path: Path, row_counts: Callable[[Engine], dict[str, int]]) -> None:
    engine = fresh(tmp_path)
    load_shipped(engine)
    before = row_counts(engine)
    assert not clear_demonstration(engine)
    assert row_counts(engine) == before
    engine.dispose()


def test_a_real_plan_cannot_be_cleared(loaded: Loaded) -> None:
    before = dump(loaded.engine, REAL)
    with pytest.raises(ConflictError) as caught:
        delete_demonstration(loaded.engine, REAL)
    assert caught.value.sentence("zh") == f"{REAL} 不是演示计划，不能删除。"
    assert dump(loaded.engine, REAL) == before


def test_nothing_of_it_ships_as_a_file() -> None:
    assert not [path for path in DATA.rglob("*demo*") if path.is_file() and "store" not in path.parts]


@pytest.mark.parametrize("day", [date(2023, 3, 31), date(2023, 9, 15), date(2023, 12, 31)])
def test_all_districts_judged_at_once_are_judged_as_each_alone(loaded: Loaded, day: date) -> None:
    with reading(loaded.engine) as session:
        reports = read_reports(session, loaded.parts, as_of=day, known_at=LATER)
    found = reports.scoreboard(day)
    for district, verdicts in found.items():
        alone = rows_of(reports.standings(day, district, with_remedy=False), Standing)
        known = [one for one in alone if one.code in reports.known_by_district and one.status.is_counted]
        assert verdicts == {one.code: brief(one, day) for one in known}
    assert list(found) == list(loaded.parts.view.districts["code"])
