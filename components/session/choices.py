"""The reader's choices: kept for the session as strings, read from the address, and written back to it.

A choice changes in two ways: the reader uses a widget, or the browser goes to another address (Back, Forward, a link). Widgets
take their value from here and report a change through ``take``. What a page shows therefore follows from the address and the
reader's actions, never from a value that a widget happens to remember.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.session import site_map
from components.session.site_map import words_of

T = TypeVar("T")
#: Addresses of this session that are remembered, each with all choices made there.
MOST_REMEMBERED = 64
_Key: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A part of an address that cannot be understood, and the words for the value shown instead."""

    name: str
    words: str
    instead: str


@dataclass(slots=True)
class _Chosen:
    """State of one reader: choices, current page, and how the address of this run was understood.

    ``followed`` is an address that the browser went to and that is not yet applied; ``asked`` are its names that no control has
    read yet; ``shown`` is what this run shows; ``of_others`` are parts of the address that belong to other pages; ``is_drawn``
    says that the run reached its end.
    """

    words: dict[str, str] = field(default_factory=dict)
    page: str = ""
    script: str | None = None
    is_on_the_way: bool = False
    is_drawn: bool = False
    drawn: set[tuple[str, str | None, str]] = field(default_factory=set)
    drawn_before: set[tuple[str, str | None, str]] = field(default_factory=set)
    address: dict[str, str] = field(default_factory=dict)
    remembered: dict[tuple[str, _Key], dict[str, str]] = field(default_factory=dict)
    followed: dict[str, str] | None = None
    of_others: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    shown: dict[str, str] = field(default_factory=dict)
    not_understood: list[NotUnderstood] = field(default_factory=list)
    notice_place: DeltaGenerator | None = None


def _own() -> _Chosen:
    if "choices" not in st.session_state:
        st.session_state["choices"] = _Chosen()
    own: _Chosen = st.session_state["choices"]
    return own


def arrive() -> None:
    """Begin a run: decide whether the browser went to another address, and take the language from it.

    A quick second click carries the address from before the first one, because the browser has not yet received the new one. Such
    a late address is ignored.
    """
    own, address, context = _own(), st.query_params.to_dict(), get_script_run_ctx()
    script = context.page_script_hash if context else ""
    is_late = script == own.script and (own.page, _key(address)) in own.remembered
    is_followed = own.script is None or went_through_history() or (address != own.address and not is_late)
    own.followed = address if is_followed else None
    own.shown, own.not_understood = {}, []
    # Of a run that was cut off, as by Back pressed twice, the browser may not have received everything.
    own.drawn_before = own.drawn if own.is_drawn and not is_followed else set()
    own.drawn, own.is_drawn = set(), False
    if own.followed and own.followed.get("lang"):
        own.words["lang"] = own.followed["lang"]
        own.asked.add("lang")


def went_through_history() -> bool:
    """Return True if Back, Forward or a link started this run. Only then is the address certainly current."""
    context = get_script_run_ctx()
    return bool(context and context.is_history_navigation)


def settle(page: str) -> None:
    """Apply the address to the choices, once the page is known."""
    own, context = _own(), get_script_run_ctx()
    script, is_first = context.page_script_hash if context else "", own.script is None
    own.is_on_the_way = not is_first and script != own.script
    if own.followed is not None:
        address = own.followed | {"lang": words("lang")}  # a bad language was reported before the page was known
        own.of_others = site_map.of_other_pages(page, address)
        is_whole = is_first or site_map.is_whole(own.followed)
        before = own.remembered.get((page, _key(own.followed))) if is_whole and went_through_history() else None
        own.words = site_map.arrived(page, address, (before or own.words) | own.of_others, is_whole=is_whole)
        own.page = page
        own.asked = {name for name in site_map.held_by(page) if name != "lang" and address.get(name)}
        _remember(own.followed)
    elif own.is_on_the_way:
        own.asked, own.of_others = set(), {}
    own.page, own.script, own.followed = page, script, None


def _key(address: Mapping[str, str]) -> _Key:
    return tuple(sorted(address.items()))


def _remember(address: Mapping[str, str]) -> None:
    """Remember all choices with the address, so that Back restores the filters of other pages as well."""
    own = _own()
    own.address, key = dict(address), (own.page, _key(address))
    own.remembered.pop(key, None)
    own.remembered[key] = dict(own.words)
    if len(own.remembered) > MOST_REMEMBERED:
        del own.remembered[next(iter(own.remembered))]


def words(name: str) -> str:
    """Return a choice as the address spells it, "" if it is not set."""
    return _own().words.get(name, "")


def all_words() -> Mapping[str, str]:
    """Return all current choices."""
    return dict(_own().words)


def current() -> dict[str, str]:
    """Return the address of the current page, as far as it is known in this run."""
    own = _own()
    return site_map.address_of(own.page, own.words | own.shown) | own.of_others


def is_asked(name: str) -> bool:
    """Return True if the address asks for this choice and no control has read it yet."""
    return name in _own().asked


def put(name: str, value: object) -> None:
    """Set a choice; None, False and "" remove it."""
    own, said = _own(), words_of(value)
    own.asked.discard(name)
    if said:
        own.words[name] = said
    else:
        own.words.pop(name, None)


def take(name: str, parse: Callable[[str], object]) -> None:
    """Set a choice to the value of its widget; a callback."""
    said = words_of(st.session_state[name])
    if understood(said, parse):
        put(name, said)


def understood(said: str, parse: Callable[[str], object]) -> bool:
    """Return True if a string of the address can be parsed; an empty one always can."""
    try:
        return not said or parse(said) is not None
    except ValueError:
        return False


def value(name: str, default: T, parse: Callable[[str], T], instead: Callable[[T], str]) -> T:
    """Return a choice as a value, or ``default``; ``instead`` words the default for the notice about a bad address."""
    said = words(name)
    if understood(said, parse):
        found = parse(said) if said else default
    else:
        refuse(name, instead(default))
        found = default
    _own().asked.discard(name)
    show(name, found)
    return found


def refuse(name: str, instead: str) -> None:
    """Drop a choice that the address asks for and that cannot be understood, and record it for the notice.

    A choice that came from elsewhere fits another plan or page and is kept for the reader's return there.
    """
    own = _own()
    if name in own.asked:
        own.not_understood.append(NotUnderstood(name, own.words.pop(name, ""), instead))
        own.asked.discard(name)


def left_over() -> list[str]:
    """Return the filters and picks that the address asks for and no control of this page has read."""
    own = _own()
    return [name for name in site_map.held_by(own.page) if name in own.asked and name in site_map.FILTERS | site_map.PICKED]


def show(name: str, value: object) -> None:
    """Record that this run shows a value, so that ``publish`` puts it into the address."""
    _own().shown[name] = words_of(value)


def fill_widget(key: str, value: object) -> None:
    """Give a widget its value before it is drawn.

    A widget that the browser may not know, because it is new on the page or was last drawn in another language or in a run that
    was cut off, is always set: the browser would start it with the first option, or with a label that no longer exists, even
    though the session still holds the right value.
    """
    own = _own()
    widget = (key, own.script, words("lang"))
    own.drawn.add(widget)
    if widget not in own.drawn_before or key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def notice_here(place: DeltaGenerator) -> None:
    """Remember the container for a notice about the address, since the need for it is known only after the page is drawn."""
    _own().notice_place = place


def not_understood() -> tuple[list[NotUnderstood], DeltaGenerator | None]:
    """Return the parts of the address that were not understood, and the container for a notice about them."""
    own = _own()
    return own.not_understood, own.notice_place


def publish_early() -> None:
    """Write the address of a page just navigated to before it is drawn, so that a reload or click meanwhile loses nothing."""
    own = _own()
    if own.is_on_the_way:
        _publish(site_map.address_of(own.page, own.words))


def publish() -> None:
    """Write everything this page shows to the address, including defaults: a shared link must show the same."""
    own = _own()
    own.is_drawn = True
    _publish({name: own.shown[name] for name in site_map.held_by(own.page) if own.shown.get(name)})


def _publish(address: dict[str, str]) -> None:
    """Write the address as a whole and only if it differs: every message about it is an entry in the browser's history."""
    address |= _own().of_others
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)
    _remember(address)
