"""The briefing as Word and as PDF: every sentence is there, charts keep their numbers, no text is executed."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.shared import Cm
from lxml import etree
from openxml_audit import OpenXmlValidator

from components.exhibits.model import Area, Bars, Body, Curve, Exhibit, Map, Mark, Series, Stack, Symbol, Timeline, is_blank
from components.exhibits.tables import NARROW, Board, Cell, Column, Table
from components.export.briefing_outline import Briefing, Section, alt_of, captions_of, key_of
from components.export.docx.chart import chart_files
from components.export.docx.word import briefing_docx
from components.export.pdf import briefing as pdf
from components.i18n.text import Text
from components.theme import LIGHT
from components.typography import clean
from models.status import Status, Word

ZH, EN = Text("zh"), Text("en")
HOSTILE = "喆㛃𣲗 <b>&\"'</b> =cmd|'/C calc'!A0 #eval(1) 😀 " + "长" * 40
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DAYS = tuple(date(2023, month, 28) for month in range(1, 6))


def bars(n: int = 3) -> Bars:
    """Bars, every third without a number; the first name is hostile."""
    values = tuple(None if at % 3 == 2 else 30.5 + at for at in range(n))
    names = (HOSTILE, *(f"区{at}" for at in range(1, n)))
    plan = Series("序时", (75.0,) * n, "expected")
    labels = tuple("–" if one is None else f"{one}%" for one in values)
    return Bars(
        names, tuple(f"D{at}" for at in range(n)), Series("完成", values, "actual"), labels, plan, (Word.OFF_TRACK,) * n, "%"
    )


def stack() -> Stack:
    segments = (Series("已挂牌", (3, 0), "s3", "#1F4E79"), Series("建设中", (5, 1), "s2", "#7B8FA6"))
    return Stack(("品牌专业", HOSTILE), ("a", "b"), segments, Series("计划挂牌", (5, None), "plan"), "个")


def curve() -> Curve:
    return Curve(
        DAYS, Series("实际", (0, 1, 2, None, None), "actual"), Series("计划", (0, 2, 2, 4, 6), "plan"), date(2023, 3, 31), "所"
    )


def timeline() -> Timeline:
    marks = ((Mark("started", "baseline", date(2023, 3, 1)),),)
    return Timeline((HOSTILE,), ("P1",), marks, {"started": "开工"}, {"baseline": "计划"}, date(2023, 3, 31))


def map_() -> Map:
    ring = ((113.6, 34.7), (113.8, 34.7), (113.8, 34.9), (113.6, 34.7))
    symbol = Symbol("P1", HOSTILE, (113.7, 34.75), Word.ON_TRACK, 9.0, 900)
    return Map((Area("410105", "金水区", (ring,), (113.7, 34.8), "金水 2", 2),), (symbol,), (), {Word.ON_TRACK: "正常"})


def table(rows: int = 2) -> Table:
    columns = (Column("状态", 10), Column("目标", 30), Column("完成", 12, "progress", is_number=True))
    row = (Cell("■ 滞后", None, Status.OFF_TRACK), Cell(HOSTILE), Cell("9 / 16所", 9))
    return Table(columns, (row,) * rows, tuple(f"BA-{at}" for at in range(rows)))


BODIES: dict[str, Callable[[], Body]] = {
    "bars": bars,
    "stack": stack,
    "curve": curve,
    "timeline": timeline,
    "map": map_,
    "table": table,
}


def part(body: Body, address: str = "targets?plan=zz", title: str = HOSTILE) -> Exhibit:
    foot, notes = ("截至2023年3月31日", "来源：演示数据"), (f"注\x0b：{HOSTILE}",)
    return Exhibit(address, "名", title, body, table(), foot, notes, "说明\x00", demonstration=True)


def briefing(*parts: Exhibit, demonstration: bool = True) -> Briefing:
    section = Section("一、总体情况", ("截至3月31日，3 项滞后。", HOSTILE), parts)
    return Briefing("重点工作简报\x0b", date(2023, 3, 31), ("来源：各区县填报", "计划版本 v3"), (section,), demonstration)


@pytest.fixture(scope="module")
def whole() -> Briefing:
    """A briefing with a part of each kind."""
    return briefing(*(part(make(), address=f"{name}?plan=zz") for name, make in BODIES.items()))


@pytest.fixture(scope="module")
def docx(whole: Briefing) -> bytes:
    """The briefing with a part of each kind, as Word."""
    return briefing_docx(whole, t=ZH)


def xml(file: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return etree.fromstring(packed.read(name))


def names(file: bytes, pattern: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return sorted(name for name in packed.namelist() if re.fullmatch(pattern, name))


def pages(file: bytes, folder: Path) -> str:
    """The text of a PDF; a form feed ends each page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext")
    (folder / "file.pdf").write_bytes(file)
    return subprocess.run(["pdftotext", "-layout", folder / "file.pdf", "-"], capture_output=True, check=True, text=True).stdout


@pytest.mark.parametrize("t", [ZH, EN], ids=lambda t: t.language)
def test_word_opens_the_file_without_repair(whole: Briefing, t: Text, tmp_path: Path) -> None:
    path = tmp_path / "briefing.docx"
    path.write_bytes(briefing_docx(whole, t=t))
    assert OpenXmlValidator().validate(path).errors == []


def test_headings_are_headings_and_sentences_paragraphs(docx: bytes) -> None:
    said = [(paragraph.style.name, paragraph.text) for paragraph in Document(io.BytesIO(docx)).paragraphs if paragraph.style]
    assert ("Title", "重点工作简报") in said
    assert ("Heading 1", "一、总体情况") in said
    assert ("Body Text", "截至3月31日，3 项滞后。") in said
    captions = [words for style, words in said if style == "Heading 2"]
    assert len([words for words in captions if words.endswith(HOSTILE)]) == len(BODIES)


def test_a_hostile_text_stays_text_and_loses_only_control_characters(docx: bytes) -> None:
    read = Document(io.BytesIO(docx))
    assert any(paragraph.text == f"注：{HOSTILE}" for paragraph in read.paragraphs)
    assert read.tables[0].cell(1, 1).text == HOSTILE


def test_every_style_has_a_chinese_font_and_none_of_the_theme(docx: bytes) -> None:
    for style in ("Normal", "Title", "Heading1", "Heading2", "BodyText", "PartCell"):
        (fonts,) = xml(docx, "word/styles.xml").xpath(f'//w:style[@w:styleId="{style}"]//w:rFonts', namespaces={"w": W[1:-1]})
        assert fonts.get(f"{W}eastAsia")
        assert not [name for name in fonts.attrib if "Theme" in name or "theme" in name]


def test_a_chart_and_its_workbook_hold_the_same_numbers(docx: bytes) -> None:
    charts, books = names(docx, "word/charts/.*xml"), names(docx, "word/embeddings/.*xlsx")
    assert len(charts) == len(books) == 3
    for chart, book in zip(charts, books, strict=True):
        with zipfile.ZipFile(io.BytesIO(docx)) as packed:
            sheet = openpyxl.load_workbook(io.BytesIO(packed.read(book))).active
        assert sheet is not None
        for series in xml(docx, chart).iter(f"{C}ser"):
            column = int(series.find(f"{C}idx").get("val")) + 2
            points = {int(one.get("idx")): float(one[0].text) for one in series.find(f"{C}val").iter(f"{C}pt")}
            cells = {row - 2: sheet.cell(row, column).value for row in range(2, sheet.max_row + 1)}
            assert points == {row: value for row, value in cells.items() if value is not None}


@pytest.mark.parametrize("make", [bars, stack, curve])
def test_the_sheet_of_a_chart_holds_every_figure_of_its_part(make: Callable[[], Bars | Stack | Curve]) -> None:
    body = make()
    found = sheet_of(body)
    for at, series in enumerate(body.series, 1):
        shown = found[1:] if not isinstance(body, Curve) else [row for row in found[1:] if row[0].date() in body.days]
        assert [row[at] for row in shown] == list(series.values)


def sheet_of(body: Bars | Stack | Curve) -> list[tuple[Any, ...]]:
    """The worksheet behind a chart, row by row; the first row holds the names of the series."""
    _, book = chart_files(body, Cm(16), Cm(8), book="rId1")
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_a_name_in_a_workbook_is_no_formula(docx: bytes) -> None:
    file = briefing_docx(briefing(part(Bars(("=1+1",), ("a",), Series("=2", (1.0,), "x"), ("1",)))), t=ZH)
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        sheet = openpyxl.load_workbook(io.BytesIO(packed.read("word/embeddings/sheet1.xlsx"))).active
    assert sheet is not None
    assert [(sheet[cell].data_type, sheet[cell].value) for cell in ("A2", "B1")] == [("s", "=1+1"), ("s", "=2")]


def test_a_planned_step_holds_until_the_day_before_the_next() -> None:
    plan = {row[0].date(): row[2] for row in sheet_of(replace(curve(), stepped=True))[1:]}
    assert plan[date(2023, 2, 27)] == 0
    assert plan[date(2023, 2, 28)] == 2
    assert plan[date(2023, 3, 31)] is None


def test_a_label_stands_where_its_bar_or_its_plan_ends() -> None:
    file = briefing_docx(briefing(part(bars())), t=ZH)
    actual, plan = xml(file, "word/charts/chart1.xml").iter(f"{C}ser")
    labelled = [[int(one.find(f"{C}idx").get("val")) for one in series.iter(f"{C}dLbl")] for series in (actual, plan)]
    assert labelled == [[], [0, 1, 2]]


def test_status_colours_bars_and_mark_and_word_go_with_it() -> None:
    file = briefing_docx(briefing(part(bars())), t=ZH)
    actual = next(xml(file, "word/charts/chart1.xml").iter(f"{C}ser"))
    assert LIGHT.status[Status.OFF_TRACK].removeprefix("#") in etree.tostring(actual).decode()
    labels = ["".join(one.itertext()) for one in xml(file, "word/charts/chart1.xml").iter(f"{C}dLbl")]
    assert any("■ 31.5%" in label for label in labels)
    assert [sign.word for sign in key_of(bars(), t=ZH, look=LIGHT)] == ["滞后", "序时"]


def test_every_part_is_told_to_those_who_cannot_see_without_its_address(docx: bytes, whole: Briefing) -> None:
    document = xml(docx, "word/document.xml")
    spoken = {one.get("descr") for one in document.iter("{*}docPr")} | {
        one.get(f"{W}val") for one in document.iter(f"{W}tblDescription")
    }
    assert spoken == {alt_of(one) for one in whole.sections[0].parts}
    assert not any("sanbiao:" in one or "plan=" in one for one in spoken)
    listed = [one.get("address") for one in xml(docx, "customXml/item1.xml")]
    assert listed == [one.address for one in whole.sections[0].parts]


def test_the_head_of_a_table_comes_again_and_its_status_has_its_colour(docx: bytes) -> None:
    drawn = Document(io.BytesIO(docx)).tables[0]._tbl
    assert len(list(drawn.iter(f"{W}tblHeader"))) == 1
    fills = [one.get(f"{W}fill") for one in drawn.iter(f"{W}shd")]
    assert fills.count(LIGHT.status[Status.OFF_TRACK].removeprefix("#")) == 2


@pytest.mark.parametrize(("demonstration", "marked"), [(True, True), (False, False)])
def test_demonstration_is_marked_on_every_page(demonstration: bool, marked: bool, tmp_path: Path) -> None:
    made = briefing(part(table(40)), demonstration=demonstration)
    head = "".join(xml(briefing_docx(made, t=ZH), "word/header1.xml").itertext())
    assert ("演示数据" in head) == marked
    assert "截至2023年3月31日" in head
    printed = pages(pdf.briefing_pdf(made, t=ZH), tmp_path).split("\f")[:-1]
    assert len(printed) > 1
    assert all(("演示数据，并非实际情况" in page.split("\n")[0]) == marked for page in printed)


EMPTY: list[Body] = [
    Bars((), (), Series("a", (), "a"), ()),
    Bars(("x",), ("x",), Series("a", (None,), "a"), ("–",)),
    Stack((), (), ()),
    Curve((), Series("a", (), "a"), Series("b", (), "b"), date(2023, 1, 1)),
    Timeline((), (), (), {}, {}, date(2023, 1, 1)),
    Map((), (), (), {}),
    Table((Column("a"),), (), ()),
]


@pytest.mark.parametrize("body", EMPTY, ids=lambda body: type(body).__name__)
def test_a_part_without_data_says_so(body: Body, tmp_path: Path) -> None:
    assert is_blank(body)
    file = briefing_docx(briefing(part(body)), t=ZH)
    assert ZH("briefing.empty") in [paragraph.text for paragraph in Document(io.BytesIO(file)).paragraphs]
    assert ZH("briefing.empty") in pages(pdf.briefing_pdf(briefing(part(body)), t=ZH), tmp_path)


@pytest.mark.parametrize("t", [ZH, EN], ids=lambda t: t.language)
def test_the_pdf_says_what_word_says(whole: Briefing, t: Text, tmp_path: Path) -> None:
    said = re.sub(r"\s", "", pages(pdf.briefing_pdf(whole, t=t), tmp_path))
    for text in ("重点工作简报", "截至3月31日，3项滞后。", "计划版本v3", "#eval(1)", "<b>&", "=cmd|", "9/16所"):
        assert text in said


def test_the_pdf_is_tagged_and_has_its_title(whole: Briefing) -> None:
    file = pdf.briefing_pdf(whole, t=ZH)
    assert file.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in file
    assert b"/MarkInfo" in file


def test_without_a_chinese_font_the_reader_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "BODY_FONTS", ("No Such Font",))
    with pytest.raises(pdf.BriefingError) as caught:
        pdf.briefing_pdf(briefing(), t=ZH)
    assert "Word" in caught.value.sentence("zh")


def test_a_failure_of_typst_is_one_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broken.typ").write_text("#no-such-function()", "utf-8")
    monkeypatch.setattr(pdf, "TEMPLATE", tmp_path / "broken.typ")
    with pytest.raises(pdf.BriefingError, match="report this"):
        pdf.briefing_pdf(briefing(), t=ZH)


@pytest.mark.parametrize("text", ["a\x0bb", "a\x00b", "a\ud800b", "a\uffffb"])
def test_what_no_xml_may_hold_is_dropped(text: str) -> None:
    assert clean(text) == "ab"


def test_a_briefing_without_sections_is_still_a_file() -> None:
    bare = Briefing("题", date(2023, 1, 1), (), (), demonstration=False)
    assert Document(io.BytesIO(briefing_docx(bare, t=EN))).paragraphs[0].text == "题"
    assert pdf.briefing_pdf(bare, t=EN).startswith(b"%PDF-")


def test_sixteen_districts_fit_on_a_page_and_many_categories_too() -> None:
    for n in (1, 16, 60):
        document = xml(briefing_docx(briefing(part(bars(n))), t=ZH), "word/document.xml")
        (extent,) = document.iter("{*}extent")
        assert int(extent.get("cy")) <= 21 * 360000


def test_captions_are_numbered_by_kind_and_each_entry_of_the_list_leads_to_one(docx: bytes, whole: Briefing) -> None:
    document = xml(docx, "word/document.xml")
    numbers = [(one.get(f"{W}instr").split()[1], "".join(one.itertext())) for one in document.iter(f"{W}fldSimple")]
    assert numbers == [(one.kind, str(one.number)) for one in captions_of(whole.sections)]
    assert len(set(numbers)) == len(numbers) == len(BODIES)
    marks = {one.get(f"{W}name") for one in document.iter(f"{W}bookmarkStart")}
    assert [one.get(f"{W}anchor") for one in document.iter(f"{W}hyperlink")] == [f"{kind}{at}" for kind, at in numbers]
    assert {f"{kind}{at}" for kind, at in numbers} == marks


def test_a_short_table_stays_on_one_page_and_a_long_one_may_go_on() -> None:
    for rows, kept in ((3, True), (40, False)):
        drawn = Document(io.BytesIO(briefing_docx(briefing(part(table(rows))), t=ZH))).tables[0]._tbl
        last = list(drawn.iter(f"{W}p"))[-1]
        assert (last.find(f"{W}pPr/{W}keepNext") is not None) == kept


def test_a_pdf_can_be_read_aloud_and_is_set_even_with_a_sign_of_no_font() -> None:
    short = Table((Column("目标"),), ((Cell("公办园投用"),),), ("A",))
    plain = replace(part(short, title="需要关注"), foot=("截至",), notes=(), alt="表格")
    made = Briefing("简报", date(2023, 3, 31), (), (Section("总体", ("三项滞后。",), (plain,)),), False)
    assert b"pdfuaid" in pdf.briefing_pdf(made, t=ZH)
    assert pdf.briefing_pdf(replace(made, lines=("\U0001f3eb\ue000",)), t=ZH).startswith(b"%PDF")


def test_no_row_of_a_table_is_cut_and_a_heading_and_a_caption_stay_with_what_they_name(docx: bytes) -> None:
    document = Document(io.BytesIO(docx))
    rows = list(document.element.body.iter(f"{W}tr"))
    assert rows
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    for style in ("Heading 1", "Heading 2", "Part Key", "Part Picture"):
        assert document.styles[style].paragraph_format.keep_with_next, style
    said = [one for one in document.paragraphs if one.style.name == "Body Text"]
    assert said
    assert all(one.paragraph_format.keep_with_next for one in said)


def test_the_key_of_segments_has_their_shades_and_the_frame_of_the_plan() -> None:
    body = replace(stack(), plan=Series("计划", tuple(1.0 for _ in stack().categories), "plan"))
    document = Document(io.BytesIO(briefing_docx(briefing(part(body)), t=ZH)))
    (key,) = [one for one in document.paragraphs if one.style.name == "Part Key"]
    signs = [run for run in key.runs if run.text.strip() in "■□" and run.text.strip()]
    assert len({str(run.font.color.rgb) for run in signs}) == len(body.segments) + 1
    assert "计划" in key.text


def test_a_board_too_high_for_the_rest_of_a_page_goes_on_over_it(tmp_path: Path) -> None:
    months = tuple(Column(str(at), NARROW, f"m{at}") for at in range(1, 13))
    rows = tuple((Cell(f"板块{at // 5}"), Cell(f"目标{at}"), *(Cell("") for _ in months), Cell("")) for at in range(60))
    body = Board((Column("板块"), Column("目标"), *months, Column("还差")), rows, tuple(map(str, range(60))), is_grouped=True)
    first, second, *_ = pages(pdf.briefing_pdf(briefing(part(body)), t=ZH), tmp_path).split("\f")
    assert "目标0" in first
    assert "目标59" in second
    for at in range(60):
        assert re.search(rf"目标{at}\b", first + second), at
