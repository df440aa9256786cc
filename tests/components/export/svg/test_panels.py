"""Panels as pictures: head, figure, note and course of each, side by side while they are wide enough."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

from components.exhibits.model import Curve, Panel, Panels, Series
from components.export.svg.draw import Drawing, Pen
from components.export.svg.panels import draw_panels
from components.i18n.text import Text
from components.theme import LIGHT

DAYS = (date(2023, 1, 31), date(2023, 8, 31), date(2023, 12, 31))
CURVE = Curve(DAYS, Series("实际", (0, 12, None), "actual"), Series("计划", (0, 14, 29), "planned"), DAYS[1])
PANELS = Panels(
    tuple(Panel(f"p{n}", f"<b>工作{n}</b>\x0b", f"{n} / 29", "比计划少2", CURVE) for n in range(3)),
)
PEN = Pen(Text("zh"), LIGHT, 820, 360)


def root(drawing: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(f"<svg>{''.join(drawing.elements)}</svg>")


def texts(drawing: Drawing) -> list[str]:
    return ["".join(one.itertext()) for one in root(drawing).iter("text")]


def boxes(drawing: Drawing) -> int:
    return len(list(root(drawing).iter("rect")))


def test_every_panel_has_its_head_figure_note_and_both_lines() -> None:
    drawing = draw_panels(PANELS, PEN)
    assert {"<b>工作0</b>", "1 / 29", "2 / 29", "比计划少2", "实际", "计划", "2023-01", "2023-12"} <= set(texts(drawing))
    assert len(list(root(drawing).iter("path"))) == 6
    assert boxes(drawing) == 3


def test_a_given_height_is_kept_and_a_narrow_picture_has_the_panels_below_each_other() -> None:
    assert draw_panels(PANELS, PEN).height <= 361
    narrow = replace(PEN, width=320, height=None)
    assert draw_panels(PANELS, narrow).height > 2 * draw_panels(PANELS, replace(PEN, height=None)).height


def test_a_panel_that_nobody_reported_on_has_the_plan_alone() -> None:
    silent = replace(CURVE, actual=Series("实际", (None, None, None), "actual"))
    drawing = draw_panels(Panels((replace(PANELS.panels[0], curve=silent),)), PEN)
    assert len(list(root(drawing).iter("path"))) == 1
