"""The published facts that ship: honest, brought up to date, and counted for nothing."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from models.analysis.published import STATES
from models.analysis.schools import STAGES
from models.commands.ledger import store_contents, store_plan, withdraw_batch
from models.commands.records import BatchContents, NewReport
from models.config import DATA
from models.demo import published, shipped
from models.frames import rows_of
from models.maintenance.integrity import find_damage
from models.plan.file import PlanFile, read_plan_file
from models.queries import read_batches, read_plan
from models.snapshots.snapshot import Snapshot, SnapshotFactory
from models.status import Status
from models.store.engine import open_store, reading
from models.typed_rows import BatchRow, PublishedFigureRow, PublishedSchoolRow
from tests.older_store import as_in_version

PLAN = "zhengzhou-2023"
SCHOOLS, HISTORY = (DATA / "published" / f"{PLAN}-{kind}.csv" for kind in ("schools", "history"))
END = date(2023, 12, 31)


def cells(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def real_plan(empty_store: Engine) -> Callable[[date], Snapshot]:
    """Return the plan that ships on a day."""
    shipped.load_shipped(empty_store)
    factory = SnapshotFactory(empty_store)
    return lambda day: factory.snapshot(PLAN, day)


# --- the files


def test_of_each_year_as_many_schools_ship_as_the_sources_name() -> None:
    assert Counter((row["year"], row["stage"]) for row in cells(SCHOOLS)) == {
        ("2021", "primary"): 32,
        ("2022", "senior_high"): 9,
        ("2023", "primary"): 4,
        ("2023", "kindergarten"): 7,
        ("2023", "senior_high"): 2,
    }


def test_seats_and_classes_are_given_only_where_a_source_gives_them() -> None:
    rows = [row for row in cells(SCHOOLS) if row["seats"]]
    assert sum(int(row["seats"]) for row in rows) == 27_450
    assert {(row["stage"], bool(row["classes"])) for row in rows} == {("senior_high", True)}


def test_a_school_is_named_once() -> None:
    for name in ("code", "name"):
        assert [one for one, n in Counter(row[name] for row in cells(SCHOOLS)).items() if n > 1] == []


@pytest.mark.parametrize("path", [SCHOOLS, HISTORY], ids=lambda path: path.stem)
def test_every_row_has_a_source_a_date_and_a_grade(path: Path) -> None:
    for row in cells(path):
        assert row["source"].startswith(("http://", "https://"))
        assert row["source_date"][:4].isdecimal()
        assert row["grade"] in published.GRADES


def test_a_note_stands_in_both_languages() -> None:
    for row in [*cells(SCHOOLS), *cells(HISTORY)]:
        assert bool(row["note"]) == bool(row["note_en"])


def test_districts_targets_stages_and_states_are_known() -> None:
    plan = read_plan_file(DATA / "plans" / f"{PLAN}.yaml")
    assert {row["district"] for row in cells(SCHOOLS)} <= {one.code for one in plan.plan.districts} | {""}
    assert {row["target"] for row in cells(HISTORY)} <= {one.code for one in plan.targets}
    assert {row["stage"] for row in cells(SCHOOLS)} <= set(STAGES)
    assert {row["state"] for row in cells(SCHOOLS)} == set(STATES)
    assert {row["area"] for row in cells(HISTORY)} <= {"city", "urban", "province"}


def test_a_figure_of_the_province_is_not_measured_as_the_target() -> None:
    assert [row for row in cells(HISTORY) if row["area"] == "province" and row["is_target_measure"] == "1"] == []


@pytest.mark.parametrize(("column", "value"), [("grade", "D"), ("source", "javascript:alert(1)"), ("state_on", "2021")])
def test_a_file_with_a_wrong_cell_is_refused(tmp_path: Path, column: str, value: str) -> None:
    row = cells(SCHOOLS)[0] | {column: value}
    path = tmp_path / "wrong.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    with pytest.raises(ValueError, match=value.replace("(1)", r"\(1\)")):
        published.read_schools(path)


# --- in the store


def test_published_schools_count_for_no_target(real_plan: Callable[[date], Snapshot]) -> None:
    snapshot = real_plan(END)
    assert len(snapshot.published_schools) == 54
    assert snapshot.projects.empty
    assert snapshot.parts.divided == set()
    assert snapshot.tiles == {}
    opened = snapshot.city.set_index("code").loc["BA-06"]
    assert (opened["actual"], opened["origin"]) == (16, "published"), "the city's own figure, not the schools of 2021"


def test_figures_of_other_years_change_no_status(real_plan: Callable[[date], Snapshot]) -> None:
    share = real_plan(END).city.set_index("code").loc["BA-03"]
    assert (share["status"], share["actual"]) == (Status.UNKNOWN, None)


def test_nothing_is_judged_from_the_schools_of_one_district(real_plan: Callable[[date], Snapshot]) -> None:
    """Four schools in one district are no report on the sixteen of the city."""
    opened = next(row for row in real_plan(END).year.rows if row.code == "BA-06")
    assert [cell.status for cell in opened.cells[:11] if cell] == [Status.UNKNOWN] * 11


def test_a_school_is_missing_before_its_state_was_published(real_plan: Callable[[date], Snapshot]) -> None:
    def codes(day: date) -> set[str]:
        return {row.code for row in rows_of(real_plan(day).published_schools, PublishedSchoolRow)}

    assert codes(date(2021, 9, 2)) == set()
    assert len(codes(date(2021, 9, 3))) == 32
    kindergartens = codes(date(2023, 7, 6)) - codes(date(2023, 7, 5))
    assert kindergartens == {f"GK-2023-{n:02d}" for n in range(5, 12)}


def test_the_history_is_read_with_its_sources(real_plan: Callable[[date], Snapshot]) -> None:
    rows = rows_of(real_plan(END).published_figures, PublishedFigureRow)
    (coverage,) = [row for row in rows if row.target == "BA-04" and row.year == 2024 and row.is_target_measure]
    assert (coverage.value, coverage.unit, coverage.grade) == (Decimal("90.64"), "%", "A")
    assert coverage.source == "https://dzb.zzrbnews.com/news/76596"


# --- brought up to date


def batches(engine: Engine) -> list[tuple[str | None, bool]]:
    """Return file and withdrawal of the published batches, the oldest first."""
    with reading(engine) as session:
        plan_id = read_plan(session, PLAN, datetime.now(UTC)).head.plan_id
        rows = rows_of(read_batches(session, plan_id), BatchRow)
    return [(row.file_name, row.is_withdrawn) for row in reversed(rows) if row.kind == "published"]


NEW = [(f"{PLAN}{kind}.csv", False) for kind in ("", "-schools", "-history")]


def test_a_store_of_an_earlier_version_gets_the_facts_and_the_corrected_figures(empty_store: Engine, store_url: str) -> None:
    path = DATA / "plans" / f"{PLAN}.yaml"
    store_plan(empty_store, read_plan_file(path), author=shipped.PROGRAM, name=path.name)
    reports = [NewReport("BA-06", date(2023, 9, 1), Decimal(4), district="410102", origin="published")]
    contents = BatchContents(reports=reports)
    store_contents(empty_store, PLAN, contents, author=shipped.PROGRAM, kind="published", file_name=f"{PLAN}.csv")
    as_in_version(empty_store, store_url, "0007").dispose()
    engine = open_store(store_url)
    assert shipped.load_shipped(engine) == []
    assert batches(engine) == [(f"{PLAN}.csv", True), *NEW]
    assert find_damage(engine, "en") == []
    assert len(SnapshotFactory(engine).snapshot(PLAN, END).published_schools) == 54
    engine.dispose()


def test_a_file_that_changed_replaces_its_batch(empty_store: Engine) -> None:
    shipped.load_shipped(empty_store)
    with empty_store.begin() as connection:
        connection.execute(text("UPDATE batch SET sha256 = 'other' WHERE file_name LIKE '%-schools.csv'"))
    shipped.load_shipped(empty_store)
    assert batches(empty_store) == [NEW[0], (NEW[1][0], True), NEW[2], NEW[1]]
    assert len(SnapshotFactory(empty_store).snapshot(PLAN, END).published_schools) == 54


def test_what_somebody_withdrew_stays_withdrawn(empty_store: Engine) -> None:
    shipped.load_shipped(empty_store)
    with reading(empty_store) as session:
        batch = session.scalar(text("SELECT id FROM batch WHERE file_name LIKE '%-schools.csv'"))
    withdraw_batch(empty_store, int(str(batch)), author="管理员")
    shipped.load_shipped(empty_store)
    assert batches(empty_store) == [NEW[0], (NEW[1][0], True), NEW[2]]
    assert SnapshotFactory(empty_store).snapshot(PLAN, END).published_schools.empty


def test_a_plan_of_ones_own_with_this_code_gets_nothing(empty_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(empty_store, small_plan(PLAN), author="test", name="own.yaml")
    shipped.load_shipped(empty_store)
    assert batches(empty_store) == []
