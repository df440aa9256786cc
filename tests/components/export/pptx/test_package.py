"""A deck changed in place: only the parts that were touched have other bytes, whatever the rest of the file looks like."""

import io
import zipfile
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from components.export.pptx.package import open_file, save_file


@pytest.fixture(scope="module")
def foreign() -> bytes:
    """A presenter's deck: slides in another order than their names, notes, and a slide in the file but not in the deck."""
    deck = Presentation()
    for number in range(4):
        slide: Any = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"第{number}页"
        slide.notes_slide.notes_text_frame.text = "备注"
        slide.shapes.add_shape(1, 0, 0, Cm(2), Cm(2))
    slides = deck.slides._sldIdLst
    slides.insert(0, slides[2])
    slides.remove(slides[3])
    file = io.BytesIO()
    deck.part.package.save(file)
    return with_spaces(file.getvalue())


def with_spaces(content: bytes) -> bytes:
    """The file with a part that nothing leads to, and XML as another program would write it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            blob = source.read(name)
            target.writestr(name, blob + b"\n" if name.endswith(".xml") else blob)
        target.writestr("customXml/forgotten.xml", "<a/>")
        target.writestr("ppt/charts/chart1.xml", "<left/>")
    return file.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


def changed(before: bytes, after: bytes) -> set[str]:
    old, new = members(before), members(after)
    assert old.keys() <= new.keys()
    return {name for name, blob in old.items() if new[name] != blob}


def test_a_file_that_nobody_changed_has_the_same_members_byte_for_byte(foreign: bytes) -> None:
    assert members(save_file(open_file(foreign))) == members(foreign)


def test_only_the_slide_that_was_changed_has_other_bytes(foreign: bytes) -> None:
    file = open_file(foreign)
    file.deck.slides[0].shapes.title.text = "另一页"
    assert changed(foreign, save_file(file)) == {"ppt/slides/slide3.xml"}


def test_a_new_part_takes_no_name_that_the_file_has(foreign: bytes) -> None:
    file = open_file(foreign)
    data = CategoryChartData()
    data.categories = ["a"]
    data.add_series("b", [1])
    file.deck.slides.add_slide(file.deck.slide_layouts[5]).shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Cm(5), Cm(5), data)
    content = save_file(file)
    assert changed(foreign, content) == {"[Content_Types].xml", "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"}
    (slide,) = [one for one in Presentation(io.BytesIO(content)).slides if any(shape.has_chart for shape in one.shapes)]
    assert [shape.chart.plots[0].series[0].values for shape in slide.shapes if shape.has_chart] == [(1.0,)]
