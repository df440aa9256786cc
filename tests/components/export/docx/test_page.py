"""The blank page of a briefing: A4, its fonts and language, header and footer."""

from datetime import date

import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from components.export.briefing_outline import Briefing
from components.export.docx.page import WIDTH, blank_document, framed
from components.i18n.text import Text
from components.typography import length

ZH, EN = Text("zh"), Text("en")


def briefing(title: str = "重点工作简报", *, demonstration: bool = True) -> Briefing:
    return Briefing(title, date(2023, 9, 30), (), (), demonstration)


def page(made: Briefing, t: Text = ZH) -> Document:
    document = blank_document(t=t)
    framed(document, made, t=t)
    return document


def test_a_page_is_a4_and_its_text_as_wide_as_tables_are() -> None:
    (section,) = blank_document(t=ZH).sections
    assert (section.page_width, section.page_height) == (pytest.approx(Cm(21), abs=1000), pytest.approx(Cm(29.7), abs=1000))
    assert section.page_width - section.left_margin - section.right_margin == pytest.approx(WIDTH, abs=1000)


@pytest.mark.parametrize(("t", "indent"), [(ZH, Pt(24)), (EN, None)])
def test_a_document_is_in_the_language_of_its_reader(t: Text, indent: Pt | None) -> None:
    document = blank_document(t=t)
    assert document.styles["Body Text"].paragraph_format.first_line_indent == indent


def test_headings_are_black_letters_and_text_is_imitation_song() -> None:
    styles = blank_document(t=ZH).styles
    fonts = {name: styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) for name in ("Title", "Body Text", "Part Cell")}
    assert fonts == {"Title": "黑体", "Body Text": "仿宋", "Part Cell": "宋体"}
    assert styles["Title"].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER


@pytest.mark.parametrize(
    ("made", "head"),
    [
        (briefing(), "重点工作简报    演示数据，并非实际情况\t截至2023年9月30日"),
        (briefing(demonstration=False), "重点工作简报\t截至2023年9月30日"),
        (briefing("<w:p/>\x0b&", demonstration=False), "<w:p/>&\t截至2023年9月30日"),
        (briefing("", demonstration=False), "\t截至2023年9月30日"),
    ],
    ids=["demonstration", "real", "hostile", "empty"],
)
def test_the_header_says_title_and_day_and_marks_a_demonstration(made: Briefing, head: str) -> None:
    assert page(made).sections[0].header.paragraphs[0].text == head


def test_the_footer_counts_pages() -> None:
    foot = page(briefing()).sections[0].footer.paragraphs[0]
    assert foot._p.xpath("w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]
    assert "".join(foot._p.xpath(".//w:t/text()")) == "1 / 1"


def test_a_long_title_leaves_the_header_on_one_line() -> None:
    long = "Airport Economy Zone · Zhengzhou education system, key work 2023 (demonstration): progress briefing"
    said = page(briefing(long), EN).sections[0].header.paragraphs[0].text
    title, _, rest = said.partition("    ")
    assert title.endswith("…")
    assert rest == f"{EN('briefing.demonstration')}\t{EN('briefing.as_of', day=date(2023, 9, 30))}"
    assert length(said, 9) * 0.75 <= WIDTH.pt
    short = "Zhengzhou education system, key work 2023 (demonstration): progress briefing"
    assert page(briefing(short), EN).sections[0].header.paragraphs[0].text.startswith(short)
