"""Lists of school projects through the command line: a good one is accepted as a whole, a bad one leaves no trace."""

import csv
from bisect import bisect_left
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from components.cli.main import main
from models.config import read_settings
from models.geo import Crs, Place, to_wgs84
from models.imports.report_rows import LONGEST
from models.imports.school_rows import COLUMNS
from models.queries import read_milestones, read_projects
from models.store.engine import open_store, reading

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
Counts = Callable[[Engine], dict[str, int]]
PLAN = "zhengzhou-2023"
GOOD = {
    "code": "P-1",
    "name": "中原区第三小学",
    "district": "中原区",
    "stage": "primary",
    "kind": "new",
    "address": "桐柏路1号",
    "x": "113.60",
    "y": "34.75",
    "crs": "WGS-84",
    "seats": "1080",
    "classes": "24",
    "area": "12000.5",
    "investment": "9800",
    "owner": "发展规划处",
    "targets": "BA-05 BA-06",
    "approved_baseline": "2023-01-10",
    "approved_actual": "2023/1/12",
    "started_baseline": "2023-03-01",
    "started_actual": "2023年3月5日",
    "topped_out_baseline": "2023-05-20",
    "topped_out_forecast": "2023-06-10",
    "completed_baseline": "2023-08-10",
    "opened_baseline": "2023-09-01",
    "as_of": "2023-05-31",
}
NO_DATES = {name: "" for name in GOOD if name.endswith(("_baseline", "_forecast", "_actual"))}


class Lists:
    """Send lists of projects to one store."""

    def __init__(self, url: str, folder: Path, capture: pytest.CaptureFixture[str], row_counts: Counts) -> None:
        self.url, self.folder, self.out, self.err = url, folder, "", ""
        self._capture, self._row_counts = capture, row_counts

    def send(self, *rows: dict[str, str]) -> int:
        """The exit code for a list of rows; each is ``GOOD`` except for the given values."""
        path = self.folder / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows({**GOOD, **row} for row in rows)
        return self.send_file(path)

    def send_file(self, path: Path) -> int:
        code = main(["projects", str(path)])
        self.out, self.err = self._capture.readouterr()
        return code

    def rows(self) -> dict[str, int]:
        with closing(_Opened(self.url)) as opened:
            return self._row_counts(opened.engine)

    def projects(self) -> pd.DataFrame:
        with closing(_Opened(self.url)) as opened, reading(opened.engine) as session:
            return read_projects(session, 1, known_at=datetime.now(UTC)).set_index("code", drop=False)

    def milestones(self, as_of: date = date(2023, 12, 31)) -> pd.DataFrame:
        with closing(_Opened(self.url)) as opened, reading(opened.engine) as session:
            frame = read_milestones(session, 1, as_of=as_of, known_at=datetime.now(UTC)).frame()
        return frame.set_index(["code", "milestone"])

    def refused(self, *rows: dict[str, str]) -> list[str]:
        """The sentences that reject a list; nothing is written."""
        before = self.rows()
        assert self.send(*rows) == 2
        assert self.rows() == before
        assert self.out == ""
        assert self.err.count("\n") == 1
        head, *problems = self.err.rstrip("\n").replace("没有写入任何内容。 ", "没有写入任何内容。 | ").split(" | ")
        assert head == f"填报有 {len(problems)} 处问题，没有写入任何内容。"
        return problems


class _Opened:
    def __init__(self, url: str) -> None:
        self.engine = open_store(url)

    def close(self) -> None:
        self.engine.dispose()


@pytest.fixture
def lists(
    real_plan_store_url: str,
    settings: Callable[..., None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    row_counts: Counts,
) -> Lists:
    """The command line in Chinese on ``real_plan_store``."""
    settings(DATABASE_URL=real_plan_store_url)
    return Lists(real_plan_store_url, tmp_path, capsys, row_counts)


# Accepted lists


def test_a_good_list_is_taken_whole_as_one_batch(lists: Lists) -> None:
    before = lists.rows()
    assert lists.send({}, {"code": "P-2", "district": "410105"}) == 0, lists.err
    assert lists.out == f"#{before['batch'] + 1}: 2\n"
    after = lists.rows()
    assert after["project"] == 2
    assert after["milestone_report"] == before["milestone_report"] + 2 * 8
    assert (after["batch"], after["version"]) == (before["batch"] + 1, before["version"] + 1)
    assert after["report"] == before["report"]


def test_a_project_is_kept_as_it_was_described(lists: Lists) -> None:
    assert lists.send({}) == 0, lists.err
    row: dict[str, Any] = lists.projects().loc["P-1"].to_dict()
    assert row | {"area": float(row["area"]), "investment": float(row["investment"])} == {
        "code": "P-1",
        "name": "中原区第三小学",
        "district": "410102",
        "stage": "primary",
        "kind": "new",
        "address": "桐柏路1号",
        "crs": "WGS-84",
        "given_x": 113.6,
        "given_y": 34.75,
        "longitude": 113.6,
        "latitude": 34.75,
        "seats": 1080,
        "classes": 24,
        "area": 12000.5,
        "investment": 9800,
        "owner": "发展规划处",
        "hard_deadline": None,
        "targets": ("BA-05", "BA-06"),
        "origin": "reported",
        "note": None,
    }


def test_its_milestones_are_kept_with_the_day_of_which_the_row_speaks(lists: Lists) -> None:
    assert lists.send({}) == 0, lists.err
    steps = lists.milestones().loc["P-1"]
    assert list(steps.index) == ["approved", "started", "topped_out", "completed", "opened"]
    assert list(steps["actual"]) == [date(2023, 1, 12), date(2023, 3, 5), None, None, None]
    assert steps.loc["topped_out", "forecast"] == date(2023, 6, 10)
    assert set(steps["reported_on"].dropna()) == {date(2023, 5, 31)}


@pytest.mark.parametrize(("name", "code"), [("中原", "410102"), ("410102", "410102"), ("港区", "HK"), ("郑州航空港区", "HK")])
def test_a_district_may_be_called_by_any_of_its_names(lists: Lists, name: str, code: str) -> None:
    assert lists.send({"district": name}) == 0, lists.err
    assert lists.projects().loc["P-1", "district"] == code


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
def test_a_place_is_kept_as_given_beside_its_conversion(lists: Lists, crs: Crs) -> None:
    assert lists.send({"crs": crs}) == 0, lists.err
    row = lists.projects().loc["P-1"]
    assert (row["given_x"], row["given_y"], row["crs"]) == (113.6, 34.75, crs)
    assert Place(row["longitude"], row["latitude"]) == to_wgs84(113.6, 34.75, crs)
    assert row["longitude"] != row["given_x"]


def test_a_project_without_a_place_has_none_whatever_system_is_named(lists: Lists) -> None:
    assert lists.send({"x": "", "y": ""}) == 0, lists.err
    row = lists.projects().loc["P-1"]
    assert list(row[["crs", "given_x", "given_y", "longitude", "latitude"]]) == [None] * 5


def test_only_a_few_columns_are_needed(lists: Lists, tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("code,name,district,stage,kind,as_of\nP-1,一小,中原区,primary,new,2023-05-31\n", encoding="gb18030")
    assert lists.send_file(path) == 0, lists.err
    assert lists.projects().loc["P-1", "name"] == "一小"


def test_a_second_list_describes_a_project_anew_and_an_empty_date_changes_nothing(lists: Lists) -> None:
    assert lists.send({}) == 0, lists.err
    assert lists.send({**NO_DATES, "seats": "1200", "note": "扩班", "as_of": "2023-06-30"}) == 0, lists.err
    row = lists.projects().loc["P-1"]
    assert (row["seats"], row["note"]) == (1200, "扩班")
    assert lists.milestones().loc[("P-1", "started"), "actual"] == date(2023, 3, 5)


def test_a_step_left_out_is_fine_once_the_store_knows_it(lists: Lists) -> None:
    later = {**NO_DATES, "topped_out_actual": "2023-06-12", "as_of": "2023-06-30"}
    assert lists.refused(later) == ["list.csv:2: 后面的节点已完成，但“立项”没有实际日期，请补上。"]
    assert lists.send({}) == 0, lists.err
    assert lists.send(later) == 0, lists.err
    assert lists.milestones().loc[("P-1", "topped_out"), "actual"] == date(2023, 6, 12)


def test_a_day_before_a_step_that_the_store_knows_is_refused(lists: Lists) -> None:
    assert lists.send({}) == 0, lists.err
    assert lists.refused({**NO_DATES, "topped_out_actual": "2023-03-04"}) == [
        "list.csv:2 topped_out_actual: 2023年3月4日早于前一节点“开工”的2023年3月5日。"
    ]


HOSTILE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "'; DROP TABLE project; --",
    "{0.__class__} %s ${x}",
    '第1行\n第2行，"引号"',
    "مدرسة 👩‍🏫",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_the_text_it_is(lists: Lists, text: str) -> None:
    assert lists.send({"code": "P-<1>", "name": text, "address": text, "owner": text, "note": text}) == 0, lists.err
    row = lists.projects().loc["P-<1>"]
    assert list(row[["name", "address", "owner", "note"]]) == [text] * 4


# Rejected lists

CHOICES = "WGS-84, GCJ-02, BD-09, CGCS2000"
STAGES, KINDS = "kindergarten, primary, middle, nine_year, senior_high", "new, extension, conversion"
BAD: list[tuple[dict[str, str], str]] = [
    ({"x": "34.75", "y": "113.60"}, ": 经度34.75、纬度113.6像是填反了，请对调。"),
    ({"crs": ""}, f": 没有注明坐标系，请注明是哪一种：{CHOICES}。"),
    ({"crs": "火星"}, f": 不认识坐标系“火星”，可用的有：{CHOICES}。"),
    ({"y": ""}, ": 经度和纬度要一起填。"),
    ({"x": ""}, ": 经度和纬度要一起填。"),
    ({"x": "116.39", "y": "39.90"}, ": 位置在市域外{km}公里，超过30公里，请核对坐标。"),
    ({"topped_out_baseline": "2023-02-20"}, " topped_out_baseline: 2023年2月20日早于前一节点“开工”的2023年3月1日。"),
    ({"started_actual": "2023-01-11"}, " started_actual: 2023年1月11日早于前一节点“立项”的2023年1月12日。"),
    (
        {"as_of": "2023-03-04"},
        " started_actual: 实际日期2023年3月5日晚于填报所说的2023年3月4日：还没有发生的请填预计日期。",
    ),
    ({"approved_actual": ""}, ": 后面的节点已完成，但“立项”没有实际日期，请补上。"),
    ({"district": "开封"}, ": 计划里没有叫“开封”的区县。"),
    ({"stage": "university"}, f": “university”不在可选值之内（{STAGES}）。"),
    ({"kind": "rebuilt"}, f": “rebuilt”不在可选值之内（{KINDS}）。"),
    ({"targets": "BA-99"}, ": 计划里没有编码为“BA-99”的目标。是否应为“BA-19”？"),
    ({"targets": "BA-06 BA-08"}, ": 目标“BA-08”不按建设项目计数。"),
    ({"targets": "BA-04"}, ": 目标“BA-04”不按建设项目计数。"),
    ({"targets": "BA-02"}, ": 目标“BA-02”是另一学段的。"),
    ({"code": "BA-06"}, ": 编码“BA-06”已属于计划的目标，请换一个。"),
    ({"code": "BA-09.1"}, ": 编码“BA-09.1”已属于计划的目标，请换一个。"),
    ({"seats": "-1"}, " seats: 数值不能为负，这里是-1。"),
    ({"seats": "1080.5"}, " seats: 数量应为整数，这里是1080.5。"),
    ({"classes": "-24"}, " classes: 数值不能为负，这里是-24。"),
    ({"classes": "2.5"}, " classes: 数量应为整数，这里是2.5。"),
    ({"area": "-0.1"}, " area: 数值不能为负，这里是-0.1。"),
    ({"investment": "-5"}, " investment: 数值不能为负，这里是-5。"),
    ({"seats": "很多"}, ": “很多”不是数字。"),
    ({"seats": "NaN"}, ": “NaN”不是数字。"),
    ({"area": "0.1234567"}, ": “0.1234567”位数太多：最多15位数字、6位小数。"),
    ({"opened_baseline": "2023-02-30"}, ": “2023-02-30”不是日历上的日期，请写成 2023-06-30。"),
    ({"hard_deadline": "某月"}, ": “某月”不是日历上的日期，请写成 2023-06-30。"),
    ({"as_of": ""}, " as_of: 缺少此项。"),
    ({"code": ""}, " code: 缺少此项。"),
    ({"name": ""}, " name: 缺少此项。"),
    ({"district": ""}, " district: 缺少此项。"),
    ({"stage": ""}, " stage: 缺少此项。"),
    ({"kind": ""}, " kind: 缺少此项。"),
    ({"name": "倒\u202e写"}, " name: 里面有看不见的控制字符：请删去后重新填写。"),
    ({"note": "字" * (LONGEST + 1)}, f": 来源或说明超过{LONGEST}字。"),
]


@pytest.mark.parametrize(("bad", "sentence"), BAD, ids=[f"{'-'.join(bad)}-{n}" for n, (bad, _) in enumerate(BAD)])
def test_a_bad_cell_refuses_the_list_with_its_sentence(lists: Lists, bad: dict[str, str], sentence: str) -> None:
    [problem] = lists.refused({"code": "P-0"}, bad)
    where = "list.csv:3"
    if "{km}" in sentence:
        far = problem.removeprefix(where + ": 位置在市域外").split("公里")[0]
        assert 500 < int(far.replace(",", "")) < 700
        sentence = sentence.format(km=far)
    assert problem == where + sentence


def test_a_place_just_over_30_kilometres_outside_is_refused_and_just_under_is_taken(lists: Lists) -> None:
    north = 35.0  # the city's outline ends a little below
    steps = [north + number / 100 for number in range(100)]

    def is_refused(y: float) -> bool:
        return lists.send({"x": "113.4", "y": f"{y:.2f}"}) != 0

    edge = bisect_left(steps, True, key=is_refused)
    assert 4 < edge < len(steps) - 4
    assert [is_refused(y) for y in steps[edge - 4 : edge + 4]] == [False] * 4 + [True] * 4
    assert lists.refused({"x": "113.4", "y": f"{steps[edge]:.2f}"})[0].startswith("list.csv:2: 位置在市域外3")


def test_a_day_still_to_come_is_refused(lists: Lists) -> None:
    tomorrow = datetime.now(read_settings().zone).date() + timedelta(days=1)
    [sentence] = lists.refused({"as_of": tomorrow.isoformat()})
    assert sentence == f"list.csv:2: {tomorrow.year}年{tomorrow.month}月{tomorrow.day}日还没有到，不能填报。"


def test_a_code_that_stands_twice_is_named_once(lists: Lists) -> None:
    assert lists.refused({}, {}, {"code": "P-2"}, {}) == ["“P-1”出现了两次。"]


def test_every_problem_of_every_row_is_told_at_once(lists: Lists) -> None:
    problems = lists.refused({"seats": "-1", "kind": "x"}, {"code": "P-2"}, {"code": "P-3", "district": "开封", "crs": ""})
    assert [one.split(":")[1].split(" ")[0] for one in problems] == ["2", "2", "4", "4"]


def test_a_list_without_rows_is_refused(lists: Lists) -> None:
    assert lists.refused() == ["没有任何数据行。"]


def test_a_list_without_a_needed_column_or_with_a_strange_one_is_refused(lists: Lists, tmp_path: Path) -> None:
    path, before = tmp_path / "odd.csv", lists.rows()
    path.write_text("code,name,district,stage,as_of,colour\nP-1,一小,中原区,primary,2023-05-31,red\n", encoding="utf-8")
    assert lists.send_file(path) == 2
    assert "odd.csv:1: 不认识列“colour”" in lists.err
    assert "odd.csv:1: 表头缺少“类别”一列。" in lists.err
    assert lists.rows() == before


def test_a_list_that_is_not_there_is_told_in_one_line(lists: Lists, tmp_path: Path) -> None:
    assert lists.send_file(tmp_path / "none.csv") == 2
    assert lists.err == f"读不到文件 {tmp_path / 'none.csv'}：请检查路径和权限。\n"


def test_a_plan_that_is_not_there_takes_no_list(lists: Lists) -> None:
    assert lists.send({}) == 0
    before = lists.rows()
    assert main(["projects", str(lists.folder / "list.csv"), "--plan", "nowhere"]) == 2
    assert lists.rows() == before
