"""Panels as native shapes: a box, a figure and a chart each, all tagged, and found again by the check of old decks."""

from dataclasses import replace
from datetime import date
from typing import Any

from pptx import Presentation

from components.exhibits.model import Curve, Panel, Panels, Series
from components.export.deck_check.panels import read_panels
from components.export.deck_check.spots import told
from components.export.map_layout import Box
from components.export.pptx.panels import add_panels, panels_legend
from components.export.pptx.tags import tag_of
from components.export.pptx.text import points
from components.i18n.text import Text

BOX = Box(0, 0, points(892), points(371))
DAYS = (date(2023, 1, 31), date(2023, 8, 31), date(2023, 12, 31))
CURVE = Curve(DAYS, Series("实际", (0.0, 12.0, None), "actual"), Series("计划", (0.0, 14.0, 29.0), "planned"), DAYS[1])
PANELS = Panels(
    (
        Panel("projects", "<b>新建学校</b>", "12 / 29", "比计划少2", CURVE),
        Panel("people", "教师", "271 / 500", "比计划多6", CURVE),
    )
)
MOVED = replace(CURVE, actual=Series("实际", (0.0, 13.0, None), "actual"))
NOW = Panels((replace(PANELS.panels[0], figure="13 / 29", curve=MOVED), PANELS.panels[1]))


def drawn() -> Any:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    add_panels(slide, BOX, PANELS, "tiles?plan=zz")
    return slide


def tagged_shapes(slide: Any) -> list[tuple[Any, str]]:
    tags = [(shape, tag_of(shape._element)) for shape in slide.shapes]
    return [(shape, tag.piece) for shape, tag in tags if tag]


def test_every_panel_has_a_chart_and_a_figure_with_the_key_of_its_own() -> None:
    assert [piece for _, piece in tagged_shapes(drawn())] == ["projects.figure", "projects", "people.figure", "people"]
    assert sum(shape.has_chart for shape in drawn().shapes) == 2


def test_words_have_at_least_sixteen_points() -> None:
    frames = [shape.text_frame for shape in drawn().shapes if shape.has_text_frame]
    sizes = [run.font.size.pt for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
    assert sizes
    assert min(sizes) >= 16


def test_panels_do_not_overlap_and_stay_in_their_box() -> None:
    grounds = sorted((shape for shape in drawn().shapes if shape.name in ("<b>新建学校</b>", "教师")), key=lambda one: one.left)
    assert grounds[0].left + grounds[0].width < grounds[1].left
    assert grounds[1].left + grounds[1].width <= BOX.width


def test_what_has_not_moved_differs_in_nothing() -> None:
    found = read_panels(tagged_shapes(drawn()), PANELS, PANELS)
    assert [one for each in found for one in told(each.spots, 1, "tiles")] == []


def test_a_figure_and_a_course_that_moved_are_found_and_renewed() -> None:
    slide = drawn()
    found = read_panels(tagged_shapes(slide), PANELS, NOW)
    moved = [one for each in found for one in told(each.spots, 1, "tiles")]
    assert {(one.key, one.then, one.now) for one in moved} == {
        ("projects.figure", "12 / 29", "13 / 29"),
        ("2023-08-31.actual", "12", "13"),
    }
    for one in found:
        one.renew()
    again = read_panels(tagged_shapes(slide), NOW, NOW)
    assert [one for each in again for one in told(each.spots, 1, "tiles")] == []


def test_the_legend_says_what_the_lines_are() -> None:
    said = "".join(run.words for run in panels_legend(PANELS, Text("zh")))
    assert said.split() == ["━", "实际", "┅", "计划", "│", "截至2023年8月31日"]
