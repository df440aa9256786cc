"""Inks are colours of the theme or of a status; tints are even and resolve as an office program shows them."""

import io

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.slide import Slide

from components.export.pptx.deck import Cover, deck
from components.export.pptx.inks import ACCENT, INK, LINE, PAPER, colour, ink_of, shown_as, tints
from components.i18n.text import Text
from components.theme import LIGHT, contrast, lightness


@pytest.fixture
def slide() -> Slide:
    content = deck([], t=Text("zh"), cover=Cover("九月", "郑州"))
    return next(iter(Presentation(io.BytesIO(content)).slides))


def test_a_tint_is_a_share_of_the_theme_and_the_rest_white() -> None:
    element = colour("tx1/15")
    assert (element.tag, element.get("val")) == (qn("a:schemeClr"), "tx1")
    assert [(one.tag, one.get("val")) for one in element] == [(qn("a:lumMod"), "15000"), (qn("a:lumOff"), "85000")]


@pytest.mark.parametrize("ink", [INK, LINE, ACCENT, PAPER])
def test_an_ink_is_read_back_from_its_element(ink: str) -> None:
    assert ink_of(colour(ink)) == ink


def test_inks_of_our_own_theme_are_those_of_the_screen(slide: Slide) -> None:
    assert (shown_as(slide, INK), shown_as(slide, PAPER)) == (LIGHT.ink, LIGHT.paper)
    assert shown_as(slide, ACCENT) == LIGHT.accent
    assert shown_as(slide, "#C8372D") == "#C8372D"
    assert 1.2 < contrast(shown_as(slide, LINE), LIGHT.paper) < 1.5


@pytest.mark.parametrize("segments", [1, 2, 5, 8])
def test_neighbouring_segments_are_told_apart(slide: Slide, segments: int) -> None:
    shades = [shown_as(slide, one) for one in tints(segments)]
    assert shades[0] == LIGHT.soft
    steps = [lightness(paler) - lightness(darker) for darker, paler in zip(shades, shades[1:], strict=False)]
    assert all(step > 5 for step in steps)
    assert not set(shades) & set(LIGHT.status.values())


def test_no_segments_have_no_shades() -> None:
    assert tints(0) == []
