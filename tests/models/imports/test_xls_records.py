"""Old workbooks: their errors, percent formats and hidden parts, in whatever order their sectors lie."""

import struct
from typing import Any

import pytest

from models.imports.ole_stream import workbook_stream
from models.imports.reader import read_file
from models.imports.xls_records import marks_of_xls

ERROR = struct.pack("<HHHBB", 1, 4, 0, 0x07, 1)


def with_percent(files: Any) -> bytes:
    """A workbook with the format 0.0% and three cells: a number and two short ones that have it."""
    words = "0.0%".encode("utf-16-le")
    styles = files.record(0x41E, struct.pack("<HHB", 164, 4, 1) + words)
    styles += b"".join(files.record(0xE0, struct.pack("<HH16x", 0, number)) for number in (0, 164, 10))
    half = 0x3FE00000  # 0.5, of which a short number holds the upper bits
    cells = files.record(0x203, struct.pack("<HHHd", 1, 4, 1, 0.8929))
    cells += files.record(0xBD, struct.pack("<HHHIHIH", 2, 4, 2, half, 0, half, 5))
    made: bytes = files.xls([row[:4] for row in files.ROWS], extra=styles, cells=cells)
    return made


def test_a_cell_of_percent_reads_as_it_is_shown(files: Any) -> None:
    rows = read_file("a.xls", with_percent(files))[0].rows
    assert [cells[4:] for _, cells in rows] == [["", ""], ["89.29%", ""], ["50%", "0.5"]]


def test_a_format_of_excel_95_has_one_byte_a_letter(files: Any) -> None:
    record = files.record
    begin = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + record(0x41E, struct.pack("<HB", 164, 4) + b"0.0%")
    begin += b"".join(record(0xE0, struct.pack("<HH12x", 0, number)) for number in (0, 164))
    place = len(begin) + 4 + 8 + 4
    begin += record(0x85, struct.pack("<IBBB", place, 0, 0, 1) + b"A") + record(0x0A, b"")
    sheet = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)) + record(0x203, struct.pack("<HHHd", 1, 4, 1, 0.8929))
    [marks] = marks_of_xls(files.ole("Book", begin + sheet + record(0x0A, b"")))
    assert marks.percents == {(1, 4)}


def test_hidden_rows_and_columns_are_told(files: Any) -> None:
    hidden = files.record(0x208, struct.pack("<HHHH4xHH", 2, 0, 6, 300, 0x20, 0)) + files.record(
        0x7D, struct.pack("<5H2x", 1, 2, 0, 0, 1)
    )
    [sheet] = read_file("a.xls", files.xls(cells=hidden))
    assert (sheet.hidden_rows, sheet.hidden_columns) == (frozenset({3}), frozenset({1, 2}))


def shuffled(content: bytes) -> bytes:
    """The same file with the sectors of its only stream in the opposite order."""
    count = len(content) // 512 - 3
    table = [0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, *range(2, 1 + count)]
    sectors = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    stream = content[512 * 3 :]
    turned = b"".join(stream[at : at + 512] for at in range(len(stream) - 512, -1, -512))
    directory = bytearray(content[1024:1536])
    struct.pack_into("<I", directory, 128 + 116, 1 + count)
    return content[:512] + sectors + bytes(directory) + turned


def test_errors_are_found_wherever_the_sectors_lie(files: Any) -> None:
    content = files.xls([row[:4] for row in files.ROWS], cells=files.record(0x205, ERROR))
    assert shuffled(content) != content
    assert workbook_stream(shuffled(content)) == workbook_stream(content)
    assert [one.words for one in marks_of_xls(shuffled(content))] == [{(1, 4): "#DIV/0!"}]


@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "Book", "BOOK"])
def test_the_stream_is_found_in_any_case(files: Any, name: str) -> None:
    content = files.ole(name, b"records")
    assert workbook_stream(content).startswith(b"records")


def test_a_container_without_records_has_none(files: Any) -> None:
    assert workbook_stream(files.ole("Other", b"records")) == b""


def test_a_chain_that_runs_in_a_circle_ends(files: Any) -> None:
    content = bytearray(files.ole("Workbook", b"records"))
    struct.pack_into("<I", content, 512 + 4 * 3, 2)  # the second sector of the stream leads back to the first
    assert len(workbook_stream(bytes(content))) == 1024
