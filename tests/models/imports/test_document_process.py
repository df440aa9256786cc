"""The process that opens documents, without its own process: what is read of Word and PDF, and what is refused."""

import io
import json
import sys
from collections.abc import Callable

import pytest
from docx import Document

from models.imports import document_process
from models.imports.document_process import Refused, main, read
from tests.models.imports.test_plan_document import BOMB, pdf, with_body, word

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture(scope="module")
def _pypdf() -> None:
    pytest.importorskip("pypdf")


def test_paragraphs_and_rows_are_lines() -> None:
    text = read("docx", word("甲", "乙", rows=(("一", "二"), ("三", "四"))))
    assert text.split("\u2029") == ["甲", "乙", "一\t二", "三\t四"]


def test_a_table_within_a_cell_stays_in_its_row() -> None:
    document = Document()
    cell = document.add_table(rows=1, cols=2).rows[0].cells[0]
    cell.add_table(rows=1, cols=2).rows[0].cells[0].text = "内"
    file = io.BytesIO()
    document.save(file)
    assert [line.split() for line in read("docx", file.getvalue()).split("\u2029")] == [["内"]]


def test_tabs_and_breaks_are_blanks_and_deleted_words_are_gone() -> None:
    run = "<w:r><w:t>新建</w:t><w:tab/><w:t>学校</w:t><w:br/><w:delText>旧</w:delText><w:t>三所</w:t></w:r>"
    body = f"<w:document {SPACE}><w:p>{run}</w:p><w:p/></w:document>"
    assert read("docx", with_body(body.encode())) == "新建 学校 三所"


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"PK", "file_damaged"), (with_body(BOMB), "file_doctype"), (with_body(b"<a>"), "file_damaged")],
)
def test_a_broken_or_unsafe_document_is_refused(content: bytes, key: str) -> None:
    with pytest.raises(Refused, match=key):
        read("docx", content)


def test_a_body_that_is_too_large_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_process, "MOST_BYTES", 10)
    with pytest.raises(Refused, match="document_too_long"):
        read("docx", word("新建学校三所"))


@pytest.mark.usefixtures("_pypdf")
def test_numbers_of_pages_are_no_text() -> None:
    lines = read("pdf", pdf("新建公办幼儿园十二所，新增学位三千六百个。")).split("\n")
    assert [line for line in lines if line.strip()] == ["新建公办幼儿园十二所，新增学位三千六百个。"]


@pytest.mark.usefixtures("_pypdf")
@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: pdf("#rect(width: 5cm)"), "document_scanned"),
        (lambda: b"%PDF-1.7\n", "file_damaged"),
        (lambda: pdf("新建公办幼儿园十二所。")[:900], "file_damaged"),
    ],
)
def test_a_pdf_without_text_or_end_is_refused(make: Callable[[], bytes], key: str) -> None:
    with pytest.raises(Refused, match=key):
        read("pdf", make())


@pytest.mark.usefixtures("_pypdf")
def test_a_pdf_with_a_password_is_refused() -> None:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(pdf("新建公办幼儿园十二所。")))
    writer.encrypt("secret", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    with pytest.raises(Refused, match="file_encrypted"):
        read("pdf", file.getvalue())


@pytest.mark.usefixtures("_pypdf")
@pytest.mark.parametrize("limit", ["MOST_PAGES", "MOST_LETTERS"])
def test_a_pdf_that_is_too_long_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_process, limit, 0)
    with pytest.raises(Refused, match="document_too_long"):
        read("pdf", pdf("新建公办幼儿园十二所。"))


@pytest.mark.parametrize(("content", "answer"), [(word("甲"), {"text": "甲"}), (b"PK", {"error": "file_damaged"})])
def test_the_answer_is_json(
    content: bytes, answer: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(document_process, "limit", lambda: None)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    main("docx")
    assert json.loads(capsys.readouterr().out) == answer
