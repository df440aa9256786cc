"""``python manage.py export``: each command writes its file, a deck is checked, and every error is one sentence."""

import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pptx import Presentation

from components.cli.main import main
from models.commands.ledger import store_reports
from models.commands.meetings import hold_meeting, store_meeting
from models.commands.records import NewMeeting, NewReport
from models.demo import load_demonstration
from models.store.engine import open_store

PLAN, DAY = "zhengzhou-2023-demo", "2023-09-30"
WHAT = ("--plan", PLAN, "--as-of", DAY)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> str:
    """The address of a store with the demonstration year, which is only read."""
    return loaded_store(tmp_path_factory.mktemp("year"), load_demonstration)


@pytest.fixture
def english(year: str, settings: Callable[..., None]) -> None:
    """The command line on that store, in English."""
    settings(DATABASE_URL=year, SANBIAO_LANGUAGE="en")


def parts_of(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as packed:
        return packed.namelist()


def titles(file: Path) -> list[str]:
    slides = Presentation(io.BytesIO(file.read_bytes())).slides
    return [slide.shapes.title.text for slide in slides if slide.shapes.title is not None]


@pytest.mark.parametrize(
    ("command", "name", "part"),
    [
        ("deck", "deck.pptx", "ppt/presentation.xml"),
        ("briefing", "briefing.docx", "word/document.xml"),
        ("workbook", "book.xlsx", "xl/workbook.xml"),
    ],
)
def test_each_command_writes_its_file_and_says_where(
    english: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, name: str, part: str
) -> None:
    out = tmp_path / name
    assert main(["export", command, "--out", str(out), *WHAT]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert part in parts_of(out)


def test_the_data_for_analysis_are_written_beside_the_workbook(english: None, tmp_path: Path) -> None:
    assert main(["export", "dataset", "--out", str(tmp_path / "data.xlsx"), "--csv", "--parquet", *WHAT]) == 0
    beside = {f"data_{name}.{kind}" for name in ("targets", "milestones") for kind in ("csv", "parquet")}
    assert {path.name for path in tmp_path.iterdir()} >= {"data.xlsx", *beside}
    assert (tmp_path / "data_targets.parquet").read_bytes().startswith(b"PAR1")


def test_the_briefing_is_a_pdf_where_its_name_says_so(english: None, tmp_path: Path) -> None:
    assert main(["export", "briefing", "--out", str(tmp_path / "b.PDF"), *WHAT]) == 0
    assert (tmp_path / "b.PDF").read_bytes().startswith(b"%PDF-")


def test_the_capsule_is_one_page(english: None, tmp_path: Path) -> None:
    assert main(["export", "capsule", "--out", str(tmp_path / "c.html"), *WHAT]) == 0
    assert (tmp_path / "c.html").read_bytes().lower().startswith(b"<!doctype html>")


def test_a_deck_is_about_one_district_and_in_the_language_asked_for(english: None, tmp_path: Path) -> None:
    assert main(["export", "deck", "--out", str(tmp_path / "zh.pptx"), "--district", "410105", "--lang", "zh", *WHAT]) == 0
    assert main(["export", "deck", "--out", str(tmp_path / "en.pptx"), "--district", "410105", *WHAT]) == 0
    assert any("金水" in title for title in titles(tmp_path / "zh.pptx"))
    assert any("Jinshui" in title for title in titles(tmp_path / "en.pptx"))


def test_a_deck_takes_the_masters_of_a_template(english: None, tmp_path: Path) -> None:
    own = Presentation()
    own.slide_masters[0].name = "局模板"
    own.save(str(tmp_path / "own.pptx"))
    out = tmp_path / "deck.pptx"
    assert (
        main(["export", "deck", "--out", str(out), "--district", "410105", "--template", str(tmp_path / "own.pptx"), *WHAT]) == 0
    )
    made = Presentation(str(out))
    assert made.slide_masters[0].name == "局模板"
    assert made.slide_width == own.slide_width


def test_a_deck_as_known_before_anything_was_reported_is_another(english: None, tmp_path: Path) -> None:
    for name, known in (("then", "2023-02-01"), ("later", "2023-12-01")):
        asked = ["--district", "410105", "--known-at", known, *WHAT]
        assert main(["export", "deck", "--out", str(tmp_path / f"{name}.pptx"), *asked]) == 0
    assert titles(tmp_path / "then.pptx") != titles(tmp_path / "later.pptx")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["briefing", "--out", "b.txt"], "'b.txt'"),
        (["deck", "--out", "d.pptx", "--plan", "nowhere"], "nowhere"),
        (["deck", "--out", "d.pptx", "--as-of", "31 September"], "31 September"),
        (["deck", "--out", "d.pptx", "--since", "never"], "never"),
        (["workbook", "--out", "no/such/folder/w.xlsx"], "w.xlsx"),
        (["deck", "--out", "d.pptx", "--district", "999"], "'999'"),
        (["deck", "--out", "d.pptx", "--template", "no.pptx"], "no.pptx"),
        (["deck", "--out", "d.pptx", "--meeting", "99"], "number 99"),
        (["deck", "--out", "d.pptx", "--meeting", "1", "--district", "410105"], "--with-district"),
        (["briefing", "--out", "b.pdf", "--district", "999"], "'999'"),
        (["check", "no.pptx"], "no.pptx"),
        (["deck"], "--out"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_writes_nothing(
    english: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    command, *rest = arguments
    given = () if command == "check" else WHAT  # of an option given twice the last counts
    assert main(["export", command, *given, *rest]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_template_that_is_no_deck_is_refused(english: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own.pptx").write_bytes(b"no deck")
    asked = ["--template", str(tmp_path / "own.pptx"), *WHAT]
    assert main(["export", "deck", "--out", str(tmp_path / "d.pptx"), *asked]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "d.pptx").exists()


def test_check_leaves_with_1_where_a_number_moved_and_writes_the_deck_renewed(
    tmp_path: Path, settings: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{(tmp_path / 'own.sqlite').as_posix()}"
    settings(DATABASE_URL=url, SANBIAO_LANGUAGE="en")
    engine = open_store(url)
    load_demonstration(engine)
    old, new = str(tmp_path / "old.pptx"), str(tmp_path / "new.pptx")
    assert main(["export", "deck", "--out", old, *WHAT]) == 0
    assert main(["export", "check", old]) == 0
    capsys.readouterr()
    store_reports(engine, PLAN, [NewReport("BA-08", date(2023, 9, 30), Decimal(22))], author="test")
    engine.dispose()
    assert main(["export", "check", old, "--out", new]) == 1
    *lines, written = capsys.readouterr().out.splitlines()
    assert written == new
    found = [line.split("\t") for line in lines]
    assert [line[3:] for line in found if line[5] == "moved"] == [["70%", "73.33%", "moved", "Corrected"]]
    assert {line[5] for line in found} <= {"moved", "sentence"}
    assert main(["export", "check", new]) == 0


def test_check_compares_with_another_time_and_says_so(english: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = str(tmp_path / "old.pptx")
    assert main(["export", "deck", "--out", old, *WHAT]) == 0
    capsys.readouterr()
    main(["export", "check", old, "--known-at", "2023-10-01"])
    assert "The deck was made on" in capsys.readouterr().err


def test_exhibits_are_added_to_a_deck_and_refreshed_in_it(
    english: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, added, later = (str(tmp_path / f"{name}.pptx") for name in ("own", "added", "later"))
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5])
    deck.save(own)
    asked = ["--part", "counts", "--part", "curve?target=BA-08"]
    assert main(["export", "add", own, "--out", added, *asked, *WHAT]) == 0
    assert len(Presentation(added).slides) > 2
    capsys.readouterr()
    assert main(["export", "refresh", added, "--out", later, "--as-of", "2023-10-31"]) == 0
    *lines, written = capsys.readouterr().out.splitlines()
    assert written == later
    assert {line.split("\t")[0] for line in lines} == {str(n) for n in range(2, len(Presentation(added).slides) + 1)}
    assert main(["export", "check", later]) == 0


def test_an_exhibit_that_does_not_exist_is_refused(english: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Presentation().save(str(tmp_path / "own.pptx"))
    asked = ["export", "add", str(tmp_path / "own.pptx"), "--out", str(tmp_path / "d.pptx"), "--part", "nothing", *WHAT]
    assert main(asked) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "d.pptx").exists()


def test_check_refuses_what_was_not_made_here(english: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Presentation().save(str(tmp_path / "other.pptx"))
    assert main(["export", "check", str(tmp_path / "other.pptx")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_changes_are_those_since_the_last_meeting_where_one_was_held(
    year: str, settings: Callable[..., None], tmp_path: Path
) -> None:
    shutil.copy(year.removeprefix("sqlite:///"), tmp_path / "own.sqlite")
    url = f"sqlite:///{(tmp_path / 'own.sqlite').as_posix()}"
    settings(DATABASE_URL=url, SANBIAO_LANGUAGE="zh")
    engine = open_store(url)
    number = store_meeting(engine, PLAN, NewMeeting("例会", date(2023, 9, 20), date(2023, 9, 5)), "test")
    hold_meeting(engine, PLAN, number, "test")
    engine.dispose()
    out = tmp_path / "deck.pptx"
    assert main(["export", "deck", "--out", str(out), "--with-district", "410105", *WHAT]) == 0
    assert any("2023年9月20日到2023年9月30日" in title for title in titles(out))
    assert any("金水区" in title for title in titles(out))
    assert main(["export", "deck", "--out", str(out), "--since", "2023-08-31", *WHAT]) == 0
    assert any("2023年8月31日到2023年9月30日" in title for title in titles(out))
