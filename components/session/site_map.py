"""The choices that the address of each page holds: one registry for links, filters and the address. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

#: The page at the root of the dashboard.
FIRST = "summary"
#: An address with all of these is complete: a choice that it lacks is unset. Any other address only lists changes.
WHOLE = ("plan", "as_of", "since", "lang")
EVERYWHERE = (*WHOLE, "tables")


@dataclass(frozen=True, slots=True)
class Held:
    """Names in the address of a page, in addition to those of every page: filters, picked items, and ways to show it."""

    filters: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    views: tuple[str, ...] = ()


PAGES: Mapping[str, Held] = {
    "targets": Held(("section", "district", "status", "kind", "q"), ("target",)),
    "district": Held(("district",), views=("beside", "compare")),
    "projects": Held(("district", "stage", "project_kind", "status", "q"), ("project",), ("map", "projects_view")),
    "progress": Held(("district", "level", "programme_kind", "school", "status", "q"), ("programme",), ("programmes_view",)),
    "recruitment": Held(("district", "post", "way", "school_subject", "stage"), views=("group", "order", "curve")),
    "meetings": Held(picked=("meeting",)),
    "present": Held(picked=("meeting",), views=("look", "seconds", "endless", "slide")),
    "history": Held(picked=("batch",)),
    "plans": Held(views=("plans_view",)),
}
#: Pages whose name in addresses is not that of their script.
_OTHER_NAMES = {"overview": "summary", "rules": "method"}
FILTERS = frozenset(name for held in PAGES.values() for name in held.filters)
PICKED = frozenset(name for held in PAGES.values() for name in held.picked)


def name_of(script: str) -> str:
    """Return the name that a page has in addresses from its script: ``targets`` for ``overview/targets.py``."""
    stem = PurePosixPath(script).stem
    return _OTHER_NAMES.get(stem, stem)


def held_by(page: str) -> tuple[str, ...]:
    """Return the names in the address of a page, in order."""
    held = PAGES.get(page, Held())
    return (*EVERYWHERE, *held.filters, *held.picked, *held.views)


def words_of(value: object) -> str:
    """Return a value as the address spells it; "" for none."""
    if value is None or value is False:
        return ""
    return value.isoformat() if isinstance(value, date) else "1" if value is True else str(value)


def address_of(page: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the address of a page: the choices that it holds."""
    return {name: chosen[name] for name in held_by(page) if chosen.get(name)}


def of_other_pages(page: str, address: Mapping[str, str]) -> dict[str, str]:
    """Return the filters and picks of an address that belong to other pages."""
    others = (FILTERS | PICKED) - set(held_by(page))
    return {name: words for name, words in address.items() if words and name in others}


def is_whole(address: Mapping[str, str]) -> bool:
    """Return True if an address describes everything, not only changes."""
    return all(address.get(name) for name in WHOLE)


def arrived(page: str, address: Mapping[str, str], chosen: Mapping[str, str], *, is_whole: bool) -> dict[str, str]:
    """Return all choices after following an address; those that the page does not hold are unchanged."""
    said = {name: address.get(name, "" if is_whole else chosen.get(name, "")) for name in held_by(page)}
    return {name: words for name, words in {**chosen, **said}.items() if words}
