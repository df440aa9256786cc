"""What the reader chose, kept for the session by the words of the address, and how it goes into the address and comes from it.

A choice changes in two ways: a widget is used, or the browser goes to another address (Back, Forward, a link). Who draws a
widget asks here for its value, and hands ``take`` to it as what to do when it is used; so the address that was followed, and
nothing that a widget happens to remember, says what a page shows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components import site_map
from components.site_map import words_of

T = TypeVar("T")
#: Addresses of this session that are remembered, with all that was chosen there.
MOST_REMEMBERED = 64


_Key: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A part of an address that nobody understands, and what is shown in its place."""

    name: str
    words: str
    instead: str


@dataclass(slots=True)
class _Chosen:
    """What one reader chose, where they are, and what was made of the address in this run."""

    words: dict[str, str] = field(default_factory=dict)
    page: str = ""
    script: str | None = None
    is_on_the_way: bool = False
    drawn: set[tuple[str, str | None, str]] = field(default_factory=set)
    drawn_before: set[tuple[str, str | None, str]] = field(default_factory=set)
    address: dict[str, str] = field(default_factory=dict)
    remembered: dict[tuple[str, _Key], dict[str, str]] = field(default_factory=dict)
    followed: dict[str, str] | None = None
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
    """At the begin of a run: find out whether the browser followed an address; then the language is that of the address.

    A quick second click brings an old address along, as the browser has not heard of the first one's yet: that is none to follow.
    """
    own, address, context = _own(), st.query_params.to_dict(), get_script_run_ctx()
    script = context.page_script_hash if context else ""
    is_late = script == own.script and (own.page, _key(address)) in own.remembered
    is_followed = own.script is None or went_through_history() or (address != own.address and not is_late)
    own.followed = address if is_followed else None
    own.shown, own.not_understood = {}, []
    own.drawn, own.drawn_before = set(), own.drawn
    if own.followed and own.followed.get("lang"):
        own.words["lang"] = own.followed["lang"]
        own.asked.add("lang")


def went_through_history() -> bool:
    """Whether Back, Forward or a link of a page began this run; of any other run the address may be late."""
    context = get_script_run_ctx()
    return bool(context and context.is_history_navigation)


def settle(page: str) -> None:
    """Once the page is known: take up what the address says of all that this page holds."""
    own, context = _own(), get_script_run_ctx()
    script, is_first = context.page_script_hash if context else "", own.script is None
    own.is_on_the_way = not is_first and script != own.script
    if own.followed is not None:
        address = own.followed | {"lang": words("lang")}  # of which the reader may have been told already
        of_others = {name: said for name, said in address.items() if is_first and said and name in site_map.NAMES}
        is_whole = is_first or site_map.is_whole(own.followed)
        before = own.remembered.get((page, _key(own.followed))) if is_whole and went_through_history() else None
        own.words = site_map.arrived(page, address, (before or own.words) | of_others, is_whole=is_whole)
        own.page = page
        own.asked = {name for name in site_map.held_by(page) if name != "lang" and address.get(name)}
        _remember(own.followed)
    elif own.is_on_the_way:
        own.asked = set()
    own.page, own.script, own.followed = page, script, None


def _key(address: Mapping[str, str]) -> _Key:
    return tuple(sorted(address.items()))


def _remember(address: Mapping[str, str]) -> None:
    """Who comes back here by the browser's history finds other pages' filters as they were, too."""
    own = _own()
    own.address, key = dict(address), (own.page, _key(address))
    own.remembered.pop(key, None)
    own.remembered[key] = dict(own.words)
    if len(own.remembered) > MOST_REMEMBERED:
        del own.remembered[next(iter(own.remembered))]


def words(name: str) -> str:
    """A choice in the words of the address; "" where there is none."""
    return _own().words.get(name, "")


def all_words() -> Mapping[str, str]:
    """Everything that is chosen now."""
    return dict(_own().words)


def current() -> dict[str, str]:
    """The address of the page that the reader is on, as far as it is known by now."""
    own = _own()
    return site_map.address_of(own.page, own.words | own.shown)


def is_asked(name: str) -> bool:
    """Whether the address that was followed last asks for something by that name, and nobody looked at it since."""
    return name in _own().asked


def put(name: str, value: object) -> None:
    """Choose something; None, False and "" take the choice back."""
    own, said = _own(), words_of(value)
    own.asked.discard(name)
    if said:
        own.words[name] = said
    else:
        own.words.pop(name, None)


def take(name: str, parse: Callable[[str], object]) -> None:
    """A widget was used: choose what it says."""
    said = words_of(st.session_state[name])
    if understood(said, parse):
        put(name, said)


def understood(said: str, parse: Callable[[str], object]) -> bool:
    """Whether words of an address are a choice that there is; none at all is one."""
    try:
        return not said or parse(said) is not None
    except ValueError:
        return False


def value(name: str, default: T, parse: Callable[[str], T], instead: Callable[[T], str]) -> T:
    """The choice as a value, ``default`` where there is none that is understood; then the reader is told ``instead`` of it."""
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
    """Let go of what the address asks for by that name, and tell the reader what is shown in its place.

    A choice that no address asks for fits another plan or page: it stays for when the reader is back there.
    """
    own = _own()
    if name in own.asked:
        own.not_understood.append(NotUnderstood(name, own.words.pop(name), instead))
        own.asked.discard(name)


def left_over() -> list[str]:
    """What the address asks for of a page on which nothing looked at it, so that nothing of it is shown."""
    own = _own()
    return [name for name in site_map.held_by(own.page) if name in own.asked and name in site_map.FILTERS | site_map.PICKED]


def show(name: str, value: object) -> None:
    """Say that this run shows a choice: then it is in the address when the page is drawn."""
    _own().shown[name] = words_of(value)


def fill_widget(key: str, value: object) -> None:
    """Make a widget that is about to be drawn say what is chosen.

    One that was not on the page before, or only in another language, is told so, however well this session remembers its value:
    the browser begins with the first entry of a list, or with words that mean nothing any more.
    """
    own = _own()
    widget = (key, own.script, words("lang"))
    own.drawn.add(widget)
    if widget not in own.drawn_before or key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def notice_here(place: DeltaGenerator) -> None:
    """Remember where on the page a notice goes, should there be one when all is drawn."""
    _own().notice_place = place


def not_understood() -> tuple[list[NotUnderstood], DeltaGenerator | None]:
    """What nobody understood of the address so far, and the place for a notice of it."""
    own = _own()
    return own.not_understood, own.notice_place


def publish_early() -> None:
    """On the way to another page: put what is known already into its address, so that a click meanwhile finds it there."""
    own = _own()
    if own.is_on_the_way:
        _publish(site_map.address_of(own.page, own.words))


def publish() -> None:
    """Put all that this page shows into its address, defaults too: a link must show the next person the same."""
    own = _own()
    _publish({name: own.shown[name] for name in site_map.held_by(own.page) if own.shown.get(name)})


def _publish(address: dict[str, str]) -> None:
    """Once and as a whole, for each message about the address is an entry in the browser's history."""
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)
    _remember(address)
