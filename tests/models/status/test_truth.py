"""Deviations found by an independent reading of the rules, case by case, through the command line.

Pure cases of the same findings are in ``status/test_milestones.py``, ``status/test_rollup.py`` and ``test_plans.py``.
"""

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from components.cli.main import main
from models.analysis.schools import project_standings
from models.commands.ledger import store_contents
from models.commands.records import BatchContents, NewMilestone, NewProject, NewReport
from models.config import DATA
from models.errors import PlanFileError
from models.imports.batch import commit, stage
from models.imports.template import template
from models.plan.file import parse_plan, read_plan_file
from models.queries import read_plans
from models.snapshots.plan_data import read_reports
from models.snapshots.plan_parts import read_parts
from models.store.clock import knowledge_time_now
from models.store.engine import open_store, reading

APRIL_15, JUNE, YEAR_END = date(2023, 4, 15), date(2023, 6, 30), date(2023, 12, 31)
HEAD = {
    "code": "p",
    "city": "甲市",
    "year": 2023,
    "title": "计划",
    "source": "测试",
    "districts": [{"code": code, "name": name} for code, name in (("N", "北区"), ("S", "南区"), ("W", "西区"))],
}
#: Targets of every kind that the findings are about.
TARGETS = (
    {"code": "C", "kind": "count", "name": "开工", "unit": "所", "target": 10, "due": "2023-06-30"},
    {"code": "F", "kind": "floor", "name": "普惠率", "target": 85, "due": "2023-12-31"},
    {
        "code": "G",
        "kind": "deliver",
        "name": "方案",
        "due": "2023-12-31",
        "gates": [{"name": "征求意见", "by": "2023-05-31"}, {"name": "印发", "by": "2023-11-30"}],
    },
    {"code": "I", "kind": "items", "name": "创建", "due": "2023-12-31", "items": ["甲", "乙", "丙"]},
    {"code": "P", "kind": "count", "name": "投用", "unit": "所", "target": 2, "due": "2023-12-31", "project_milestone": "opened"},
)


def plan(*targets: dict[str, Any], **head: Any) -> str:
    """Return a plan file; ``targets`` replace those of ``TARGETS`` with their code, or are appended."""
    own = {one["code"]: one for one in (*TARGETS, *targets)}
    kept = [{"section": "s", **one} for one in own.values() if len(one) > 1]  # a mere code removes a target
    return json.dumps({"plan": HEAD | head, "sections": [{"code": "s", "name": "一"}], "targets": kept}, ensure_ascii=False)


class Store:
    """One store, and commands on it; ``err`` holds the errors of the last one."""

    def __init__(self, url: str, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.url, self.folder, self.capture, self.out, self.err = url, folder, capture, "", ""

    def __call__(self, *arguments: str) -> int:
        left_with = main(list(arguments))
        self.out, self.err = self.capture.readouterr()
        return left_with

    def load(self, words: str, *more: str) -> int:
        path = self.folder / "plan.yaml"
        path.write_text(words, "utf-8")
        return self("load-plan", str(path), *more)

    def standing(self, code: str, day: date, *more: str) -> dict[str, Any]:
        assert self("status", "--plan", "p", "--as-of", day.isoformat(), "--json", *more) == 0, self.err
        return next(one for one in json.loads(self.out) if one["code"] == code)

    def changes(self, *arguments: str) -> list[dict[str, Any]]:
        assert self("changes", "--plan", "p", "--json", *arguments) == 0, self.err
        found: list[dict[str, Any]] = json.loads(self.out)
        return found

    def report(self, code: str, day: date, value: str = "", *more: str) -> int:
        return self("report", code, "--plan", "p", "--as-of", day.isoformat(), *(["--value", value] if value else []), *more)

    def projects(self, *rows: dict[str, str]) -> int:
        path = self.folder / "projects.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
            writer.writeheader()
            writer.writerows(rows)
        return self("projects", str(path), "--plan", "p")

    def engine(self) -> Engine:
        return open_store(self.url)


@pytest.fixture
def store(settings: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Store:
    url = f"sqlite:///{tmp_path}/store.sqlite"
    settings(DATABASE_URL=url, SANBIAO_LANGUAGE="zh")
    found = Store(url, tmp_path, capsys)
    assert found.load(plan()) == 0, found.err
    return found


def school(**cells: str) -> dict[str, str]:
    row = {"code": "P-1", "name": "一小", "district": "北区", "stage": "primary", "kind": "new", "targets": "P"}
    return row | {"as_of": "2023-03-31", "approved_baseline": "2023-02-01", "opened_baseline": "2023-08-20"} | cells


def project_of(store: Store, day: date) -> dict[str, Any]:
    engine = store.engine()
    with reading(engine) as session:
        known_at = knowledge_time_now(session)
        parts = read_parts(session, "p", known_at=known_at)
        reports = read_reports(session, parts, as_of=day, known_at=known_at)
        start = parts.view.head.start
    engine.dispose()
    found: dict[str, Any] = project_standings(parts.projects, reports.milestones, as_of=day, start=start).iloc[0].to_dict()
    return found


# 1. Statuses


@pytest.mark.parametrize(("opening", "deadline"), [("2023-08-20", "2023-09-01"), ("2023-10-15", "2023-10-15")])
def test_1_2_a_school_is_late_after_1_september_or_after_the_later_day_that_was_planned(
    store: Store, opening: str, deadline: str
) -> None:
    assert store.projects(school(opened_baseline=opening)) == 0, store.err
    assert project_of(store, JUNE)["hard_deadline"] == date.fromisoformat(deadline)


@pytest.mark.parametrize("again", ["2023-11-30", ""])
def test_1_3_no_later_list_moves_the_hard_deadline(store: Store, again: str) -> None:
    assert store.projects(school()) == 0, store.err
    assert store.projects(school(opened_baseline=again, as_of="2023-06-30", hard_deadline="2024-09-01")) == 0, store.err
    assert project_of(store, JUNE)["hard_deadline"] == date(2023, 9, 1)


def test_1_3_only_a_revision_of_the_plan_moves_it_and_says_by_which_document(store: Store) -> None:
    assert store.projects(school()) == 0, store.err
    moved = next(one for one in TARGETS if one["code"] == "P") | {"hard_deadline": "2023-11-30"}
    assert store.load(plan(moved), "--revise", "--document", "教〔2023〕9号") == 0, store.err
    found = project_of(store, JUNE)
    assert (found["hard_deadline"], found["deadline_document"]) == (date(2023, 11, 30), "教〔2023〕9号")


def test_1_4_exactly_the_districts_in_the_sum_are_counted(store: Store) -> None:
    for district, day, numerator in (("北区", APRIL_15, "90"), ("南区", APRIL_15, "90"), ("西区", date(2023, 1, 31), "80")):
        pair = ("--numerator", numerator, "--denominator", "100", "--district", district)
        assert store.report("F", day, "", *pair) == 0, store.err
    found = store.standing("F", APRIL_15)  # the west is silent for 74 days, more than 2 × 31 + 7
    assert (found["actual"], found["status"], found["reported_by"], found["reporters"]) == (90, "unknown", 2, 3)
    assert (found["status_word"], "3个区县只有2个有新数据" in found["reason"]) == ("数据不全", True)
    then = store.standing("F", date(2023, 4, 10))  # the west alone has reported, 69 days ago: counted
    assert (then["reported_by"], then["actual"]) == (1, 80)


def test_1_4_a_district_drops_out_as_days_pass_though_nobody_reports(store: Store) -> None:
    for district, day in (("北区", JUNE), ("南区", JUNE), ("西区", date(2023, 5, 31))):
        assert store.report("F", day, "", "--numerator", "90", "--denominator", "100", "--district", district) == 0, store.err
    assert store.standing("F", date(2023, 8, 8))["reported_by"] == 3
    assert store.standing("F", date(2023, 8, 9))["reported_by"] == 2


# 2. Faults


@pytest.mark.parametrize("kind", [{"kind": "count", "unit": "起", "target": 0}, {"kind": "floor", "target": 50}])
def test_2_1_a_kind_that_cannot_fall_refuses_to(kind: dict[str, Any]) -> None:
    target = {"code": "X", "name": "事故", "due": "2023-12-31", "direction": "down", **kind}
    with pytest.raises(PlanFileError) as caught:
        parse_plan(plan(target).encode(), name="p.yaml")
    assert [(one.where, one.key) for one in caught.value.problems] == [("targets[5].direction", "down_not_judged")]
    parse_plan(plan({"code": "X", "name": "近视率", "kind": "action", "direction": "down"}).encode(), name="p.yaml")


def test_2_2_a_gate_is_reported_by_the_command_line(store: Store) -> None:
    assert store.standing("G", JUNE)["status"] == "unknown"
    assert store.report("G", JUNE, "", "--gate", "征求意见", "--actual", "2023-06-02") == 0, store.err
    assert store.standing("G", JUNE)["status"] == "on_track"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("--gate", "验收", "--actual", "2023-06-02"), "没有叫“验收”的节点，可填：征求意见、印发。"),
        (("--gate", "征求意见"), "节点要填预计日期或实际日期。"),
        (("--gate", "征求意见", "--actual", "2023-07-02"), "2023年7月2日"),
        (("--gate", "征求意见", "--actual", "2023-06-02", "--value", "1"), "分两行"),
    ],
)
def test_2_2_a_gate_that_does_not_fit_is_one_sentence(store: Store, given: tuple[str, ...], sentence: str) -> None:
    assert store.report("G", JUNE, "", *given) == 2
    assert sentence in store.err


def test_2_2_gates_go_out_in_the_template_and_come_in_by_import_and_file(store: Store) -> None:
    engine = store.engine()
    with reading(engine) as session:
        known_at = knowledge_time_now(session)
        parts = read_parts(session, "p", known_at=known_at)
        reports = read_reports(session, parts, as_of=JUNE, known_at=known_at)
    sheet = CalamineWorkbook.from_filelike(BytesIO(template(parts, reports, as_of=JUNE))).get_sheet_by_name("节点进度")
    head, row, _ = sheet.to_python()
    assert (row[:3], row[3]) == (["G", "方案", "征求意见"], date(2023, 5, 31))
    words = dict(zip(head, row, strict=True)) | {"实际日期": "2023-06-02", "截至日期": "2023-06-30", "计划日期": ""}
    filled = "\n".join(",".join(map(str, cells)) for cells in (words.keys(), words.values()))
    looked = stage(engine, "p", [("节点.csv", filled.encode())], today=YEAR_END)
    assert [one.problem.key for one in looked.findings if one.level == "error"] == []
    assert commit(engine, looked, author="甲", confirmed=looked.rows_with("doubt")) is not None
    engine.dispose()
    assert store.standing("G", JUNE)["status"] == "on_track"
    path = store.folder / "gates.csv"
    path.write_text("code,as_of,gate,forecast\nG,2023-06-30,征求意见,2023-09-30\n", "utf-8")
    assert store("report", "--plan", "p", "--file", str(path)) == 0, store.err


def test_2_2_a_wrong_gate_in_a_sheet_is_an_error_that_names_the_right_ones(store: Store) -> None:
    engine = store.engine()
    words = "事项编码,节点,截至日期,实际日期\nG,验收,2023-06-30,2023-06-02\nX,印发,2023-06-30,2023-06-02\n"
    looked = stage(engine, "p", [("节点.csv", words.encode())], today=YEAR_END)
    engine.dispose()
    assert [one.problem.key for one in looked.findings] == ["unknown_gate", "unknown_gates"]
    assert "可填：征求意见、印发" in looked.findings[0].problem.sentence("zh")


def test_2_3_an_item_keeps_what_was_reported_on_it_wherever_it_stands(store: Store) -> None:
    assert store.report("I.2", JUNE, "1") == 0, store.err
    items = next(one for one in TARGETS if one["code"] == "I") | {"items": ["乙", "丙"]}
    assert store.load(plan(items), "--revise", "--document", "教〔2023〕9号") == 0, store.err
    found = store.standing("I", JUNE)
    assert (found["actual"], found["target"]) == (1, 2)
    assert store.report("I.3", JUNE, "1") == 0, store.err
    assert store.standing("I", JUNE)["status"] == "met"


def test_2_5_a_count_that_projects_make_up_takes_no_figure_of_its_own(store: Store) -> None:
    rows = [school(), school(code="P-2", name="二小", approved_actual="2023-03-01")]
    assert store.projects(*rows) == 0, store.err
    assert store.report("P", JUNE, "2") == 2
    assert "填报所属项目的实际日期" in store.err
    remedy = store.standing("P", YEAR_END)["flip_parts"]
    assert (remedy["how"], remedy["names"], remedy["amount"]) == ("works", ["opened"], 2)
    assert "再有2个项目到达“投用”" in store.standing("P", YEAR_END)["flip"]


def test_2_6_a_revision_tells_all_that_it_changes_and_its_document(store: Store) -> None:
    """A removed target, a moved due date, a renamed and an added district, and a removed gate."""
    before = datetime.now(UTC)
    assert store.report("C", JUNE, "9") == 0, store.err
    assert store.standing("C", JUNE)["status"] == "missed"
    later = next(one for one in TARGETS if one["code"] == "C") | {"due": "2023-12-31"}
    without = next(one for one in TARGETS if one["code"] == "G") | {"gates": [{"name": "印发", "by": "2023-11-30"}]}
    districts = [{"code": "N", "name": "北新区"}, *HEAD["districts"][1:], {"code": "E", "name": "东区"}]
    revised = plan(later, without, {"code": "F"}, districts=districts)
    assert store.load(revised, "--revise", "--document", "教〔2023〕9号") == 0, store.err

    found = store.standing("C", JUNE)
    assert (found["status"], "replanned" in found["flags"]) == ("on_track", True)
    assert [(one["field"], one["before"], one["after"], one["document"]) for one in found["plan_changes"]] == [
        ("due", "2023-06-30", "2023-12-31", "教〔2023〕9号")
    ]
    assert store.standing("G", JUNE)["status"] == "not_due"

    since = ("--since", "2023-01-31", "--as-of", "2023-06-30")
    told = {(one["subject"], one["name"], one["field"]) for one in store.changes(*since) if one["kind"] == "plan_change"}
    assert told == {
        ("target", "开工", "due"),
        ("target", "普惠率", "removed"),
        ("gate", "征求意见", "removed"),
        ("district", "北新区", "name"),
        ("district", "东区", "added"),
    }
    assert store("changes", "--plan", "p", *since) == 0
    assert "“开工”期限由2023年6月30日改为2023年12月31日（教〔2023〕9号）" in store.out

    then = store.changes(*since, "--known-at", before.isoformat())
    assert not [one for one in then if one["kind"] == "plan_change"]
    assert not [one for one in then if one["code"] == "C"]


def test_2_7_a_target_may_have_fifteen_digits_and_one_more_is_told_so() -> None:
    def big(number: int) -> str:
        return plan({"code": "X", "kind": "count", "name": "投资", "unit": "元", "target": number, "due": "2023-12-31"})

    assert parse_plan(big(1_405_000_000).encode(), name="p.yaml").targets[-1].target == 1_405_000_000
    assert parse_plan(big(10**15 - 1).encode(), name="p.yaml").targets[-1].target == 10**15 - 1
    with pytest.raises(PlanFileError) as caught:
        parse_plan(big(10**15 + 1).encode(), name="p.yaml")
    assert [(one.where, one.key) for one in caught.value.problems] == [("targets[5].target", "too_many_digits")]


def test_2_7_rules_that_call_at_risk_what_is_on_track_are_refused() -> None:
    with pytest.raises(PlanFileError) as caught:
        parse_plan(plan(rules={"on_track": [0.2, 0.3], "at_risk": [0.1, 0.3]}).encode(), name="p.yaml")
    assert [(one.where, one.key) for one in caught.value.problems] == [("plan.rules", "at_risk_tighter")]


def test_2_7_a_plan_tells_its_first_day_and_the_one_on_which_it_opens(store: Store) -> None:
    later = [{**one, "due": "2024-08-31", "gates": []} for one in TARGETS]
    assert store.load(plan(*later, code="school-year", start="2023-09-01", opens_on="2024-03-15")) == 0, store.err
    engine = store.engine()
    with reading(engine) as session:
        found = read_plans(session).set_index("code")
    engine.dispose()
    assert list(found.loc["school-year", ["start", "opens_on"]]) == [date(2023, 9, 1), date(2024, 3, 15)]
    assert found.loc["p", "opens_on"] is None


def test_2_7_the_decimals_of_a_change_add_up_exactly(store: Store) -> None:
    """Check thirds of a percent: one third and two thirds have no exact binary number, nor have tenths."""
    for day, pair in ((date(2023, 5, 31), ("1", "3")), (JUNE, ("7", "10"))):
        for district in ("北区", "南区", "西区"):
            given = ("--numerator", pair[0], "--denominator", pair[1], "--district", district)
            assert store.report("F", day, "", *given) == 0, store.err
    (row,) = [one for one in store.changes("--since", "2023-05-31", "--as-of", "2023-06-30") if one["code"] == "F"]
    exact = {name: Decimal(value) for name, value in row["exact"].items()}
    parts = sum(exact[name] for name in ("progress", "late", "corrected"))
    assert exact.get("before", Decimal(0)) + parts == exact["after"]


# 3. The plan's source


def test_3_what_the_source_leaves_open_is_noted_on_its_target_in_both_languages() -> None:
    file = read_plan_file(DATA / "plans" / "zhengzhou-2023.yaml")
    noted = {one.code: (one.note, one.note_en) for one in file.targets if one.note or one.note_en}
    doubtful = {
        "BA-09",
        "BA-13",
        "HI-01",
        "HI-02",
        "HI-05",
        "VO-08",
        "RE-03",
        "RE-04",
        "RE-05",
        "BA-05",
        "VO-09",
        "BA-07",
        "WE-02",
    }
    assert doubtful <= set(noted)
    assert all(chinese and english for chinese, english in noted.values())


def test_3_every_direction_of_the_source_is_in_the_plan() -> None:
    file = read_plan_file(DATA / "plans" / "zhengzhou-2023.yaml")
    kinds = [one.kind.value for one in file.targets]
    assert (len(kinds) - kinds.count("action"), kinds.count("action")) == (29, 26 + 27)
    assert all(one.name_en for one in file.targets)


def test_a_milestone_of_a_project_still_needs_no_gate(store: Store) -> None:
    """Check the milestones of projects and programmes, which no version of the plan lists."""
    engine = store.engine()
    project = NewProject("P-9", "九小", "N", "primary", "new", targets=("P",))
    opened = NewMilestone("P-9", "opened", "actual", JUNE, JUNE, 4)
    store_contents(engine, "p", BatchContents(projects=[project], milestones=[opened]), author="甲")
    store_contents(engine, "p", BatchContents(reports=[NewReport("C", JUNE - timedelta(days=1), Decimal(1))]), author="甲")
    engine.dispose()
    assert store.standing("P", JUNE)["actual"] == 1
