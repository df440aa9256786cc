"""Safety checks of a file as bytes and as a ZIP directory, before anything parses it."""

import codecs
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import IO

from models.errors import UnreadableError
from models.imports.decoding import text_encoding
from models.imports.packages import part_name, wide_encoding

#: Maximum bytes of a file, maximum bytes of an unpacked ZIP, and maximum compression ratio of a part.
LARGEST, LARGEST_UNPACKED, MOST_PACKED = 20_000_000, 400_000_000, 200
#: Maximum number of parts of a ZIP; a workbook of sixteen districts has some dozens.
MOST_PARTS = 2_000
#: Last row and last column that a sheet may use: a cell far out makes readers allocate everything before it.
LAST_ROW, LAST_COLUMN = 200_000, 256
#: Size in bytes up to which a part may have any compression ratio.
SMALL = 1_000_000
#: Bytes of a part that are read at a time. A DOCTYPE precedes the first element, so only the first chunk is searched for it.
CHUNK = 1_000_000
#: Compression methods of a workbook's parts. Other methods of ZIP need memory of their own.
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

#: The place of a cell, and what shows that it is empty: a cell may only have a style.
_FAR = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,9})(\d{1,9})["']([^<>]*(?:/>|>\s*</))?""")
#: Bytes of an unfinished cell that are kept for the next chunk at most.
LONGEST_CELL = 10_000
#: The first record of an old workbook, followed by the one that indicates a password.
_PASSWORD = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
#: Exceptions raised when reading a broken ZIP.
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
#: The type of the part that lists the sheets, wherever it is.
_MAIN = re.compile(rb"spreadsheetml\.(?:sheet|template)\.(?:macroEnabled\.)?main\+xml")
#: The stream of an old workbook.
_STREAM = re.compile("book\0".encode("utf-16-le"), re.IGNORECASE)
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
#: Endings of texts, and of workbooks, whose contents need not be what they say.
_TEXTS = (".csv", ".txt", ".tsv")
_WORKBOOKS = (".xlsx", ".xls", ".ods", ".et", ".ett", ".xlt", ".xltx", ".xlsm", ".ots")
#: Bytes of a text by which a page, and a table of Excel 2003 in XML, are recognised.
HEAD = 4_000
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
#: The first record of a workbook of Excel 2 to 4, which is no OLE file.
_ANCIENT = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
#: Characters that a text does not contain.
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def check_file(name: str, content: bytes) -> str:
    """Return the kind of a file: "xlsx", "xls", "ods" or "csv". UnreadableError with one sentence if it is unsafe."""
    if len(content) > LARGEST:
        raise UnreadableError("file_too_large", file=name, n=LARGEST // 1_000_000)
    if not content.strip():
        raise UnreadableError("file_empty", file=name)
    if content.startswith(_ZIP):
        return _check_zip(name, content)
    if content.startswith(_OLE):
        return _check_ole(name, content)
    if content.startswith(_ANCIENT):
        raise UnreadableError("file_ancient", file=name)
    return _check_text(name, content)


def _check_text(name: str, content: bytes) -> str:
    """Check a text, which may be named as a workbook: Excel opens such files, too."""
    ending = PurePath(name).suffix.lower()
    if ending not in (*_TEXTS, *_WORKBOOKS):
        raise _unknown(name)
    is_wide = text_encoding(content) is not None
    head = content[:HEAD].replace(b"\0", b"") if is_wide else content[:HEAD]
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise UnreadableError("file_xml_2003", file=name)
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<") and _PAGE.search(head) or head.startswith(b"MIME-Version:"):
        raise UnreadableError("file_page", file=name)
    if ending not in _TEXTS and not _looks_like_table(head, is_wide=is_wide):
        raise _unknown(name)
    if not is_wide and b"\0" in content:
        raise UnreadableError("file_damaged", file=name)
    return "csv"


def _looks_like_table(head: bytes, *, is_wide: bool) -> bool:
    return any(mark in head for mark in (b",", b"\t", b";")) and (is_wide or not _BINARY.search(head))


def _unknown(name: str) -> UnreadableError:
    """Return the error of a file that is no table; one named as a workbook is not told to be named so."""
    key = "file_not_its_ending" if PurePath(name).suffix.lower() in _WORKBOOKS else "file_unknown"
    return UnreadableError(key, file=name)


def _check_zip(name: str, content: bytes) -> str:
    if content.count(b"PK\x01\x02") > MOST_PARTS:  # counted before the directory is read, which alone may need much memory
        raise UnreadableError("file_swells", file=name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _check_parts(name, archive)
    except BROKEN:
        raise UnreadableError("file_damaged", file=name) from None


def _check_parts(name: str, archive: zipfile.ZipFile) -> str:
    parts = archive.infolist()
    names = {part_name(part.filename).lower() for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("file_encrypted", file=name)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnreadableError("file_swells", file=name)
    if any(part.file_size > SMALL and part.file_size > MOST_PACKED * max(part.compress_size, 1) for part in parts):
        raise UnreadableError("file_swells", file=name)
    if "encrypted-package" in names:
        raise UnreadableError("file_encrypted", file=name)
    is_text = "content.xml" in names
    types = b"" if is_text else _start(archive, "[content_types].xml")
    if not is_text and "xl/workbook.xml" not in names and not _MAIN.search(types):
        raise _unknown(name)
    if any(part.compress_type not in PACKINGS for part in parts):
        raise UnreadableError("file_damaged", file=name)
    if b"macroEnabled" in types or any(_is_macro(part) for part in names):
        raise UnreadableError("file_macro", file=name)
    if is_text and b"encryption-data" in _start(archive, "meta-inf/manifest.xml"):
        raise UnreadableError("file_encrypted", file=name)
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            _check_part(name, archive, part, has_cells=not is_text and "sharedstrings" not in part.filename.lower())
    return "ods" if is_text else "xlsx"


def _is_macro(part: str) -> bool:
    return "vbaproject" in part or part.startswith(("basic/", "scripts/"))


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the start of a part, in UTF-8; empty if the part does not exist."""
    for part in archive.infolist():
        if part_name(part.filename).lower() == name:
            with archive.open(part) as stream:
                return next(_chunks(stream), b"")
    return b""


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a part piece by piece, in UTF-8 if it is in UTF-16. Reads to the end, where the checksum is verified."""
    chunk = stream.read(CHUNK)
    wide = wide_encoding(chunk)
    decoder = codecs.getincrementaldecoder(wide)() if wide else None
    while chunk:
        yield decoder.decode(chunk).encode() if decoder else chunk
        chunk = stream.read(CHUNK)


def _check_part(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, has_cells: bool) -> None:
    """Refuse a DOCTYPE in the head, and cells far out in a sheet."""
    is_first, rest = True, b""
    with archive.open(part) as stream:
        for chunk in _chunks(stream):
            if is_first and b"<!DOCTYPE" in chunk:
                raise UnreadableError("file_doctype", file=name)
            is_first = False
            if has_cells:
                seen = rest + chunk
                cut = _start_of_last_cell(seen)
                _check_cells(name, seen[:cut])
                rest = seen[cut:]
    _check_cells(name, rest)


def _start_of_last_cell(seen: bytes) -> int:
    """Return where the last, perhaps unfinished cell begins; the end if none is near."""
    last = seen.rfind(b"<")
    before = seen.rfind(b"<", 0, max(last, 0))
    cut = before if before >= 0 else max(last, 0)
    return cut if len(seen) - cut <= LONGEST_CELL else len(seen)


def _check_cells(name: str, chunk: bytes) -> None:
    for match in _FAR.finditer(chunk):
        if not match[3] and (int(match[2]) > LAST_ROW or _number(match[1]) > LAST_COLUMN):
            cell = (match[1] + match[2]).decode()
            raise UnreadableError("file_far_cell", file=name, cell=cell, rows=LAST_ROW, columns=LAST_COLUMN)


def _number(letters: bytes) -> int:
    """Return the number of a column, A being 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_ole(name: str, content: bytes) -> str:
    """Check an OLE file: an old workbook (.xls), or a new one with a password."""
    if "EncryptedPackage".encode("utf-16-le") in content or _PASSWORD.search(content):
        raise UnreadableError("file_encrypted", file=name)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise UnreadableError("file_macro", file=name)
    if not _STREAM.search(content):
        raise _unknown(name)
    return "xls"
