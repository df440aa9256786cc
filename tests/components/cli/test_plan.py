"""The command ``plan propose``: targets with their words and questions, as a table, as JSON and as a plan file."""

import json
from pathlib import Path

import pytest

from components.cli.main import main
from models.i18n import LANGUAGES
from models.plan.file import read_plan_file
from models.status import TargetKind

TEXT = """滨城市教育局2024年工作要点
一、学前教育
新建公办幼儿园12所，普惠率保持在90%以上。
近视率控制在48%以内。
加强学校安全管理，完善制度。
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The text of a plan as a file."""
    file = tmp_path / "plan.txt"
    file.write_text(TEXT, "utf-8")
    return file


def test_each_target_is_printed_with_its_words(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "propose", str(plan)]) == 0
    out = capsys.readouterr().out
    assert "“新建公办幼儿园12所”" in out
    assert "≤ 48%" in out
    assert "目标 3 项，推进事项 1 项" in out


def test_json_holds_spans_comparators_and_answers(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "propose", str(plan), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["year"], answer["titles"]) == (2024, ["滨城市教育局2024年工作要点"])
    assert [TEXT[one["start"] : one["end"]] for one in answer["targets"]] == [one["words"] for one in answer["targets"]]
    last = answer["targets"][-1]
    assert (last["comparator"], last["value"], last["fits"]) == ("at_most", 48, True)
    assert last["questions"][-1]["options"][0]["changes"] == {"due": "2024-12-31"}
    assert [one["name"] for one in answer["directions"]] == ["学校安全管理"]


def test_yaml_is_a_plan_with_the_likeliest_answers(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "own.yaml"
    assert main(["plan", "propose", str(plan), "--year", "2025", "--yaml", str(out)]) == 0
    made = read_plan_file(out)
    assert (made.plan.code, made.plan.city, made.plan.year) == ("plan-2025", "滨城市", 2025)
    assert [one.kind for one in made.targets] == [TargetKind.COUNT, TargetKind.FLOOR, TargetKind.CEILING, TargetKind.ACTION]
    assert capsys.readouterr().err == ""


def test_what_a_plan_file_cannot_express_is_told(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan.write_text(TEXT + "\n办学水平进入全省前3名。\n", "utf-8")
    assert main(["plan", "propose", str(plan), "--yaml", str(tmp_path / "own.yaml")]) == 0
    assert "1" in capsys.readouterr().err


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_plans_in_one_file_are_told(
    plan: Path, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SANBIAO_LANGUAGE", language)
    plan.write_text(TEXT + "\n海城市教育局2024年工作计划\n\n一、建设\n新建小学3所。\n", "utf-8")
    assert main(["plan", "propose", str(plan)]) == 0
    assert "海城市教育局2024年工作计划" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["春风吹过学校的操场，孩子们在树下读书。", "2024年，阳光很好，孩子们在树下读书。", "Build twelve kindergartens."]
)
def test_a_text_without_a_plan_ends_with_one_sentence(plan: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    plan.write_text(text, "utf-8")
    assert main(["plan", "propose", str(plan)]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert "plan.txt" in captured.err


def test_words_of_a_file_do_not_move_the_cursor(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan.write_text(TEXT + "\u202e新建小学3所\u202c。\n", "utf-8")
    assert main(["plan", "propose", str(plan)]) == 0
    assert "\u202e" not in capsys.readouterr().out
