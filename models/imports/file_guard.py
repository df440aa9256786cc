"""Safety checks of a file as bytes and as a ZIP directory, before anything parses it."""

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePath

from models.errors import UnreadableError

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

_FAR = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,9})(\d{1,9})["']""")
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
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENDINGS = {".xlsx": "xlsx", ".xls": "xls", ".ods": "ods", ".csv": "csv", ".txt": "csv", ".tsv": "csv"}


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
    if _ENDINGS.get(PurePath(name).suffix.lower()) != "csv":
        raise UnreadableError("file_unknown", file=name)
    if content[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\0" in content:
        raise UnreadableError("file_damaged", file=name)
    return "csv"


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
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("file_encrypted", file=name)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnreadableError("file_swells", file=name)
    if any(part.file_size > SMALL and part.file_size > MOST_PACKED * max(part.compress_size, 1) for part in parts):
        raise UnreadableError("file_swells", file=name)
    if "encrypted-package" in names:
        raise UnreadableError("file_encrypted", file=name)
    is_text = "content.xml" in names
    if not is_text and "xl/workbook.xml" not in names:
        raise UnreadableError("file_unknown", file=name)
    if any(part.compress_type not in PACKINGS for part in parts):
        raise UnreadableError("file_damaged", file=name)
    if b"macroEnabled" in _start(archive, "[Content_Types].xml") or any(_is_macro(part) for part in names):
        raise UnreadableError("file_macro", file=name)
    if is_text and b"encryption-data" in _start(archive, "META-INF/manifest.xml"):
        raise UnreadableError("file_encrypted", file=name)
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            _check_part(name, archive, part)
    return "ods" if is_text else "xlsx"


def _is_macro(part: str) -> bool:
    return "vbaProject" in part or part.startswith(("Basic/", "Scripts/"))


def _start(archive: zipfile.ZipFile, part: str) -> bytes:
    """Return the start of a part; empty if the part does not exist."""
    if part not in archive.namelist():
        return b""
    with archive.open(part) as stream:
        return stream.read(CHUNK)


def _check_part(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a DOCTYPE in the head, and cells far out in a sheet. Reads to the end, where the checksum is verified."""
    is_sheet = part.filename.startswith("xl/worksheets/")
    is_first, rest = True, b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            if is_first and b"<!DOCTYPE" in chunk:
                raise UnreadableError("file_doctype", file=name)
            is_first = False
            if is_sheet:
                seen = rest + chunk
                _check_cells(name, seen)
                rest = seen[-64:]


def _check_cells(name: str, chunk: bytes) -> None:
    for match in _FAR.finditer(chunk):
        if int(match[2]) > LAST_ROW or _number(match[1]) > LAST_COLUMN:
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
    if not any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        raise UnreadableError("file_unknown", file=name)
    return "xls"
