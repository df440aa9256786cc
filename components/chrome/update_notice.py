"""The notice about new figures, as a part of every page."""

from pathlib import Path
from typing import Any

import streamlit as st

from components.i18n.text import Text

_FILES = Path(__file__).parent
_HTML = '<div class="news" role="status" hidden><span></span><button type="button"></button></div>'


def _component() -> Any:
    css, js = ((_FILES / f"update_notice.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return st.components.v2.component("sanbiao_news", html=f"<style>{css}</style>{_HTML}", js=js)


def offer(t: Text, version: int) -> None:
    """Offer figures newer than a version of the store as soon as there are any; accepting the offer redraws the page."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    _component()(
        key="news",
        data={
            "version": version,
            "address": f"{'/' * bool(base)}{base}/store-version",
            "words": {name: t(f"news.{name}") for name in ("news", "show")},
        },
        on_asked_change=_nothing_more,
    )


def _nothing_more() -> None:
    """Do nothing: the rerun that follows reads the newest version."""
