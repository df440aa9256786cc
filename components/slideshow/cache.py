"""Cached slides of a meeting, one by one, so that a question in the room renders one slide instead of all."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from components.exhibits.address import Address, parse_address
from components.exhibits.bundles import is_empty
from components.exhibits.registry import REGISTRY
from components.i18n.text import Text
from components.session import exhibits
from components.session.queries import ViewContext
from components.slideshow.slide import Slide, legible, slide
from components.theme import theme
from models.config import read_settings
from models.errors import ExportError
from models.frames import rows_of
from models.snapshots.snapshot import Snapshot
from models.typed_rows import NarrativeRow


def slides(question: ViewContext, addresses: tuple[Address, ...], look: str) -> list[Slide]:
    """Return the slides of the exhibits at some addresses."""
    made = [_made(question, address, look) for address in addresses]
    return [one[0] for one in made if one is not None]


def worth_showing(
    question: ViewContext, addresses: tuple[Address, ...], look: str, on_progress: Callable[[int], None] = lambda _: None
) -> list[Address]:
    """Return the addresses of exhibits with content; an exhibit that was asked for stays even if it is empty.

    ``on_progress`` is called with the place of each slide, from 0, before it is made.
    """
    found = []
    for at, address in enumerate(addresses):
        on_progress(at)
        found.append(_made(question, address, look))
    kept = [
        address
        for address, made in zip(addresses, found, strict=True)
        if made is not None and (REGISTRY[address.part].needs or not made[1])
    ]
    return kept or [replace(one, part="sections", chosen={}) for one in addresses[:1]]


def _made(question: ViewContext, address: Address, look: str) -> tuple[Slide, bool] | None:
    """Return the slide at an address, and True if it is empty."""
    return _slide(question, read_settings().database_url, exhibits.version_of(question, address), str(address), look)


@st.cache_data(show_spinner=False, max_entries=512)
def _slide(_question: ViewContext, url: str, version: int, address: str, look: str) -> tuple[Slide, bool] | None:
    asked = parse_address(address)
    builder = exhibits.maker_of(_question, asked)
    try:
        part = legible(builder.make, asked, Text(asked.language))
    except ExportError:  # a target of the agenda that a revised plan no longer has
        return None
    snapshot, t = builder.snapshot(asked), Text(asked.language)
    districts = t.names(snapshot.view.districts)
    asked_about = districts.get(asked.chosen.get("district", ""), "")
    said = {row.code: row for row in rows_of(snapshot.narratives, NarrativeRow)}
    made = slide(part, t=t, look=theme(look), names=_names(t, snapshot), narratives=said, district=asked_about)
    return made, is_empty(part)


def _names(t: Text, snapshot: Snapshot) -> Mapping[str, str]:
    """Return the names of everything that can be decided on, by code."""
    names = t.names(snapshot.view.targets)
    for works in (snapshot.parts.projects, snapshot.parts.programmes):
        names |= dict(zip(works["code"], works["name"], strict=True))
    return names
