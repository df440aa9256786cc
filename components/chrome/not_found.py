"""A page for unknown paths, in the reader's language; the one that Streamlit shows is in English only."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

from components.i18n.text import Text, plain
from components.server.redirects import NAME
from components.widgets import html


def with_page(t: Text, pages: Mapping[str, list[st.Page]]) -> dict[str, list[st.Page]]:
    """Return the pages, plus a hidden page under the requested name if the address names none of them."""
    name, every = _asked_for(), dict(pages)
    if name and name not in {NAME, *(page.url_path for group in pages.values() for page in group)}:
        heading = list(every)[-1]
        every[heading] = [*every[heading], _lost(t, name)]
    return every


def _asked_for() -> str:
    """Return the last part of the reader's address if it could be the name of a page, else an empty string."""
    last = urlsplit(st.context.url or "").path.rstrip("/").rpartition("/")[2]
    return last if re.fullmatch(r"[\w.%-]{1,200}", last) else ""


def _lost(t: Text, name: str) -> st.Page:
    def lost() -> None:
        st.html(html.title(t("lost.title")))
        st.markdown(plain(t("lost.text")))

    return st.Page(lost, title=t("lost.title"), url_path=name, visibility="hidden")
