"""Reading of a work plan as a document: Word, PDF with text, or plain text, guarded first and then opened apart."""

import io
import json
import re
import subprocess
import sys
import zipfile

from models.config import ROOT
from models.errors import UnreadableError
from models.imports.decoding import decode
from models.imports.document_process import MOST_LETTERS
from models.imports.file_guard import BROKEN, LARGEST, LARGEST_UNPACKED, MOST_PACKED, MOST_PARTS, PACKINGS, SMALL

#: Seconds after which the process that opens a document is stopped.
TIME_LIMIT = 10
COMMAND = (sys.executable, "-m", "models.imports.document_process")
#: Chinese letters below which a text is no plan.
FEWEST_LETTERS = 10
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<(?:!doctype|html|head|\?xml)|\{\\rtf|MIME-Version:)", re.IGNORECASE)
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_plan_document(name: str, content: bytes) -> str:
    """Return the text of a plan. UnreadableError with one sentence if it is unsafe, broken, too long, or has no Chinese text."""
    if len(content) > LARGEST:
        raise UnreadableError("file_too_large", file=name, n=LARGEST // 1_000_000)
    if not content.strip():
        raise UnreadableError("file_empty", file=name)
    if content.startswith(b"PK\x03\x04"):
        _check_word(name, content)
        text = _open(name, "docx", content)
    elif b"%PDF-" in content[:1_024]:
        text = _open(name, "pdf", content)
    else:
        text = _plain(name, content)
    return check_plan_text(name, text)


def check_plan_text(name: str, text: str) -> str:
    """Return the text of a plan. UnreadableError if it is too long or not Chinese."""
    if len(text) > MOST_LETTERS:
        raise UnreadableError("document_too_long", file=name)
    if sum(1 for _ in _CHINESE.finditer(text)) < FEWEST_LETTERS:
        raise UnreadableError("document_not_chinese", file=name)
    return text


def _plain(name: str, content: bytes) -> str:
    if content.startswith(bytes.fromhex("D0CF11E0A1B11AE1")):
        raise UnreadableError("file_encrypted" if _ENCRYPTED in content else "document_old", file=name)
    if _MARKUP.match(content):
        raise UnreadableError("document_unknown", file=name)
    try:
        text = decode(content)
    except UnicodeDecodeError:
        raise UnreadableError("document_encoding", file=name) from None
    if _BINARY.search(text):
        raise UnreadableError("document_unknown", file=name)
    return text


def _check_word(name: str, content: bytes) -> None:
    """Refuse a package that is no document of Word, or unsafe to unpack."""
    if content.count(b"PK\x01\x02") > MOST_PARTS:
        raise UnreadableError("file_swells", file=name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except BROKEN:
        raise UnreadableError("file_damaged", file=name) from None
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("file_encrypted", file=name)
    if "word/document.xml" not in names:
        raise UnreadableError("document_unknown", file=name)
    if any("vbaProject" in one for one in names):
        raise UnreadableError("document_macro", file=name)
    swollen = [part for part in parts if part.file_size > SMALL and part.file_size > MOST_PACKED * max(part.compress_size, 1)]
    if swollen or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnreadableError("file_swells", file=name)
    if any(part.compress_type not in PACKINGS for part in parts):
        raise UnreadableError("file_damaged", file=name)


def _open(name: str, kind: str, content: bytes) -> str:
    """Return the text of a document, which another process opens. UnreadableError if it cannot."""
    try:
        done = subprocess.run([*COMMAND, kind], cwd=ROOT, input=content, capture_output=True, timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        raise UnreadableError("file_too_slow", file=name, n=TIME_LIMIT) from None
    if done.returncode == 1:  # an error of this program: a bad document causes an answer, or a crash with another code
        raise RuntimeError(done.stderr.decode(errors="replace"))
    if done.returncode < 0:
        raise UnreadableError("file_too_slow", file=name, n=TIME_LIMIT)
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise UnreadableError(answer["error"], file=name)
    return str(answer["text"])
