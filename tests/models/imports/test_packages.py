"""Workbooks under other names and in other encodings: rewritten, and the usual ones left alone."""

import struct
from typing import Any

import pytest

from models.imports.packages import in_letters, in_utf8, normal_old_workbook, normal_workbook, part_name


def test_a_usual_workbook_is_not_rewritten(files: Any) -> None:
    for content in (files.xlsx(), files.ods()):
        assert normal_workbook(content) == content
    assert normal_old_workbook(files.xls()) == (files.xls(), None)


def test_a_rewritten_workbook_holds_its_sheets_and_words(files: Any) -> None:
    odd = files.zipped({name.replace("/", "\\"): part for name, part in files.parts(files.xlsx()).items()})
    parts, own = files.parts(normal_workbook(odd)), files.parts(files.xlsx())
    for name in (files.SHEET, "xl/workbook.xml", "xl/styles.xml"):
        assert parts[name] == own[name]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_part_in_another_encoding_becomes_utf_8_without_saying_otherwise(encoding: str) -> None:
    declared = "UTF-16" if encoding.startswith("utf-16") else encoding
    part = f'<?xml version="1.0" encoding="{declared}"?><a>郑州</a>'.encode(encoding)
    assert in_utf8(part).decode() == '<?xml version="1.0"?><a>郑州</a>'
    assert in_utf8(in_utf8(part)) == in_utf8(part)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl\\workbook.xml", "/xl/workbook.xml", "\\xl\\workbook.xml"])
def test_a_part_has_one_name(name: str) -> None:
    assert part_name(name) == "xl/workbook.xml"


def test_letters_of_excel_97_are_unicode_whatever_its_code_page_says(files: Any) -> None:
    content = files.xls(extra=files.record(0x42, struct.pack("<H", 936)))
    changed, letters = normal_old_workbook(content)
    assert (changed, letters) == (files.xls(extra=files.record(0x42, struct.pack("<H", 1200))), None)


@pytest.mark.parametrize("words", ["郑州", "a-1", "中原区　教育局", ""])
def test_letters_of_excel_95_come_back_from_their_bytes(words: str) -> None:
    without = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # bytes that Windows-1252 has no letter for
    content = words.encode("gb18030")
    one_by_one = "".join(chr(byte) if byte in without else bytes([byte]).decode("cp1252") for byte in content)
    assert in_letters(one_by_one, "gb18030") == words
