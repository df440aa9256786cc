"""What is read once and looked at by every reader: kept as it is, not packed and unpacked for each as ``st.cache_data`` does.

Unpacking a frame of verdicts takes longer than drawing it. A frame is given out as a copy of its own that shares its cells until
it is written to (copy on write), so that no reader can change what another sees. Cells are values and stay as they are.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

P = ParamSpec("P")
R = TypeVar("R")


def shared(*, max_entries: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keeps the answers of a function by its arguments, the newest ``max_entries`` of them: frames, or what holds frames."""

    def keep(make: Callable[P, R]) -> Callable[P, R]:
        @wraps(make)
        def prepared(*args: P.args, **kwargs: P.kwargs) -> R:
            found = make(*args, **kwargs)
            for frame in _frames(found):
                _prepare(frame)
            return found

        kept: Callable[P, R] = st.cache_resource(show_spinner=False, max_entries=max_entries)(prepared)

        @wraps(make)
        def read(*args: P.args, **kwargs: P.kwargs) -> R:
            answer: R = _own(kept(*args, **kwargs))
            return answer

        return read

    return keep


def _own(found: Any) -> Any:
    """A reader's own frames."""
    if isinstance(found, pd.DataFrame):
        return found.copy(deep=False)
    return tuple(_own(one) for one in found) if type(found) is tuple else found


def _frames(found: Any) -> Iterator[pd.DataFrame]:
    """Every frame in an answer."""
    if isinstance(found, pd.DataFrame):
        yield found
    elif isinstance(found, tuple):
        for one in found:
            yield from _frames(one)
    elif is_dataclass(found):
        for part in fields(found):
            yield from _frames(getattr(found, part.name))


def _prepare(frame: pd.DataFrame) -> None:
    """Have pandas make what it looks columns up by, which it does at the first look, before several threads look at once."""
    if len(frame.columns) and frame.columns.is_unique:
        frame.columns.get_loc(frame.columns[0])
