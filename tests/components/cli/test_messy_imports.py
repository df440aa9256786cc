"""``python manage.py import`` of everyday sheets with a flaw: its exit code, what it says, what it records."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from components.cli.main import main
from models.demo.shipped import load_shipped
from models.store.engine import open_store
from tests.models.imports.messy import CASES, JINSHUI, JUNE, MATRICES, WHERE, Case, book


class Command:
    """The command on a store; ``out`` and ``err`` are the output of its last run."""

    def __init__(self, url: str, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.url, self.folder, self.out, self.err = url, folder, "", ""
        self._capture = capture

    def __call__(self, case: Case, *options: str) -> int:
        path = self.folder / case.file
        path.write_bytes(case.content)
        code = main(["import", str(path), *options])
        self.out, self.err = self._capture.readouterr()
        return code

    def recorded(self) -> list[tuple[str, str, str]]:
        """Code, district and value of every report by a person."""
        engine = open_store(self.url)
        query = (
            "SELECT subject.code, series.district, report.value FROM report JOIN series ON series.id = report.series_id"
            " JOIN subject ON subject.id = series.subject_id JOIN batch ON batch.id = report.batch_id"
            " WHERE batch.kind = 'report' ORDER BY report.id"
        )
        with engine.connect() as connection:
            rows = [
                (code, district, f"{Decimal(str(value)).normalize():f}")
                for code, district, value in connection.execute(text(query))
            ]
        engine.dispose()
        return rows


@pytest.fixture
def command(
    databases: object, tmp_path: Path, settings: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> Iterator[Command]:
    """The command line on the plan that ships, in Chinese."""
    with databases.copy("shipped", load_shipped) as url:  # type: ignore[attr-defined]
        settings(DATABASE_URL=url, SANBIAO_LANGUAGE="zh")
        yield Command(url, tmp_path, capsys)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_command_says_what_the_page_says_and_records_all_or_nothing(command: Command, case: Case) -> None:
    before = command.recorded()
    assert command(case) == case.exit_code, command.err
    assert [words for words in case.words if words not in command.err] == []
    assert command.recorded() == [*before, *(case.figures if case.exit_code == 0 else ())]


def test_what_is_good_is_recorded_in_part_and_the_rest_is_said(command: Command) -> None:
    case = WHERE["a merged figure beside a sound one"]
    assert command(case, "--partial") == 0
    assert command.recorded() == list(case.figures)
    assert "error: 指标进度!E2: “30”合并了E2:E3几行" in command.err
    assert "已略去有错误或存疑未确认的2处，其余1条可以导入。" in command.err


def test_a_part_leaves_out_what_is_doubted_until_it_is_confirmed(command: Command) -> None:
    case = WHERE["a merged district"]
    assert command(case, "--partial") == 0
    assert command.recorded() == [("RE-03", JINSHUI, "12")]
    assert command(case, "--partial", "--confirm") == 0
    assert command.recorded() == list(case.figures)


def test_nothing_good_is_no_part(command: Command) -> None:
    assert command(WHERE["a column twice"], "--partial") == 1
    assert command.recorded() == []


def test_a_part_is_counted_in_json(command: Command) -> None:
    assert command(WHERE["a district once"], "--partial", "--json") == 0
    answer = json.loads(command.out)
    assert (answer["rows"], answer["new"], answer["refused"], answer["findings"][0]["level"]) == (3, 1, 2, "error")


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("option", "figures"),
    [
        ("whole-city", [("RE-03", JINSHUI, "3"), ("RE-04", "", "2"), ("RE-05", "", "9")]),
        ("fill-down", [("RE-03", JINSHUI, "3"), ("RE-04", JINSHUI, "2"), ("RE-05", JINSHUI, "9")]),
        ("leave-out", [("RE-03", JINSHUI, "3")]),
    ],
)
def test_figures_without_a_district_need_an_option(command: Command, option: str, figures: list[tuple[str, str, str]]) -> None:
    assert command(WHERE["a district once"], "--blank-district", option) == 0
    assert command.recorded() == figures


def test_a_matrix_needs_an_option(command: Command) -> None:
    assert command(MATRICES["districts as columns"]) == 1
    assert "读法请确认" in command.err
    assert command(MATRICES["districts as columns"], "--matrix") == 0
    assert [value for _, _, value in command.recorded()] == ["12", "3"]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_the_citys_own_template_is_the_citys(command: Command) -> None:
    out = command.folder / "模板.xlsx"
    assert main(["template", "--out", str(out), "--as-of", JUNE]) == 0
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_name("指标进度").to_python()
    assert {row[2] for row in rows[1:]} == {"全市"}
    own = [row if row[0] != "RE-03" else [*row[:4], 12] for row in rows]
    bare = [rows[0], *([*row[:2], "", *row[3:]] for row in own[1:])]
    for file in ("全市.xlsx", "无区县.xlsx"):  # as it is handed out now, and as it was before
        case = Case(file, book(own if file == "全市.xlsx" else bare), ())
        assert command(case) == 0, command.err
        assert command.recorded() == [("RE-03", "", "12")]
