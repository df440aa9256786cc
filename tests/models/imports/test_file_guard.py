"""A file that is not safe to open is refused by its bytes alone, with one sentence, before anything parses it."""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from models.errors import UnreadableError
from models.imports import file_guard
from models.imports.file_guard import LARGEST, MOST_PARTS, check_file

MB = 1_000_000
HTML = "<html><body><table><tr><td>指标编码</td></tr></table></body></html>".encode()
XML_TABLE = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
PROTECTED = {"META-INF/manifest.xml": "<m:manifest><m:encryption-data/></m:manifest>"}
DOCTYPE = "<!DOCTYPE x [<!ENTITY a 'aaaa'>]>"

TOO_LARGE = "文件 {} 超过 20 MB：请删去图片和多余的工作表，或分成几个文件。"
EMPTY = "文件 {} 是空的：请选有内容的文件。"
UNKNOWN = "文件 {} 不是表格：可用 .xlsx、.xls、.ods 或 .csv。"
OTHERWISE = "文件 {} 的内容不是表格，与扩展名不符：请在 Excel 或 WPS 里打开，另存为 .xlsx 后再传。"
PAGE = "文件 {} 的内容是网页（HTML），不是工作簿：请用 Excel 或 WPS 打开，另存为 .xlsx 后再传。"
XML_2003 = "文件 {} 的内容是“XML 表格 2003”：请用 Excel 或 WPS 打开，另存为 .xlsx 后再传。"
ANCIENT = "文件 {} 是 Excel 4.0 或更早的格式：请用 Excel 或 WPS 打开，另存为 .xlsx 后再传。"
DAMAGED = "文件 {} 已损坏或不完整：请重新保存后再传。"
ENCRYPTED = "文件 {} 有密码：请去掉密码后再传。"
SWELLS = "文件 {} 解压后过大，不能打开：请把数据复制到新的工作簿再传。"
MACRO = "文件 {} 带有宏：请另存为 .xlsx 后再传。"
WITH_DOCTYPE = "文件 {} 含有不允许的声明（DOCTYPE），不能打开：请用 Excel 或 WPS 重新保存。"


def far(cell: str) -> str:
    return "文件 {} 在 " + cell + " 处有内容，超出 200000 行、256 列：请删去表外的内容。"


def with_bytes(content: bytes, at: int, new: bytes) -> bytes:
    return content[:at] + new + content[at + len(new) :]


def in_directory(content: bytes, offset: int, new: bytes) -> bytes:
    """A ZIP in which every entry of the directory, but not the local headers, has other bytes at an offset."""
    for match in re.finditer(rb"PK\x01\x02", content):
        content = with_bytes(content, match.start() + offset, new)
    return content


def wrong_data(files: Any) -> bytes:
    """A workbook with one changed byte in its first sheet, so that the checksum does not match."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.parts(files.xlsx()).items():
            archive.writestr(name, content)
    assert out.getvalue().count(b"<sheetData>") == 1
    return out.getvalue().replace(b"<sheetData>", b"<sheetdata>")


def with_part(files: Any, name: str, content: bytes | str) -> bytes:
    made: bytes = files.zipped(files.parts(files.xlsx()) | {name: content})
    return made


def with_declaration(files: Any, part: str) -> bytes:
    made: bytes = files.edited(part, "?>", f"?>{DOCTYPE}")
    return made


def packed_otherwise(files: Any, packing: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in files.parts(files.xlsx()).items():
            archive.writestr(name, content)
    return out.getvalue()


#: For each kind of broken file: its name, its maker, and the sentence, in which {} is the name.
REFUSED: dict[str, tuple[str, Callable[[Any], bytes], str]] = {
    "larger than a file may be": ("a.xlsx", lambda files: b"PK\3\4" + bytes(LARGEST), TOO_LARGE),
    "a text larger than a file may be": ("a.csv", lambda files: b"a" * (LARGEST + 1), TOO_LARGE),
    "no bytes": ("a.xlsx", lambda files: b"", EMPTY),
    "no bytes in a text": ("a.csv", lambda files: b"", EMPTY),
    "blanks only": ("a.csv", lambda files: b" \r\n\t \n", EMPTY),
    "an unknown ending": ("a.json", lambda files: b'{"a": 1}', UNKNOWN),
    "no ending": ("report", lambda files: b"a,b", UNKNOWN),
    "a PDF named as a workbook": ("a.xlsx", lambda files: b"%PDF-1.7\n1 0 obj\n", OTHERWISE),
    "a picture named as a workbook": ("a.xlsx", lambda files: b"\x89PNG\r\n\x1a\n" + bytes(99), OTHERWISE),
    "a page named as a workbook": ("a.xlsx", lambda files: HTML, PAGE),
    "a page named as an old workbook": ("a.xls", lambda files: HTML, PAGE),
    "a page named as a text": ("a.csv", lambda files: b"\r\n" + HTML, PAGE),
    "a page in UTF-16": ("a.xls", lambda files: HTML.decode().encode("utf-16"), PAGE),
    "a page saved with its pictures": ("a.xls", lambda files: b"MIME-Version: 1.0\r\n", PAGE),
    "a table of 2003 in XML": ("a.xls", lambda files: XML_TABLE, XML_2003),
    "a table of 2003 in XML in UTF-16": ("a.xml.et", lambda files: XML_TABLE.decode().encode("utf-16"), XML_2003),
    "a workbook of Excel 4": ("a.xls", lambda files: b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00", ANCIENT),
    "a workbook of Excel 2": ("a.xls", lambda files: b"\x09\x00\x04\x00\x02\x00\x10\x00", ANCIENT),
    "two letters of a ZIP": ("a.xlsx", lambda files: b"PK", OTHERWISE),
    "a picture named as a text": ("a.csv", lambda files: b"\x89PNG\r\n\x1a\n" + bytes(99), DAMAGED),
    "a zero byte in a text": ("a.csv", lambda files: b"code,as_of\r\nC\0,2023-06-30", DAMAGED),
    "a ZIP cut in its first head": ("a.xlsx", lambda files: files.xlsx()[:20], DAMAGED),
    "a ZIP cut in its first part": ("a.xlsx", lambda files: files.xlsx()[:200], DAMAGED),
    "a ZIP cut in the middle": ("a.xlsx", lambda files: files.xlsx()[: len(files.xlsx()) // 2], DAMAGED),
    "a ZIP cut in its directory": ("a.xlsx", lambda files: files.xlsx()[:-100], DAMAGED),
    "a ZIP without its last byte": ("a.xlsx", lambda files: files.xlsx()[:-1], DAMAGED),
    "a ZIP without its beginning": ("a.xlsx", lambda files: b"PK\3\4" + files.xlsx()[500:], DAMAGED),
    "a ZIP in which a part lies elsewhere": ("a.xlsx", lambda files: in_directory(files.xlsx(), 42, b"\xff\xff\0\0"), DAMAGED),
    "a ZIP with a wrong checksum in its directory": ("a.xlsx", lambda files: in_directory(files.xlsx(), 16, b"abcd"), DAMAGED),
    "a ZIP with a wrong byte in a part": ("a.xlsx", wrong_data, DAMAGED),
    "a ZIP that says its parts are smaller": ("a.xlsx", lambda files: in_directory(files.xlsx(), 24, b"\5\0\0\0"), DAMAGED),
    "a ZIP packed as LZMA": ("a.xlsx", lambda files: packed_otherwise(files, zipfile.ZIP_LZMA), DAMAGED),
    "a ZIP packed as BZIP2": ("a.xlsx", lambda files: packed_otherwise(files, zipfile.ZIP_BZIP2), DAMAGED),
    "a ZIP packed in a way nobody knows": ("a.xlsx", lambda files: in_directory(files.xlsx(), 10, b"\x63\0"), DAMAGED),
    "a ZIP without a part": ("a.xlsx", lambda files: files.zipped({}), OTHERWISE),
    "a ZIP without a workbook": ("a.xlsx", lambda files: files.zipped({"readme.txt": "a"}), OTHERWISE),
    "a text document": ("a.xlsx", lambda files: files.zipped({"word/document.xml": "<a/>"}), OTHERWISE),
    "a workbook in binary parts": ("a.xlsb", lambda files: files.zipped({"xl/workbook.bin": b"a"}), UNKNOWN),
    "a ZIP of a workbook": ("a.zip", lambda files: files.zipped({"a.xlsx": files.xlsx()}), UNKNOWN),
    "a part that swells": ("a.xlsx", lambda files: with_part(files, "xl/media/a.bin", bytes(2 * MB)), SWELLS),
    "a sheet that swells": ("a.xlsx", lambda files: with_part(files, files.SHEET, b" " * 2 * MB), SWELLS),
    "more parts than a workbook has": (
        "a.xlsx",
        lambda files: files.zipped({"xl/workbook.xml": "<a/>"} | {str(number): b"" for number in range(MOST_PARTS)}),
        SWELLS,
    ),
    "parts that say to be very large": ("a.xlsx", lambda files: in_directory(files.xlsx(), 24, b"\0\0\0\x10"), SWELLS),
    "a ZIP with a password": ("a.xlsx", lambda files: in_directory(files.xlsx(), 8, b"\1\0"), ENCRYPTED),
    "a workbook with a password": ("a.xlsx", lambda files: files.ole("EncryptedPackage", b"a"), ENCRYPTED),
    "an old workbook with a password": ("a.xls", lambda files: files.xls(extra=files.PASSWORD), ENCRYPTED),
    "an old workbook, write-protected, with a password": (
        "a.xls",
        lambda files: files.xls(extra=struct.pack("<HH", 0x86, 0) + files.PASSWORD),
        ENCRYPTED,
    ),
    "an ODS with a password": ("a.ods", lambda files: files.ods(more=PROTECTED), ENCRYPTED),
    "a newer ODS with a password": ("a.ods", lambda files: files.zipped({"encrypted-package": b"a"}), ENCRYPTED),
    "a type of a workbook with macros": (
        "a.xlsx",
        lambda files: files.edited("[Content_Types].xml", "sheet.main+xml", "sheet.macroEnabled.main+xml"),
        MACRO,
    ),
    "a workbook with macros": ("a.xlsm", lambda files: with_part(files, "xl/vbaProject.bin", b"a"), MACRO),
    "an ODS with Basic": ("a.ods", lambda files: files.ods(more={"Basic/Standard/a.xml": "<a/>"}), MACRO),
    "an ODS with Python": ("a.ods", lambda files: files.ods(more={"Scripts/python/a.py": "a"}), MACRO),
    "an old workbook with macros": ("a.xls", lambda files: files.ole("_VBA_PROJECT", b"a"), MACRO),
    "an old text document": ("a.xls", lambda files: files.ole("WordDocument", b"a"), OTHERWISE),
    "an OLE file cut after its first bytes": ("a.xls", lambda files: files.OLE, OTHERWISE),
    "a declaration in the workbook": ("a.xlsx", lambda files: with_declaration(files, "xl/workbook.xml"), WITH_DOCTYPE),
    "a declaration in a sheet": ("a.xlsx", lambda files: with_declaration(files, files.SHEET), WITH_DOCTYPE),
    "a declaration in the links": ("a.xlsx", lambda files: with_declaration(files, "_rels/.rels"), WITH_DOCTYPE),
    "a declaration in the words": ("a.xlsx", lambda files: with_declaration(files, "xl/sharedStrings.xml"), WITH_DOCTYPE),
    "a declaration in a part in capitals": ("a.xlsx", lambda files: with_part(files, "xl/A.XML", DOCTYPE), WITH_DOCTYPE),
    "a declaration in an ODS": (
        "a.ods",
        lambda files: files.edited("content.xml", "?>", f"?>{DOCTYPE}", content=files.ods()),
        WITH_DOCTYPE,
    ),
    "a declaration behind a long comment": (
        "a.xlsx",
        lambda files: files.edited(files.SHEET, "?>", f"?><!--{'a' * 70_000}-->{DOCTYPE}"),
        WITH_DOCTYPE,
    ),
    "a cell far below": ("a.xlsx", lambda files: files.edited(files.SHEET, 'r="A2"', 'r="A1048576"'), far("A1048576")),
    "a cell one row too far": ("a.xlsx", lambda files: files.edited(files.SHEET, 'r="A2"', 'r="A200001"'), far("A200001")),
    "a cell far to the right": ("a.xlsx", lambda files: files.edited(files.SHEET, 'r="B2"', 'r="XFD2"'), far("XFD2")),
    "a cell one column too far": ("a.xlsx", lambda files: files.edited(files.SHEET, 'r="B2"', 'r="IW2"'), far("IW2")),
    "a cell far out in other quotes": (
        "a.xlsx",
        lambda files: files.edited(files.SHEET, 'r="A2"', "r = 'A999999'"),
        far("A999999"),
    ),
    "a cell far out in small letters": ("a.xlsx", lambda files: files.edited(files.SHEET, 'r="A2"', 'r="zzz2"'), far("zzz2")),
}


@pytest.mark.parametrize(("name", "make", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_is_not_safe_is_refused_with_its_sentence(
    files: Any, name: str, make: Callable[[Any], bytes], sentence: str
) -> None:
    content = make(files)
    with pytest.raises(UnreadableError) as caught:
        check_file(name, content)
    assert caught.value.sentence("zh") == sentence.format(name)


@pytest.mark.parametrize(
    ("name", "make", "kind"),
    [
        ("a.xlsx", lambda files: files.xlsx(), "xlsx"),
        ("a.XLSX", lambda files: files.xlsx(), "xlsx"),
        ("named wrongly.csv", lambda files: files.xlsx(), "xlsx"),
        ("a.xls", lambda files: files.xls(), "xls"),
        ("a.ods", lambda files: files.ods(), "ods"),
        ("a.csv", lambda files: files.csv().encode(), "csv"),
        ("a.TXT", lambda files: files.csv().encode("gb18030"), "csv"),
        ("a.tsv", lambda files: files.csv().encode("utf-16"), "csv"),
        ("a.tsv", lambda files: files.csv().encode("utf-16-le"), "csv"),
        ("a.xls", lambda files: files.csv(separator="\t").encode("gb18030"), "csv"),
        ("a.et", lambda files: files.xls(), "xls"),
        ("a.xlt", lambda files: files.xls(), "xls"),
        ("a.xlsx", lambda files: files.csv().encode(), "csv"),
        ("a.csv", lambda files: b"PK,code\r\n1,C\r\n", "csv"),
        ("a.xlsx", lambda files: files.edited(files.SHEET, 'r="A2"', 'r="A200000"'), "xlsx"),
        ("a.xlsx", lambda files: files.edited(files.SHEET, 'r="B2"', 'r="IV2"'), "xlsx"),
        ("a.xlsx", lambda files: with_part(files, "xl/media/a.bin", bytes(MB)), "xlsx"),
    ],
)
def test_a_safe_file_is_known_by_its_bytes(files: Any, name: str, make: Callable[[Any], bytes], kind: str) -> None:
    assert check_file(name, make(files)) == kind


def test_a_far_cell_is_found_where_two_looks_meet(files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    content = files.edited(files.SHEET, 'r="A2"', 'r="A999999"')
    found = 0
    for size in range(7, 60):
        monkeypatch.setattr(file_guard, "CHUNK", size)
        with pytest.raises(UnreadableError) as caught:
            check_file("a.xlsx", content)
        found += caught.value.key == "file_far_cell"
    assert found == 53


def test_a_file_of_the_largest_size_is_still_looked_at() -> None:
    assert check_file("a.csv", b"a" * LARGEST) == "csv"
