"""Set the ``lang`` attribute of the page for browsers and screen readers; Streamlit always declares English."""

import streamlit as st

from components.i18n.text import Text

#: Loaded as a component module, which a content security policy that forbids inline scripts permits.
_JS = "export default ({data}) => { document.documentElement.lang = data; };"
_TAGS = {"zh": "zh-CN"}


def say(t: Text) -> None:
    """Set the page language to the reader's language."""
    st.components.v2.component("sanbiao_language", html="<span></span>", js=_JS)(
        key="page-language", data=_TAGS.get(t.language, t.language)
    )
