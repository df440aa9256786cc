"""Links and jumps between pages.

Plan, days, language and the filters that the next page holds (``components.session.site_map``) are passed on, so that no click
loses the reader's place. Pages are named by their scripts, as in ``st.switch_page``.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from itertools import starmap
from urllib.parse import urlencode, urlsplit

import streamlit as st

from components.i18n.text import plain
from components.session import choices, site_map
from components.session.site_map import words_of

TARGETS_PAGE = "overview/targets.py"
#: Filters that a link to targets of the whole city removes, so that none of them hides what it promises.
CITY_WIDE: dict[str, object] = dict.fromkeys(("section", "district", "status", "kind", "q"))


def address(script: str, **changes: object) -> dict[str, str]:
    """Return the address of a page for the current choices with ``changes``; None removes a choice."""
    return _address(choices.all_words(), site_map.name_of(script), changes)


def _address(chosen: Mapping[str, str], name: str, changes: Mapping[str, object]) -> dict[str, str]:
    return site_map.address_of(name, {**chosen, **{one: words_of(value) for one, value in changes.items()}})


def href(script: str, **changes: object) -> str:
    """Return the URL of a page, relative to any other page."""
    return _href(choices.all_words(), site_map.name_of(script), changes)


def _href(chosen: Mapping[str, str], name: str, changes: Mapping[str, object]) -> str:
    pairs = starmap(_pair, _address(chosen, name, changes).items())
    return f"{'.' if name == site_map.FIRST else name}?{'&'.join(pairs)}"


@lru_cache(4096)
def _pair(name: str, words: str) -> str:
    """Return a choice as the query of a URL has it; the cells of a table share most of them."""
    return urlencode({name: words})


def attributes(script: str, **changes: object) -> str:
    """Return the attributes of a link for ``st.html``; ``components/server/shell.js`` follows it without reloading the page."""
    return attributes_of_many(script)(**changes)


def attributes_of_many(script: str) -> Callable[..., str]:
    """Return ``attributes`` of a page to which many links lead, as from the cells of a table: the choices are read once."""
    chosen, name = choices.all_words(), site_map.name_of(script)
    return lambda **changes: f'data-jump href="{escape(_href(chosen, name, changes))}"'


def anchor(script: str, words: str, **changes: object) -> str:
    """Return a link of some words for ``st.html``."""
    return f"<a {attributes(script, **changes)}>{escape(words)}</a>"


def page_link(script: str, words: str, **changes: object) -> None:
    """Draw a link as an element of its own."""
    st.page_link(script, label=plain(words), query_params=address(script, **changes))


def jump(script: str, **changes: object) -> None:
    """Go to a page; for callbacks, which run after everything typed before the click has been recorded."""
    for name, value in changes.items():
        choices.put(name, value)
    st.session_state["jump"] = script


def go_on() -> None:
    """Carry out a jump, once the pages are known."""
    if script := st.session_state.pop("jump", ""):
        st.switch_page(script, query_params=address(script))


def here(home: str) -> str:
    """Return path and address of the current page, to come back to; ``home`` is the base path of the dashboard."""
    path = urlsplit(st.context.url or "").path or f"{home}/"
    return f"{path}?{urlencode(choices.current())}"
