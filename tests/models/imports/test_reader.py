"""A file becomes sheets and rows, whatever program wrote it; a broken one is refused with one sentence, never more."""

import random
import resource
import struct
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pytest

from models.config import ROOT
from models.errors import UnreadableError
from models.imports import reader, reader_process
from models.imports.reader import Sheet, read_file, read_pasted
from models.imports.sheet_layouts import SheetLayout
from models.imports.sheet_rows import Row
from tests.models.imports.readings import rows_of_sheets

EMPTY = "文件 {} 是空的：请选有内容的文件。"
QUOTES = "文件 {} 第 4 行的引号没有成对：请补上或删去引号后再传。"
DAMAGED = "文件 {} 已损坏或不完整：请重新保存后再传。"
SWELLS = "文件 {} 解压后过大，不能打开：请把数据复制到新的工作簿再传。"
TOO_LONG = "文件 {} 的行、列或文字太多，不能打开：请分成几个文件。"
ENCODING = "文件 {} 的文字编码不认识（可用 UTF-8、GB18030，或带标记的 UTF-16）：请用 Excel 或 WPS 另存为“CSV UTF-8”。"
WITH_DOCTYPE = "文件 {} 含有不允许的声明（DOCTYPE），不能打开：请用 Excel 或 WPS 重新保存。"
TOO_SLOW = "文件 {} 读了 1 秒还没有读完，已停止：请分成几个文件。"
NO_HEADER = "这个工作表没有认得的表头：第一行应有指标编码、项目编码、专业编码、事项编码、名额编码之一。"
CELL = '<c r="A2" t="s"><v>6</v></c>'


def without(files: Any, part: str) -> bytes:
    parts = files.parts(files.xlsx())
    del parts[part]
    made: bytes = files.zipped(parts)
    return made


def with_sheet(files: Any, sheet: bytes) -> bytes:
    made: bytes = files.zipped(files.parts(files.xlsx()) | {files.SHEET: sheet})
    return made


def cut_sheet(files: Any, share: float) -> bytes:
    sheet = files.parts(files.xlsx())[files.SHEET]
    return with_sheet(files, sheet[: int(len(sheet) * share)])


def with_doctype_in_utf_16(files: Any) -> bytes:
    sheet = files.parts(files.xlsx())[files.SHEET].decode().replace('encoding="UTF-8" standalone="yes"?>', "?><!DOCTYPE a>")
    assert "DOCTYPE" in sheet
    return with_sheet(files, sheet.encode("utf-16"))


def many_long_words(files: Any) -> bytes:
    """A small workbook of 600 cells that all show the same 30,000 letters."""
    letters = random.Random(1)
    long = "".join(letters.choices("abcdefghijklmnop", k=30_000))
    made: bytes = files.xlsx([[long]] * 600)
    return made


def ods_rows(files: Any, rows: int, columns: int) -> bytes:
    """An ODS in which one cell is repeated."""
    words = 'office:value-type="string"><text:p>a</text:p></table:table-cell>'
    cell = f'<table:table-cell table:number-columns-repeated="{columns}" {words}'
    made: bytes = files.ods(body=f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>')
    return made


def with_sheet_nowhere(files: Any) -> bytes:
    """An old workbook whose declared sheet start is behind its end."""
    content, head = files.xls(), struct.pack("<HH", 0x85, 16)
    at = content.index(head) + len(head)
    made: bytes = content[:at] + struct.pack("<I", 10**9) + content[at + 4 :]
    return made


def with_far_cell(files: Any) -> bytes:
    """An old workbook whose second cell is in its last row and its last column."""
    content, head = files.xls(), struct.pack("<H", 0x204)
    at = content.index(head, content.index(head) + 1) + 4
    made: bytes = content[:at] + struct.pack("<HH", 65_535, 255) + content[at + 4 :]
    return made


#: Broken files that look safe from outside: their makers, and the sentence once they are opened.
REFUSED: dict[str, tuple[str, Callable[[Any], bytes], str]] = {
    "a workbook without rows": ("a.xlsx", lambda files: files.xlsx([]), EMPTY),
    "a workbook with blanks only": ("a.xlsx", lambda files: files.xlsx([[" ", "　"]]), EMPTY),
    "an ODS without rows": ("a.ods", lambda files: files.ods([]), EMPTY),
    "an old workbook without rows": ("a.xls", lambda files: files.xls([]), EMPTY),
    "separators only": ("a.csv", lambda files: b",,,\r\n,,\r\n", EMPTY),
    "wide blanks only": ("a.csv", lambda files: "　　".encode(), EMPTY),
    "the mark of UTF-8 only": ("a.csv", lambda files: b"\xef\xbb\xbf", EMPTY),
    "the mark of UTF-16 only": ("a.csv", lambda files: b"\xff\xfe", EMPTY),
    "half a letter of UTF-16": ("a.csv", lambda files: files.csv().encode("utf-16")[:-1], ENCODING),
    "half a letter of big-endian UTF-16": ("a.csv", lambda files: b"\xfe\xff" + files.csv().encode("utf-16-be")[:-1], ENCODING),
    "half a pair of UTF-16": ("a.csv", lambda files: b"\xff\xfea\0,\0\x00\xd8", ENCODING),
    "neither UTF-8 nor GB18030": ("a.csv", lambda files: b"code,as_of\r\n\xff\xff,\x80\r\n", ENCODING),
    "half a letter of GB18030": ("a.csv", lambda files: files.csv().encode("gb18030").rstrip() + b"\xd6", ENCODING),
    "a zero in UTF-16": ("a.csv", lambda files: "指标编码,截至日期\nC\0,2023-06-30".encode("utf-16"), DAMAGED),
    "a quote that never ends": (
        "a.csv",
        lambda files: (files.csv() + '"C,北区\r\n' + files.csv()).encode(),
        QUOTES,
    ),
    "one giant cell": ("a.csv", lambda files: b"code,as_of\r\n" + b"a" * 200_000, DAMAGED),
    "one giant cell in quotes": ("a.csv", lambda files: b'code,as_of\r\n"' + b"a\n" * 100_000 + b'"', DAMAGED),
    "millions of cells": ("a.csv", lambda files: b"code," + b"a," * 2_000_001, TOO_LONG),
    "a wide row and many narrow ones": ("a.csv", lambda files: b"a," * 3000 + b"\r\n" + b"a\r\n" * 1000, TOO_LONG),
    "more letters than a table has": ("a.csv", lambda files: (b"a" * 1000 + b",b\r\n") * 11_000, TOO_LONG),
    "more rows than a sheet has": ("a.csv", lambda files: b"code,as_of\r\n" * 200_001, TOO_LONG),
    "a row far below millions of empty ones": ("a.csv", lambda files: b"\n" * 5_000_000 + b"a", TOO_LONG),
    "a cell that does not say how far below it is": (
        "a.xlsx",
        lambda files: files.edited(files.SHEET, '<row r="3" spans="1:6"><c r="A3"', '<row r="1048575" spans="1:6"><c'),
        SWELLS,
    ),
    "long words in many cells": ("a.xlsx", many_long_words, SWELLS),
    "a missing sheet": ("a.xlsx", lambda files: without(files, files.SHEET), DAMAGED),
    "missing links": ("a.xlsx", lambda files: without(files, "xl/_rels/workbook.xml.rels"), DAMAGED),
    "missing words": ("a.xlsx", lambda files: without(files, "xl/sharedStrings.xml"), DAMAGED),
    "a sheet without bytes": ("a.xlsx", lambda files: with_sheet(files, b""), DAMAGED),
    "a sheet that is no XML": ("a.xlsx", lambda files: with_sheet(files, b"hello"), DAMAGED),
    "a sheet of zeros": ("a.xlsx", lambda files: with_sheet(files, bytes(999)), DAMAGED),
    "a sheet cut early": ("a.xlsx", lambda files: cut_sheet(files, 0.2), DAMAGED),
    "a sheet cut in the middle": ("a.xlsx", lambda files: cut_sheet(files, 0.5), DAMAGED),
    "a sheet cut late": ("a.xlsx", lambda files: cut_sheet(files, 0.95), DAMAGED),
    "a sheet with a wrong end of a row": ("a.xlsx", lambda files: files.edited(files.SHEET, "</row>", "</rwo>"), DAMAGED),
    "a sheet with an unknown entity": ("a.xlsx", lambda files: files.edited(files.SHEET, "<v>6</v>", "<v>&a;</v>"), DAMAGED),
    "a sheet with an attribute twice": ("a.xlsx", lambda files: files.edited(files.SHEET, 'r="A2"', 'r="A2" r="A2"'), DAMAGED),
    "a zero in a sheet": ("a.xlsx", lambda files: files.edited(files.SHEET, "<v>6</v>", "<v>&#0;</v>"), DAMAGED),
    "a zero in disguise": (
        "a.xlsx",
        lambda files: files.edited(files.SHEET, CELL, '<c r="A2" t="inlineStr"><is><t>a_x0000_b</t></is></c>'),
        DAMAGED,
    ),
    "a word that is not in the list": ("a.xlsx", lambda files: files.edited(files.SHEET, "<v>6</v>", "<v>999</v>"), DAMAGED),
    "a cell in a row beyond all numbers": ("a.xlsx", lambda files: files.edited(files.SHEET, 'r="A2"', f'r="A{9**12}"'), DAMAGED),
    "words cut": ("a.xlsx", lambda files: files.edited("xl/sharedStrings.xml", "</sst>", ""), DAMAGED),
    "a workbook cut": ("a.xlsx", lambda files: files.edited("xl/workbook.xml", "</workbook>", ""), DAMAGED),
    "a declaration in UTF-16": ("a.xlsx", with_doctype_in_utf_16, WITH_DOCTYPE),
    "an ODS cut": ("a.ods", lambda files: files.edited("content.xml", "</table:table>", "", content=files.ods()), DAMAGED),
    "an ODS without a list of its parts": ("a.ods", lambda files: files.zipped({"content.xml": "<a/>"}), DAMAGED),
    "an ODS with a cell repeated a million times": ("a.ods", lambda files: ods_rows(files, 1_000_000, 16_384), DAMAGED),
    "an old workbook with a cell far out": ("a.xls", with_far_cell, SWELLS),
    "an old workbook cut": ("a.xls", lambda files: files.xls()[:2048], DAMAGED),
    "an old workbook of zeros": ("a.xls", lambda files: files.ole("Workbook", b""), EMPTY),
    "an old workbook whose sheet lies nowhere": ("a.xls", with_sheet_nowhere, DAMAGED),
}


@pytest.mark.parametrize(("name", "make", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_a_broken_file_is_refused_with_its_sentence(files: Any, name: str, make: Callable[[Any], bytes], sentence: str) -> None:
    content = make(files)
    with pytest.raises(UnreadableError) as caught:
        read_file(name, content)
    assert caught.value.sentence("zh") == sentence.format(name)


def text_of(rows: Sequence[Sequence[str]]) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode()


HEADER = ("指标编码", "区县", "截至日期", "数值")
ROW = ("C", "北区", "2023-06-30", "5")
#: The columns of heads that stand twice.
TWICE = {"区县": "B 区县、E 区县", "数值": "D 数值、F 数值"}
#: Tables that can be read and have a wrong header: the sentences.
WRONG_HEADERS: dict[str, tuple[str, Callable[[Any], bytes], list[str]]] = {
    "no header": ("a.csv", lambda files: text_of([ROW, ROW]), [f"a.csv: {NO_HEADER}"]),
    "no header in a workbook": ("a.xlsx", lambda files: files.xlsx([ROW]), [f"指标进度: {NO_HEADER}"]),
    "a header that nobody knows": (
        "a.csv",
        lambda files: text_of([("编码", "日期"), ("C", "2023-06-30")]),
        [f"a.csv: {NO_HEADER}"],
    ),
    "a header in the eleventh row": ("a.csv", lambda files: text_of([["标题"]] * 10 + [HEADER, ROW]), [f"a.csv: {NO_HEADER}"]),
    "a PDF named as a text": ("a.csv", lambda files: b"%PDF-1.7\n1 0 obj\n", [f"a.csv: {NO_HEADER}"]),
    "a column twice": (
        "a.csv",
        lambda files: text_of([(*HEADER, "数值"), (*ROW, "6")]),
        ["a.csv!1: “数值”出现了两次（D 数值、E 数值）：请只留一列。"],
    ),
    "a column in both languages": (
        "a.csv",
        lambda files: text_of([(*HEADER, "Value")]),
        ["a.csv!1: “数值”出现了两次（D 数值、E Value）：请只留一列。"],
    ),
    "two columns twice": (
        "a.csv",
        lambda files: text_of([(*HEADER, "区县", "数值")]),
        [f"a.csv!1: “{head}”出现了两次（{columns}）：请只留一列。" for head, columns in TWICE.items()],
    ),
    "no column of days": (
        "a.csv",
        lambda files: text_of([("指标编码", "数值"), ("C", "5")]),
        ["a.csv!1: 表头缺少“截至日期”一列。"],
    ),
    "no column of days below a title": (
        "a.xlsx",
        lambda files: files.xlsx([("标题",), (), ("指标编码", "数值"), ("C", "5")]),
        ["指标进度!3: 表头缺少“截至日期”一列。"],
    ),
    "no column of days for schools": (
        "a.csv",
        lambda files: text_of([("项目编码", "备注")]),
        ["a.csv!1: 表头缺少“截至日期”一列。"],
    ),
}


@pytest.mark.parametrize(("name", "make", "sentences"), WRONG_HEADERS.values(), ids=WRONG_HEADERS.keys())
def test_a_wrong_header_is_named_with_its_place(
    files: Any, small_forms: list[SheetLayout], name: str, make: Callable[[Any], bytes], sentences: list[str]
) -> None:
    _, problems = rows_of_sheets(read_file(name, make(files)), small_forms)
    assert [one.sentence("zh") for one in problems] == sentences


# Sound files


def cells(sheets: Sequence[Sheet], forms: Sequence[SheetLayout]) -> list[tuple[str, int, dict[str, str]]]:
    rows, problems = rows_of_sheets(sheets, forms)
    assert problems == []
    return [(row.form, row.number, dict(row.cells)) for row in rows]


def only_row(content: bytes, forms: Sequence[SheetLayout], name: str = "a.csv") -> Row:
    rows, problems = rows_of_sheets(read_file(name, content), forms)
    assert (len(rows), problems) == (1, [])
    return rows[0]


SAME: dict[str, tuple[str, Callable[[Any], bytes]]] = {
    "ODS": ("a.ods", lambda files: files.ods()),
    "an old workbook": ("a.xls", lambda files: files.xls()),
    "UTF-8": ("a.csv", lambda files: files.csv().encode()),
    "UTF-8 with its mark": ("a.csv", lambda files: files.csv().encode("utf-8-sig")),
    "UTF-16": ("a.csv", lambda files: files.csv().encode("utf-16")),
    "big-endian UTF-16": ("a.csv", lambda files: b"\xfe\xff" + files.csv().encode("utf-16-be")),
    "GB18030": ("a.csv", lambda files: files.csv().encode("gb18030")),
    "semicolons": ("a.csv", lambda files: files.csv(separator=";").encode()),
    "tabs": ("a.txt", lambda files: files.csv(separator="\t").encode()),
    "tabs in UTF-16": ("a.txt", lambda files: files.csv(separator="\t").encode("utf-16")),
    "lines of an old Mac": ("a.csv", lambda files: files.csv().replace("\r\n", "\r").encode()),
    "lines of Unix": ("a.csv", lambda files: files.csv().replace("\r\n", "\n").encode()),
    "a sheet that lies about its size": ("a.xlsx", lambda files: files.edited(files.SHEET, 'ref="A1:F3"', 'ref="A1:XFD1048576"')),
    "a sheet that says to be smaller": ("a.xlsx", lambda files: files.edited(files.SHEET, 'ref="A1:F3"', 'ref="A1"')),
}


@pytest.mark.parametrize(("name", "make"), SAME.values(), ids=SAME.keys())
def test_all_ways_to_write_a_table_give_the_same_rows(
    files: Any, small_forms: list[SheetLayout], name: str, make: Callable[[Any], bytes]
) -> None:
    expected = cells(read_file("a.xlsx", files.xlsx()), small_forms)
    assert expected[0] == (
        "targets",
        2,
        {"code": "C", "name": "开工", "district": "北区", "as_of": "2023-06-30", "value": "5", "note": "按月报"},
    )
    assert len(expected) == 2
    assert cells(read_file(name, make(files)), small_forms) == expected


def test_a_pasted_table_gives_the_same_rows(files: Any, small_forms: list[SheetLayout]) -> None:
    pasted = files.csv(separator="\t").replace("\r\n", "\n")
    sheets = read_pasted("粘贴的表格", pasted)
    assert cells(sheets, small_forms) == cells(read_file("a.xlsx", files.xlsx()), small_forms)
    assert rows_of_sheets(sheets, small_forms)[0][0].where("value") == "粘贴的表格!E2"


@pytest.mark.parametrize("words", [",,,\n,,", 'a,b\n"c', "PK\x03\x04", "a\0b"])
def test_a_pasted_table_that_cannot_be_read_is_called_so(words: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_pasted("粘贴的表格", words)
    assert caught.value.sentence("zh") == "粘贴的表格读不出来：请连表头一起重新复制，或改为上传文件。"


def test_columns_come_in_any_order(files: Any, small_forms: list[SheetLayout]) -> None:
    turned = [tuple(reversed(row)) for row in files.ROWS]
    assert cells(read_file("a.xlsx", files.xlsx(turned)), small_forms) == cells(read_file("a.xlsx", files.xlsx()), small_forms)


def test_headers_are_known_in_english_and_in_any_case_and_width(small_forms: list[SheetLayout]) -> None:
    row = only_row("ＣＯＤＥ, as  OF ,VALUE\nC,2023-06-30,5\n".encode(), small_forms)
    assert row.cells == {"code": "C", "as_of": "2023-06-30", "value": "5"}


def test_columns_that_nobody_knows_are_kept_with_their_header(small_forms: list[SheetLayout]) -> None:
    row = only_row("负责人,指标编码,截至日期,,电话,数值\n王,C,2023-06-30,急,,5\n".encode(), small_forms)
    assert row.extra == "负责人：王；急"
    assert row.cells == {"code": "C", "as_of": "2023-06-30", "value": "5"}


def test_a_header_may_stand_in_the_tenth_row_below_empty_ones(files: Any, small_forms: list[SheetLayout]) -> None:
    rows = read_file("a.xlsx", files.xlsx([("标题",)] * 9 + [(), (), HEADER, ROW]))
    assert [number for _, number, _ in cells(rows, small_forms)] == [13]


def test_a_title_above_the_header_does_not_hide_the_separator(small_forms: list[SheetLayout]) -> None:
    assert only_row("六月进度\n指标编码;截至日期;说明\nC;2023-06-30;a,b,c\n".encode(), small_forms).cells["note"] == "a,b,c"


def test_a_place_is_named_as_in_the_sheet(files: Any, small_forms: list[SheetLayout]) -> None:
    row = only_row(files.xlsx([("标题",), HEADER, ROW]), small_forms, "a.xlsx")
    assert (row.where("value"), row.where()) == ("指标进度!D3", "指标进度!3")
    short = only_row("指标编码,截至日期,数值\nC\n".encode(), small_forms)
    assert short.where("value") == "a.csv!C2"


def test_the_sheet_that_explains_is_passed_over(small_forms: list[SheetLayout]) -> None:
    assert rows_of_sheets([Sheet("a.xlsx", "填报说明", [(1, ["随便写"])])], small_forms) == ([], [])


def test_a_merged_cell_stands_in_every_row_that_it_covers(files: Any, small_forms: list[SheetLayout]) -> None:
    rows = [HEADER, *[("C", "", "2023-06-30", str(number)) for number in range(4)]]
    found = cells(read_file("a.xlsx", files.xlsx(rows, merged="B2:B4")), small_forms)
    assert [row["district"] for _, _, row in found] == ["北区", "北区", "北区", ""]


def test_a_merge_that_reaches_below_the_table_adds_no_rows(files: Any, small_forms: list[SheetLayout]) -> None:
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="A3:A1048576"/></mergeCells>'
    content = files.edited(files.SHEET, "</sheetData>", merged)
    assert cells(read_file("a.xlsx", content), small_forms) == cells(read_file("a.xlsx", files.xlsx()), small_forms)


def test_full_width_digits_and_unseen_signs_are_made_plain_and_notes_stay(small_forms: list[SheetLayout]) -> None:
    row = only_row(
        "指标编码,截至日期,数值,说明,姓名\n\u200bＣ\ufeff,２０２３－０６－３０,　８８．２％,（①）：好\u200b,（王）\n".encode(),
        small_forms,
    )
    assert row.cells == {"code": "C", "as_of": "2023-06-30", "value": "88.2%", "note": "（①）：好"}
    assert row.extra == "姓名：（王）"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (5, "5"),
        (-5.0, "-5"),
        (88.2, "88.2"),
        (0.1 + 0.2, "0.3"),
        (1e14, "100000000000000"),
        (1e20, "1e+20"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2023, 6, 30), "2023-06-30"),
        (datetime(2023, 6, 30, 15, 30), "2023-06-30"),
        (None, ""),
        (" a ", " a "),
    ],
)
def test_a_cell_reads_as_people_write_it(given: Any, said: str) -> None:
    assert reader_process._words("" if given is None else given) == said


def test_days_of_a_workbook_are_days(files: Any) -> None:
    sheet = '<c r="A2"><v>45107</v></c>'
    content = files.edited(files.SHEET, CELL, sheet.replace("<c ", '<c s="1" '))
    styles = files.parts(content)["xl/styles.xml"].decode()
    with_day = styles.replace('<cellXfs count="1">', '<cellXfs count="2">').replace(
        "</cellXfs>", '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    )
    sheets = read_file("a.xlsx", files.edited("xl/styles.xml", styles, with_day, content=content))
    assert sheets[0].rows[1][1][0] == "2023-06-30"


def test_a_wrong_formula_is_seen_and_not_taken_for_an_empty_cell(files: Any) -> None:
    content = files.edited(files.SHEET, CELL, '<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>')
    assert read_file("a.xlsx", content)[0].rows[1][1][0] == "#DIV/0!"


def test_a_wrong_formula_of_an_ods_is_seen_too(files: Any) -> None:
    wrong = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        "<text:p>#DIV/0!</text:p></table:table-cell>"
    )
    right = '<table:table-cell office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>'
    content = files.ods(body=f"<table:table-row>{wrong}{right}</table:table-row>")
    assert read_file("a.ods", content)[0].rows == [(1, ["#DIV/0!", "2"])]


def test_a_wrong_formula_of_an_old_workbook_is_seen_too(files: Any) -> None:
    wrong = files.record(0x205, struct.pack("<HHHBB", 1, 4, 0, 0x07, 1))  # a cell with an error, a formula that ends in one
    wrong += files.record(0x006, struct.pack("<HHHBxBxxxHHxxxxH", 2, 5, 0, 2, 0x2A, 0xFFFF, 0, 0))
    right = files.record(0x205, struct.pack("<HHHBB", 1, 5, 0, 1, 0))  # a cell that is true
    rows = [list(row) for row in files.ROWS]
    rows[1] = rows[1][:4]
    content = files.xls(rows, cells=wrong + right)
    assert [cells[4:] for _, cells in read_file("a.xls", content)[0].rows] == [
        ["数值", "说明"],
        ["#DIV/0!", "TRUE"],
        ["45.5", "#N/A"],
    ]


# The process that reads


def stand_in(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Another program in place of the process that reads, with its limits."""
    start = "from models.imports import reader_process as child; child._limit()\n"
    monkeypatch.setattr(reader, "COMMAND", (sys.executable, "-c", start + program))


@pytest.mark.parametrize(
    "program",
    [
        "while True: pass",
        "import time; time.sleep(60)",
        "import threading; print('a' * 10**6, flush=True); threading.Event().wait()",
    ],
)
def test_a_process_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(reader, "TIME_LIMIT", 1)
    stand_in(monkeypatch, program)
    with pytest.raises(UnreadableError) as caught:
        read_file("a.csv", b"a,b")
    assert caught.value.sentence("zh") == TOO_SLOW.format("a.csv")


@pytest.mark.parametrize(
    "program",
    [
        "child.read = lambda *_: [bytes(10**8) for _ in range(10**6)]; child.main('csv')",
        "child.read = lambda *_: bytes(10**12); child.main('csv')",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "import os; os.abort()",
    ],
)
def test_a_process_that_wants_all_memory_or_crashes_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    stand_in(monkeypatch, program)
    with pytest.raises(UnreadableError) as caught:
        read_file("a.csv", b"a,b")
    assert caught.value.sentence("zh") == DAMAGED.format("a.csv")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < reader_process.MEMORY


def test_a_process_that_is_slow_to_take_a_large_file_gets_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "STEP", 0.01)
    stand_in(monkeypatch, "import time; time.sleep(0.2); child.main('csv')")
    told: list[float] = []
    [sheet] = read_file("a.csv", b"a,b\n" * 100_000, waiting=told.append)
    assert len(sheet.rows) == 100_000
    assert len(told) > 2
    assert told == sorted(told)


def test_a_mistake_of_ours_is_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, "raise KeyError('ours')")
    with pytest.raises(RuntimeError, match="KeyError: 'ours'"):
        read_file("a.csv", b"a,b")


def test_a_wrong_formula_beside_a_broken_picture_is_seen(files: Any) -> None:
    parts = files.parts(files.edited(files.SHEET, CELL, '<c r="A2" t="e"><v>#N/A</v></c>'))
    picture = b"".join(struct.pack(">H", number) for number in range(999))
    content = files.zipped(parts | {"xl/media/a.png": picture})
    head = content.index(b"xl/media/a.png") + len("xl/media/a.png")
    assert read_file("a.xlsx", content[:head] + bytes(9) + content[head + 9 :])[0].rows[1][1][0] == "#N/A"


def test_the_process_that_reads_loads_nothing_heavy() -> None:
    stand = "import sys, python_calamine; from models.imports import reader_process as child; "
    program = (
        stand + "print([name for name in ('pandas', 'numpy', 'sqlalchemy', 'pydantic', 'models.config') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == b"[]"


@pytest.mark.parametrize("make", [many_long_words, lambda files: ods_rows(files, 100_000, 200), lambda files: b"a," * 9_000_000])
def test_the_one_who_waits_does_not_grow(files: Any, make: Callable[[Any], bytes]) -> None:
    content = make(files)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableError):
            read_file("a.csv", content)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2 * len(content) + 5_000_000
