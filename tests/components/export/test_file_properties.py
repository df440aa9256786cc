"""A file says what it is, whose and in which language; nothing of a library; the same content has the same bytes."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache, partial

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation
from sqlalchemy import Engine

from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.export.file_properties import FIRST, properties_of
from components.i18n.text import Text
from models.snapshots.snapshot import SnapshotFactory

KNOWN = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
BASE = Address("", "zhengzhou-2023-demo", date(2023, 9, 30), date(2023, 8, 31))
Make = Callable[[ExhibitBuilder, Address], bytes]
PAPERS: dict[str, Make] = {
    "pptx": lambda builder, base: papers.meeting_deck(builder, base, district="410105"),
    "docx": lambda builder, base: papers.briefing(builder, base, "docx"),
    "pdf": lambda builder, base: papers.briefing(builder, base, "pdf"),
    "xlsx": papers.workbook,
    "html": papers.capsule,
}


def make(engine: Engine, form: str, language: str = "zh") -> bytes:
    """A paper as known at a time, by a builder of its own."""
    base = Address("", BASE.plan, BASE.as_of, BASE.since, language)
    return PAPERS[form](ExhibitBuilder(SnapshotFactory(engine), now=KNOWN), base)


@pytest.fixture(scope="module")
def made(demo_year: Engine) -> Callable[..., bytes]:
    """Return a paper that is made once: ``made("docx", "en")``."""
    once = cache(partial(make, demo_year))
    return lambda form, language="zh": once(form, language)


@pytest.mark.parametrize("form", PAPERS)
def test_two_makings_of_the_same_day_and_time_are_the_same_bytes(
    made: Callable[..., bytes], demo_year: Engine, form: str
) -> None:
    assert made(form) == make(demo_year, form)


@pytest.mark.parametrize("form", ["pptx", "docx", "xlsx"])
def test_nothing_in_a_file_has_the_time_at_which_it_was_packed(made: Callable[..., bytes], form: str) -> None:
    for file in (made(form), *_books(made(form))):
        with zipfile.ZipFile(io.BytesIO(file)) as packed:
            assert {part.date_time for part in packed.infolist()} == {FIRST.timetuple()[:6]}
            assert b"<dcterms:created" in packed.read("docProps/core.xml")


def _books(content: bytes) -> list[bytes]:
    """The workbooks of the charts of a file."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return [packed.read(name) for name in packed.namelist() if name.endswith(".xlsx")]


@pytest.mark.parametrize(("language", "city", "tongue"), [("zh", "郑州市", "zh-CN"), ("en", "Zhengzhou", "en-GB")])
def test_title_author_subject_and_language_are_those_of_the_paper(
    made: Callable[..., bytes], language: str, city: str, tongue: str
) -> None:
    deck = Presentation(io.BytesIO(made("pptx", language))).core_properties
    word = Document(io.BytesIO(made("docx", language))).core_properties
    book = load_workbook(io.BytesIO(made("xlsx", language))).properties
    day = Text(language)("overview.day", day=BASE.as_of)
    for one in (deck, word):
        assert (one.author, one.last_modified_by, one.subject, one.language) == (city, city, day, tongue)
        assert one.created == one.modified
        assert one.created.replace(tzinfo=UTC) == KNOWN
        assert "2023" in one.title
    assert (book.creator, book.subject) == (city, day)


@pytest.mark.parametrize("form", ["pptx", "docx"])
def test_no_library_and_no_picture_of_another_file_is_left(made: Callable[..., bytes], form: str) -> None:
    with zipfile.ZipFile(io.BytesIO(made(form))) as packed:
        properties = packed.read("docProps/core.xml") + packed.read("docProps/app.xml")
        names = packed.namelist()
    assert not re.search(rb"python-|Microsoft|Steve|On-screen", properties)
    assert not [name for name in names if "thumbnail" in name or "printerSettings" in name]


def test_a_deck_says_its_aspect(made: Callable[..., bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made("pptx"))) as packed:
        assert b"<PresentationFormat>Widescreen</PresentationFormat>" in packed.read("docProps/app.xml")
        assert re.search(rb'<p:sldSz cx="\d+" cy="6858000"/>', packed.read("ppt/presentation.xml"))


def test_a_file_of_nothing_has_no_author_and_the_first_time() -> None:
    found = properties_of([], Text("en"))
    assert (found.title, found.author, found.subject, found.made_at) == ("", "", "", FIRST)
