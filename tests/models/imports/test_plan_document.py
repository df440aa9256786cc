"""Documents of plans: Word, PDF and text are read, everything else is refused with one sentence."""

import io
import sys
import zipfile
from collections.abc import Callable

import pytest
import typst
from docx import Document

from models.errors import UnreadableError
from models.imports import plan_document
from models.imports.document_process import MOST_LETTERS, Refused, read
from models.imports.plan_document import check_plan_text, read_plan_document
from models.plan.text.reading import read_plan_text

TEXT = "一、学前教育\n新建公办幼儿园12所，新增学位3600个。\n加强学校安全管理，完善制度。\n"


def refused(name: str, content: bytes) -> str:
    """The key of the sentence with which a document is refused, in both languages a single one."""
    with pytest.raises(UnreadableError) as caught:
        read_plan_document(name, content)
    for language in ("zh", "en"):
        assert name in caught.value.sentence(language)
        assert "\n" not in caught.value.sentence(language)
    return caught.value.key


def word(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """A document of Word with paragraphs and a table."""
    document = Document()
    for one in paragraphs:
        document.add_paragraph(one)
    table = document.add_table(rows=0, cols=len(rows[0])) if rows else None
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_body(body: bytes, **others: bytes) -> bytes:
    """A package of Word with this body, and other parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body)
        for name, content in others.items():
            archive.writestr(f"word/{name}", content)
    return file.getvalue()


def pdf(text: str) -> bytes:
    """A PDF with text."""
    return bytes(typst.compile(f'#set page(numbering: "1")\n{text}'.encode()))


@pytest.fixture(scope="module")
def _pypdf() -> None:
    pytest.importorskip("pypdf")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_text_is_read_in_any_chinese_encoding(encoding: str) -> None:
    assert read_plan_document("plan.txt", TEXT.encode(encoding)) == TEXT


def test_paragraphs_of_word_are_never_joined() -> None:
    lines = ("一、学前教育", "推进公办幼儿园新建改扩建项目开工12所", "新增公办学位三千六百个")
    text = read_plan_document("plan.docx", word(*lines))
    assert text.split("\u2029") == list(lines)
    assert [one.value for one in read_plan_text(text, 2024).targets] == [12, 3600]


def test_a_table_of_word_has_a_tab_between_cells() -> None:
    rows = (("重点任务", "目标值", "责任单位"), ("新建幼儿园", "12所", "学前处"), ("新增学位", "3600个", "规划处"))
    found = read_plan_text(read_plan_document("plan.docx", word("任务清单", rows=rows)), 2024).targets
    assert [(one.name, one.value, one.unit, one.owner) for one in found] == [
        ("新建幼儿园", 12, "所", "学前处"),
        ("新增学位", 3600, "个", "规划处"),
    ]


def test_cells_behind_a_merged_one_stay_in_their_columns() -> None:
    document = Document()
    table = document.add_table(rows=1, cols=4)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "新建学校"
    table.cell(0, 2).text, table.cell(0, 3).text = "3所，按时完工", "基建科和学前科"
    file = io.BytesIO()
    document.save(file)
    assert read_plan_document("plan.docx", file.getvalue()) == "新建学校\t\t3所，按时完工\t基建科和学前科"


def test_words_that_older_programs_read_instead_are_not_read_twice() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    other = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    run = "<w:r><w:t>新建公办幼儿园十二所</w:t></w:r>"
    body = f"<w:document {space} {other}><w:p>{run}<mc:Fallback>{run}</mc:Fallback></w:p></w:document>"
    assert read_plan_document("plan.docx", with_body(body.encode())) == "新建公办幼儿园十二所"


@pytest.mark.usefixtures("_pypdf")
def test_a_pdf_with_text_is_read() -> None:
    text = read_plan_document("plan.pdf", pdf("新建公办幼儿园12所，新增学位3600个。\n\n" * 60))
    assert len(read_plan_text(text, 2024).targets) == 120


@pytest.mark.usefixtures("_pypdf")
def test_a_scanned_pdf_is_told_to_have_no_text() -> None:
    assert refused("scan.pdf", pdf("#rect(width: 5cm, height: 5cm, fill: gray)")) == "document_scanned"


@pytest.mark.usefixtures("_pypdf")
def test_a_broken_pdf_is_refused() -> None:
    whole = pdf("新建公办幼儿园12所。")
    for broken in (whole[: len(whole) // 3], b"%PDF-1.7\n" + b"\x00" * 500):
        assert refused("plan.pdf", broken) in ("file_damaged", "document_scanned")


def test_english_is_told_to_be_no_chinese_plan() -> None:
    assert refused("plan.txt", b"Build twelve kindergartens by December. " * 20) == "document_not_chinese"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "file_empty"),
        (b" \n", "file_empty"),
        (b"\xff\xfe\xff" * 40 + b"\x81", "document_encoding"),
        (TEXT.encode() + b"\x00\x01", "document_unknown"),
        (b"<html><body>" + TEXT.encode(), "document_unknown"),
        (b"{\\rtf1 " + TEXT.encode(), "document_unknown"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "document_old"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        (b"PK\x03\x04 broken", "file_damaged"),
    ],
)
def test_what_is_no_document_is_refused(content: bytes, key: str) -> None:
    assert refused("plan.txt", content) == key


BOMB = b'<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: with_body(b"<w:document"), "file_damaged"),
        (lambda: with_body(BOMB), "file_doctype"),
        (lambda: with_body(b" " * 3_000_000), "file_swells"),
        (lambda: with_body(b"<a/>", **{"vbaProject.bin": b"x"}), "document_macro"),
        (lambda: with_body(b"<a/>").replace(b"word/document.xml", b"text/document.xml"), "document_unknown"),
    ],
)
def test_an_unsafe_document_of_word_is_refused(make: Callable[[], bytes], key: str) -> None:
    assert refused("plan.docx", make()) == key


@pytest.mark.parametrize(("limit", "key"), [("MOST_PARTS", "file_swells"), ("LARGEST_UNPACKED", "file_swells")])
def test_a_package_of_too_many_or_too_large_parts_is_not_unpacked(limit: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_document, limit, 1)
    assert refused("plan.docx", word(TEXT)) == key


@pytest.mark.parametrize(
    ("program", "key"), [("import os; os.abort()", "file_too_slow"), ('print(\'{"error": "file_damaged"}\')', "file_damaged")]
)
def test_a_process_that_crashes_or_refuses_is_told_in_a_sentence(program: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_document, "COMMAND", (sys.executable, "-c", program))
    assert refused("plan.docx", word(TEXT)) == key


def test_an_error_of_this_program_is_no_fault_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_document, "COMMAND", (sys.executable, "-c", "raise ValueError"))
    with pytest.raises(RuntimeError, match="ValueError"):
        read_plan_document("plan.docx", word(TEXT))


def test_a_document_that_is_too_long_is_refused() -> None:
    with pytest.raises(UnreadableError) as caught:
        check_plan_text("plan.txt", "新" * (MOST_LETTERS + 1))
    assert caught.value.key == "document_too_long"
    with pytest.raises(Refused, match="document_too_long"):
        read("docx", word(*["新建幼儿园" * 1_000] * (MOST_LETTERS // 5_000 + 1)))


def test_a_document_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_document, "TIME_LIMIT", 0)
    assert refused("plan.docx", word(TEXT)) == "file_too_slow"


def test_a_file_that_is_too_large_is_not_opened() -> None:
    assert refused("plan.txt", b"a" * 20_000_001) == "file_too_large"
