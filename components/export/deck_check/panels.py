"""Panels in a deck: the figure of each, and the course of its chart, next to those known now."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from components.exhibits.model import Panels
from components.export.deck_check.days import read_curve
from components.export.deck_check.spots import GONE, Found, Spot
from components.export.pptx.text import set_words
from components.typography import clean


def read_panels(shapes: Iterable[tuple[Any, str]], made: Panels, now: Panels) -> list[Found]:
    """Read charts and figures, each shape given with its piece: the key of a panel, or that of its figure."""
    before, known = ({one.key: one for one in body.panels} for body in (made, now))
    found = []
    for shape, piece in shapes:
        key, _, figure = piece.partition(".")
        if key not in before:
            continue
        if shape.has_chart and key in known:
            found.append(read_curve(shape.chart, before[key].curve, known[key].curve))
        elif figure and shape.has_text_frame:
            later = clean(known[key].figure) if key in known else GONE
            write = partial(set_words, shape.text_frame.paragraphs[0], later)
            stands = shape.text_frame.text
            found.append(Found([Spot(piece, clean(before[key].head), stands, clean(before[key].figure), later, write)]))
    return found
