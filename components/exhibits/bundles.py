"""The exhibits of a deck, a briefing and a capsule, in the order of a meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from components.exhibits.address import Address
from components.exhibits.model import Exhibit, Map, is_blank
from components.exhibits.registry import REGISTRY, ExhibitBuilder

#: The whole meeting by heading: from the year at a glance to the worst, what changed, subject by subject, and what is asked.
CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "overview": ("sections", "ribbon", "decisions", "worst", "counts", "scoreboard"),
    "changed": ("changes", "plan_changes"),
    "schools": ("school_map", "late_projects", "timeline", "published_years"),
    "vocational": ("stages", "late_programmes"),
    "teachers": ("in_post", "gaps"),
    "requests": ("requests",),
}
MEETING = tuple(name for names in CHAPTERS.values() for name in names)
#: What is shown in the room: one statement a slide, what was decided last time in the second place.
SHOW = (
    "sections",
    "decisions",
    "ribbon",
    "worst",
    "counts",
    "scoreboard",
    "changes",
    "school_year",
    "late_projects",
    "timeline",
    "stages",
    "late_programmes",
    "gaps",
    "in_post",
    "asked",
)
#: The slides of an exhibit that is legible from the last row in halves only.
HALVES: Mapping[str, tuple[str, ...]] = {"ribbon": ("ribbon?half=1", "ribbon?half=2")}
#: One district, by itself.
DISTRICT: Mapping[str, tuple[str, ...]] = {
    "overview": ("district", "scoreboard"),
    "schools": ("school_map", "projects"),
    "vocational": ("late_programmes",),
    "teachers": ("district_quotas", "in_post"),
    "requests": ("requests",),
}
#: What the file shows that opens without a server: of the city, and of each district.
CAPSULE = (
    "sections",
    "ribbon",
    "tiles",
    "worst",
    "counts",
    "scoreboard",
    "targets",
    "changes",
    "plan_changes",
    "school_map",
    "projects",
    "published_schools",
    "stages",
    "late_programmes",
    "quotas",
)
CAPSULE_DISTRICT = ("district", "school_map", "projects", "published_schools", "late_programmes", "quotas")


def meeting(base: Address, *, district: str = "") -> dict[str, list[Address]]:
    """Return the parts of the whole meeting by heading, with the card of one district where one is chosen."""
    chapters = {heading: [_on_slide(base, name) for name in names] for heading, names in CHAPTERS.items()}
    if district:
        at = CHAPTERS["overview"].index("worst") + 1
        chapters["overview"].insert(at, _on_slide(base, "district", district))
    return chapters


def one_district(base: Address, district: str) -> dict[str, list[Address]]:
    """Return the parts about one district by heading."""
    return {heading: [_on_slide(base, name, district) for name in names] for heading, names in DISTRICT.items()}


def by_agenda(base: Address, agenda: Sequence[str]) -> list[Address]:
    """Return the parts of a deck in the order of a meeting's agenda: decisions in the second place, requests at the end."""
    first, *others = [one for one in agenda if one not in ("decisions", "requests")] or ["sections"]
    asked = [entry.partition("?") for entry in (first, "decisions", *others, "requests")]
    return [_on_slide(base, name, **dict(parse_qsl(about))) for name, _, about in asked]


def _on_slide(base: Address, name: str, district: str = "", **about: str) -> Address:
    chosen = {"district": district} if district else {}
    limit = REGISTRY[name].on_slide if name in REGISTRY else None
    return replace(base, part=name, chosen=chosen | about | few(limit))


def show(base: Address, agenda: Sequence[str] = ()) -> list[Address]:
    """The slides of a meeting: the entries of its agenda, or the usual ones; what was decided is always the second.

    An entry is a part, with the section, target or district that it is about: ``worst``, ``curve?target=BA-08``.
    """
    return [_slide(base, one) for one in entries(agenda)]


def entries(agenda: Sequence[str]) -> list[str]:
    """The entries of an agenda, in the order of its slides; the ribbon has one for each half of the sections."""
    first, *others = [half for one in agenda or SHOW if one != "decisions" for half in HALVES.get(one, (one,))] or ["sections"]
    return [first, "decisions", *others]


def _slide(base: Address, entry: str) -> Address:
    name, _, about = entry.partition("?")
    limit = REGISTRY[name].in_room if name in REGISTRY else None
    return replace(base, part=name, chosen=few(limit) | dict(parse_qsl(about)))


def in_order(slides: Sequence[Address]) -> list[Address]:
    """The same slides with what was decided in the second place, wherever the agenda had it."""
    decided = [one for one in slides if one.part == "decisions"]
    others = [one for one in slides if one.part != "decisions"]
    return [*others[:1], *decided, *others[1:]]


def for_district(address: Address, district: str) -> Address:
    """The same part about one district, or that district's card; as it is where none is asked about."""
    if not district:
        return address
    if REGISTRY[address.part].of_district:
        return replace(address, chosen={**address.chosen, "district": district})
    return replace(address, part="district", chosen={"district": district} | few(REGISTRY["district"].in_room))


def for_slide(base: Address, entry: str) -> Address:
    """Return an entry, written as in ``show``, with as many rows as a slide of a deck has."""
    name, _, about = entry.partition("?")
    limit = REGISTRY[name].on_slide if name in REGISTRY else None
    return replace(base, part=name, chosen=few(limit) | dict(parse_qsl(about)))


def few(limit: int | None) -> dict[str, str]:
    """Return the filter that limits the rows of an exhibit; none if all rows are shown."""
    return {} if limit is None else {"most": str(limit)}


def made(builder: ExhibitBuilder, addresses: Sequence[Address | str]) -> list[Exhibit]:
    """The parts at some addresses, without those that have nothing to show."""
    return [part for part in map(builder.make, addresses) if not is_empty(part)]


def is_empty(part: Exhibit) -> bool:
    """Return True if nothing is below the title: a plan without programmes, a district without late projects."""
    if isinstance(part.body, Map):
        return not part.data.rows and not (part.body.areas and part.body.symbols)
    return not part.data.rows or is_blank(part.body)


def capsule_views(builder: ExhibitBuilder, base: Address) -> Mapping[tuple[str, str], list[Exhibit]]:
    """The parts of the file that opens without a server, by language and district; "" is the city."""
    districts = list(builder.snapshot(base).view.districts["code"])
    views: dict[tuple[str, str], list[Exhibit]] = {}
    for language in ("zh", "en"):
        own = replace(base, language=language)
        views[language, ""] = made(builder, [replace(own, part=name, chosen={}) for name in CAPSULE])
        for code in districts:
            asked = [replace(own, part=name, chosen={"district": code}) for name in CAPSULE_DISTRICT]
            views[language, code] = made(builder, asked)
    return views
