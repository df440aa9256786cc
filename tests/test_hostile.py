"""Hostile texts at the inputs: forbidden ones are refused with one sentence, all others are accepted unchanged."""

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from xlsxwriter import Workbook

from components.cli.main import main
from models.commands.ledger import store_reports, withdraw_batch
from models.commands.records import NewReport
from models.errors import MinutesError, PlanFileError, ReportError
from models.imports.batch import commit, stage
from models.imports.report_rows import ReportRow, contents_from
from models.plan.file import PlanFile, parse_plan
from models.queries import read_batches, read_plan
from models.store.engine import reading
from models.text import has_controls, one_line
from tests.conftest import SMALL_PLAN
from tests.hostile import refused, texts

SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
DAY, TODAY = date(2023, 6, 30), date(2023, 7, 10)
REFUSED = pytest.mark.parametrize("text", refused().values(), ids=refused())
#: Prefixes of names that lead elsewhere, and names that a system reserves.
FILE_NAMES = (
    "../../x.xlsx",
    "..\\..\\x.xlsx",
    "/etc/passwd",
    "C:\\Windows\\x.xlsx",
    "CON.xlsx",
    "a\0b.xlsx",
    "x" * 5000,
    "\x1b[2J",
)


def test_there_are_enough_of_them_and_they_are_told_apart() -> None:
    assert len(texts()) + len(refused()) >= 45
    assert not any(map(has_controls, set(texts().values()) - {texts()["tab"]}))
    assert all(map(has_controls, refused().values()))


@REFUSED
def test_a_plan_file_refuses_it_by_its_place(text: str) -> None:
    words = SMALL_PLAN.format(code="p", goal=1, remark="").replace("title: 试验计划", f"title: {json.dumps(text)}")
    with pytest.raises(PlanFileError) as caught:
        parse_plan(words.encode(), name="p.yaml")
    assert [one.where for one in caught.value.problems] == ["plan.title"]
    assert one_line(caught.value.sentence("zh")).count("\n") == 0


@SQLITE
@REFUSED
def test_a_figure_with_it_is_refused(small_store: Engine, text: str) -> None:
    with reading(small_store) as session:
        view = read_plan(session, "small", datetime.now(UTC))
    with pytest.raises(ReportError) as caught:
        contents_from([ReportRow("1", "C", "2023-06-30", "3", note=text)], view, today=TODAY)
    assert [one.key for one in caught.value.problems] == ["with_controls"]


@SQLITE
@REFUSED
def test_an_author_and_a_remark_with_it_are_refused(small_store: Engine, text: str) -> None:
    report = NewReport("C", DAY, None, note="n")
    with pytest.raises(MinutesError, match="control characters"):
        store_reports(small_store, "small", [report], author=text)
    batch = store_reports(small_store, "small", [report], author="test")
    with pytest.raises(MinutesError, match="control characters"):
        withdraw_batch(small_store, batch, author="test", note=text)


@SQLITE
@pytest.mark.parametrize("name", FILE_NAMES)
def test_the_name_of_a_file_is_only_shown(
    small_store: Engine, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    intake = stage(
        small_store,
        "small",
        [(name, sheet({"指标编码": "C", "区县": "全市", "截至日期": "2023-06-30", "数值": "3"}))],
        today=TODAY,
    )
    assert commit(small_store, intake, author="test", confirmed=intake.rows_with("doubt")) is not None
    with reading(small_store) as session:
        kept = str(read_batches(session, read_plan(session, "small", datetime.now(UTC)).head.plan_id)["file_name"].iloc[0])
    assert not has_controls(kept)
    assert len(kept) <= 255
    assert list(tmp_path.iterdir()) == []


def sheet(cells: dict[str, str]) -> bytes:
    """A workbook with one row."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("指标进度")
        for at, (head, cell) in enumerate(cells.items()):
            page.write_string(0, at, head)
            page.write_string(1, at, cell)
    return out.getvalue()


@SQLITE
def test_every_text_of_a_sheet_comes_in_as_it_is(small_store: Engine) -> None:
    note = " | ".join(texts().values()).replace("\t", " ")
    content = sheet({"指标编码": "C", "区县": "全市", "截至日期": "2023-06-30", "数值": "3", "说明": note[:1900], "佐证": "=1+1"})
    intake = stage(small_store, "small", [("x.xlsx", content)], today=TODAY)
    assert [one.problem.sentence("zh") for one in intake.findings if one.level == "error"] == []
    unseen = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff")
    assert [change.fact.note for change in intake.changes] == [note[:1900].translate(unseen).strip()]


def test_an_error_of_the_command_line_is_one_line_that_moves_no_cursor(
    settings: Callable[..., None], tmp_path: Path, small_plan: Callable[..., PlanFile], capsys: pytest.CaptureFixture[str]
) -> None:
    settings(DATABASE_URL=f"sqlite:///{(tmp_path / 's.sqlite').as_posix()}")
    path = tmp_path / "plan.yaml"
    path.write_text(SMALL_PLAN.format(code="small", goal=20, remark=""), "utf-8")
    assert main(["load-plan", str(path)]) == 0
    capsys.readouterr()
    for text in (*refused().values(), texts()["forged_log"]):
        if "\0" not in text:  # no argument of a command can contain it
            assert main(["report", text, "--as-of", "2023-06-30", "--value", "1"]) == 2
            out, err = capsys.readouterr()
            assert (out, err.count("\n")) == ("", 1)
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", err)
