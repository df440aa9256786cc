"""Is a file safe to open? Looked at as bytes and as a ZIP directory, before anything parses it."""

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePath

from models.errors import UnreadableError

#: Bytes of a file, of all that a ZIP holds once it is unpacked, and how many times larger a part may get.
LARGEST, LARGEST_UNPACKED, MOST_PACKED = 20_000_000, 400_000_000, 200
#: Parts of a ZIP; a workbook of sixteen districts has some dozens.
MOST_PARTS = 2_000
#: The last row and the last column that a sheet may use: a cell far out makes readers reserve all before it.
LAST_ROW, LAST_COLUMN = 200_000, 256
#: Under so many bytes a part may be packed as tightly as it likes.
SMALL = 1_000_000
#: Bytes of a part that are looked at in one go. A DOCTYPE stands before the first element, so it is looked for in the first.
CHUNK = 1_000_000
#: How the parts of a workbook are packed. What else a ZIP may use wants memory of its own.
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_FAR = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,9})(\d{1,9})["']""")
#: The first record of an old workbook, with the one that says it has a password behind it.
_PASSWORD = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
#: All that reading a broken ZIP may raise.
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
    """What kind of file it is: "xlsx", "xls", "ods" or "csv". UnreadableError with one sentence where it is not safe."""
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
    if content.count(b"PK\x01\x02") > MOST_PARTS:  # counted before the directory is read: that alone may take much memory
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
    """The start of a part; nothing where there is none."""
    if part not in archive.namelist():
        return b""
    with archive.open(part) as stream:
        return stream.read(CHUNK)


def _check_part(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No DOCTYPE in its head; in a sheet no cell far out. It is read to its end, where its checksum is compared."""
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
    """The number of a column, A being 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_ole(name: str, content: bytes) -> str:
    """An old workbook (.xls) is an OLE file; so is a new one that has a password."""
    if "EncryptedPackage".encode("utf-16-le") in content or _PASSWORD.search(content):
        raise UnreadableError("file_encrypted", file=name)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise UnreadableError("file_macro", file=name)
    if not any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        raise UnreadableError("file_unknown", file=name)
    return "xls"
