"""Reading of a file's bytes into sheets of text: guarded first, then read by a separate process."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any

from models.config import ROOT
from models.errors import UnreadableError
from models.imports.file_guard import check_file

#: Seconds after which the reading process is stopped.
TIME_LIMIT = 20
#: Seconds between two reports to the caller on the time elapsed.
STEP = 0.3
#: Command of the reading process; the kind of the file is appended.
COMMAND = (sys.executable, "-m", "models.imports.reader_process")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file: its non-empty rows, each with its number and its cells as text, from column A on.

    ``merged`` are ranges as first row, first column, last row and last column, counted from 0; ``hidden_rows`` are numbers of
    rows, ``hidden_columns`` are counted from 0. ``label`` is what the sheet is called where others have the same name.
    """

    file: str
    name: str
    rows: list[tuple[int, list[str]]]
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    label: str = ""

    @property
    def place(self) -> str:
        """The name by which its cells are called: that of the sheet, or of the file if it has none."""
        return self.label or self.name or self.file


def read_file(name: str, content: bytes, *, waiting: Callable[[float], None] = lambda share: None) -> list[Sheet]:
    """Return the sheets of a file. UnreadableError with one sentence if it is unsafe, incomplete, or not a table.

    ``waiting`` receives the share of the time limit elapsed, from 0 to 1; it may abort the work by raising.
    """
    done = _ask([*COMMAND, check_file(name, content)], name, content, waiting)
    if done.returncode == 1:  # an error of this program: a bad file causes an answer, or a crash with another code
        raise RuntimeError(done.stderr.decode(errors="replace"))
    if done.returncode != 0:
        raise UnreadableError("file_damaged", file=name)
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise UnreadableError(answer["error"], file=name, **answer["values"])
    return [_sheet(name, one) for one in answer["sheets"]]


def _sheet(file: str, answer: dict[str, Any]) -> Sheet:
    """Return a sheet of the answer; a table of text has no more than a name and rows."""
    return Sheet(
        file,
        answer["name"],
        [(number, cells) for number, cells in answer["rows"]],
        hidden=answer.get("hidden", False),
        merged=tuple(tuple(one) for one in answer.get("merged", ())),
        hidden_rows=frozenset(answer.get("hidden_rows", ())),
        hidden_columns=frozenset(answer.get("hidden_columns", ())),
    )


def _ask(command: list[str], name: str, content: bytes, waiting: Callable[[float], None]) -> subprocess.CompletedProcess[bytes]:
    """Return the answer of the reading process; it is stopped at its time limit, or once the caller gives up."""
    began = time.monotonic()
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe) as process, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(process.communicate, content)  # communicate cannot resume its input after a timeout
        try:
            while (gone := time.monotonic() - began) < TIME_LIMIT:
                waiting(gone / TIME_LIMIT)
                if wait([answer], timeout=min(STEP, TIME_LIMIT - gone)).done:
                    out, said = answer.result()
                    return subprocess.CompletedProcess(command, process.returncode, out, said)
        finally:
            process.kill()
    raise UnreadableError("file_too_slow", file=name, n=TIME_LIMIT)


def read_pasted(name: str, words: str, *, waiting: Callable[[float], None] = lambda share: None) -> list[Sheet]:
    """Return the sheets of a table copied from another program or typed by hand; ``name`` is its name."""
    try:
        return [replace(sheet, file=name) for sheet in read_file("pasted.csv", words.encode(), waiting=waiting)]
    except UnreadableError:
        raise UnreadableError("pasted_unreadable") from None
