"""The name of the product: beside the navigation, and with the page's title in the browser's tab."""

from html import escape

import streamlit as st

from components.i18n.text import Text
from components.session import controls
from components.theme import FONTS

_HEIGHT, _LETTER = 32, 22


def draw(t: Text, title: str) -> None:
    """Draw the name of the product, and set the title of the tab: page, then product."""
    name = t("brand.name")
    st.set_page_config(page_title=t("brand.tab", page=title, name=name))
    width = t("brand.width")
    st.logo(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT}" viewBox="0 0 {width} {_HEIGHT}">'
        f'<text x="0" y="24" font-size="{_LETTER}" font-weight="650" font-family="{escape(FONTS)}" '
        f'fill="{controls.look().accent}">{escape(name)}</text></svg>',
        size="large",
    )
