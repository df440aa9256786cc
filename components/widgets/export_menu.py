"""The export control below every chart, map and table: picture, numbers, slide, and the presenter's own deck."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from components.exhibits.address import Address
from components.exhibits.registry import REGISTRY, ExhibitBuilder, filter_words
from components.export.download import FORMS, file_name
from components.export.svg.picture import svg
from components.i18n.text import Text
from components.session import controls, deck_basket, queries
from components.session.page_context import PageContext
from components.widgets import html
from models.snapshots.snapshot import SnapshotFactory


@dataclass(frozen=True, slots=True)
class _Offer:
    """Context of one export dialog."""

    factory: SnapshotFactory
    address: Address
    t: Text


def take_away(page: PageContext, part: str, **chosen: str) -> None:
    """Draw the control for one exhibit of the registry; ``chosen`` are the filters it was drawn with."""
    offer(page.t, page.address(part, **chosen))


def offer(t: Text, address: Address) -> None:
    """Draw the control for the exhibit at an address, such as one frozen at a meeting."""
    key = f"take-{address.part}-{address.chosen.get('target', '')}"
    if st.button(t("take.button"), key=key, type="tertiary"):
        st.dialog(t("take.title"), width="large")(_choices)(_Offer(queries.factory(controls.question().version), address, t))


def _choices(offer: _Offer) -> None:
    t, builder = offer.t, ExhibitBuilder(offer.factory)
    part, view = builder.make(offer.address), builder.snapshot(offer.address).view
    choice, page = filter_words(t, view, offer.address.chosen), t(f"nav.{REGISTRY[offer.address.part].page}")
    st.html(html.footnote([t("take.help")]))
    with st.container(horizontal=True):
        for name, form in FORMS.items():
            st.download_button(
                t(f"take.{name}"),
                data=partial(_made, offer, name),
                file_name=file_name(offer.address, part.name, form.extension, page=page, choice=choice),
                mime=form.mime,
                on_click="ignore",
                key=f"take-as-{name}",
            )
        if st.button(t("take.into_deck"), key="take-into-deck", type="primary"):
            deck_basket.put(offer.address, part.title)
            st.html(html.footnote([t("take.in_deck", n=len(deck_basket.kept()))]))
    st.html(html.footnote([t("take.note")]))
    st.image(svg(part, t=t, look=controls.look()), width="stretch", alt=part.alt or part.title)


def _made(offer: _Offer, name: str) -> bytes:
    """Return one file, made when its button is clicked, from the current store."""
    builder = ExhibitBuilder(offer.factory)
    return FORMS[name].make([builder.make(offer.address)], offer.t, builder.snapshot(offer.address).view)
