"""Process-wide cache that returns shallow copies instead of unpickling, unlike ``st.cache_data``.

Unpickling a frame of verdicts takes longer than drawing it. See ``models.snapshots.kept``.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st

from models.snapshots.kept import copier_of

P = ParamSpec("P")
R = TypeVar("R")


def shared(*, max_entries: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the results of a function by its arguments, the newest ``max_entries`` of them. TypeError if one cannot be copied.

    A result is a frame, or dataclasses, tuples, lists and dicts that hold frames.
    """

    def keep(make: Callable[P, R]) -> Callable[P, R]:
        @wraps(make)
        def copier(*args: P.args, **kwargs: P.kwargs) -> Callable[[], R]:
            found = make(*args, **kwargs)
            return copier_of(found) or (lambda: found)

        kept: Callable[P, Callable[[], R]] = st.cache_resource(show_spinner=False, max_entries=max_entries)(copier)

        @wraps(make)
        def read(*args: P.args, **kwargs: P.kwargs) -> R:
            return kept(*args, **kwargs)()

        return read

    return keep
