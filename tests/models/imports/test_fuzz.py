"""Randomly broken files: the answer is always sheets or one sentence, within the limits of time and memory.

The environment variable FUZZ says how many files are broken, and FUZZ_SEED which ones: ``FUZZ=2000 pytest`` takes minutes.
"""

import io
import json
import os
import random
import resource
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.errors import UnreadableError
from models.imports.reader import TIME_LIMIT, Sheet, read_file
from models.imports.reader_process import MEMORY
from models.imports.sheet_layouts import SheetLayout
from tests.models.imports.readings import rows_of_sheets

FUZZ, SEED = int(os.environ.get("FUZZ", "40")), int(os.environ.get("FUZZ_SEED", "1"))
#: Replacements for numbers and words of a workbook.
STRANGE = (
    b"-1",
    b"0",
    b"1e999",
    b"99999999999999999999",
    b"nan",
    b"\xff\xfe",
    b"\0",
    b"&#0;",
    b"&lt;",
    b"_x0000_",
    b'"',
    b"'",
    b"<",
    b"",
)
#: Records of an old workbook, an entry of a ZIP, marks of encodings, quotes: the signatures that readers look for.
MARKS = (
    b"PK\1\2",
    b"PK\3\4",
    b"PK\5\6",
    b"\x09\x08\x10\0",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b'"',
    b"\r",
    b"\x80",
)


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Change some bytes."""
    broken = bytearray(content)
    for _ in range(chance.choice((1, 3, 30))):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def cut(content: bytes, chance: random.Random) -> bytes:
    """Remove the end, the beginning or the middle."""
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return chance.choice((content[:last], content[first:], content[:first] + content[last:]))


def stuffed(content: bytes, chance: random.Random) -> bytes:
    """Insert something where it does not belong, or duplicate a piece."""
    at, first = chance.randrange(len(content)), chance.randrange(len(content))
    piece = chance.choice((*MARKS, content[first : first + chance.choice((4, 100, 5000))]))
    return content[:at] + piece * chance.choice((1, 1, 2, 500)) + content[at + chance.choice((0, len(piece))) :]


def odd(content: bytes, chance: random.Random) -> bytes:
    """Replace a number or a word of a part."""
    pieces = content.split(b'"')
    if len(pieces) > 1 and chance.random() < 0.7:
        pieces[chance.randrange(len(pieces))] = chance.choice(STRANGE)
        return b'"'.join(pieces)
    pieces = content.split(b">")
    at = chance.randrange(len(pieces))
    pieces[at] = chance.choice(STRANGE) + pieces[at][chance.randrange(len(pieces[at]) + 1) :]
    return b">".join(pieces)


ON_BYTES = (flipped, cut, stuffed)


def rebuilt(content: bytes, chance: random.Random) -> bytes:
    """A ZIP whose parts are broken, missing, exchanged, doubled or renamed, and which is otherwise sound."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    for _ in range(chance.choice((1, 1, 2, 4))):
        at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        (name, words), (other_name, other_words) = parts[at], parts[other]
        way = chance.randrange(10)
        if way < 5:
            parts[at] = (name, odd(words, chance) if words else words)
        elif way < 7:
            parts[at] = (name, chance.choice(ON_BYTES)(words, chance) if words else words)
        elif way == 7:
            parts[at], parts[other] = (name, other_words), (other_name, words)
        elif way == 8:
            parts.append((name, chance.choice(ON_BYTES)(words, chance) if words else words))
        else:
            parts[at] = (chance.choice((name.upper(), name + "/", "../" + name, other_name)), words)
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # duplicate names are intended
        for name, words in parts:
            archive.writestr(name, words)
    return out.getvalue()


REASONS = (
    "empty",
    "unknown",
    "not_its_ending",
    "quotes",
    "damaged",
    "encrypted",
    "swells",
    "macro",
    "doctype",
    "far_cell",
    "encoding",
)
ANSWERS = {"sheets", *(f"file_{reason}" for reason in REASONS)}
#: The broken thing, its file name, and the way to break it.
WAYS: dict[str, tuple[str, Callable[[Any], bytes], tuple[Callable[[bytes, random.Random], bytes], ...]]] = {
    "bytes of a workbook": ("a.xlsx", lambda files: files.xlsx(), ON_BYTES),
    "parts of a workbook": ("a.xlsx", lambda files: files.xlsx(merged="C5:C9"), (rebuilt,)),
    "both of a workbook": (
        "a.xlsx",
        lambda files: files.xlsx(),
        (lambda content, chance: flipped(rebuilt(content, chance), chance),),
    ),
    "bytes of an ODS": ("a.ods", lambda files: files.ods(), ON_BYTES),
    "parts of an ODS": ("a.ods", lambda files: files.ods(), (rebuilt,)),
    "an old workbook": ("a.xls", lambda files: files.xls(), ON_BYTES),
    "a text": ("a.csv", lambda files: files.csv().encode(), ON_BYTES),
    "a text in another encoding": ("a.csv", lambda files: files.csv().encode("gb18030"), ON_BYTES),
    "a wide text": ("a.csv", lambda files: files.csv(separator="\t").encode("utf-16"), ON_BYTES),
    "a text with quotes": ("a.csv", lambda files: files.csv().replace("按月报", '"按""月"",\n报"').encode(), ON_BYTES),
}


@pytest.mark.parametrize(("name", "make", "ways"), WAYS.values(), ids=WAYS.keys())
def test_a_file_broken_at_random_is_read_or_refused(
    files: Any,
    small_forms: list[SheetLayout],
    request: pytest.FixtureRequest,
    name: str,
    make: Callable[[Any], bytes],
    ways: tuple[Callable[[bytes, random.Random], bytes], ...],
) -> None:
    content, slowest, answers, before = make(files), 0.0, dict[str, int](), most_memory(resource.RUSAGE_CHILDREN)
    for number in range(-(-FUZZ // len(WAYS))):
        chance = random.Random(f"{SEED} {request.node.callspec.id} {number}")
        broken = chance.choice(ways)(content, chance)
        started = time.monotonic()
        answer = answer_of(name, broken, small_forms)
        slowest = max(slowest, time.monotonic() - started)
        answers[answer] = answers.get(answer, 0) + 1
    assert set(answers) <= ANSWERS
    assert slowest < TIME_LIMIT + 5
    largest = most_memory(resource.RUSAGE_CHILDREN)
    # Other children of this process had their own, and each starts with the count of its parent, as the kernel counts.
    assert largest <= max(MEMORY, before, most_memory(resource.RUSAGE_SELF))
    keep(request.node.callspec.id, {"slowest": round(slowest, 2), "largest": largest // 1_000_000, "answers": answers})


def most_memory(whose: int) -> int:
    """Maximum memory in bytes of this process, or of the largest of its children."""
    return resource.getrusage(whose).ru_maxrss * 1024


def answer_of(name: str, content: bytes, forms: list[SheetLayout]) -> str:
    """The result for a file: "sheets", or the key of the sentence. Anything else fails the test."""
    try:
        sheets = read_file(name, content)
    except UnreadableError as error:
        return error.key if name in error.sentence("zh") else ""
    assert all(
        isinstance(sheet, Sheet) and all(type(cell) is str for _, cells in sheet.rows for cell in cells) for sheet in sheets
    )
    rows, problems = rows_of_sheets(sheets, forms)
    assert all(one.sentence("zh") for one in problems)
    assert all("\0" not in text for row in rows for text in (*row.cells.values(), row.extra))
    return "sheets"


def keep(name: str, found: dict[str, Any]) -> None:
    """Write the findings to the file named by FUZZ_REPORT, if any, a line for each way."""
    if path := os.environ.get("FUZZ_REPORT"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"way": name, **found}, ensure_ascii=False) + "\n")
