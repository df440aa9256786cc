"""``python manage.py papers``: what is due is made, whole and once; one error stops nothing else."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.cli import papers as command
from components.cli.main import main
from components.export import papers
from components.export.schedule import CATCH_UP, PaperPart, due_on, due_papers
from models.commands.ledger import store_reports
from models.commands.records import NewReport
from models.demo import load_demonstration
from models.errors import FileError
from models.store.engine import open_store

PLAN = "zhengzhou-2023-demo"
DATASET = f"{PLAN}_2023-09-05_dataset_en.xlsx"
TWO = """
folder: papers
papers:
  - {paper: dataset, day: 5}
  - {paper: deck, day: 5, district: "410105", language: zh}
  - {paper: workbook, day: 20}
"""


@pytest.fixture
def store(tmp_path: Path, loaded_store: Callable[..., str], settings: Callable[..., None]) -> str:
    """A store with the demonstration year, that of the command line, in English."""
    url = loaded_store(tmp_path, load_demonstration)
    settings(DATABASE_URL=url, SANBIAO_LANGUAGE="en")
    return url


@pytest.fixture
def run(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[tuple[str, str]]]]:
    """Run a schedule on a day; return the exit code, and state and file of each line."""

    def make(schedule: str, on: str = "2023-09-05", *more: str) -> tuple[int, list[tuple[str, str]]]:
        (tmp_path / "schedule.yaml").write_text(schedule, encoding="utf-8")
        code = main(["papers", "--schedule", str(tmp_path / "schedule.yaml"), "--on", on, *more])
        lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
        return code, [(state, name) for _, state, name, *_ in lines]

    return make


def files(folder: Path) -> dict[str, bytes]:
    """What is in a folder, temporary files included."""
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def test_what_is_due_is_made_and_named_by_plan_day_and_district(run: Callable[..., object], tmp_path: Path) -> None:
    deck = f"{PLAN}_2023-09-05_deck_410105_zh.pptx"
    assert run(TWO) == (0, [("made", DATASET), ("made", deck)])
    assert {name: content[:2] for name, content in files(tmp_path / "papers").items()} == {DATASET: b"PK", deck: b"PK"}
    assert (tmp_path / "papers" / deck).stat().st_mode & 0o777 == 0o644


def test_a_dry_run_says_what_is_due_and_writes_nothing(run: Callable[..., object], tmp_path: Path) -> None:
    deck = f"{PLAN}_2023-09-05_deck_410105_zh.pptx"
    assert run(TWO, "2023-09-05", "--dry-run") == (0, [("due", DATASET), ("due", deck)])
    assert files(tmp_path / "papers") == {}


def test_a_second_run_makes_the_same_file_and_leaves_another_as_it_is(
    run: Callable[..., object], store: str, tmp_path: Path
) -> None:
    only = "folder: papers\npapers: [{paper: dataset, day: 5}]\n"
    assert run(only) == (0, [("made", DATASET)])
    first = files(tmp_path / "papers")
    assert run(only) == (0, [("same", DATASET)])
    engine = open_store(store)
    store_reports(engine, PLAN, [NewReport("BA-04", date(2023, 9, 1), Decimal(10))], author="late")
    engine.dispose()
    assert run(only) == (1, [("kept", DATASET)])
    assert files(tmp_path / "papers") == first


def test_one_error_does_not_stop_the_others(run: Callable[..., object], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(papers, "workbook", broken)
    schedule = """
folder: papers
papers:
  - {paper: deck, day: 5, district: "999"}
  - {paper: deck, day: 5, plan: nowhere}
  - {paper: briefing, day: 5, plan: nowhere, district: each}
  - {paper: workbook, day: 5}
  - {paper: dataset, day: 5}
"""
    code, lines = run(schedule)  # type: ignore[misc]
    assert code == 1
    assert [state for state, _ in lines] == ["failed", "failed", "failed", "failed", "made"]
    assert list(files(tmp_path / "papers")) == [DATASET]


def test_a_dry_run_tells_an_unknown_district(run: Callable[..., object]) -> None:
    assert run('folder: p\npapers: [{paper: deck, day: 5, district: "999"}]\n', "2023-09-05", "--dry-run") == (
        1,
        [("failed", "deck")],
    )


def test_a_paper_of_each_district_is_a_file_of_each(run: Callable[..., object]) -> None:
    code, lines = run("folder: p\npapers: [{paper: briefing, form: pdf, day: 5, district: each}]\n", "2023-09-05", "--dry-run")  # type: ignore[misc]
    assert code == 0
    assert len({name for _, name in lines}) == 16
    assert ("due", f"{PLAN}_2023-09-05_briefing_HK_en.pdf") in lines


def test_a_missed_day_is_made_up_for_with_the_figures_of_that_day(run: Callable[..., object], tmp_path: Path) -> None:
    only = "folder: papers\npapers: [{paper: dataset, day: 5}]\n"
    assert run(only, "2023-09-08") == (0, [("made", DATASET)])
    assert run(only, "2023-09-09") == (0, [])  # it is there
    assert run(only, "2023-08-31") == (0, [])  # too long ago


def test_figures_can_be_those_of_the_month_before(run: Callable[..., object]) -> None:
    only = "folder: p\npapers: [{paper: dataset, day: 5, figures: last_month}]\n"
    assert run(only, "2023-09-05", "--dry-run") == (0, [("due", f"{PLAN}_2023-08-31_dataset_en.xlsx")])


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        ("papers: [{paper: deck, day: 5}]", "folder: name the folder"),
        ("folder: p", "papers: this needs a list"),
        ("- deck", "needs a list"),
        ("folder: p\npapers: [{paper: deck, day: 32}]", "papers[0].day"),
        ("folder: p\npapers: [{paper: song, day: 5}]", "papers[0].paper: 'song' is not one of"),
        ("folder: p\npapers: [{paper: deck, dya: 5}]", "papers[0].dya: unknown key"),
        ("folder: p\nfile: x\npapers: [{paper: deck, day: 5}]", "file: unknown key"),
        ("folder: p\npapers: [{paper: capsule, day: 5, district: HK}]", "papers[0]: capsule is about the whole city"),
        ("folder: p\npapers: [{paper: deck, day: 5}, {paper: deck, day: 5}]", "papers[1]: this paper is listed twice"),
        ("folder: [", "schedule.yaml:1: invalid YAML"),
    ],
)
def test_a_schedule_with_an_error_is_one_sentence(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], schedule: str, told: str
) -> None:
    (tmp_path / "schedule.yaml").write_text(schedule, encoding="utf-8")
    assert main(["papers", "--schedule", str(tmp_path / "schedule.yaml")]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert told in shown.err
    assert shown.err.count("\n") == 1


def test_what_could_not_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no space left on the device")

    monkeypatch.setattr(command.os, "fsync", full)
    with pytest.raises(FileError, match=r"a\.pdf"):
        command.write_whole(tmp_path / "a.pdf", b"content")
    assert files(tmp_path) == {}


@given(st.integers(1, 31), st.dates(date(2023, 1, 1), date(2032, 12, 31)))
def test_an_entry_was_last_due_within_a_month_on_its_day_or_the_last_of_a_short_month(day: int, today: date) -> None:
    due = due_on(PaperPart(paper="deck", day=day), today)
    assert 0 <= (today - due).days <= 30
    following = date.fromordinal(due.toordinal() + 1)
    assert due.day == day or (due.day < day and following.day == 1)


@given(st.integers(1, 31), st.dates(date(2023, 1, 1), date(2032, 12, 31)))
def test_a_paper_is_due_on_its_day_and_for_some_days_after(day: int, today: date) -> None:
    entry = PaperPart(paper="deck", day=day)
    found = list(due_papers(entry, today, plan="p", language="zh", districts=()))
    assert bool(found) == (today - due_on(entry, today) <= CATCH_UP)
    assert all(paper.name == f"p_{paper.due}_deck_zh.pptx" for paper in found)
