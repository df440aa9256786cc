"""The process that opens a document: ``python -m models.imports.document_process KIND``.

It reads the document from stdin and writes its text as JSON. It is isolated with the document, as ``reader_process`` is.
"""

import io
import json
import re
import sys
import zipfile
from contextlib import suppress
from xml.parsers import expat

from models.imports.file_guard import BROKEN

#: Limits of memory in bytes, and of processor time in seconds.
MEMORY, SECONDS = 480_000_000, 10
#: Maximum number of letters of a text, of pages, and of bytes of the part with a document's words.
MOST_LETTERS, MOST_PAGES, MOST_BYTES = 400_000, 1_000, 60_000_000
#: Separates paragraphs, which Word never breaks into lines.
PARAGRAPH = "\u2029"
#: Columns that a cell can span in Word.
WIDEST = 63
#: Letters on a page below which it is a picture of a page.
FEWEST_LETTERS = 10
_BODY = "word/document.xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_PAGE_NUMBER = re.compile(r"^[ \t]*(?:[-—–·]? ?\d{1,4} ?[-—–·]?|第 ?\d{1,4} ?页[^\n]{0,9})[ \t]*$", re.MULTILINE)


class Refused(Exception):
    """The key of the sentence that says why a document cannot be read."""


def main(kind: str) -> None:
    """Write the answer: ``{"text": ...}``, or ``{"error": key}``."""
    limit()
    try:
        answer = {"text": read(kind, sys.stdin.buffer.read())}
    except Refused as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": "document_too_long"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


def limit() -> None:
    """Limit memory and processor time. Windows lacks such limits; only the parent's clock applies there."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def read(kind: str, content: bytes) -> str:
    """Return the text of a document. Refused if it is broken, too long, or without text."""
    text = _docx(content) if kind == "docx" else _pdf(content)
    if len(text) > MOST_LETTERS:
        raise Refused("document_too_long")
    return text


def _docx(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo(_BODY).file_size > MOST_BYTES:
                raise Refused("document_too_long")
            body = archive.read(_BODY)
    except (KeyError, *BROKEN):
        raise Refused("file_damaged") from None
    try:
        return _Body().read(body)
    except expat.ExpatError:
        raise Refused("file_damaged") from None


class _Body:
    """The words of a document of Word: paragraphs, and the rows of tables with tabs between the cells."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []
        self.cells: list[list[str]] = []
        self.is_text, self.skipped, self.span = False, 0, 1

    def read(self, body: bytes) -> str:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._add
        parser.buffer_text = True
        parser.Parse(body, True)
        return PARAGRAPH.join(self.lines)

    def _refuse(self, *_: object) -> None:
        raise Refused("file_doctype")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _FALLBACK:  # the same words once more, for older programs
            self.skipped += 1
        match _local(name):
            case "t":
                self.is_text = True
            case "tab" | "br" | "cr":
                self.words.append(" ")
            case "tr":
                self.cells.append([])
            case "tc" if self.cells:
                self.words.clear()
                self.span = 1
            case "gridSpan":
                width = attributes.get(name.replace("gridSpan", "val"), "")
                self.span = min(int(width), WIDEST) if width.isdecimal() else 1

    def _end(self, name: str) -> None:
        if name == _FALLBACK:
            self.skipped -= 1
        match _local(name):
            case "t":
                self.is_text = False
            case "p" if not self.cells:
                self._close()
            case "p":
                self.words.append(" ")
            case "tc" if self.cells:
                self.cells[-1].append("".join(self.words).strip().replace("\t", " "))
                self.cells[-1] += [""] * (self.span - 1)  # so that the cells behind it stay in their columns
                self.words.clear()
                self.span = 1
            case "tr" if self.cells:
                row = "\t".join(self.cells.pop())
                if self.cells:
                    self.words.append(row.replace("\t", " "))  # a table within a cell
                else:
                    self.lines.append(row)

    def _close(self) -> None:
        if line := "".join(self.words).strip():
            self.lines.append(line)
        self.words.clear()

    def _add(self, text: str) -> None:
        if self.is_text and not self.skipped:
            self.words.append(text)


def _local(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return local if space in (_WORD, _STRICT) else ""


def _pdf(content: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, LimitReachedError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("file_encrypted")
        if len(reader.pages) > MOST_PAGES:
            raise Refused("document_too_long")
        pages = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MOST_LETTERS:
                raise Refused("document_too_long")
    except (Refused, MemoryError):
        raise
    except FileNotDecryptedError:
        raise Refused("file_encrypted") from None
    except LimitReachedError:
        raise Refused("document_too_long") from None
    except Exception:  # what a broken PDF makes the parser raise is not documented, and this process holds nothing else
        raise Refused("file_damaged") from None
    if len(re.findall(r"\w", "".join(pages))) < FEWEST_LETTERS * max(len(pages), 1):
        raise Refused("document_scanned")
    return _PAGE_NUMBER.sub("", "\n".join(pages))


if __name__ == "__main__":
    main(sys.argv[1])
