"""``plan workbook``, ``plan check`` and ``load-plan`` with a workbook."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from components.cli.main import main
from models.config import DATA

REAL = DATA / "plans" / "zhengzhou-2023.yaml"
SMALL = Path(__file__).parents[2] / "plans" / "three-districts.yaml"


@pytest.fixture
def own(tmp_path: Path, settings: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with a store that holds the plan of three districts, and its workbook."""
    settings(DATABASE_URL=f"sqlite:///{tmp_path}/store.sqlite")
    assert main(["load-plan", str(SMALL)]) == 0
    assert main(["plan", "workbook", "--out", str(tmp_path / "plan.xlsx")]) == 0
    capsys.readouterr()
    return tmp_path


def changed(file: Path) -> None:
    """Move the goal of the first target, and the margin of the rules."""
    book = openpyxl.load_workbook(file)
    heads = {cell.value: cell.column for cell in book["目标"][1]}
    book["目标"].cell(2, heads["目标值"], 8)
    labels = {row[0].value: row[0].row for row in book["计划"].iter_rows()}
    book["计划"].cell(labels["保持比率的余量"], 2, 1)
    book.save(file)


def test_a_workbook_as_it_was_written_changes_nothing(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "check", str(own / "plan.xlsx")]) == 0
    assert capsys.readouterr().out == "计划 three-districts 将有0处改变。\n"


def test_a_check_says_what_a_workbook_would_change_and_records_nothing(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(own / "plan.xlsx")
    for _ in range(2):
        assert main(["plan", "check", str(own / "plan.xlsx")]) == 0
        assert capsys.readouterr().out.splitlines() == [
            "计划 three-districts 将有2处改变。",
            "T-1\t“新建学校”目标由6改为8（无文号）",
            "plan\t计划：“保持比率的余量”由0.5改为1",
        ]


def test_a_workbook_is_loaded_as_a_revision(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(own / "plan.xlsx")
    assert main(["load-plan", str(own / "plan.xlsx"), "--revise", "--document", "〔2026〕7号"]) == 0
    assert capsys.readouterr().out == "three-districts: v2, 2\n"
    assert main(["plan", "check", str(own / "plan.xlsx")]) == 0
    assert capsys.readouterr().out == "计划 three-districts 将有0处改变。\n"


def test_a_plan_that_is_not_stored_is_a_new_one(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "check", str(REAL)]) == 0
    assert capsys.readouterr().out == "这是一份新计划“郑州市教育系统2023年重点工作”：82个目标。\n"


def test_notices_of_a_workbook_are_printed(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(own / "plan.xlsx")
    book["目标"]["I2"] = "6所"
    book.save(own / "plan.xlsx")
    assert main(["plan", "check", str(own / "plan.xlsx")]) == 0
    assert capsys.readouterr().err == "目标!I2: “6所”认作6。\n"


def test_a_bad_workbook_ends_with_one_line_that_names_its_cells(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(own / "plan.xlsx")
    book["目标"]["I2"], book["目标"]["K2"] = "很多", "年内"
    book.save(own / "plan.xlsx")
    assert main(["load-plan", str(own / "plan.xlsx"), "--revise", "--document", "x"]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert "目标!I2: “很多”不是数字。" in captured.err
    assert "目标!K2: " in captured.err


def test_the_template_needs_no_store(tmp_path: Path, settings: Callable[..., None]) -> None:
    settings(DATABASE_URL=f"sqlite:///{tmp_path}/none/store.sqlite")
    assert main(["plan", "workbook", "--template", "--out", str(tmp_path / "t.xlsx")]) == 0
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames[0] == "填写说明"
