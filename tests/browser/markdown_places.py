"""A page for the tests: every hostile text in every kind of place where Streamlit reads Markdown."""

import streamlit as st

from components.i18n.text import plain
from tests.hostile import texts

for name, text in texts().items():
    said = plain(text)
    with st.container(key=f"place-{name}"):
        st.title(said, anchor=False)
        st.markdown(f"**{said}**")
        st.error(said)
        st.button(said, key=f"button-{name}")
