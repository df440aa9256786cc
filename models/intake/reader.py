"""From the bytes of a file to its sheets, as text: guarded first, then read by another process."""

import json
import subprocess
import sys
from dataclasses import dataclass, replace

from models.errors import UnreadableError
from models.intake.guard import check_file
from models.settings import ROOT

#: Seconds after which the process that reads is stopped.
TIME_LIMIT = 20
#: The program that reads; the kind of the file comes behind it.
COMMAND = (sys.executable, "-m", "models.intake.child")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file: its rows that hold anything, each with its number and its cells as text, from column A on."""

    file: str
    name: str
    rows: list[tuple[int, list[str]]]


def read_file(name: str, content: bytes) -> list[Sheet]:
    """The sheets of a file. UnreadableError with one sentence where it is not safe, not whole, or no table at all."""
    kind = check_file(name, content)
    try:
        done = subprocess.run([*COMMAND, kind], input=content, capture_output=True, timeout=TIME_LIMIT, cwd=ROOT, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableError("file_too_slow", file=name, n=TIME_LIMIT) from None
    if done.returncode == 1:  # a mistake of ours, not of the file: that makes it answer, or crash with another code
        raise RuntimeError(done.stderr.decode(errors="replace"))
    if done.returncode != 0:
        raise UnreadableError("file_damaged", file=name)
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise UnreadableError(answer["error"], file=name)
    return [Sheet(name, one["name"], [(number, cells) for number, cells in one["rows"]]) for one in answer["sheets"]]


def read_pasted(name: str, words: str) -> list[Sheet]:
    """A table copied from another program, or written by hand; ``name`` is what it is called."""
    try:
        return [replace(sheet, file=name) for sheet in read_file("pasted.csv", words.encode())]
    except UnreadableError:
        raise UnreadableError("pasted_unreadable") from None
