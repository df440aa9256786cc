"""Says to the browser, and by it to a screen reader, in which language a page is; Streamlit says English always."""

import streamlit as st

from components.i18n.text import Text

#: Brought as a module of a component: a policy of contents that forbids scripts within the page lets it run.
_JS = "export default ({data}) => { document.documentElement.lang = data; };"
_TAGS = {"zh": "zh-CN"}


def say(t: Text) -> None:
    """Say that the page is in the reader's language."""
    st.components.v2.component("sanbiao_language", html="<span></span>", js=_JS)(
        key="page-language", data=_TAGS.get(t.language, t.language)
    )
