"""The outline of a briefing: two to four pages for the leaders, with sections of sentences and their exhibits.

``docx.word.briefing_docx`` and ``pdf.briefing.briefing_pdf`` write the same briefing; the text common to both is made here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from components.exhibits.address import Address, parse_address
from components.exhibits.bundles import few, made
from components.exhibits.model import Bars, Body, Curve, Exhibit, Map, Panels, Stack
from components.exhibits.registry import REGISTRY, ExhibitBuilder
from components.exhibits.tables import Board, Table
from components.i18n.text import Text
from components.theme import MARKS, Theme
from components.typography import clean
from models.config import read_settings
from models.status import RULES_VERSION, Word

_PLAN_SIGN, _LINE_SIGN, _SEGMENT_SIGN = "□", "━", "■"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the sentences under it, one paragraph each, and their exhibits."""

    heading: str
    sentences: tuple[str, ...]
    parts: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """A briefing of a day; ``lines`` under the title give the source, the version of the plan, and the time it was known at.

    ``store_head`` is in the properties of the file.
    """

    title: str
    day: date
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    demonstration: bool
    store_head: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """An entry of the legend above a chart: a mark in its colour ``#RRGGBB`` and its word."""

    mark: str
    colour: str
    word: str


@dataclass(frozen=True, slots=True)
class Caption:
    """The caption of an exhibit: a figure or a table, its number among those, and its words."""

    kind: str
    number: int
    words: str


def captions_of(sections: Sequence[Section]) -> list[Caption]:
    """Return the captions of the exhibits of all sections in their order; boards are tables of marks."""
    numbers = {"figure": count(1), "table": count(1)}
    parts = [part for section in sections for part in section.parts]
    kinds = ["table" if isinstance(part.body, Table) else "figure" for part in parts]
    return [Caption(kind, next(numbers[kind]), part.title) for kind, part in zip(kinds, parts, strict=True)]


def label_of(caption: Caption, *, t: Text) -> str:
    """Return a caption as one line, with its number."""
    return f"{t(f'briefing.{caption.kind}', n=caption.number)}  {clean(caption.words)}"


def alt_of(part: Exhibit) -> str:
    """Return the alternative text of an exhibit, for somebody who hears the document."""
    return clean(part.alt)


def foot_of(part: Exhibit) -> str:
    """Return date, filter, source and origin of an exhibit on one line."""
    return clean("  |  ".join(part.foot))


def key_of(body: Body, *, t: Text, look: Theme) -> tuple[Sign, ...]:
    """Return the legend of a chart that Word draws; nothing for tables and pictures."""
    if isinstance(body, Bars):
        plan = () if body.plan is None else (Sign(_PLAN_SIGN, look.ink, body.plan.name),)
        return (*_statuses_of(body, t=t, look=look), *plan)
    if isinstance(body, Stack):
        marks = [MARKS[one.status] if one.status else _SEGMENT_SIGN for one in body.segments]
        plan = () if body.plan is None else (Sign(_PLAN_SIGN, look.ink, body.plan.name),)
        signs = (Sign(mark, one.colour or look.plain, one.name) for mark, one in zip(marks, body.segments, strict=True))
        return (*signs, *plan)
    if isinstance(body, Board):
        found = (Sign(MARKS[status], look.status[status], t.show(status)) for status in body.statuses)
        return (*found, *(Sign(sign, look.soft, said) for sign, said in body.signs))
    if isinstance(body, Panels):
        return key_of(body.panels[0].curve, t=t, look=look) if body.panels else ()
    if isinstance(body, Curve):
        actual = Sign(_LINE_SIGN, body.actual.colour or look.accent, body.actual.name)
        return (actual, Sign(_LINE_SIGN, look.plain, body.plan.name), Sign("┆", look.soft, t("briefing.as_of", day=body.as_of)))
    return ()


def _statuses_of(body: Bars, *, t: Text, look: Theme) -> tuple[Sign, ...]:
    if not body.statuses:
        return (Sign(_SEGMENT_SIGN, body.actual.colour or look.plain, body.actual.name),)
    return tuple(Sign(MARKS[one.status], look.status[one.status], t.show(one)) for one in Word if one in body.words)


#: Exhibits of the briefing by heading.
_BRIEFING: Mapping[str, tuple[str, ...]] = {
    "overview": ("ribbon", "worst"),
    "changed": ("changes", "plan_changes", "decisions"),
    "schools": ("school_map", "late_projects"),
    "vocational": ("stages", "late_programmes"),
    "teachers": ("gaps",),
}


#: Exhibits of the briefing of one district by heading; without the board of all districts, and with every project.
_DISTRICT: Mapping[str, tuple[str, ...]] = {
    "overview": ("district",),
    "schools": ("school_map", "projects"),
    "vocational": ("late_programmes",),
    "teachers": ("district_quotas",),
    "requests": ("requests",),
}


def briefing_outline(builder: ExhibitBuilder, base: Address) -> Briefing:
    """Return the briefing on a day: headings, sentences made from the numbers, and the exhibits under them."""
    t = Text(base.language)
    plan = t.name(builder.snapshot(base).view.head, "title")
    return _outline(builder, base, t("export.briefing_title", plan=plan), _BRIEFING, {})


def district_outline(builder: ExhibitBuilder, base: Address, district: str, *, title: str) -> Briefing:
    """Return the briefing about one district; of one without any report it says so."""
    whole = Text(base.language)("export.briefing_title", plan=title)
    return _outline(builder, base, whole, _DISTRICT, {"district": district})


def _outline(
    builder: ExhibitBuilder, base: Address, title: str, wanted: Mapping[str, tuple[str, ...]], chosen: Mapping[str, str]
) -> Briefing:
    t, view = Text(base.language), builder.snapshot(base).view
    sections = []
    for heading, names in wanted.items():
        addresses = [replace(base, part=name, chosen={**chosen, **few(REGISTRY[name].in_brief)}) for name in names]
        parts = made(builder, addresses)
        silent = [builder.make(addresses[0]).title] if "district" in names and not parts else []
        short = [_in_brief(t, part) for part in parts]
        short.sort(key=lambda part: isinstance(part.body, Map))  # a map is tall: other exhibits fill the page before it
        if parts or silent:
            said = tuple(dict.fromkeys((*silent, *(part.title for part in parts))))
            sections.append(Section(t(f"export.heading_{heading}"), said, tuple(short)))
    return Briefing(
        title=title,
        day=base.as_of,
        lines=(
            t("overview.source", source=view.head.source),
            t("part.listed").join(
                (
                    t("part.version", plan=view.head.number, rules=RULES_VERSION),
                    t("export.known_at", at=builder.now.astimezone(read_settings().zone)),
                )
            ),
        ),
        sections=tuple(sections),
        demonstration=view.head.demonstration,
        store_head=t("export.store_head", head=builder.store_head),
    )


def _in_brief(t: Text, part: Exhibit) -> Exhibit:
    """Return a short form of an exhibit: its name as title, the columns that fit, and no source, which is at the top."""
    part = replace(part, title=part.name, notes=(), foot=part.foot[:-2])
    labels = REGISTRY[parse_address(part.address).part].brief
    if not isinstance(part.body, Table) or not labels:
        return part
    body = part.body.only(list(map(t, labels)))
    return replace(part, body=body, data=body)
