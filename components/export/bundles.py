"""Which parts make up a deck, a briefing and a capsule, in the order in which a meeting goes through them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from components.export.address import Address
from components.export.briefing import Briefing, Section
from components.export.catalogue import Maker
from components.export.parts import Map, Part
from components.text import Text
from models.settings import read_settings

#: The whole meeting: from the year at a glance to the worst, what changed, then subject by subject.
MEETING = (
    "sections",
    "worst",
    "counts",
    "changes",
    "school_map",
    "late_projects",
    "timeline",
    "stages",
    "late_programmes",
    "quotas",
    "in_post",
    "gaps",
)
#: How many rows a slide takes: the rest is in the workbook.
MOST_ROWS = {"worst": "8", "changes": "12", "late_projects": "8", "late_programmes": "8", "timeline": "12"}
#: One district, by itself.
DISTRICT = ("district", "school_map", "late_projects", "projects", "quotas", "gaps", "late_programmes")
#: What the file shows that opens without a server: of the city, and of each district.
CAPSULE = ("sections", "worst", "counts", "targets", "changes", "school_map", "projects", "stages", "late_programmes", "quotas")
CAPSULE_DISTRICT = ("district", "school_map", "projects", "late_programmes", "quotas")
_BRIEFING = {
    "overview": ("sections", "worst"),
    "changed": ("changes",),
    "schools": ("school_map", "late_projects"),
    "vocational": ("stages", "late_programmes"),
    "teachers": ("gaps", "quotas"),
}


def meeting(base: Address, *, district: str = "") -> list[Address]:
    """The parts of the whole meeting, with the card of one district where one is chosen."""
    parts = [replace(base, part=name, chosen=_few(name)) for name in MEETING]
    return parts + ([replace(base, part="district", chosen={"district": district})] if district else [])


def one_district(base: Address, district: str) -> list[Address]:
    """The parts about one district."""
    return [replace(base, part=name, chosen={"district": district} | _few(name)) for name in DISTRICT]


def _few(name: str) -> dict[str, str]:
    return {"most": MOST_ROWS[name]} if name in MOST_ROWS else {}


def made(maker: Maker, addresses: Sequence[Address | str]) -> list[Part]:
    """The parts at some addresses, without those that have nothing to show."""
    return [part for part in map(maker.make, addresses) if not is_empty(part)]


def is_empty(part: Part) -> bool:
    """Whether there is nothing under the title: a plan without programmes, a district without late projects."""
    return not part.data.rows and not (isinstance(part.body, Map) and part.body.areas and part.body.symbols)


def briefing(maker: Maker, base: Address) -> Briefing:
    """The briefing on a day: headings, sentences made from the numbers, and the parts under them."""
    t, view = Text(base.language), maker.day(base).view
    sections = []
    for heading, names in _BRIEFING.items():
        parts = made(maker, [replace(base, part=name, chosen=_few(name)) for name in names])
        if parts:
            sections.append(Section(t(f"export.heading_{heading}"), tuple(part.title for part in parts), tuple(parts)))
    return Briefing(
        title=t("export.briefing_title", plan=t.name({"name": view.head.title, "name_en": view.head.title_en})),
        day=base.as_of,
        lines=(
            t("overview.source", source=view.head.source),
            t("export.known_at", at=maker.now.astimezone(read_settings().zone)),
        ),
        sections=tuple(sections),
        demonstration=view.head.demonstration,
    )


def capsule_views(maker: Maker, base: Address) -> Mapping[tuple[str, str], list[Part]]:
    """The parts of the file that opens without a server, by language and district; "" is the city."""
    districts = list(maker.day(base).view.districts["code"])
    views: dict[tuple[str, str], list[Part]] = {}
    for language in ("zh", "en"):
        own = replace(base, language=language)
        views[language, ""] = made(maker, [replace(own, part=name, chosen={}) for name in CAPSULE])
        for code in districts:
            asked = [replace(own, part=name, chosen={"district": code}) for name in CAPSULE_DISTRICT]
            views[language, code] = made(maker, asked)
    return views
