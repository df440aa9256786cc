"""Is a file safe to open? Looked at as bytes and as a ZIP directory, before anything parses it."""

import io
import lzma
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
#: How far into a part a DOCTYPE is looked for: it stands before the first element.
HEAD = 65_536
CHUNK = 1_000_000

_FAR = re.compile(rb'\br="([A-Z]{1,3})(\d{1,9})"')
#: All that reading a broken ZIP may raise.
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENDINGS = {".xlsx": "xlsx", ".xls": "xls", ".ods": "ods", ".csv": "csv", ".txt": "csv", ".tsv": "csv"}


def check_file(name: str, content: bytes) -> str:
    """What kind of file it is: "xlsx", "xls", "ods" or "csv". UnreadableError with one sentence where it is not safe."""
    if len(content) > LARGEST:
        raise UnreadableError("file_too_large", file=name, n=LARGEST // 1_000_000)
    if not content.strip():
        raise UnreadableError("file_empty", file=name)
    if content.startswith(b"PK"):
        return _check_zip(name, content)
    if content.startswith(_OLE):
        return _check_ole(name, content)
    if _ENDINGS.get(PurePath(name).suffix.lower()) != "csv":
        raise UnreadableError("file_unknown", file=name)
    if content[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\0" in content:
        raise UnreadableError("file_damaged", file=name)
    return "csv"


def _check_zip(name: str, content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _check_parts(name, archive)
    except _BROKEN:
        raise UnreadableError("file_damaged", file=name) from None


def _check_parts(name: str, archive: zipfile.ZipFile) -> str:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("file_encrypted", file=name)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnreadableError("file_swells", file=name)
    if any(part.file_size > SMALL and part.file_size > MOST_PACKED * max(part.compress_size, 1) for part in parts):
        raise UnreadableError("file_swells", file=name)
    is_text = "content.xml" in names
    if not is_text and "xl/workbook.xml" not in names:
        raise UnreadableError("file_unknown", file=name)
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"macroEnabled" in types or any("vbaProject" in part or part.startswith("Basic/") for part in names):
        raise UnreadableError("file_macro", file=name)
    if is_text and "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UnreadableError("file_encrypted", file=name)
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            _check_part(name, archive, part)
    return "ods" if is_text else "xlsx"


def _check_part(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No DOCTYPE in its head; in a sheet no cell far out; and no more bytes than the directory says."""
    is_sheet = part.filename.startswith("xl/worksheets/")
    size, rest = 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(HEAD if size == 0 else CHUNK):
            if size == 0 and b"<!DOCTYPE" in chunk:
                raise UnreadableError("file_doctype", file=name)
            size += len(chunk)
            if not is_sheet:
                return
            for match in _FAR.finditer(rest + chunk):
                if int(match[2]) > LAST_ROW or _number(match[1]) > LAST_COLUMN:
                    cell = (match[1] + match[2]).decode()
                    raise UnreadableError("file_far_cell", file=name, cell=cell, rows=LAST_ROW, columns=LAST_COLUMN)
            rest = chunk[-32:]


def _number(letters: bytes) -> int:
    """The number of a column, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_ole(name: str, content: bytes) -> str:
    """An old workbook (.xls) is an OLE file; so is a new one that has a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableError("file_encrypted", file=name)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise UnreadableError("file_macro", file=name)
    return "xls"
