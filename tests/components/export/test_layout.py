"""Every paper is measured: both languages, three days, the demonstration, the real plan, one district, a store without reports.

Words are measured in DejaVu Sans, the widest font that stands in for a missing one.
"""

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.oxml.ns import qn
from sqlalchemy import Engine

from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.export.pptx.tags import FOOT, tag_of
from models.commands.ledger import store_plan
from models.plan.file import PlanFile
from models.snapshots.snapshot import SnapshotFactory
from models.store.engine import open_store

DAYS = (date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30))
#: Rows of a table of several slides on each of them, at least.
HANDFUL = 3
_POINT = 12_700
#: The one table with more columns than a slide holds in letters of 12 points: four for each post of recruitment.
TOO_WIDE = "quotas?"


@pytest.fixture(scope="module")
def without_reports(tmp_path_factory: pytest.TempPathFactory, small_plan: Callable[..., PlanFile]) -> Iterator[ExhibitBuilder]:
    """A plan of which nothing was ever reported."""
    engine: Engine = open_store(f"sqlite:///{(tmp_path_factory.mktemp('none') / 'store.sqlite').as_posix()}")
    store_plan(engine, small_plan(), name="small.yaml", author="test")
    yield ExhibitBuilder(SnapshotFactory(engine))
    engine.dispose()


@pytest.fixture(scope="module", params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Each language."""
    return str(request.param)


@pytest.fixture(scope="module", params=DAYS, ids=str)
def day(request: pytest.FixtureRequest) -> date:
    """Each day."""
    found: date = request.param
    return found


@pytest.fixture(scope="module", params=["demonstration", "real", "district", "none"])
def slides(
    request: pytest.FixtureRequest, builder: ExhibitBuilder, without_reports: ExhibitBuilder, language: str, day: date
) -> list[Any]:
    """The slides of a deck after its cover."""
    plan = {"real": "zhengzhou-2023", "none": "small"}.get(request.param, "zhengzhou-2023-demo")
    base = Address("", plan, day, day.replace(day=1) - timedelta(1), language)
    if request.param == "district":
        content = papers.district_deck(builder, base, "410105")
    else:
        content = papers.meeting_deck(without_reports if plan == "small" else builder, base)
    return list(Presentation(io.BytesIO(content)).slides)[1:]


@cache
def font(*, bold: bool) -> ImageFont.FreeTypeFont:
    """The font in which words are measured, 100 points high."""
    if shutil.which("fc-match") is None:
        pytest.skip("there is no fontconfig")
    found = subprocess.run(
        ["fc-match", "-f", "%{family}|%{file}", f"DejaVu Sans:bold={int(bold)}"], capture_output=True, text=True
    )
    family, _, path = found.stdout.partition("|")
    if not family.startswith("DejaVu Sans"):
        pytest.skip("there is no DejaVu Sans")
    return ImageFont.truetype(path, 100)


def words_of(cell: Any) -> Iterator[tuple[str, float]]:
    """The words of a cell that have no blank and no Chinese character within, with their width in points."""
    for run in (run for paragraph in cell.text_frame.paragraphs for run in paragraph.runs):
        measured = font(bold=bool(run.font.bold))
        for word in re.findall(r"[^\s\u2e80-\uffff]+", run.text):
            yield word, measured.getlength(word) * run.font.size.pt / 100


def tables(slides: list[Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Each table with its shape and its slide."""
    return ((slide, shape, shape.table) for slide in slides for shape in slide.shapes if shape.has_table)


def is_turned(cell: Any) -> bool:
    return bool(cell._tc.get_or_add_tcPr().get("vert"))


def test_no_word_is_wider_than_its_column(slides: list[Any]) -> None:
    wide = []
    for _, shape, table in tables(slides):
        tag = tag_of(shape._element)
        if tag and tag.address.startswith(TOO_WIDE):
            continue
        for row in table.rows:
            for cell, column in zip(row.cells, table.columns, strict=True):
                room = (column.width - cell.margin_left - cell.margin_right) / _POINT
                wide += [word for word, width in words_of(cell) if width > room and not is_turned(cell) and not cell.is_spanned]
    assert wide == []


def test_no_table_reaches_into_the_foot_and_no_shape_leaves_the_slide(slides: list[Any]) -> None:
    for slide in slides:
        foot = next((one for one in slide.shapes if (tag := tag_of(one._element)) and tag.piece == FOOT), None)
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= 12_192_000
            if shape.has_table and foot is not None:
                assert shape.top + sum(row.height for row in shape.table.rows) <= foot.top


def test_no_axis_skips_a_name(slides: list[Any]) -> None:
    charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    axes = [axis for chart in charts for axis in chart._chartSpace.iter(qn("c:catAx"))]
    assert [axis.find(qn("c:tickLblSkip")).get("val") for axis in axes] == ["1"] * len(axes)


def test_a_handful_of_rows_is_on_one_slide(slides: list[Any]) -> None:
    rows: dict[str, list[int]] = {}
    for _, shape, table in tables(slides):
        tag = tag_of(shape._element)
        if tag:
            rows.setdefault(tag.address, []).append(len(table.rows) - 1)
    few = {address: each for address, each in rows.items() if len(each) > 1 and (sum(each) <= 5 or min(each) < HANDFUL)}
    assert few == {}


# Pages


def boxes(content: bytes, folder: Path) -> list[list[tuple[float, float]]]:
    """Top and bottom of each line of each page of a PDF, as shares of its height, without header and footer."""
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext")
    (folder / "file.pdf").write_bytes(content)
    told = subprocess.run(
        ["pdftotext", "-bbox-layout", folder / "file.pdf", "-"], capture_output=True, check=True, text=True
    ).stdout
    pages = []
    for page in re.split(r"<page ", told)[1:]:
        high = float(re.search(r'height="([\d.]+)"', page)[1])  # type: ignore[index]
        lines = re.findall(r'<line xMin="[\d.]+" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)"', page)
        found = [(float(top) / high, float(bottom) / high) for top, bottom in lines]
        pages.append([one for one in found if 0.06 < one[0] < 0.93])
    return pages


@pytest.mark.parametrize("plan", ["zhengzhou-2023-demo", "zhengzhou-2023"])
def test_no_page_of_a_briefing_but_the_last_is_a_third_empty_and_none_begins_with_an_orphan(
    builder: ExhibitBuilder, language: str, day: date, plan: str, tmp_path: Path
) -> None:
    base = Address("", plan, day, day.replace(day=1) - timedelta(1), language)
    pages = boxes(papers.briefing(builder, base, "pdf"), tmp_path)
    assert 1 <= len(pages) <= 4
    assert [round(max(bottom for _, bottom in page), 2) for page in pages[:-1] if max(bottom for _, bottom in page) < 0.6] == []
    assert all(len(page) > HANDFUL for page in pages)
