"""The stream of an old workbook (.xls) within its OLE container, put together from its sectors, wherever these lie."""

import struct

#: Names of the stream with the records of a workbook; writers differ in their case.
NAMES = tuple(name.encode("utf-16-le") for name in ("workbook", "book"))
#: Sectors with a number from here on mark the end of a chain, or none.
_NONE = 0xFFFFFFFA
#: Size of an entry of the directory.
_ENTRY = 128


def workbook_stream(content: bytes) -> bytes:
    """Return the records of an old workbook; empty if there are none. struct.error for a container that is cut."""
    size, small_size = (1 << shift for shift in struct.unpack_from("<HH", content, 30))
    directory_at, smallest, small_table_at = struct.unpack_from("<I4xII", content, 48)
    table = _table(content, size)
    directory = _chained(content, size, size, table, directory_at)
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    streams = {_name(entry): struct.unpack_from("<II", entry, 116) for entry in entries}
    start, length = next((streams[name] for name in NAMES if name in streams), (_NONE, 0))
    if length >= smallest:
        return _chained(content, size, size, table, start)[:length]
    root, root_length = struct.unpack_from("<II", entries[0], 116) if entries else (_NONE, 0)
    small = _chained(content, size, size, table, root)[:root_length]
    links = _chained(content, size, size, table, small_table_at)
    small_table = struct.unpack(f"<{len(links) // 4}I", links[: len(links) // 4 * 4])
    return _chained(small, small_size, 0, small_table, start)[:length]


def _table(content: bytes, size: int) -> tuple[int, ...]:
    """Return the next sector of each sector, from the sectors that the header and those after it list."""
    listed = list(struct.unpack_from("<109I", content, 76))
    more, count = struct.unpack_from("<II", content, 68)
    for _ in range(min(count, len(content) // size)):
        if more >= _NONE:
            break
        *sectors, more = struct.unpack_from(f"<{size // 4}I", content, size * (more + 1))
        listed += sectors
    links = b"".join(content[size * (one + 1) : size * (one + 2)] for one in listed if one < _NONE)
    return struct.unpack(f"<{len(links) // 4}I", links[: len(links) // 4 * 4])


def _chained(content: bytes, size: int, begin: int, table: tuple[int, ...], at: int) -> bytes:
    """Return the bytes of a chain of sectors; it ends at a sector that was met before."""
    parts, met = [], set[int]()
    while at < len(table) and at not in met:
        met.add(at)
        parts.append(content[begin + size * at : begin + size * (at + 1)])
        at = table[at]
    return b"".join(parts)


def _name(entry: bytes) -> bytes:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(min(length, 64) - 2, 0)].lower()
