"""Which parts make up a deck, a briefing and a capsule, in the order in which a meeting goes through them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from components.exhibits.address import Address, parse_address
from components.exhibits.model import Map, Part, Table
from components.exhibits.registry import Maker
from components.export.briefing_outline import Briefing, Section
from components.i18n.text import Text
from models.config import read_settings
from models.status import RULES_VERSION

#: The whole meeting: from the year at a glance to the worst, what changed, then subject by subject.
MEETING = (
    "sections",
    "decisions",
    "worst",
    "counts",
    "changes",
    "plan_changes",
    "school_map",
    "late_projects",
    "timeline",
    "stages",
    "late_programmes",
    "in_post",
    "gaps",
)
#: What is shown in the room: one statement a slide, what was decided last time in the second place.
SHOW = (
    "sections",
    "decisions",
    "worst",
    "counts",
    "changes",
    "school_map",
    "late_projects",
    "timeline",
    "stages",
    "late_programmes",
    "gaps",
    "in_post",
    "asked",
)
#: How many rows can be read from the last row of the room.
MOST_SHOWN = {
    "decisions": "4",
    "worst": "4",
    "counts": "6",
    "changes": "5",
    "plan_changes": "5",
    "late_projects": "4",
    "late_programmes": "4",
    "timeline": "6",
    "gaps": "8",
    "asked": "6",
    "section": "4",
    "district": "6",
}
#: Parts that show nothing before a target or a district is chosen.
NEED_A_CHOICE = frozenset(("section", "curve", "compare", "district", "waterfall"))
#: What is known of one district; of other parts its own card is shown when it is asked about.
OF_DISTRICT = frozenset(
    (
        "sections",
        "section",
        "decisions",
        "worst",
        "targets",
        "school_map",
        "late_projects",
        "projects",
        "project_changes",
        "timeline",
    )
    + ("building_steps", "stages", "launched", "late_programmes", "programmes", "quotas", "in_post", "gaps", "pipeline")
)
#: How many rows a slide takes: the rest is in the workbook.
MOST_ROWS = {"decisions": "8", "worst": "5", "changes": "12", "late_projects": "6", "late_programmes": "6", "timeline": "12"}
MOST_ROWS |= {"district": "8"}
#: One district, by itself.
DISTRICT = ("district", "decisions", "school_map", "late_projects", "projects", "quotas", "gaps", "late_programmes")
#: What the file shows that opens without a server: of the city, and of each district.
CAPSULE = (
    "sections",
    "worst",
    "counts",
    "targets",
    "changes",
    "plan_changes",
    "school_map",
    "projects",
    "stages",
    "late_programmes",
    "quotas",
)
CAPSULE_DISTRICT = ("district", "school_map", "projects", "late_programmes", "quotas")
#: Of the briefing, by heading: the parts, how many rows of each, and which columns of a table find place on a page upright.
_BRIEFING: Mapping[str, Mapping[str, tuple[int, tuple[int, ...]]]] = {
    "overview": {"sections": (0, ()), "worst": (4, (0, 1, 2, 5, 6))},
    "changed": {"changes": (6, (0, 1, 2, 3, 4, 5, 6, 7)), "plan_changes": (6, (0, 1, 2)), "decisions": (4, (0, 1, 2, 4, 5))},
    "schools": {"school_map": (0, ()), "late_projects": (3, (0, 1, 2, 6, 7, 8))},
    "vocational": {"stages": (0, ()), "late_programmes": (3, (0, 1, 6, 7, 8))},
    "teachers": {"gaps": (6, ())},
}


def meeting(base: Address, *, district: str = "") -> list[Address]:
    """The parts of the whole meeting, with the card of one district where one is chosen."""
    parts = [replace(base, part=name, chosen=_few(name)) for name in MEETING]
    card = [replace(base, part="district", chosen={"district": district} | _few("district"))] if district else []
    at = MEETING.index("worst") + 1
    return [*parts[:at], *card, *parts[at:]]


def one_district(base: Address, district: str) -> list[Address]:
    """The parts about one district."""
    return [replace(base, part=name, chosen={"district": district} | _few(name)) for name in DISTRICT]


def show(base: Address, agenda: Sequence[str] = ()) -> list[Address]:
    """The slides of a meeting: the entries of its agenda, or the usual ones; what was decided is always the second.

    An entry is a part, with the section, target or district that it is about: ``worst``, ``curve?target=BA-08``.
    """
    return [_slide(base, one) for one in entries(agenda)]


def entries(agenda: Sequence[str]) -> list[str]:
    """The entries of an agenda, in the order of its slides."""
    first, *others = [one for one in agenda or SHOW if one != "decisions"] or ["sections"]
    return [first, "decisions", *others]


def _slide(base: Address, entry: str) -> Address:
    name, _, about = entry.partition("?")
    few = {"most": MOST_SHOWN[name]} if name in MOST_SHOWN else {}
    return replace(base, part=name, chosen=few | dict(parse_qsl(about)))


def in_order(slides: Sequence[Address]) -> list[Address]:
    """The same slides with what was decided in the second place, wherever the agenda had it."""
    decided = [one for one in slides if one.part == "decisions"]
    others = [one for one in slides if one.part != "decisions"]
    return [*others[:1], *decided, *others[1:]]


def for_district(address: Address, district: str) -> Address:
    """The same part about one district, or that district's card; as it is where none is asked about."""
    if not district:
        return address
    if address.part in OF_DISTRICT:
        return replace(address, chosen={**address.chosen, "district": district})
    return replace(address, part="district", chosen={"district": district, "most": MOST_SHOWN["district"]})


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
    for heading, wanted in _BRIEFING.items():
        asked = [replace(base, part=name, chosen={"most": str(most)} if most else {}) for name, (most, _) in wanted.items()]
        parts = made(maker, asked)
        columns = {name: kept for name, (_, kept) in wanted.items()}
        short = [_in_brief(part, columns[parse_address(part.address).part]) for part in parts]
        short.sort(key=lambda part: isinstance(part.body, Map))  # a map is high: what comes before it fills the page
        if parts:
            sections.append(Section(t(f"export.heading_{heading}"), tuple(part.title for part in parts), tuple(short)))
    return Briefing(
        title=t("export.briefing_title", plan=t.name({"name": view.head.title, "name_en": view.head.title_en})),
        day=base.as_of,
        lines=(
            t("overview.source", source=view.head.source),
            t("part.listed").join(
                (
                    t("part.version", plan=view.head.number, rules=RULES_VERSION),
                    t("export.known_at", at=maker.now.astimezone(read_settings().zone)),
                )
            ),
        ),
        sections=tuple(sections),
        demonstration=view.head.demonstration,
    )


def _in_brief(part: Part, columns: tuple[int, ...]) -> Part:
    """A part as it stands under its sentence: named only, with the columns that find place; the source stands at the top."""
    part = replace(part, title=part.name, notes=(), foot=part.foot[:-2])
    if not isinstance(part.body, Table):
        return part
    body = Table(
        tuple(part.body.columns[at] for at in columns),
        tuple(tuple(row[at] for at in columns) for row in part.body.rows),
        part.body.keys,
    )
    return replace(part, body=body, data=body)


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
