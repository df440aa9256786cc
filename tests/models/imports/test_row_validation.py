"""Lists of programmes and quotas through the command line: a good one is accepted as a whole, a bad one leaves no trace."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from components.cli.main import main
from models import queries
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.imports.report_rows import LONGEST
from models.queries import read_milestones, read_plan, read_programmes, read_quotas
from models.store.engine import open_store, reading

Counts = Callable[[Engine], dict[str, int]]
PROGRAMME = {
    "code": "P-1",
    "name": "新能源汽车专业群",
    "school": "第一职业学院",
    "level": "higher",
    "kind": "cluster",
    "field": "新能源汽车",
    "district": "金水区",
    "owner": "职成教处",
    "targets": "VO-03",
    "applied_baseline": "2023-01-10",
    "applied_actual": "2023/1/12",
    "approved_baseline": "2023-05-20",
    "approved_forecast": "2023年6月10日",
    "as_of": "2023-05-31",
}
QUOTA = {
    "code": "Q-1",
    "district": "金水",
    "post": "teacher",
    "way": "recruited",
    "quota": "12",
    "school_subject": "数学",
    "stage": "primary",
    "targets": "RE-05",
    "note": "含返聘",
}
GOOD = {"programmes": PROGRAMME, "quotas": QUOTA}


def milestones(session: Session, plan_id: int, **more: Any) -> pd.DataFrame:
    """The milestones of a plan as a frame."""
    return read_milestones(session, plan_id, **more).frame()


class Lists:
    """Send lists to the demonstration."""

    def __init__(self, url: str, folder: Path, capture: pytest.CaptureFixture[str], row_counts: Counts) -> None:
        self.url, self.folder, self.out, self.err = url, folder, "", ""
        self._capture, self._row_counts = capture, row_counts

    def send(self, command: str, *rows: dict[str, str]) -> int:
        """The exit code for a list; each row is the good one except for the given values."""
        whole = [{**GOOD[command], **row} for row in rows]
        with (self.folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(name for row in [GOOD[command], *whole] for name in row)))
            writer.writeheader()
            writer.writerows(whole)
        return self.run(command, str(self.folder / "list.csv"))

    def run(self, *arguments: str) -> int:
        code = main(list(arguments))
        self.out, self.err = self._capture.readouterr()
        return code

    @contextmanager
    def store(self) -> Iterator[Engine]:
        engine = open_store(self.url)
        yield engine
        engine.dispose()

    def rows(self) -> dict[str, int]:
        with self.store() as engine:
            return self._row_counts(engine)

    def read(self, question: Callable[..., pd.DataFrame], **more: Any) -> pd.DataFrame:
        """The answer of a query about the demonstration, by code."""
        with self.store() as engine, reading(engine) as session:
            return question(session, self._plan_id(session), known_at=datetime.now(UTC), **more).set_index("code", drop=False)

    def _plan_id(self, session: Session) -> int:
        return read_plan(session, CODE, datetime.now(UTC)).head.plan_id

    def refused(self, command: str, *rows: dict[str, str]) -> list[str]:
        """The sentences that reject a list; nothing is written."""
        before = self.rows()
        assert self.send(command, *rows) == 2
        assert self.rows() == before
        assert (self.out, self.err.count("\n")) == ("", 1)
        head, problems = self.err.rstrip("\n").split("没有写入任何内容。 ")
        assert head == f"填报有 {len(problems.split(' | '))} 处问题，"
        return problems.split(" | ")


@pytest.fixture
def lists(
    databases: Any, settings: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str], row_counts: Counts
) -> Iterator[Lists]:
    """The command line in Chinese on the demonstration year."""
    with databases.copy("demonstration", load_demonstration) as url:
        settings(DATABASE_URL=url, SANBIAO_LANGUAGE="zh")
        yield Lists(url, tmp_path, capsys, row_counts)


# Accepted lists


@pytest.mark.parametrize(("command", "table", "dates"), [("programmes", "programme", 4), ("quotas", "quota", 0)])
def test_a_good_list_is_taken_whole_as_one_batch(lists: Lists, command: str, table: str, dates: int) -> None:
    before = lists.rows()
    assert (
        lists.send(command, {}, {"code": "X-2", "district": "410105", **({"name": "云计算"} if command == "programmes" else {})})
        == 0
    ), lists.err
    after = lists.rows()
    assert lists.out.endswith(": 2\n")
    assert (after[table], after["batch"], after["version"]) == (before[table] + 2, before["batch"] + 1, before["version"] + 1)
    assert after["milestone_report"] == before["milestone_report"] + 2 * dates
    assert after["report"] == before["report"]


def test_a_programme_is_kept_as_it_was_described(lists: Lists) -> None:
    assert lists.send("programmes", {}) == 0, lists.err
    assert lists.read(read_programmes).loc["P-1"].to_dict() == {
        "code": "P-1",
        "name": "新能源汽车专业群",
        "school": "第一职业学院",
        "level": "higher",
        "kind": "cluster",
        "field": "新能源汽车",
        "district": "410105",
        "owner": "职成教处",
        "targets": ("VO-03",),
        "origin": "reported",
        "note": None,
    }
    steps = lists.read(milestones, as_of=date(2023, 12, 31)).loc["P-1"].set_index("milestone")
    assert list(steps.index) == ["applied", "approved"]
    assert list(steps["actual"]) == [date(2023, 1, 12), None]
    assert (steps.loc["approved", "forecast"], steps.loc["approved", "position"]) == (date(2023, 6, 10), 2)
    assert set(steps["reported_on"]) == {date(2023, 5, 31)}


def test_a_quota_is_kept_as_it_was_described(lists: Lists) -> None:
    assert lists.send("quotas", {}) == 0, lists.err
    assert lists.read(read_quotas).loc["Q-1"].to_dict() == {
        "code": "Q-1",
        "district": "410105",
        "post": "teacher",
        "way": "recruited",
        "quota": 12,
        "school_subject": "数学",
        "stage": "primary",
        "targets": ("RE-05",),
        "origin": "reported",
        "note": "含返聘",
    }


def test_words_of_the_plan_may_be_written_as_it_calls_them(lists: Lists) -> None:
    assert lists.send("programmes", {"level": "高职", "kind": "Specialty cluster"}) == 0, lists.err
    assert tuple(lists.read(read_programmes).loc["P-1", ["level", "kind"]]) == ("higher", "cluster")
    assert lists.send("quotas", {"post": "教师", "way": "Trained"}) == 0, lists.err
    assert tuple(lists.read(read_quotas).loc["Q-1", ["post", "way"]]) == ("teacher", "trained")


def test_only_a_few_columns_are_needed(lists: Lists) -> None:
    path = lists.folder / "short.csv"
    path.write_text("code,name,school,level,kind\nP-1,一,甲校,中职,standard\n", encoding="gb18030")
    assert lists.run("programmes", str(path)) == 0, lists.err
    path.write_text("code,district,post,way,quota\nQ-1,金水,校长,引进,0\n", encoding="gb18030")
    assert lists.run("quotas", str(path)) == 0, lists.err
    assert (lists.read(read_programmes).loc["P-1", "targets"], lists.read(read_quotas).loc["Q-1", "quota"]) == ((), 0)


def test_a_programme_may_stand_behind_a_deliverable_and_skip_a_stage(lists: Lists) -> None:
    assert lists.send("programmes", {"targets": "VO-02", "applied_actual": "", "approved_actual": "2023-05-30"}) == 0, lists.err


@pytest.mark.parametrize(("command", "name", "value"), [("programmes", "school", "第二职业学院"), ("quotas", "quota", "15")])
def test_a_second_list_describes_anew(lists: Lists, command: str, name: str, value: str) -> None:
    assert lists.send(command, {}) == 0, lists.err
    assert lists.send(command, {name: value}) == 0, lists.err
    found = lists.read(getattr(queries, f"read_{command}"))
    assert [str(one) for one in found.loc[[GOOD[command]["code"]], name]] == [value]


# Rejected lists

LEVELS, KINDS = "secondary, higher, undergraduate", "cluster, urgent, base, standard"
BAD: list[tuple[str, dict[str, str], str]] = [
    ("programmes", {"level": "大学"}, f": “大学”不在可选值之内（{LEVELS}）。"),
    ("programmes", {"kind": "x"}, f": “x”不在可选值之内（{KINDS}）。"),
    ("programmes", {"district": "开封"}, ": 计划里没有叫“开封”的区县。"),
    ("programmes", {"targets": "VO-99"}, ": 计划里没有编码为“VO-99”的目标。是否应为“VO-09”？"),
    ("programmes", {"targets": "VO-03 VO-08"}, ": 目标“VO-08”不按职教项目计数，或计划没有注明到哪个阶段计数。"),
    ("programmes", {"targets": "BA-02"}, ": 目标“BA-02”不按职教项目计数，或计划没有注明到哪个阶段计数。"),
    ("programmes", {"code": "VO-03"}, ": 编码“VO-03”已属于计划的目标，请换一个。"),
    ("programmes", {"code": "BA-09.1"}, ": 编码“BA-09.1”已属于计划的目标，请换一个。"),
    ("programmes", {"code": "XM-001", "applied_actual": ""}, ": 编码“XM-001”已用于另一类条目，请换一个。"),
    ("programmes", {"code": "ZP-001"}, ": 编码“ZP-001”已用于另一类条目，请换一个。"),
    ("programmes", {"as_of": ""}, " as_of: 没有截至日期：请填数据截至哪一天，如 2023-06-30。"),
    ("programmes", {"applied_actual": "某月"}, ": “某月”不是日历上的日期，请写成 2023-06-30。"),
    (
        "programmes",
        {"approved_baseline": "2023-01-09"},
        " approved_baseline: 2023年1月9日早于前一节点“申报”的2023年1月10日。",
    ),
    (
        "programmes",
        {"applied_actual": "2023-06-01"},
        " applied_actual: 实际日期2023年6月1日晚于填报所说的2023年5月31日：还没有发生的请填预计日期。",
    ),
    ("programmes", {"note": "字" * (LONGEST + 1)}, f": 来源或说明超过{LONGEST}字。"),
    *(("programmes", {name: ""}, f" {name}: 缺少此项。") for name in ("code", "name", "school", "level", "kind")),
    ("quotas", {"post": "x"}, ": “x”不在可选值之内（principal, teacher, studio）。"),
    ("quotas", {"way": "借调"}, ": “借调”不在可选值之内（recruited, trained）。"),
    ("quotas", {"stage": "x"}, ": “x”不在可选值之内（kindergarten, primary, middle, nine_year, senior_high）。"),
    ("quotas", {"district": "开封"}, ": 计划里没有叫“开封”的区县。"),
    ("quotas", {"quota": "-1"}, " quota: 数值不能为负，这里是-1。"),
    ("quotas", {"quota": "2.5"}, " quota: 数量应为整数，这里是2.5。"),
    ("quotas", {"quota": "很多"}, ": “很多”不是数字。"),
    ("quotas", {"targets": "RE-99"}, ": 计划里没有编码为“RE-99”的目标。是否应为“RE-09”？"),
    ("quotas", {"targets": "VO-03"}, ": 目标“VO-03”不按名额计数。"),
    ("quotas", {"targets": "BA-03"}, ": 目标“BA-03”不按名额计数。"),
    ("quotas", {"code": "RE-05"}, ": 编码“RE-05”已属于计划的目标，请换一个。"),
    ("quotas", {"code": "ZY-001"}, ": 编码“ZY-001”已用于另一类条目，请换一个。"),
    *(("quotas", {name: ""}, f" {name}: 缺少此项。") for name in ("code", "district", "post", "way", "quota")),
]


@pytest.mark.parametrize(("command", "bad", "sentence"), BAD, ids=[f"{one[0]}-{n}" for n, one in enumerate(BAD)])
def test_a_bad_cell_refuses_the_list_with_its_sentence(lists: Lists, command: str, bad: dict[str, str], sentence: str) -> None:
    assert lists.refused(command, {"code": "X-0"}, bad) == [f"list.csv:3{sentence}"]


@pytest.mark.parametrize("command", ["programmes", "quotas"])
def test_every_problem_of_every_row_is_told_at_once(lists: Lists, command: str) -> None:
    problems = lists.refused(command, {"district": "开封", "code": ""}, {}, {}, {"code": "X-3", "targets": "A B"})
    assert [one.split(":")[1].split(" ")[0] for one in problems[:-1]] == ["2", "2", "5", "5"]
    assert problems[-1] == f"“{GOOD[command]['code']}”出现了两次。"
    assert lists.refused(command) == ["没有任何数据行。"]


@pytest.mark.parametrize(("command", "needed"), [("programmes", "学校"), ("quotas", "名额")])
def test_a_strange_or_missing_column_and_a_missing_file_are_named(lists: Lists, command: str, needed: str) -> None:
    path = lists.folder / "odd.csv"
    path.write_text("code,name,colour\nP-1,一,red\n", encoding="utf-8")
    assert lists.run(command, str(path)) == 2
    assert "odd.csv:1: 不认识列“colour”" in lists.err
    assert f"odd.csv:1: 表头缺少“{needed}”一列。" in lists.err
    assert lists.run(command, str(lists.folder / "none.csv")) == 2
    assert lists.err.startswith("读不到文件 ")


def test_a_project_does_not_take_the_code_of_a_programme(lists: Lists) -> None:
    path = lists.folder / "projects.csv"
    path.write_text("code,name,district,stage,kind,as_of\nZY-001,一小,金水,primary,new,2023-05-31\n", encoding="utf-8")
    assert lists.run("projects", str(path)) == 2
    assert lists.err.endswith("projects.csv:2: 编码“ZY-001”已用于另一类条目，请换一个。\n")
