"""The export control below every chart, map and table: picture, numbers, slide, and the presenter's own deck."""

from collections.abc import Sequence
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
from components.widgets import download, html
from models.snapshots.snapshot import SnapshotFactory


@dataclass(frozen=True, slots=True)
class _Offer:
    """Context of one export dialog: the exhibits that its button stands for, the first of them chosen."""

    factory: SnapshotFactory
    addresses: tuple[Address, ...]
    t: Text


def take_away(page: PageContext, part: str, *others: str, **chosen: str) -> None:
    """Draw the control for exhibits of the registry, one button a group; ``chosen`` are the filters they were drawn with."""
    offer(page.t, *(page.address(one, **chosen) for one in (part, *others)))


def offer(t: Text, *addresses: Address) -> None:
    """Draw the control for the exhibits at some addresses, such as one frozen at a meeting."""
    key = f"take-{addresses[0].part}-{addresses[0].chosen.get('target', '')}"
    if st.button(t("take.button"), key=key, icon=":material/download:"):
        st.dialog(t("take.title"), width="large")(_choices)(_Offer(queries.factory(controls.question().version), addresses, t))


def _choices(offer: _Offer) -> None:
    t, builder = offer.t, ExhibitBuilder(offer.factory)
    address = _one_of(t, offer.addresses)
    part, view = builder.make(address), builder.snapshot(address).view
    choice, page = filter_words(t, view, address.chosen), t(f"nav.{REGISTRY[address.part].page}")
    st.html(html.footnote([t("take.help")]))
    with st.container(horizontal=True):
        for name, form in FORMS.items():
            download.button(
                t(f"take.{name}"),
                partial(_made, offer, address, name),
                file_name(address, part.name, form.extension, page=page, choice=choice),
                address=address,
                mime=form.mime,
                key=f"take-as-{name}",
            )
        if st.button(t("take.into_deck"), key="take-into-deck", type="primary"):
            deck_basket.put(address, part.title)
            st.html(html.footnote([t("take.in_deck", n=len(deck_basket.kept()))]))
    st.html(html.footnote([t("take.note")]))
    st.image(svg(part, t=t, look=controls.look()), width="stretch", alt=part.alt or part.title)


def _one_of(t: Text, addresses: Sequence[Address]) -> Address:
    """Return the exhibit to export: the only one, or the one chosen by its name."""
    if len(addresses) == 1:
        return addresses[0]
    names = {str(one): t(f"part.{one.part}") for one in addresses}
    chosen = st.segmented_control(
        t("take.which"), list(names), format_func=names.__getitem__, required=True, key="take-which", label_visibility="collapsed"
    )
    return next((one for one in addresses if str(one) == chosen), addresses[0])


def _made(offer: _Offer, address: Address, name: str) -> bytes:
    """Return one file, made when its button is clicked, from the current store."""
    builder = ExhibitBuilder(offer.factory)
    return FORMS[name].make([builder.make(address)], offer.t, builder.snapshot(address).view)
