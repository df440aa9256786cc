"""From the bytes of a file to its sheets, as text: guarded first, then read by another process."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

from models.config import ROOT
from models.errors import UnreadableError
from models.imports.file_guard import check_file

#: Seconds after which the process that reads is stopped.
TIME_LIMIT = 20
#: Seconds after which the one who waits is told again how long it has been.
STEP = 0.3
#: The program that reads; the kind of the file comes behind it.
COMMAND = (sys.executable, "-m", "models.imports.reader_process")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file: its rows that hold anything, each with its number and its cells as text, from column A on."""

    file: str
    name: str
    rows: list[tuple[int, list[str]]]


def read_file(name: str, content: bytes, *, waiting: Callable[[float], None] = lambda share: None) -> list[Sheet]:
    """The sheets of a file. UnreadableError with one sentence where it is not safe, not whole, or no table at all.

    ``waiting`` is told which share of the time has gone, from 0 to 1; it may end the work by raising.
    """
    done = _ask([*COMMAND, check_file(name, content)], name, content, waiting)
    if done.returncode == 1:  # a mistake of ours, not of the file: that makes it answer, or crash with another code
        raise RuntimeError(done.stderr.decode(errors="replace"))
    if done.returncode != 0:
        raise UnreadableError("file_damaged", file=name)
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise UnreadableError(answer["error"], file=name)
    return [Sheet(name, one["name"], [(number, cells) for number, cells in one["rows"]]) for one in answer["sheets"]]


def _ask(command: list[str], name: str, content: bytes, waiting: Callable[[float], None]) -> subprocess.CompletedProcess[bytes]:
    """What the process that reads says; it is stopped after its time, and where nobody waits for it any more."""
    began = time.monotonic()
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe) as process, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(process.communicate, content)  # which does not go on with what it gives after a timeout of its own
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
    """A table copied from another program, or written by hand; ``name`` is what it is called."""
    try:
        return [replace(sheet, file=name) for sheet in read_file("pasted.csv", words.encode(), waiting=waiting)]
    except UnreadableError:
        raise UnreadableError("pasted_unreadable") from None
