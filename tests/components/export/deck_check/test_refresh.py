"""Exhibits in a presenter's own deck: added and refreshed without a byte of the rest being touched."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml
from pptx.util import Cm
from sqlalchemy import Engine

from components.exhibits import bundles
from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.export.pptx.tags import tagged
from components.i18n.text import Text
from models.commands.ledger import store_reports
from models.commands.records import NewReport
from models.demo import load_demonstration
from models.snapshots.snapshot import SnapshotFactory
from models.store.engine import open_store

BASE = Address("", "zhengzhou-2023-demo", date(2023, 8, 31), date(2023, 7, 31))
LATER = date(2023, 9, 30)
PARTS = ("worst", "counts", "timeline", "school_map", "in_post", "late_projects")
#: Members that list slides.
LISTS = {"[Content_Types].xml", "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"}
_SECTIONS = (
    '<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"><p14:section name="一" '
    'id="{6F1B3F4B-0D9A-4B8E-9C93-1F1C1C6D0A11}"><p14:sldIdLst><p14:sldId id="256"/><p14:sldId id="257"/></p14:sldIdLst>'
    "</p14:section></p14:sectionLst>"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """A private demonstration year that may be written into."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("year"), load_demonstration))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def own() -> bytes:
    """A presenter's own deck of two slides with notes, in a section."""
    deck: Any = Presentation()
    for number in range(2):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"我的第{number + 1}页"
        slide.notes_slide.notes_text_frame.text = "我的备注"
        slide.shapes.add_shape(1, 0, 0, Cm(2), Cm(2))
    extension = parse_xml(
        '<p:extLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
        f'<p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">{_SECTIONS}</p:ext></p:extLst>'
    )
    for old in deck.part._element.findall(extension.tag):
        deck.part._element.remove(old)
    deck.part._element.append(extension)
    return saved(deck)


@pytest.fixture(scope="module")
def added(store: Engine, own: bytes) -> bytes:
    """The presenter's deck with exhibits at its end."""
    return papers.added(builder(store), own, [bundles.for_slide(BASE, one) for one in PARTS], t=Text("zh"))


def builder(store: Engine) -> ExhibitBuilder:
    return ExhibitBuilder(SnapshotFactory(store))


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def saved(deck: Any) -> bytes:
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refreshed(store: Engine, content: bytes, day: date | None = None) -> tuple[bytes, dict[str, set[str]]]:
    """The refreshed deck, and what became of each exhibit."""
    renewed, told = papers.refreshed(builder(store), content, day=day)
    found: dict[str, set[str]] = {}
    for one in told:
        found.setdefault(one.part, set()).add(one.outcome)
    return renewed, found


def differences(store: Engine, content: bytes) -> list[object]:
    return list(papers.renewed(builder(store), content)[1].differences)


def body(deck: Any, part: str) -> Any:
    """The chart or table of the first slide with an exhibit."""
    slide = next(one for one in deck.slides if any(tag.address.startswith(f"{part}?") for _, tag in tagged(one)))
    return next(shape for shape in slide.shapes if shape.has_chart or shape.has_table)


def test_adding_leaves_every_other_part_byte_for_byte(own: bytes, added: bytes) -> None:
    before, after = members(own), members(added)
    assert {name for name, blob in before.items() if after.get(name) != blob} == LISTS
    assert len(opened(added).slides) > 2 + len(PARTS)


def test_what_was_added_is_valid_and_is_listed_in_the_section(added: bytes, tmp_path: Path) -> None:
    (tmp_path / "deck.pptx").write_bytes(added)
    assert OpenXmlValidator().validate(tmp_path / "deck.pptx").errors == []
    listed = members(added)["ppt/presentation.xml"].count(b"<p14:sldId ")
    assert listed == len(opened(added).slides)


def test_what_was_added_is_checked_like_a_deck_made_here(store: Engine, added: bytes) -> None:
    assert differences(store, added) == []


def test_a_refreshed_deck_is_true_and_valid_on_another_day(store: Engine, own: bytes, added: bytes, tmp_path: Path) -> None:
    content, told = refreshed(store, added, LATER)
    assert differences(store, content) == []
    assert told["需要关注"] == {"redrawn"}
    (tmp_path / "deck.pptx").write_bytes(content)
    assert OpenXmlValidator().validate(tmp_path / "deck.pptx").errors == []
    before, after = members(own), members(content)
    assert {name for name, blob in before.items() if after.get(name) != blob} == LISTS


def test_legends_explain_what_is_shown_on_the_other_day(store: Engine, own: bytes) -> None:
    asked = [bundles.for_slide(BASE, one) for one in ("school_map", "ribbon", "tiles", "counts")]
    content, _ = refreshed(store, papers.added(builder(store), own, asked, t=Text("zh")), LATER)
    fresh = papers.added(builder(store), own, [replace(one, as_of=LATER, since=BASE.as_of) for one in asked], t=Text("zh"))
    assert legends(content, "school_map") == legends(fresh, "school_map")
    assert legends(content, "tiles") == legends(fresh, "tiles") != []


def legends(content: bytes, part: str) -> list[str]:
    """The words of the legends on the slides of an exhibit."""
    found = []
    for slide in opened(content).slides:
        if any(tag.address.startswith(f"{part}?") for _, tag in tagged(slide)):
            groups = [one for shape in slide.shapes for one in getattr(shape, "shapes", [shape])]
            found += [one.text_frame.text for one in groups if one.name.startswith("legend")]
    return found


def test_a_place_and_a_size_that_a_person_changed_stay(store: Engine, added: bytes) -> None:
    deck = opened(added)
    places = {}
    for part in ("worst", "counts", "in_post"):
        shape = body(deck, part)
        shape.left, shape.top, shape.width, shape.height = Cm(1), Cm(6), Cm(20), Cm(9)
        places[part] = (shape.shape_id, shape.left, shape.top, shape.width)
    content, _ = refreshed(store, saved(deck), LATER)
    new = opened(content)
    for part, place in places.items():
        shape = body(new, part)
        assert (shape.shape_id, shape.left, shape.top, shape.width) == place


def test_the_presenters_own_title_and_numbers_are_kept_and_told(store: Engine, added: bytes) -> None:
    deck = opened(added)
    frame = body(deck, "in_post")
    frame.chart._chartSpace.xpath(".//c:ser[1]/c:val//c:pt[last()]/c:v")[0].text = "333"
    slide = next(one for one in deck.slides if any(shape.shape_id == frame.shape_id for shape in one.shapes if shape.has_chart))
    slide.shapes.title.text = "我的一句话"
    content, told = refreshed(store, saved(deck))
    assert "kept" in told["在岗月度"]
    new = opened(content)
    assert "我的一句话" in [one.shapes.title.text for one in new.slides]
    assert 333 in body(new, "in_post").chart.plots[0].series[0].values


def test_an_exhibit_that_is_gone_is_left_and_told(store: Engine, own: bytes) -> None:
    content = papers.added(builder(store), own, [bundles.for_slide(BASE, "curve?target=BA-08")], t=Text("zh"))
    gone = {name: blob.replace(b"BA-08", b"BA-99") for name, blob in members(content).items()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, blob in gone.items():
            archive.writestr(name, blob)
    _, told = refreshed(store, file.getvalue())
    assert list(told.values()) == [{"gone"}]


def test_a_correction_is_written_and_told(tmp_path: Path, loaded_store: Callable[..., str], own: bytes) -> None:
    engine = open_store(loaded_store(tmp_path, load_demonstration))
    asked = [bundles.for_slide(BASE, one) for one in ("curve?target=BA-08", "in_post")]
    added = papers.added(builder(engine), own, asked, t=Text("zh"))
    store_reports(engine, BASE.plan, [NewReport("BA-08", BASE.as_of, Decimal(19))], author="test")
    content, told = refreshed(engine, added)
    assert told == {"目标曲线": {"renewed"}, "在岗月度": {"same"}}
    assert 19 in body(opened(content), "curve").chart.plots[0].series[0].values
    assert differences(engine, content) == []
    before, after = members(own), members(content)
    assert {name for name, blob in before.items() if after.get(name) != blob} == LISTS
    engine.dispose()


def test_the_same_change_gives_the_same_bytes(store: Engine, added: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    now = SnapshotFactory(store).now()
    files = []
    for moment in ((2026, 1, 2, 3, 4, 6), (2027, 1, 2, 3, 4, 8)):
        monkeypatch.setattr("time.localtime", lambda *_, moment=moment: (*moment, 0, 1, 0))
        files.append(papers.refreshed(ExhibitBuilder(SnapshotFactory(store), now=now), added, day=LATER)[0])
    assert files[0] == files[1]
    with zipfile.ZipFile(io.BytesIO(files[0])) as archive:
        assert "ppt/charts/chart" in " ".join(set(archive.namelist()) - set(members(added))), "new parts were written"


def test_looks_that_a_person_gave_cells_stay_with_their_rows_where_a_table_is_drawn_anew(store: Engine, added: bytes) -> None:
    deck = opened(added)
    later = worst_names(
        papers.added(builder(store), added, [replace(bundles.for_slide(BASE, "worst"), as_of=LATER)], t=Text("zh"))
    )
    table = body(deck, "worst").table
    down = next(at for at in range(1, len(table.rows)) if table.cell(at, 1).text in later)
    name = table.cell(down, 1).text
    cell = table.cell(down, 1)
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor(0xFF, 0xEE, 0x00)
    cell.text_frame.paragraphs[0].runs[0].font.italic = True
    table.cell(down, 3).text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(0x12, 0x34, 0x56)
    content, told = refreshed(store, saved(deck), LATER)
    assert told["需要关注"] == {"redrawn"}
    new = body(opened(content), "worst").table
    rows = {new.cell(at, 1).text: at for at in range(1, len(new.rows))}
    mine = new.cell(rows[name], 1)
    assert (str(mine.fill.fore_color.rgb), mine.text_frame.paragraphs[0].runs[0].font.italic) == ("FFEE00", True)
    assert str(new.cell(rows[name], 3).text_frame.paragraphs[0].runs[0].font.color.rgb) == "123456"
    plain = refreshed(store, added, LATER)[0]
    others = [
        (at, across)
        for at in range(len(new.rows))
        for across in range(5)
        if (at, across) not in ((rows[name], 1), (rows[name], 3))
    ]
    fresh = body(opened(plain), "worst").table
    assert [etree.tostring(new.cell(*one)._tc) for one in others] == [etree.tostring(fresh.cell(*one)._tc) for one in others]


def worst_names(content: bytes) -> set[str]:
    """The targets on the last slide of a deck."""
    table = next(shape.table for shape in list(opened(content).slides)[-1].shapes if shape.has_table)
    return {table.cell(at, 1).text for at in range(1, len(table.rows))}
