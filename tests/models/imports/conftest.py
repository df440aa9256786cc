"""Files for import, sound and broken: made where a test needs them, none is stored."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
import xlsxwriter
from sqlmodel import Session

from models.commands.ledger import store_plan
from models.imports.sheet_layouts import SheetLayout, sheet_layouts
from models.plan.file import PlanFile
from models.queries import read_plan
from models.store.engine import open_store

HEADER = ("指标编码", "指标名称", "区县", "截至日期", "数值", "说明")
ROWS = (HEADER, ("C", "开工", "北区", "2023-06-30", "5", "按月报"), ("R", "占比", "", "2023-06-30", "45.5", ""))
#: The magic bytes of an OLE file, and its contents: sectors of 512 bytes.
OLE, SECTOR = bytes.fromhex("D0CF11E0A1B11AE1"), 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2"><office:body><office:spreadsheet>'
    '<table:table table:name="指标进度">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<m:file-entry m:full-path="/" m:media-type="{_ODS_TYPE}"/></m:manifest>'
)


class Files:
    """A maker of files. ``SHEET`` is the part of a workbook that holds its only sheet."""

    SHEET, HEADER, ROWS, OLE = "xl/worksheets/sheet1.xml", HEADER, ROWS, OLE
    #: The record of an old workbook that marks it as password-protected.
    PASSWORD = struct.pack("<HH", 0x2F, 6) + bytes(6)

    def xlsx(self, rows: Sequence[Sequence[Any]] = ROWS, *, merged: str = "") -> bytes:
        """A workbook with one sheet; ``merged`` is a range that holds the words 北区."""
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            sheet = book.add_worksheet("指标进度")
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if merged:
                sheet.merge_range(merged, "北区")
        return out.getvalue()

    def csv(self, rows: Sequence[Sequence[str]] = ROWS, *, separator: str = ",") -> str:
        """A table as text."""
        return "".join(separator.join(row) + "\r\n" for row in rows)

    def zipped(self, parts: Mapping[str, bytes | str]) -> bytes:
        """A ZIP of some parts."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return out.getvalue()

    def parts(self, content: bytes) -> dict[str, bytes]:
        """The parts of a ZIP."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def edited(self, part: str, old: str, new: str, *, content: bytes = b"") -> bytes:
        """A workbook with a replacement in one part; the replaced words must be in it."""
        parts = self.parts(content or self.xlsx())
        assert old.encode() in parts[part]
        return self.zipped(parts | {part: parts[part].replace(old.encode(), new.encode(), 1)})

    def ods(
        self, rows: Sequence[Sequence[str]] = ROWS, *, more: Mapping[str, bytes | str] | None = None, body: str = ""
    ) -> bytes:
        """A workbook of LibreOffice; ``body`` replaces the rows, ``more`` adds parts."""
        cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
        lines = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
        content = _ODS.format(body or lines)
        parts: dict[str, bytes | str] = {"mimetype": _ODS_TYPE, "META-INF/manifest.xml": _MANIFEST, "content.xml": content}
        return self.zipped(parts | dict(more or {}))

    def ole(self, stream: str, content: bytes) -> bytes:
        """An OLE file with one stream: its header, the table of its sectors, its directory, the stream."""
        content = content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0")
        count = len(content) // SECTOR
        head = OLE + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0) + struct.pack("<108I", *[_FREE] * 108)
        table = [_TABLE, _END, *range(3, 2 + count), _END]
        sectors = struct.pack("<128I", *table, *[_FREE] * (128 - len(table)))
        root = _entry("Root Entry", 5, child=1, start=_END, size=0)
        return head + sectors + root + _entry(stream, 2, child=_FREE, start=2, size=len(content)) + bytes(256) + content

    def record(self, kind: int, content: bytes) -> bytes:
        """One record of an old workbook."""
        return record(kind, content)

    def xls(self, rows: Sequence[Sequence[str]] = ROWS, *, extra: bytes = b"", cells: bytes = b"") -> bytes:
        """A workbook of Excel 97; ``extra`` are records before its list of sheets, ``cells`` some behind those of its sheet."""
        name = "指标进度".encode("utf-16-le")
        begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + extra
        place = len(begin) + 4 + 8 + len(name)
        begin += record(0x85, struct.pack("<IBBBB", place + 4, 0, 0, len(name) // 2, 1) + name) + record(0x0A, b"")
        sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                words = cell.encode("utf-16-le")
                sheet += record(0x204, struct.pack("<HHHHB", number, at, 0, len(words) // 2, 1) + words)
        return self.ole("Workbook", begin + sheet + cells + record(0x0A, b""))


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    head = words.ljust(64, b"\0") + struct.pack("<HBBIII", len(words), kind, 1, _FREE, _FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


@pytest.fixture(scope="session")
def files() -> Files:
    """A maker of files."""
    return Files()


@pytest.fixture(scope="session")
def small_forms(tmp_path_factory: pytest.TempPathFactory, small_plan: Callable[..., PlanFile]) -> list[SheetLayout]:
    """The sheets that the small plan accepts."""
    engine = open_store(f"sqlite:///{(tmp_path_factory.mktemp('forms') / 'store.sqlite').as_posix()}")
    store_plan(engine, small_plan(), author="test", name="small.yaml")
    with Session(engine) as session:
        found = sheet_layouts(read_plan(session, "small", datetime.now(UTC)))
    engine.dispose()
    return found
