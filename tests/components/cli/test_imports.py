"""``python manage.py import`` and ``template``: their output, their exit codes, and what they write."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from components.cli.main import main
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.store.engine import open_store

Counts = Callable[[Engine], dict[str, int]]
HEAD = "指标编码,区县,截至日期,数值"
GOOD, DOUBTED, WRONG = "VO-08,全市,2023-12-31,10", "BA-08,全市,2023-12-31,1", "BA-99,全市,2023-12-31,1"


class Command:
    """Commands on the demonstration; ``out`` and ``err`` are the output of the last one."""

    def __init__(self, url: str, folder: Path, capture: pytest.CaptureFixture[str], row_counts: Counts) -> None:
        self.url, self.folder, self.out, self.err = url, folder, "", ""
        self._capture, self._row_counts = capture, row_counts

    def __call__(self, *arguments: str) -> int:
        code = main(list(arguments))
        self.out, self.err = self._capture.readouterr()
        return code

    def table(self, *lines: str, name: str = "in.csv", head: str = HEAD) -> str:
        path = self.folder / name
        path.write_text("\n".join([head, *lines]), "utf-8")
        return str(path)

    def rows(self) -> dict[str, int]:
        engine = open_store(self.url)
        counts = self._row_counts(engine)
        engine.dispose()
        return counts

    def written(self, work: Callable[[], int]) -> tuple[int, dict[str, int]]:
        """The exit code, and the growth of each table except the series."""
        before = self.rows()
        code = work()
        after = self.rows()
        own = {name: after[name] - n for name, n in before.items() if after[name] != n}
        return code, {name: n for name, n in own.items() if name not in ("series", "subject")}


@pytest.fixture
def command(
    databases: Any, tmp_path: Path, settings: Callable[..., None], capsys: pytest.CaptureFixture[str], row_counts: Counts
) -> Iterator[Command]:
    """The command line on the demonstration year, in Chinese."""
    with databases.copy("demonstration", load_demonstration) as url:
        settings(DATABASE_URL=url, SANBIAO_LANGUAGE="zh")
        yield Command(url, tmp_path, capsys, row_counts)


def test_a_file_without_problems_is_recorded_as_one_batch(command: Command) -> None:
    file = command.table(GOOD.replace("10", "11"), "VO-08,全市,2023-11-30,10")
    assert command.written(lambda: command("import", file, "--by", "张三")) == (0, {"batch": 1, "report": 2, "version": 1})
    assert command.err == ""
    assert command("import", file) == 0
    assert command.out == "rows 2 new 0 changed 0 withdrawn 0 same 2 doubted 0 refused 0 left_out 0\n"


def test_a_dry_run_says_the_same_and_writes_nothing(command: Command) -> None:
    file = command.table("VO-08,全市,2023-12-30,11")
    assert command.written(lambda: command("import", file, "--dry-run")) == (0, {})
    told = command.out
    assert told == "rows 1 new 1 changed 0 withdrawn 0 same 0 doubted 0 refused 0 left_out 0\n"
    assert command.written(lambda: command("import", file))[1]["report"] == 1
    assert command.out == told


def test_any_error_refuses_everything_and_every_problem_is_printed(command: Command) -> None:
    file = command.table("VO-08,全市,2023-12-30,11", WRONG, "VO-08,洛阳,2023-12-30,1")
    for more in ((), ("--confirm",), ("--dry-run",)):
        assert command.written(lambda more=more: command("import", file, *more)) == (1, {})  # type: ignore[misc]
        assert command.err.splitlines() == [
            "error: in.csv!A3: 计划里没有编码为“BA-99”的目标。是否应为“BA-19”？",
            "error: in.csv!B4: 计划里没有叫“洛阳”的区县。",
        ]
        assert command.out == "rows 3 new 1 changed 0 withdrawn 0 same 0 doubted 0 refused 2 left_out 0\n"


def test_a_doubt_refuses_until_it_is_confirmed(command: Command) -> None:
    file = command.table(DOUBTED.replace("12-31", "12-30"), "VO-08,全市,2023-12-30,11")
    assert command.written(lambda: command("import", file)) == (1, {})
    assert command.err.startswith("doubt: in.csv!D2: 累计数1比")
    assert command.written(lambda: command("import", file, "--confirm")) == (0, {"batch": 1, "report": 2, "version": 1})


def test_a_sheet_without_header_refuses_everything(command: Command) -> None:
    files = [command.table("VO-08,全市,2023-12-30,11"), command.table("1,2", name="other.csv", head="a,b")]
    assert command.written(lambda: command("import", *files)) == (1, {})
    assert command.err.startswith("error: other.csv: 这个工作表没有认得的表头")


def test_json_says_all_of_it(command: Command) -> None:
    file = command.table("VO-08,全市,2023-12-30,11", WRONG)
    assert command("import", file, "--json") == 1
    refused = json.loads(command.out)
    assert command.err == ""
    assert refused == {
        "batch": None,
        "files": ["in.csv"],
        "rows": 2,
        "new": 1,
        "changed": 0,
        "withdrawn": 0,
        "same": 0,
        "doubted": 0,
        "refused": 1,
        "left_out": 0,
        "findings": [{"level": "error", "sentence": "in.csv!A3: 计划里没有编码为“BA-99”的目标。是否应为“BA-19”？"}],
        "changes": [
            {
                "where": "in.csv!D2",
                "code": "VO-08",
                "district": "",
                "what": ["figure"],
                "as_of": "2023-12-30",
                "kind": "new",
                "before": 8,
                "before_on": "2023-11-30",
                "after": 11,
            }
        ],
    }
    assert command("import", command.table("VO-08,全市,2023-12-30,11"), "--json") == 0
    recorded = json.loads(command.out)
    assert isinstance(recorded["batch"], int)
    assert (recorded["new"], recorded["findings"]) == (1, [])


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_json_shows_rates_dates_and_what_is_taken_back_as_they_were_given(command: Command) -> None:
    rates = command.table("BA-03,金水,2023-12-31,,47,100", "TE-05,全市,2023-12-31,99.5,,", head=f"{HEAD},分子,分母")
    dated = command.table("XM-013,2024-03-01,撤回,2024-09-01", name="dated.csv", head="项目编码,截至日期,开工实际,投用预计")
    assert command("import", rates, dated, "--json", "--dry-run") in (0, 1)
    changes = [(one["what"], one["before_on"], one["after"]) for one in json.loads(command.out)["changes"]]
    assert changes == [
        (["figure"], None, "47/100"),
        (["figure"], None, 99.5),
        (["date", "started", "actual"], None, None),
        (["date", "opened", "forecast"], None, "2024-09-01"),
    ]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_districts_rate_without_its_parts_is_refused_and_recorded_by_no_command(command: Command) -> None:
    file = command.table("BA-03,登封,2023-12-30,47")
    assert command.written(lambda: command("import", file, "--confirm")) == (1, {})
    assert command.err.startswith("error: in.csv!D2: 区县的比率不能只填数值（47）")
    bare = ("report", "BA-03", "--as-of", "2023-12-30", "--value", "47")
    assert command.written(lambda: command(*bare, "--district", "登封")) == (2, {})
    assert "BA-03: 区县的比率不能只填数值（47）" in command.err
    path = command.folder / "reports.csv"
    path.write_text("code,as_of,value,district\nBA-03,2023-12-30,47,登封\nBA-03,2023-12-30,47,\n", "utf-8")
    assert command.written(lambda: command("report", "--file", str(path))) == (2, {})
    assert "reports.csv:2: 区县的比率不能只填数值（47）" in command.err
    assert command.written(lambda: command(*bare)) == (0, {"batch": 1, "report": 1, "version": 1})


def test_what_cannot_be_read_is_one_line_and_writes_nothing(command: Command) -> None:
    rubbish = command.folder / "in.xlsx"
    rubbish.write_bytes(b"PK rubbish")
    good = command.table("VO-08,全市,2023-12-30,11")
    for files, name in (((str(rubbish),), "in.xlsx"), ((good, str(rubbish)), "in.xlsx"), (("missing.csv",), "missing.csv")):
        assert command.written(lambda files=files: command("import", *files)) == (2, {})  # type: ignore[misc]
        assert name in command.err
        assert (command.err.count("\n"), command.out) == (1, "")


def test_an_unknown_plan_and_no_file_are_named(command: Command) -> None:
    assert command("import", command.table(GOOD), "--plan", "nowhere") == 2
    assert "nowhere" in command.err
    assert command("import") == 2


def test_the_template_comes_back_without_a_change(command: Command) -> None:
    out = command.folder / "template.xlsx"
    assert command.written(lambda: command("template", "--out", str(out), "--as-of", "2023-06-30")) == (0, {})
    assert command.out == f"{out}\n"
    assert command.written(lambda: command("import", str(out), "--plan", CODE)) == (0, {})
    assert re.fullmatch(r"rows \d+ new 0 changed 0 withdrawn 0 same [1-9]\d* doubted 0 refused 0 left_out \d+\n", command.out)


def test_the_template_of_a_district_takes_its_name(command: Command) -> None:
    out = command.folder / "template.xlsx"
    assert command("template", "--out", str(out), "--as-of", "2023-06-30", "--district", "金水") == 0
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_name("建设项目").to_python()
    assert {row[2] for row in rows[1:]} == {"金水"}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--out", "x.xlsx", "--district", "洛阳"), "洛阳"),
        (("--out", "x.xlsx", "--as-of", "2023-02-30"), "2023-02-30"),
        (("--out", "x.xlsx", "--plan", "nowhere"), "nowhere"),
        (("--out", "missing/x.xlsx"), "missing"),
        ((), "--out"),
    ],
)
def test_a_template_that_cannot_be_made_is_one_line(
    command: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], word: str
) -> None:
    monkeypatch.chdir(command.folder)
    assert command("template", *arguments) == 2
    assert word in command.err
    assert command.err.count("\n") == 1
    assert not (command.folder / "x.xlsx").exists()


def test_help_names_both_commands(command: Command) -> None:
    assert command("--help") == 0
    assert "import" in command.out
    assert "template" in command.out
