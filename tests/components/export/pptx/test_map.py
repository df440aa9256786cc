"""A map of shapes: one per ring and school, named by the key of its figure, coloured by status."""

from dataclasses import replace
from typing import Any

from pptx import Presentation

from components.exhibits.model import Area, Map, Symbol
from components.export.map_layout import Box
from components.export.pptx.map import add_map, paint, symbol_alt
from components.export.pptx.tags import tag_of
from components.theme import LIGHT, MARKS
from models.status import Status, Word

HOSTILE = '<b>&"一中"\x0b'
RING = ((113.6, 34.7), (113.8, 34.7), (113.8, 34.9), (113.6, 34.9), (113.6, 34.7))
MAP = Map(
    (Area("N", "北区", (RING, RING), (113.7, 34.8), "北 2", 2), Area("Z", "郑东新区", (), (113.95, 34.75), "郑东 0", 0)),
    (Symbol("P1", HOSTILE, (113.65, 34.75), Word.OFF_TRACK, 12.0), Symbol("P2", "小学", (113.75, 34.85), Word.MET, 8.0)),
    (((113.0, 34.8), (113.65, 34.8), (113.75, 34.8)),),
    {Word.OFF_TRACK: "滞后", Word.MET: "已完成"},
)


def shapes(body: Map) -> list[Any]:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    return list(add_map(slide, Box(0, 0, 9_000_000, 5_000_000), body, "school_map?plan=zz").shapes)


def named(body: Map) -> list[tuple[str, Any]]:
    """Each shape of the map with its name, which for figures ends in their key."""
    tags = [(shape, tag_of(shape._element)) for shape in shapes(body)]
    return [(f"{shape.name.partition(' sanbiao:')[0]} #{tag.piece}" if tag else shape.name, shape) for shape, tag in tags]


def test_there_is_a_shape_for_each_ring_river_school_and_label() -> None:
    names = [name for name, _ in named(MAP) if name != "legend"]
    assert sorted(names) == sorted(
        ["北区", "北区", "river", '<b>&"一中" #P1.status', "小学 #P2.status", "北区 #N.count", "郑东新区 #Z.count"]
    )


def test_a_school_has_the_colour_and_the_mark_of_its_status() -> None:
    found = dict(named(MAP))
    school = found["小学 #P2.status"]
    assert (school.text_frame.text, f"#{school.fill.fore_color.rgb}") == (MARKS[Status.MET], LIGHT.status[Status.MET])


def test_a_district_says_its_count_and_the_legend_every_status_that_occurs() -> None:
    words = [one.text_frame.text for name, one in named(MAP) if name.endswith(".count")]
    legend = [one.text_frame.text for name, one in named(MAP) if name == "legend"]
    assert words == ["北 2", "郑东 0"]
    assert legend == [MARKS[Status.OFF_TRACK], "滞后", MARKS[Status.MET], "已完成"]


def test_the_chosen_district_has_the_wider_edge_and_lies_above() -> None:
    two = replace(MAP, areas=(MAP.areas[0], replace(MAP.areas[0], code="S", name="南区")), chosen="N")
    outlines = [one for one in shapes(two) if one.name in ("北区", "南区")]
    assert [one.name for one in outlines] == ["南区", "南区", "北区", "北区"]
    assert [one.line.width.pt for one in outlines] == [0.75, 0.75, 2.5, 2.5]


def test_the_alternative_text_of_a_figure_is_its_place_and_nothing_for_one_that_is_gone() -> None:
    assert symbol_alt(MAP, "N.count") == "北区"
    assert symbol_alt(MAP, "P2.status") == "小学 · 已完成"
    assert symbol_alt(replace(MAP, words={}), "P2.status") == "小学 · "
    assert symbol_alt(MAP, "P9.status") == symbol_alt(MAP, "") == ""


def test_a_school_that_is_painted_again_changes_colour_mark_and_ink() -> None:
    school = dict(named(MAP))["小学 #P2.status"]
    for status in Status:
        paint(school, status)
        (run,) = school.text_frame.paragraphs[0].runs
        said = (f"#{school.fill.fore_color.rgb}", run.text, f"#{run.font.fill.fore_color.rgb}")
        assert said == (LIGHT.status[status], MARKS[status], LIGHT.on(status))


def test_a_map_of_one_school_alone_is_drawn() -> None:
    names = [name for name, _ in named(Map((), MAP.symbols[1:], (), {}))]
    assert names == ["小学 #P2.status"]
