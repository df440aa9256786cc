"""Files about another city: complete, in English alone, without a map."""

import base64
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from docx import Document
from pptx import Presentation
from pptx.shapes.base import BaseShape
from python_calamine import CalamineWorkbook

from components.exhibits.address import Address
from components.exhibits.model import Bars
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from models.snapshots.snapshot import SnapshotFactory
from models.store.engine import open_store
from tests.riverton import load_riverton

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
BASE = Address("", "riverton-2027", date(2027, 3, 31), date(2026, 12, 31), "en")


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[ExhibitBuilder]:
    """Return parts of the invented city."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("city"), load_riverton))
    yield ExhibitBuilder(SnapshotFactory(engine), now=datetime.now(UTC))
    engine.dispose()


def texts(shapes: Iterator[BaseShape]) -> Iterator[str]:
    """Texts of shapes, tables and groups."""
    for shape in shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        if getattr(shape, "has_table", False):
            yield from (cell.text for row in shape.table.rows for cell in row.cells)
        if getattr(shape, "has_chart", False):
            yield from map(str, shape.chart.plots[0].categories)
        if hasattr(shape, "shapes"):
            yield from texts(shape.shapes)


def test_the_deck_is_in_english_and_leaves_the_map_out(builder: ExhibitBuilder) -> None:
    deck = Presentation(io.BytesIO(papers.meeting_deck(builder, BASE)))
    said = "\n".join(text for slide in deck.slides for text in texts(slide.shapes))
    assert len(deck.slides) >= 10
    assert CHINESE.findall(said) == []
    for name in ("Mill Lane Middle School", "Drain the site", "Bus drivers", "Apprenticeship", "Old Quay"):
        assert name in said


def test_in_the_place_of_the_map_stand_the_districts(builder: ExhibitBuilder) -> None:
    part = builder.make(replace(BASE, part="school_map"))
    assert isinstance(part.body, Bars)
    assert part.body.labels[0] == "2, 0 behind"
    assert len(part.data.rows) == 6
    assert part.notes[0] == "This plan has no map files; the table below lists its projects."


def test_the_deck_of_a_district_is_about_it(builder: ExhibitBuilder) -> None:
    deck = Presentation(io.BytesIO(papers.district_deck(builder, BASE, "isle")))
    said = "\n".join(text for slide in deck.slides for text in texts(slide.shapes))
    assert "St Anne's Isle & Harbour" in said
    assert CHINESE.findall(said) == []


def test_the_workbook_and_the_briefing_are_in_english(builder: ExhibitBuilder) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(papers.workbook(builder, BASE)))
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert CHINESE.findall("\n".join([*book.sheet_names, *cells])) == []
    assert "Boat building" in cells
    document = Document(io.BytesIO(papers.briefing(builder, BASE, "docx")))
    assert CHINESE.findall("\n".join(paragraph.text for paragraph in document.paragraphs)) == []
    assert papers.briefing(builder, BASE, "pdf").startswith(b"%PDF")


def test_the_file_that_opens_offline_has_every_district(builder: ExhibitBuilder) -> None:
    capsule = papers.capsule(builder, BASE).decode("utf-8")
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', capsule, re.DOTALL)
    assert data
    views = {key: zlib.decompress(base64.b64decode(view)).decode() for key, view in json.loads(data[1])["views"].items()}
    assert len(views) == 12  # the city and its five districts, in two languages
    assert not [key for key, view in views.items() if "郑州" in view]
    assert not [key for key, view in views.items() if key.startswith("en") and CHINESE.search(view)]
    assert sum("Lock Street Primary" in view for view in views.values()) == 4  # the city and the district, twice
