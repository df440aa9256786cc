"""Safety checks for uploaded decks: inspected as bytes and as a ZIP directory before anything is parsed."""

import io
import zipfile

from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.opc.constants import CONTENT_TYPE
from pptx.presentation import Presentation as Deck

from models.errors import UnreadableError
from models.imports.file_guard import BROKEN, CHUNK, LARGEST_UNPACKED, MOST_PACKED, MOST_PARTS, PACKINGS, SMALL

#: Maximum size of a deck in bytes; decks may contain photographs.
LARGEST = 100_000_000
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_SLIDES, _KINDS = "ppt/presentation.xml", "[Content_Types].xml"
_TEMPLATE, _DECK = CONTENT_TYPE.PML_TEMPLATE_MAIN.encode(), CONTENT_TYPE.PML_PRESENTATION_MAIN.encode()
#: Exceptions of python-pptx on missing or broken parts; those of lxml are SyntaxErrors.
_NO_DECK = (*BROKEN, PythonPptxError, SyntaxError, KeyError, AttributeError, TypeError, IndexError)


def open_deck(content: bytes) -> Deck:
    """Open a deck or a template of one. Raise UnreadableError if it is neither, encrypted, has macros, or is unsafe to unpack."""
    _check(content)
    try:
        deck = Presentation(io.BytesIO(_as_deck(content)))
        list(deck.slides)  # a missing part shows only when it is looked up
        return deck
    except _NO_DECK:
        raise UnreadableError("deck_damaged") from None


def _as_deck(content: bytes) -> bytes:
    """Return the content of a .potx as that of a .pptx, which differs from it in the declared kind alone."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kinds = archive.read(_KINDS)
        if _TEMPLATE not in kinds:
            return content
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
            for part in archive.infolist():
                is_kinds = part.filename == _KINDS
                copy.writestr(part, kinds.replace(_TEMPLATE, _DECK) if is_kinds else archive.read(part), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _check(content: bytes) -> None:
    if len(content) > LARGEST:
        raise UnreadableError("deck_swells")
    if content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableError("deck_encrypted")
    if not content.startswith(_ZIP):
        raise UnreadableError("deck_unknown")
    if content.count(b"PK\x01\x02") > MOST_PARTS:
        raise UnreadableError("deck_swells")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
    except BROKEN:
        raise UnreadableError("deck_damaged") from None


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("deck_encrypted")
    if _SLIDES not in archive.namelist():
        raise UnreadableError("deck_unknown")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED or any(_swells(part) for part in parts):
        raise UnreadableError("deck_swells")
    if any(part.compress_type not in PACKINGS for part in parts):
        raise UnreadableError("deck_damaged")
    if any("vbaProject" in part.filename for part in parts) or b"macroEnabled" in _start(archive, _KINDS):
        raise UnreadableError("deck_macro")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in _start(archive, part.filename):
            raise UnreadableError("deck_damaged")


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SMALL and part.file_size > MOST_PACKED * max(part.compress_size, 1)


def _start(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as stream:
        return stream.read(CHUNK)
