"""Inputs whose values are kept in a mapping of the session, so that they stay when the reader goes to another page and back."""

from collections.abc import MutableMapping, Sequence
from typing import Any

import streamlit as st

from components.session import choices
from components.session.controls import FIRST_DAY, LAST_DAY

Store = MutableMapping[str, Any]


def text(label: str, store: Store, name: str, *, key: str, **options: Any) -> None:
    """Draw an input of text."""
    _prepare(store, name, key, "")
    st.text_input(label, key=key, on_change=take, args=(store, name, key), **options)


def number(label: str, store: Store, name: str, *, key: str, **options: Any) -> None:
    """Draw an input of a number; None if it is empty."""
    _prepare(store, name, key, None)
    st.number_input(label, key=key, on_change=take, args=(store, name, key), **options)


def day(label: str, store: Store, name: str, *, key: str, **options: Any) -> None:
    """Draw an input of a date; None if it is empty."""
    _prepare(store, name, key, None)
    days: dict[str, Any] = {"min_value": FIRST_DAY, "max_value": LAST_DAY, "format": "YYYY-MM-DD"}
    st.date_input(label, key=key, on_change=take, args=(store, name, key), **days, **options)


def one_of(label: str, store: Store, name: str, codes: Sequence[Any], *, key: str, **options: Any) -> None:
    """Draw a list with one chosen entry."""
    _prepare(store, name, key, codes[0])
    st.selectbox(label, codes, key=key, on_change=take, args=(store, name, key), **options)


def switch(label: str, store: Store, name: str, *, key: str, **options: Any) -> None:
    """Draw a box to tick."""
    _prepare(store, name, key, False)
    st.checkbox(label, key=key, on_change=take, args=(store, name, key), **options)


def _prepare(store: Store, name: str, key: str, empty: object) -> None:
    store.setdefault(name, empty)
    choices.fill_widget(key, store[name])


def take(store: Store, name: str, key: str) -> None:
    """Keep what the reader gave; a callback."""
    store[name] = st.session_state[key]
