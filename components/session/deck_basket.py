"""The presenter's own deck: exhibits in the order of collection, each with an editable title."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components.exhibits.address import Address

_KEY, _TURN = "basket", "basket-turn"


@dataclass(frozen=True, slots=True)
class Kept:
    """An exhibit in the basket; ``title`` is the presenter's own, "" for the headline made from current numbers."""

    address: str
    said: str
    title: str = ""


def kept() -> list[Kept]:
    """Return the contents of this session's basket."""
    return list(st.session_state.get(_KEY, []))


def put(address: Address, said: str) -> None:
    """Append an exhibit; one that is already in the basket moves to the end."""
    own = [one for one in kept() if one.address != str(address)]
    keep([*own, Kept(str(address), said)])


def keep(parts: Sequence[Kept]) -> None:
    """Replace the basket, after it was reordered or edited."""
    st.session_state[_KEY] = list(parts)
    st.session_state[_TURN] = turn() + 1


def turn() -> int:
    """Return how often the basket was replaced; its table is redrawn each time."""
    return int(st.session_state.get(_TURN, 0))
