"""Makers of parts, each kept for its day: what the parts of a meeting share is read and judged once, and each part made once.

On what was frozen at a meeting no later write has any say: knowledge up to an instant is final, for what is recorded, withdrawn
or brought back afterwards bears its own time. Only a demonstration can be taken out, and another one be loaded in its place.
"""

from dataclasses import replace

import streamlit as st

from components.exhibits.address import Address, parse_address
from components.exhibits.model import Exhibit
from components.exhibits.registry import ExhibitBuilder
from components.session import queries
from components.session.queries import ViewContext
from models.config import read_settings


def version_of(question: ViewContext, address: Address) -> int:
    """The version of the store that an address is made from; 0 where it depends on none."""
    known_before = address.known_before or queries.end_of(address.since)
    is_frozen = address.known_at is not None and known_before <= address.known_at
    plans = queries.plans(question.version)
    demonstrations = set(plans["code"][plans["demonstration"].astype(bool)])
    return 0 if is_frozen and address.plan not in demonstrations else question.version


def maker_of(question: ViewContext, address: Address) -> ExhibitBuilder:
    """Return the builder of the exhibits of an address."""
    day = replace(address, part="", language="zh", chosen={})
    return _maker(read_settings().database_url, version_of(question, address), str(day))


def part_at(question: ViewContext, address: Address) -> Exhibit:
    """Return the exhibit at an address. ExportError without one."""
    return _part(read_settings().database_url, version_of(question, address), str(address))


@st.cache_resource(show_spinner=False, max_entries=8)
def _maker(url: str, version: int, day: str) -> ExhibitBuilder:
    return ExhibitBuilder(queries.factory(version))


@st.cache_resource(show_spinner=False, max_entries=64)
def _part(url: str, version: int, words: str) -> Exhibit:
    address = parse_address(words)
    day = replace(address, part="", language="zh", chosen={})
    return _maker(url, version, str(day)).make(address)
