"""Every paper over a store of hostile texts: valid, no text becomes a formula, a link, markup or a program, all are kept."""

import csv
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator
from sqlalchemy import Engine

from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.export.download import FORMS, file_name
from components.i18n.text import Text
from models.config import read_settings
from models.imports.template import template
from models.snapshots.plan_data import read_reports
from models.snapshots.plan_parts import read_parts
from models.snapshots.snapshot import SnapshotFactory
from models.store.engine import open_store, reading
from tests.hostile import DAY, PLAN, fill, texts

BASE = Address("", PLAN, DAY, date(2023, 5, 31))
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TABLES = ("projects", "programmes", "targets", "quotas")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A store in which every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    url = f"sqlite:///{(folder / 'store.sqlite').as_posix()}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        read_settings.cache_clear()
        fill(url, folder)
    read_settings.cache_clear()
    engine = open_store(url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def builder(store: Engine) -> ExhibitBuilder:
    """Return parts of that store."""
    return ExhibitBuilder(SnapshotFactory(store), now=datetime.now(UTC))


@pytest.fixture(scope="module")
def made(builder: ExhibitBuilder, store: Engine) -> dict[str, bytes]:
    """Each paper by its name and extension."""
    with reading(store) as session:
        parts = read_parts(session, PLAN, known_at=datetime.now(UTC))
        known = read_reports(session, parts, as_of=DAY, known_at=datetime.now(UTC))
    return {
        "deck.pptx": papers.meeting_deck(builder, BASE, district="410105"),
        "briefing.docx": papers.briefing(builder, BASE, "docx"),
        "briefing.pdf": papers.briefing(builder, BASE, "pdf"),
        "workbook.xlsx": papers.workbook(builder, BASE),
        "template.xlsx": template(parts, known, as_of=DAY, district="", language="zh"),
    }


def bare(words: str) -> str:
    """Words without blanks of any kind, and without invisible marks."""
    return re.sub("[\\s\u200b-\u200d\u2060\ufeff]", "", words)


@pytest.mark.parametrize("name", ["deck.pptx", "briefing.docx", "workbook.xlsx", "template.xlsx"])
def test_office_opens_it_without_repair(made: dict[str, bytes], name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(made[name])
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


@pytest.mark.parametrize("name", ["deck.pptx", "briefing.docx", "workbook.xlsx", "template.xlsx"])
def test_nothing_in_it_leads_out_or_runs(made: dict[str, bytes], name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(made[name])) as packed:
        for part in packed.namelist():
            assert not re.search(r"vbaProject|activeX|oleObject|externalLink", part)
            if part.endswith((".xml", ".rels")):
                content = packed.read(part)
                assert b"<!DOCTYPE" not in content
                tree = etree.fromstring(content)
                assert [one for one in tree.iter() if one.get("TargetMode") == "External"] == []
                fields = [
                    str(one.text or one.get(f"{WORD}instr")) for one in tree.iter("{*}instrText", "{*}fldSimple", "{*}ddeLink")
                ]
                assert {one.strip().split()[0] for one in fields} <= {"PAGE", "NUMPAGES", "SEQ"}


@pytest.mark.parametrize("name", ["workbook.xlsx", "template.xlsx"])
def test_no_cell_is_a_formula_and_the_texts_stand_as_they_are(made: dict[str, bytes], name: str) -> None:
    sheets = load_workbook(io.BytesIO(made[name])).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    said = {bare(str(cell.value)) for cell in cells}
    assert [one for one in texts().values() if bare(one) not in said] == []


@pytest.mark.parametrize(("name", "pattern"), [("deck.pptx", r"ppt/slides/.+\.xml"), ("briefing.docx", r"word/document\.xml")])
def test_texts_in_slides_and_pages_are_runs_of_letters(made: dict[str, bytes], name: str, pattern: str) -> None:
    with zipfile.ZipFile(io.BytesIO(made[name])) as packed:
        trees = [etree.fromstring(packed.read(part)) for part in packed.namelist() if re.fullmatch(pattern, part)]
    said = {bare("".join(one.itertext())) for tree in trees for one in tree.iter("{*}p")}
    assert len([one for one in texts().values() if bare(one) in said]) >= 8  # the first of each list


def test_typst_sets_the_texts_and_runs_none(made: dict[str, bytes], tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext")
    path = tmp_path / "briefing.pdf"
    path.write_bytes(made["briefing.pdf"])
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    printed = bare(done.stdout.decode())
    assert len([one for one in texts().values() if bare(one) in printed]) >= 5
    assert "root:x:0" not in printed
    assert not re.search(rb"/(JavaScript|Launch|EmbeddedFile|URI)\b", made["briefing.pdf"])


@pytest.mark.parametrize("part", TABLES)
def test_no_cell_of_a_csv_begins_like_a_formula(builder: ExhibitBuilder, part: str) -> None:
    address = Address(part, PLAN, DAY, BASE.since)
    words = FORMS["csv"].make([builder.make(address)], Text("zh"), builder.snapshot(BASE).view).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(words, newline="")))
    cells = [cell for row in rows for cell in row]
    number = re.compile(r"-?[\d.]+(e[-+]?\d+)?")
    assert [cell for cell in cells if re.match(r"[=+\-@\t\r＝＋－＠]", cell) and not number.fullmatch(cell)] == []
    assert len({len(row) for row in rows}) == 1
    if part in ("projects", "programmes", "targets"):
        said = {bare(cell.removeprefix("'")) for cell in cells} | {bare(cell) for cell in cells}
        assert [one for one in texts().values() if bare(one) not in said] == []


@pytest.mark.parametrize("part", ["school_map", "timeline", "gaps", "stages", "worst", "projects"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_picture_holds_shapes_and_letters_only(builder: ExhibitBuilder, part: str, language: str) -> None:
    address = Address(part, PLAN, DAY, BASE.since, language)
    drawn = FORMS["svg"].make([builder.make(address)], Text(language), builder.snapshot(BASE).view)
    tags = {etree.QName(one).localname for one in etree.fromstring(drawn).iter() if isinstance(one.tag, str)}
    assert tags <= {"svg", "g", "path", "rect", "circle", "line", "text", "tspan", "title", "desc", "polygon", "polyline"}
    attributes = {str(name) for one in etree.fromstring(drawn).iter() for name in one.attrib}
    assert not [name for name in attributes if name.startswith("on") or name.endswith("href")]


@pytest.mark.parametrize("what", list(texts().values()))
def test_a_file_that_is_taken_away_has_a_name_that_every_system_takes(what: str) -> None:
    name = file_name(BASE, what, "csv", page=what, choice=what)
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', name)
    assert name.endswith(".csv")
    assert name.removesuffix(".csv").strip(" .") == name.removesuffix(".csv") != ""
    assert name.endswith(f"_{DAY.isoformat()}.csv")
    assert len(name) <= 84
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name)
