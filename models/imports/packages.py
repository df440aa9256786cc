"""Workbooks as other programs write them, rewritten as the reader expects them: names of parts, encodings, names of streams.

Excel is tolerant of all of this. The limits of ``file_guard`` hold before anything here is read.
"""

import codecs
import io
import posixpath
import re
import struct
import zipfile
from xml.etree import ElementTree

#: First bytes of XML in UTF-16, with the encoding that each indicates.
_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
#: The declaration of XML with an encoding.
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)["'][^>]*\?>""")
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: The part by which a workbook is recognised, and the link to its list of sheets.
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_ROOT = (
    f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
#: New names of the parts that the reader needs, by the end of the type of the link to them.
_NAMES = {"worksheet": "worksheets/sheet{}.xml", "sharedStrings": "sharedStrings.xml", "styles": "styles.xml"}
#: The name of a stream in the directory of an old workbook, in any case, padded to the end of its field.
_STREAM = re.compile(rb"(?:w\0o\0r\0k\0)?b\0o\0o\0k\0\0\0", re.IGNORECASE)
#: The start of the contents of Excel 97, whose letters are always Unicode, and its record of the letters' encoding.
_EXCEL_97, _CODE_PAGE, _UNICODE = struct.pack("<HHHH", 0x809, 16, 0x600, 5), 0x42, 1200
#: The start of the contents of Excel 95. The reader cannot read its letters of two bytes, so it is told of one byte each.
_EXCEL_95, _ONE_BYTE = struct.pack("<HHHH", 0x809, 8, 0x500, 5), 1252
#: Encodings by Excel's number, where Python calls them otherwise.
_PAGES = {936: "gb18030", 367: "ascii", 0x8000: "mac_roman", 0x8001: "cp1252"}


def _letter(byte: int) -> str:
    """Return the letter that the reader makes of a byte: that of Windows-1252, where it has one."""
    return chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")


#: Bytes by the letters that the reader makes of them.
_BYTES = {_letter(byte): byte for byte in range(256)}


def part_name(name: str) -> str:
    """Return the name of a part as the standard writes it: with slashes, none before the first folder."""
    return name.replace("\\", "/").lstrip("/")


def wide_encoding(start: bytes) -> str | None:
    """Return the encoding of XML in UTF-16 by its first bytes, None for any other."""
    return _WIDE.get(start[:2])


def in_utf8(content: bytes) -> bytes:
    """Return a part in UTF-8, whatever its encoding. UnicodeDecodeError or LookupError if it is not what it declares."""
    wide = wide_encoding(content)
    declared = _DECLARED.match(content)
    encoding = wide or (declared[1].decode() if declared else "utf-8")
    if encoding.lower() in ("utf-8", "utf8", "us-ascii"):
        return content
    text = content.decode(encoding).removeprefix("\ufeff").encode()
    return re.sub(rb"""^(\s*<\?xml[^>]*?)\sencoding\s*=\s*["'][\w.-]+["']""", rb"\1", text)


def normal_workbook(content: bytes) -> bytes:
    """Return a workbook (.xlsx, .ods) under the names and in the encoding that the reader expects; most need no change."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        package = _Package(archive)
        if package.is_text():
            return package.in_utf8()
        return package.renamed() if package.is_odd() else content


class _Package:
    """The parts of a workbook by their names in small letters."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.parts = {part_name(one.filename).lower(): one for one in archive.infolist()}

    def is_text(self) -> bool:
        """Return True for a workbook of LibreOffice."""
        return "content.xml" in self.parts

    def is_odd(self) -> bool:
        """Return True if a name or an encoding is not the usual one."""
        own = self.archive.namelist()
        if "xl/workbook.xml" not in own or any("\\" in name or name.startswith("/") for name in own):
            return True
        if any(name in self.parts and name not in own for name in ("xl/_rels/workbook.xml.rels", "xl/styles.xml")):
            return True
        if any(self._is_recoded(one) for name, one in self.parts.items() if name.endswith((".xml", ".rels"))):
            return True
        return any(target not in own for _, kind, target in self._links("xl/workbook.xml") if kind in _NAMES)

    def _is_recoded(self, part: zipfile.ZipInfo) -> bool:
        with self.archive.open(part) as stream:
            start = stream.read(200)
        declared = _DECLARED.match(start)
        return wide_encoding(start) is not None or (
            declared is not None and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii")
        )

    def in_utf8(self) -> bytes:
        """Return the package of a workbook of LibreOffice with its contents in UTF-8."""
        if not self._is_recoded(self.parts["content.xml"]):
            return _bytes_of(self.archive)
        return _zipped({one.filename: in_utf8(self.archive.read(one)) for one in self.archive.infolist()})

    def renamed(self) -> bytes:
        """Return a package with the parts that the reader needs, under their usual names."""
        workbook = self._workbook()
        parts = {"[Content_Types].xml": _TYPES.encode(), "_rels/.rels": _ROOT.encode(), "xl/workbook.xml": self._read(workbook)}
        root = ElementTree.Element("Relationships", xmlns=_RELATIONS)
        for number, (key, kind, target) in enumerate(self._links(workbook), start=1):
            if kind not in _NAMES or target.lower() not in self.parts:
                continue
            name = _NAMES[kind].format(number)
            parts[f"xl/{name}"] = self._read(target)
            ElementTree.SubElement(root, "Relationship", Id=key, Type=f"{_OFFICE}/{kind}", Target=name)
        parts["xl/_rels/workbook.xml.rels"] = ElementTree.tostring(root, encoding="utf-8")
        return _zipped(parts)

    def _workbook(self) -> str:
        """Return the name of the part that lists the sheets."""
        named = [target for _, kind, target in self._links("") if kind == "officeDocument" and target.lower() in self.parts]
        return (named or ["xl/workbook.xml"])[0]

    def _links(self, part: str) -> list[tuple[str, str, str]]:
        """Return the links of a part: the key, the end of the type, and the name of the target."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels").lower()
        if relations not in self.parts:
            return []
        links = []
        for one in ElementTree.fromstring(self._read(relations)):
            target = one.get("Target", "").replace("\\", "/")
            place = part_name(posixpath.normpath(target if target.startswith("/") else posixpath.join(folder, target)))
            links.append((one.get("Id", ""), posixpath.basename(one.get("Type", "")), place))
        return links

    def _read(self, part: str) -> bytes:
        return in_utf8(self.archive.read(self.parts[part.lower()]))


def _bytes_of(archive: zipfile.ZipFile) -> bytes:
    stream = archive.fp
    assert stream is not None, "the archive is open"
    stream.seek(0)
    return stream.read()


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def normal_old_workbook(content: bytes) -> tuple[bytes, str | None]:
    """Return an old workbook (.xls) with its stream named as the reader expects, and its letters marked as the reader needs.

    The second value is the encoding of the letters of Excel 95, for ``in_letters``; None for later ones, whose are Unicode.
    """
    changed = bytearray(content)
    for match in _STREAM.finditer(content):
        if match.start() % 128 == 0:  # the entries of the directory are 128 bytes each
            name = match[0].decode("utf-16-le").rstrip("\0").capitalize()
            changed[match.start() : match.start() + 2 * len(name)] = name.encode("utf-16-le")
    start = content.find(_EXCEL_97)
    if start >= 0:
        if (at := _code_page(content, start)) is not None:
            struct.pack_into("<H", changed, at, _UNICODE)
        return bytes(changed), None
    at = _code_page(content, content.find(_EXCEL_95))
    if at is None:
        return bytes(changed), None
    page = struct.unpack_from("<H", content, at)[0]
    struct.pack_into("<H", changed, at, _ONE_BYTE)
    return bytes(changed), _PAGES.get(page, f"cp{page}")


def _code_page(content: bytes, at: int) -> int | None:
    """Return where the letters' encoding is written in an old workbook that begins at a place; None if it is not."""
    while 0 <= at <= len(content) - 6:
        kind, length = struct.unpack_from("<HH", content, at)
        if kind == _CODE_PAGE and length == 2:
            return at + 4
        if kind in (0x0A, 0x85, 0):  # it stands before the list of the sheets
            return None
        at += 4 + length
    return None


def in_letters(text: str, encoding: str) -> str:
    """Return a text of Excel 95 that was read byte by byte. UnicodeDecodeError if it is not in the encoding."""
    if text.isascii():
        return text
    return bytes(_BYTES[letter] for letter in text).decode(encoding) if all(one in _BYTES for one in text) else text
