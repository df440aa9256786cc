"""Which choices of the reader the address of each page holds: the one list that links, filters and the address go by. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

#: The page that the bare address of the dashboard opens.
FIRST = "summary"
#: Held by every page. An address with all of the first four is whole: what it does not say is not chosen. Any other only says
#: what it changes.
WHOLE = ("plan", "as_of", "since", "lang")
EVERYWHERE = (*WHOLE, "tables")


@dataclass(frozen=True, slots=True)
class Held:
    """What the address of a page holds beside what all hold: its filters, what is picked on it, and how it is shown."""

    filters: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    views: tuple[str, ...] = ()


PAGES: Mapping[str, Held] = {
    "targets": Held(("section", "district", "status", "kind", "q"), ("target",)),
    "district": Held(("district",), views=("compare",)),
    "projects": Held(("district", "stage", "project_kind", "status", "q"), ("project",), ("map", "projects_view")),
    "progress": Held(("district", "level", "programme_kind", "school", "status", "q"), ("programme",), ("programmes_view",)),
    "recruitment": Held(("district", "post", "way", "school_subject", "stage"), views=("group", "order", "curve")),
    "meetings": Held(picked=("meeting",)),
    "present": Held(picked=("meeting",), views=("look", "seconds", "endless", "slide")),
    "history": Held(picked=("batch",)),
}
FILTERS = frozenset(name for held in PAGES.values() for name in held.filters)
PICKED = frozenset(name for held in PAGES.values() for name in held.picked)
NAMES = frozenset((*EVERYWHERE, *FILTERS, *PICKED, *(name for held in PAGES.values() for name in held.views)))


def name_of(script: str) -> str:
    """The name of a page by its script: ``targets`` for ``overview/targets.py``."""
    return PurePosixPath(script).stem


def held_by(page: str) -> tuple[str, ...]:
    """The names of the choices in the address of a page, in their order there."""
    held = PAGES.get(page, Held())
    return (*EVERYWHERE, *held.filters, *held.picked, *held.views)


def words_of(value: object) -> str:
    """A choice as the address says it; "" is none."""
    if value is None or value is False:
        return ""
    return value.isoformat() if isinstance(value, date) else "1" if value is True else str(value)


def address_of(page: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """The address of a page: of all that was chosen what the page holds."""
    return {name: chosen[name] for name in held_by(page) if chosen.get(name)}


def is_whole(address: Mapping[str, str]) -> bool:
    """Whether an address says everything, and not only what it changes."""
    return all(address.get(name) for name in WHOLE)


def arrived(page: str, address: Mapping[str, str], chosen: Mapping[str, str], *, is_whole: bool) -> dict[str, str]:
    """All that is chosen once an address of a page was followed; what the page does not hold stays as it was."""
    said = {name: address.get(name, "" if is_whole else chosen.get(name, "")) for name in held_by(page)}
    return {name: words for name, words in {**chosen, **said}.items() if words}
