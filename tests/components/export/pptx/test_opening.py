"""Uploaded decks: only a PowerPoint file without a password, macros, a document type or a bomb is opened."""

import io
import zipfile

import pytest
from pptx import Presentation

from components.export.pptx.opening import open_deck
from models.errors import UnreadableError
from models.imports.file_guard import MOST_PARTS, SMALL

SLIDES = "ppt/presentation.xml"


def deck() -> bytes:
    """A deck with one slide."""
    presentation, file = Presentation(), io.BytesIO()
    presentation.slides.add_slide(presentation.slide_layouts[6])
    presentation.save(file)
    return file.getvalue()


def packed(**parts: bytes) -> bytes:
    """The deck with other parts: those named replace its own or are added, ``__`` is a slash and ``_`` a dot."""
    new = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(deck())) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            if name not in new:
                archive.writestr(name, old.read(name))
        for name, content in new.items():
            archive.writestr(name, content)
    return file.getvalue()


def without(part: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(deck())) as old, zipfile.ZipFile(file, "w") as archive:
        for name in old.namelist():
            if name != part:
                archive.writestr(name, old.read(name))
    return file.getvalue()


def empty_zip(parts: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for n in range(parts):
            archive.writestr(f"{n}.xml", "")
    return file.getvalue()


def test_a_deck_is_opened_with_its_slides() -> None:
    assert len(open_deck(deck()).slides) == 1


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "deck_unknown"),
        (b"%PDF-1.7", "deck_unknown"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"WordDocument", "deck_unknown"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "deck_encrypted"),
        (empty_zip(1), "deck_unknown"),
        (empty_zip(MOST_PARTS + 1), "deck_swells"),
        (without(SLIDES), "deck_unknown"),
        (without("_rels/.rels"), "deck_damaged"),
        (deck()[:-200], "deck_damaged"),
        (b"PK\x03\x04" + b"\0" * 100, "deck_damaged"),
        (packed(ppt__vbaProject_bin=b"x"), "deck_macro"),
        (packed(ppt__slides__slide1_xml=b"<broken"), "deck_damaged"),
        (packed(docProps__app_xml=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "deck_damaged"),
        (packed(ppt__media__bomb_bin=b"\0" * (SMALL + 1)), "deck_swells"),
    ],
    ids=[
        *("empty", "pdf", "old office", "encrypted", "other zip", "many parts", "no presentation", "no relations", "cut off"),
        *("no zip", "macro", "broken slide", "document type", "bomb"),
    ],
)
def test_any_other_file_is_refused_with_its_reason(content: bytes, key: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        open_deck(content)
    assert caught.value.key == key


def test_a_large_part_that_does_not_shrink_is_no_bomb() -> None:
    noise = bytes(range(256)) * (SMALL // 256 // 2)
    assert len(open_deck(packed(ppt__media__noise_bin=noise)).slides) == 1


@pytest.mark.parametrize("part", ["ppt/_rels/presentation.xml.rels", "ppt/slides/slide1.xml"])
def test_a_deck_without_one_of_its_parts_is_damaged(part: str) -> None:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    whole, less = io.BytesIO(), io.BytesIO()
    deck.save(whole)
    with zipfile.ZipFile(whole) as full, zipfile.ZipFile(less, "w") as cut:
        for name in full.namelist():
            if name != part:
                cut.writestr(name, full.read(name))
    with pytest.raises(UnreadableError) as caught:
        open_deck(less.getvalue())
    assert caught.value.key == "deck_damaged"
