"""The slides of a meeting, each kept by itself, so that a question in the room makes one slide and not all of them again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import streamlit as st

from components import cached
from components.cached import Question
from components.export.address import Address, parse_address
from components.export.bundles import is_empty
from components.export.catalogue import Maker
from components.show.slides import Slide, slide
from components.text import Text
from components.theme import theme
from models.day import Day
from models.settings import read_settings


def slides(question: Question, addresses: tuple[Address, ...], look: str) -> list[Slide]:
    """What the browser is given of the parts at some addresses."""
    return [made for made, _ in _made(question, addresses, look)]


def worth_showing(question: Question, addresses: tuple[Address, ...], look: str) -> list[Address]:
    """Those of some parts that have anything to show."""
    found = _made(question, addresses, look)
    return [address for address, (_, has_nothing) in zip(addresses, found, strict=True) if not has_nothing]


def _made(question: Question, addresses: Iterable[Address], look: str) -> list[tuple[Slide, bool]]:
    """The slide at each address, and whether there is nothing on it. On what was frozen at a meeting no version depends."""
    url = read_settings().database_url
    return [_slide(url, 0 if one.known_at else question.version, str(one), look) for one in addresses]


@st.cache_data(show_spinner=False, max_entries=512)
def _slide(url: str, version: int, address: str, look: str) -> tuple[Slide, bool]:
    asked = parse_address(address)
    maker = _maker(url, version, str(replace(asked, part="", language="zh", chosen={})))
    part, day, t = maker.make(asked), maker.day(asked), Text(asked.language)
    districts = {row["code"]: t.name(row) for row in day.view.districts.to_dict("records")}
    asked_about = districts.get(asked.chosen.get("district", ""), "")
    return slide(part, t=t, look=theme(look), names=_names(t, day), district=asked_about), is_empty(part)


@st.cache_resource(show_spinner=False, max_entries=8)
def _maker(url: str, version: int, day: str) -> Maker:
    """What the slides of one day share is read once; ``day`` is an address without a part."""
    return Maker(cached.days())


def _names(t: Text, day: Day) -> Mapping[str, str]:
    """Everything that can be decided on, by its code."""
    names = {row["code"]: t.name(row) for row in day.view.targets.to_dict("records")}
    for works in (day.parts.projects, day.parts.programmes):
        names |= dict(zip(works["code"], works["name"], strict=True))
    return names
