"""Formula errors in an old workbook (.xls), which the reader returns as empty cells: extracted from its records."""

import struct

#: Types of the relevant records, and the start of the first record of a workbook.
_BOF, _EOF, _SHEET, _FORMULA, _ERROR = 0x809, 0x0A, 0x85, 0x06, 0x205
_START = struct.pack("<HHHH", _BOF, 16, 0x600, 5)
#: Excel's codes of its errors.
_WORDS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

Errors = dict[tuple[int, int], str]


def errors_of(content: bytes) -> list[Errors]:
    """Return the errors of each sheet, in sheet order, by row and column, counted from 0.

    The records are read consecutively, as every program writes them; if a file stores them in fragments, the scan ends there, and
    the rest is not seen.
    """
    start = at = content.find(_START)
    places: list[int] = []
    found: dict[int, Errors] = {}
    within: list[int] = []  # a chart in a sheet has a beginning and an end of its own
    while 0 <= at <= len(content) - 4:
        kind, length = struct.unpack_from("<HH", content, at)
        body = content[at + 4 : at + 4 + length]
        if kind == _BOF:
            within.append(at - start)
        elif kind == _EOF and within:
            within.pop()
        elif kind == _SHEET and length >= 4:
            places.append(struct.unpack_from("<I", body)[0])
        elif within and (word := _error(kind, body)):
            found.setdefault(within[-1], {})[struct.unpack_from("<HH", body)] = word
        elif not kind:
            break
        at += 4 + length
    return [found.get(place, {}) for place in places]


def _error(kind: int, body: bytes) -> str | None:
    """Return the error in a cell, either its value or the result of its formula."""
    if kind == _ERROR and len(body) == 8 and body[7] == 1:
        return _WORDS.get(body[6])
    if kind == _FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
        return _WORDS.get(body[8])
    return None
