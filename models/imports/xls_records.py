"""Facts of an old workbook (.xls) that the reader does not return: errors, percent formats, hidden rows and columns."""

import struct
from collections.abc import Iterator

from models.imports.file_guard import LAST_COLUMN, LAST_ROW
from models.imports.ole_stream import workbook_stream
from models.imports.workbook_marks import PERCENT_FORMATS, Marks, is_percent

#: Types of the relevant records.
_BOF, _EOF, _SHEET, _FORMULA, _ERROR, _ROW, _COLUMNS = 0x809, 0x0A, 0x85, 0x06, 0x205, 0x208, 0x7D
_STYLE, _FORMAT, _NUMBER, _SHORT_NUMBER, _SHORT_NUMBERS = 0xE0, 0x41E, 0x203, 0x27E, 0xBD
#: The version in the first record of Excel 95, whose texts have one byte a letter.
_EXCEL_95 = struct.pack("<H", 0x500)
#: Excel's codes of its errors.
_WORDS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def marks_of_xls(content: bytes) -> list[Marks]:
    """Return the facts of each sheet, in sheet order. What follows a broken record is not seen."""
    reader = _Records()
    for at, kind, body in _records(workbook_stream(content)):
        reader.take(at, kind, body)
    return [reader.found.get(place, Marks()) for place in reader.places]


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at <= len(stream) - 4:
        kind, length = struct.unpack_from("<HH", stream, at)
        if not kind:
            return
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


class _Records:
    """The records of a workbook, taken one after the other."""

    def __init__(self) -> None:
        self.places: list[int] = []
        self.found: dict[int, Marks] = {}
        self._within: list[int] = []  # a chart in a sheet has a beginning and an end of its own
        self._formats, self._percents, self._styles = set(PERCENT_FORMATS), set[int](), 0
        self._is_old = False

    def take(self, at: int, kind: int, body: bytes) -> None:
        """Take a record that begins at a place of the stream."""
        if kind == _BOF:
            self._within.append(at)
            self._is_old = self._is_old or body[:2] == _EXCEL_95
        elif kind == _EOF and self._within:
            self._within.pop()
        elif kind == _SHEET and len(body) >= 4:
            self.places.append(struct.unpack_from("<I", body)[0])
        elif kind == _FORMAT and len(body) >= 5:
            self._take_format(body)
        elif kind == _STYLE and len(body) >= 4:
            if struct.unpack_from("<H", body, 2)[0] in self._formats:
                self._percents.add(self._styles)
            self._styles += 1
        elif self._within:
            self._take_cell(self.found.setdefault(self._within[-1], Marks()), kind, body)

    def _take_format(self, body: bytes) -> None:
        number, length = struct.unpack_from("<HB" if self._is_old else "<HH", body)
        if self._is_old:
            words = body[3 : 3 + length].decode("latin-1")
        elif body[4] & 1:
            words = body[5 : 5 + 2 * length].decode("utf-16-le", "surrogatepass")
        else:
            words = body[5 : 5 + length].decode("latin-1")
        (self._formats.add if is_percent(words) else self._formats.discard)(number)

    def _take_cell(self, marks: Marks, kind: int, body: bytes) -> None:
        if word := _error(kind, body):
            marks.words[struct.unpack_from("<HH", body)] = word
        if kind in (_NUMBER, _SHORT_NUMBER, _FORMULA) and len(body) >= 6:
            row, column, style = struct.unpack_from("<HHH", body)
            if style in self._percents:
                marks.percents.add((row, column))
        elif kind == _SHORT_NUMBERS and len(body) >= 12:
            row, column = struct.unpack_from("<HH", body)
            styles = [struct.unpack_from("<H", body, at)[0] for at in range(4, len(body) - 6, 6)]
            marks.percents |= {(row, column + place) for place, style in enumerate(styles) if style in self._percents}
        elif kind == _ROW and len(body) >= 16:
            row, about = struct.unpack_from("<H10xH", body)
            if about & 0x20 and row < LAST_ROW:
                marks.hidden_rows.add(row + 1)
        elif kind == _COLUMNS and len(body) >= 10:
            first, last, _, _, about = struct.unpack_from("<5H", body)
            if about & 1:
                marks.hidden_columns.update(range(first, min(last + 1, LAST_COLUMN)))


def _error(kind: int, body: bytes) -> str | None:
    """Return the error in a cell, either its value or the result of its formula."""
    if kind == _ERROR and len(body) >= 8 and body[7] == 1:
        return _WORDS.get(body[6])
    if kind == _FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
        return _WORDS.get(body[8])
    return None
