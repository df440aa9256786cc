"""A briefing: two to four pages for the leaders, sections of sentences with their parts; written as Word and as PDF.

``briefing_word.briefing_docx`` and ``briefing_pdf.briefing_pdf`` write the same briefing, so what both say of a part is here.
"""

from dataclasses import dataclass
from datetime import date

from components.exhibits.model import Bars, Body, Curve, Map, Part, Stack, Table, Timeline
from components.export.svg.draw import clean
from components.i18n.text import Text
from components.theme import MARKS, Theme
from models.status import Word

_PLAN_SIGN, _LINE_SIGN, _SEGMENT_SIGN = "□", "━", "■"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what there is to say under it, a paragraph each, and the parts that show it."""

    heading: str
    sentences: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """A briefing of a day; ``lines`` under the title say the source, the version of the plan, and when it was known."""

    title: str
    day: date
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """An entry of the key above a chart: a mark in its colour ``#RRGGBB`` and its word."""

    mark: str
    colour: str
    word: str


def alt_of(part: Part) -> str:
    """What a part shows for those who cannot see it, and the address by which it is made again."""
    return clean(f"{part.alt} sanbiao:{part.address}")


def foot_of(part: Part) -> str:
    """Day, filter, source and origin of a part on one line."""
    return clean("  |  ".join(part.foot))


def key_of(body: Body, *, t: Text, look: Theme) -> tuple[Sign, ...]:
    """What the colours and marks of a chart that is drawn by Word mean; nothing for tables and pictures."""
    if isinstance(body, Bars):
        plan = () if body.plan is None else (Sign(_PLAN_SIGN, look.ink, body.plan.name),)
        return (*_statuses_of(body, t=t, look=look), *plan)
    if isinstance(body, Stack):
        return tuple(Sign(_SEGMENT_SIGN, one.colour or look.plain, one.name) for one in body.segments)
    if isinstance(body, Curve):
        actual = Sign(_LINE_SIGN, body.actual.colour or look.accent, body.actual.name)
        return (actual, Sign(_LINE_SIGN, look.plain, body.plan.name), Sign("┆", look.soft, t("briefing.as_of", day=body.as_of)))
    return ()


def _statuses_of(body: Bars, *, t: Text, look: Theme) -> tuple[Sign, ...]:
    if not body.statuses:
        return (Sign(_SEGMENT_SIGN, body.actual.colour or look.plain, body.actual.name),)
    return tuple(Sign(MARKS[one.status], look.status[one.status], t.show(one)) for one in Word if one in body.words)


def is_empty(body: Body) -> bool:
    """Whether there is nothing to draw: no row, no category, no number, no area."""
    if isinstance(body, Table | Timeline):
        return not body.rows
    if isinstance(body, Map):
        return not body.areas and not body.symbols
    return all(value is None for one in body.series for value in one.values)
