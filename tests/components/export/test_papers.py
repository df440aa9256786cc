"""Whole papers of the demonstration year: valid, marked, of the right length, customised, and safe for any store."""

import base64
import io
import json
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from sqlalchemy import Engine

from components.exhibits.address import Address, parse_address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.export.pptx.tags import tagged
from components.i18n.text import Text
from models.commands.ledger import store_contents, store_plan
from models.commands.records import BatchContents, NewMilestone, NewProgramme, NewProject, NewReport
from models.plan.file import PlanFile
from models.snapshots.snapshot import SnapshotFactory
from models.store.anchors import anchor_of
from models.store.engine import open_store

DAY = date(2023, 9, 30)
BASE = Address("", "zhengzhou-2023-demo", DAY, date(2023, 8, 31))
ENGLISH = Address("", "zhengzhou-2023-demo", DAY, date(2023, 8, 31), "en")
DISTRICTS = ("410102", "410103", "410104", "410105", "410106", "410108", "410122", "410181", "ZD", "HK")
MEGABYTE = 1_000_000
#: Possible contents of a name or a remark; each is in another project and programme.
HOSTILE = (
    "<b>&amp; \"双引号\" '单引号'</b>",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.invalid")',
    "</script><script>alert(1)</script>",
    "喆㛃𣲗小学😀",
    "很长的名字" * 12,
    "#eval(1) $x$ *粗* [a](b) \x0b控制符",
    "-1+2 @SUM(A1)",
)


@pytest.fixture(scope="module")
def made(builder: ExhibitBuilder) -> dict[str, bytes]:
    """Each paper of the demonstration year, by its name and extension."""
    return {
        "meeting.pptx": papers.meeting_deck(builder, BASE, district="410105"),
        "district.pptx": papers.district_deck(builder, BASE, "410105"),
        "briefing.docx": papers.briefing(builder, BASE, "docx"),
        "briefing.pdf": papers.briefing(builder, BASE, "pdf"),
        "english.docx": papers.briefing(builder, ENGLISH, "docx"),
        "english.pdf": papers.briefing(builder, ENGLISH, "pdf"),
        "workbook.xlsx": papers.workbook(builder, BASE),
        "capsule.html": papers.capsule(builder, BASE),
    }


def views(page: bytes) -> dict[str, Any]:
    """The parts of each view of the capsule."""
    data = embedded(page)
    return {key: json.loads(zlib.decompress(base64.b64decode(one))) for key, one in data["views"].items()}


def embedded(page: bytes) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.decode(), re.DOTALL)
    assert found
    return json.loads(found[1])


def pages(content: bytes, folder: Path) -> list[str]:
    """The text of each page of a PDF."""
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext")
    (folder / "file.pdf").write_bytes(content)
    told = subprocess.run(["pdftotext", "-layout", folder / "file.pdf", "-"], capture_output=True, check=True, text=True).stdout
    return told.removesuffix("\f").split("\f")


def as_pdf(names: list[str], made: dict[str, bytes], folder: Path) -> list[bytes]:
    """Papers as printed by LibreOffice."""
    if shutil.which("soffice") is None:
        pytest.skip("there is no LibreOffice")
    for name in names:
        (folder / name).write_bytes(made[name])
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *(folder / name for name in names)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return [(folder / name).with_suffix(".pdf").read_bytes() for name in names]


@pytest.mark.parametrize("name", ["meeting.pptx", "district.pptx", "briefing.docx", "english.docx", "workbook.xlsx"])
def test_office_opens_each_paper_without_repair(made: dict[str, bytes], name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(made[name])
    assert OpenXmlValidator().validate(tmp_path / name).errors == []


def test_the_deck_of_the_meeting_has_about_a_dozen_statements_on_few_slides(made: dict[str, bytes]) -> None:
    slides = list(Presentation(io.BytesIO(made["meeting.pptx"])).slides)
    statements = {tag.address for slide in slides for _, tag in tagged(slide)}
    assert 10 <= len(statements) <= 16
    assert len(statements) < len(slides) <= 22  # cover and agenda included
    assert all(slide.shapes.title is not None and slide.shapes.title.text for slide in slides)
    assert len(made["meeting.pptx"]) < MEGABYTE


@pytest.mark.parametrize("name", ["briefing.pdf", "english.pdf"])
def test_the_briefing_has_two_to_four_pages(made: dict[str, bytes], name: str, tmp_path: Path) -> None:
    assert 2 <= len(pages(made[name], tmp_path)) <= 4


def test_libreoffice_sets_the_word_briefing_on_two_to_four_pages(made: dict[str, bytes], tmp_path: Path) -> None:
    for printed in as_pdf(["briefing.docx", "english.docx"], made, tmp_path):
        assert 2 <= len(pages(printed, tmp_path)) <= 4


def test_the_capsule_fits_a_mail(made: dict[str, bytes]) -> None:
    assert len(made["capsule.html"]) <= 8 * MEGABYTE
    districts = 16
    assert len(views(made["capsule.html"])) == 2 * (districts + 1)


def test_made_up_figures_are_marked_in_each_paper(made: dict[str, bytes], tmp_path: Path) -> None:
    for name in ("meeting.pptx", "district.pptx"):
        for slide in Presentation(io.BytesIO(made[name])).slides:
            assert [shape.text_frame.text for shape in slide.shapes if shape.name == "demonstration"] == [Text("zh")("deck.demo")]
    for language, name in (("zh", "briefing"), ("en", "english")):
        mark = Text(language)("briefing.demonstration")
        assert mark in Document(io.BytesIO(made[f"{name}.docx"])).sections[0].header.paragraphs[0].text
        assert all(mark in page for page in pages(made[f"{name}.pdf"], tmp_path))
    *sheets, _ = load_workbook(io.BytesIO(made["workbook.xlsx"])).worksheets
    assert all(sheet["A2"].value == Text("zh")("sheet.demonstration") for sheet in sheets)
    assert embedded(made["capsule.html"])["demonstration"] is True


def test_each_paper_carries_the_head_of_the_seals_in_its_properties(made: dict[str, bytes], demo_year: Engine) -> None:
    with demo_year.connect() as connection:
        words = f"数据库封印 {anchor_of(connection).short_head}"
    for name in ("meeting.pptx", "district.pptx"):
        assert Presentation(io.BytesIO(made[name])).core_properties.keywords == words
    assert Document(io.BytesIO(made["briefing.docx"])).core_properties.keywords == words
    assert load_workbook(io.BytesIO(made["workbook.xlsx"])).properties.keywords == words
    assert f'<meta name="keywords" content="{words}">' in made["capsule.html"].decode()
    assert words.encode() in made["briefing.pdf"]  # its metadata are not compressed
    assert len(words.split()[-1]) == 12


def test_ten_people_at_once_get_each_their_own_deck(demo_year: Engine) -> None:
    asked = [Address("", BASE.plan, DAY, BASE.since, "zh" if at % 2 else "en", chosen={}) for at in range(10)]

    def make(base: Address, district: str) -> bytes:
        return papers.district_deck(ExhibitBuilder(SnapshotFactory(demo_year)), base, district)

    with ThreadPoolExecutor(10) as pool:
        decks = list(pool.map(make, asked, DISTRICTS))
    for base, district, content in zip(asked, DISTRICTS, decks, strict=True):
        slides = list(Presentation(io.BytesIO(content)).slides)
        addresses = [parse_address(tag.address) for slide in slides for _, tag in tagged(slide)]
        assert {(one.language, one.chosen["district"]) for one in addresses} == {(base.language, district)}
        assert any(name_of(demo_year, base, district) in slide.shapes.title.text for slide in slides if slide.shapes.title)


def name_of(engine: Engine, base: Address, district: str) -> str:
    frame = ExhibitBuilder(SnapshotFactory(engine)).snapshot(base).view.districts
    return Text(base.language).names(frame)[district]


# Any content of the store


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, small_plan: Callable[..., PlanFile]) -> Iterator[dict[str, bytes]]:
    """The papers of a small plan whose projects, programmes and owners have hostile names."""
    engine = open_store(f"sqlite:///{(tmp_path_factory.mktemp('hostile') / 'store.sqlite').as_posix()}")
    store_plan(engine, small_plan(remark="<b>&喆㛃𣲗"), name="small.yaml", author="test")
    store_contents(engine, "small", contents(), author="test")
    builder, base = ExhibitBuilder(SnapshotFactory(engine)), Address("", "small", DAY, date(2023, 8, 31))
    yield {
        "deck.pptx": papers.meeting_deck(builder, base, district="N"),
        "briefing.docx": papers.briefing(builder, base, "docx"),
        "briefing.pdf": papers.briefing(builder, base, "pdf"),
        "workbook.xlsx": papers.workbook(builder, base),
        "capsule.html": papers.capsule(builder, base),
    }
    engine.dispose()


def contents() -> BatchContents:
    """A late project and a late programme for each text, and a report with all of them."""
    codes = range(len(HOSTILE))
    projects = [NewProject(f"P{at}", HOSTILE[at], "N", "primary", "new", owner=HOSTILE[-1 - at]) for at in codes]
    programmes = [NewProgramme(f"V{at}", HOSTILE[at], HOSTILE[-1 - at], "higher", "cluster", owner=HOSTILE[at]) for at in codes]
    late = [
        NewMilestone(f"{kind}{at}", step, aspect, day, DAY)
        for kind, step in (("P", "opened"), ("V", "approved"))
        for at in codes
        for aspect, day in (("baseline", date(2023, 8, 1)), ("forecast", date(2023, 12, 1)))
    ]
    report = NewReport("C", DAY, Decimal(9), note="".join(HOSTILE))
    return BatchContents(reports=[report], milestones=late, projects=projects, programmes=programmes)


def cleaned(words: str) -> str:
    """Words as kept in files: without the signs that XML forbids."""
    return words.replace("\x0b", "")


def texts(content: bytes, pattern: str, paragraph: str) -> list[str]:
    """The words of each paragraph, or of each cell, of a file of Office."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            if re.fullmatch(pattern, name):
                found += ["".join(one.itertext()) for one in etree.fromstring(packed.read(name)).iter(f"{{*}}{paragraph}")]
    return found


def test_hostile_names_stay_text_in_the_deck(hostile: dict[str, bytes]) -> None:
    said = texts(hostile["deck.pptx"], r"ppt/slides/[^/]+\.xml", "p")
    assert {cleaned(one) for one in HOSTILE} <= set(said)
    assert any("<b>&喆㛃𣲗" in one for one in said)
    with zipfile.ZipFile(io.BytesIO(hostile["deck.pptx"])) as packed:
        assert not [name for name in packed.namelist() if "vbaProject" in name or "activeX" in name]
        links = b"".join(packed.read(name) for name in packed.namelist() if name.endswith(".rels"))
        books = [packed.read(name) for name in packed.namelist() if name.endswith(".xlsx")]
    assert b"hyperlink" not in links
    assert books
    assert not any(formulas(book) for book in books)


def formulas(book: bytes) -> list[str]:
    """The cells of a workbook that would be computed."""
    sheets = load_workbook(io.BytesIO(book)).worksheets
    return [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_hostile_names_stay_text_in_the_briefing(hostile: dict[str, bytes], tmp_path: Path) -> None:
    said = texts(hostile["briefing.docx"], r"word/document\.xml", "p")
    first = [cleaned(one) for one in HOSTILE if any(cleaned(one) == words for words in said)]
    assert len(first) >= 3  # the briefing shows the first of each list
    assert not [one for one in texts(hostile["briefing.docx"], r"word/document\.xml", "instrText") if one]
    printed = re.sub(r"\s", "", "".join(pages(hostile["briefing.pdf"], tmp_path)))
    assert sum(re.sub(r"\s", "", one) in printed for one in first) >= 2
    assert "<b>&喆㛃𣲗" in printed


def test_hostile_names_stay_text_in_the_workbook(hostile: dict[str, bytes]) -> None:
    cells = {
        cell.value for sheet in load_workbook(io.BytesIO(hostile["workbook.xlsx"])) for row in sheet.iter_rows() for cell in row
    }
    assert {cleaned(one) for one in HOSTILE} <= cells
    assert formulas(hostile["workbook.xlsx"]) == []
    assert b"hyperlink" not in hostile["workbook.xlsx"]


def test_hostile_names_stay_text_in_the_capsule(hostile: dict[str, bytes]) -> None:
    shown = views(hostile["capsule.html"])
    names = {cell[0] for part in shown["zh/N"] for row in part["table"]["rows"] for cell in row}
    assert {cleaned(one) for one in HOSTILE} <= {cleaned(one) for one in names}
    assert hostile["capsule.html"].count(b"<script") == 3
    drawn = [svg for part in shown["zh/"] for svg in part["drawn"].values()]
    assert drawn
    assert all(etree.fromstring(one).tag.endswith("svg") for one in drawn)
    assert not any(re.search(r"<script|\son\w+=|href=", one) for one in drawn)
