"""The presenter's own deck: parts in the order in which they were put in, each with a title that can be changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components.exhibits.address import Address

_KEY, _TURN = "basket", "basket-turn"


@dataclass(frozen=True, slots=True)
class Kept:
    """A part in the basket; ``title`` is the presenter's own, "" for the sentence made from the numbers of the day."""

    address: str
    said: str
    title: str = ""


def kept() -> list[Kept]:
    """What is in the basket of this session."""
    return list(st.session_state.get(_KEY, []))


def put(address: Address, said: str) -> None:
    """Add a part at the end; the same one again goes there."""
    own = [one for one in kept() if one.address != str(address)]
    keep([*own, Kept(str(address), said)])


def keep(parts: Sequence[Kept]) -> None:
    """The basket as it was put in order."""
    st.session_state[_KEY] = list(parts)
    st.session_state[_TURN] = turn() + 1


def turn() -> int:
    """How often it was put in order; a table of it is drawn anew each time."""
    return int(st.session_state.get(_TURN, 0))
