"""Every way from one page to another: links, buttons that jump, and the address of where the reader is.

Plan, days, language and those filters that the next page holds go along (``components.site_map``), so that no click loses where
the reader is. Pages are named by their scripts, as for ``st.switch_page``.
"""

from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from components import choices, site_map
from components.site_map import words_of
from components.text import plain


def address(script: str, **changes: object) -> dict[str, str]:
    """The address of a page as a reader goes there now; ``changes`` are chosen on the way, None takes a choice back."""
    chosen = dict(choices.all_words()) | {name: words_of(value) for name, value in changes.items()}
    return site_map.address_of(site_map.name_of(script), chosen)


def href(script: str, **changes: object) -> str:
    """The address of a page as a link says it, seen from any other page."""
    name = site_map.name_of(script)
    return f"{'.' if name == site_map.FIRST else name}?{urlencode(address(script, **changes))}"


def anchor(script: str, words: str, **changes: object) -> str:
    """A link for ``st.html``; the browser's part (``components/server/shell.js``) follows it without loading the page anew."""
    return f'<a data-jump href="{escape(href(script, **changes))}" target="_self">{escape(words)}</a>'


def page_link(script: str, words: str, **changes: object) -> None:
    """A link as an element of the page."""
    st.page_link(script, label=plain(words), query_params=address(script, **changes))


def jump(script: str, **changes: object) -> None:
    """Go to a page from the callback of a button: whatever was typed just before the click is chosen by then."""
    for name, value in changes.items():
        choices.put(name, value)
    st.session_state["jump"] = script


def go_on() -> None:
    """Once the pages are known: leave for the one to which a button of the last page jumps."""
    if script := st.session_state.pop("jump", ""):
        st.switch_page(script, query_params=address(script))


def here(home: str) -> str:
    """The path and the address of the page that the reader is on, to come back to; ``home`` is the path of the dashboard."""
    path = urlsplit(st.context.url or "").path or f"{home}/"
    return f"{path}?{urlencode(choices.current())}"
