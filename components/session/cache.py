"""A cache of the process that hands out shallow copies: ``st.cache_data`` would pack and unpack every answer for each reader.

Unpacking a frame of verdicts takes longer than drawing it. Each reader gets frames, lists and dicts of his own, however deep
they lie in an answer; frames share their cells until they are written to (copy on write). Cells nobody can write into.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import partial, wraps
from types import MappingProxyType, NoneType
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st
from pandas.api.types import is_object_dtype

P = ParamSpec("P")
R = TypeVar("R")
Copier = Callable[[], Any]
#: What never changes: every reader may have the very same.
_VALUES = (str, bytes, int, float, date, Decimal, Fraction, Enum, NoneType)


def shared(*, max_entries: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the answers of a function by its arguments, the newest ``max_entries`` of them. TypeError for what cannot be copied.

    An answer is a frame, or dataclasses, tuples, lists and dicts that hold frames.
    """

    def keep(make: Callable[P, R]) -> Callable[P, R]:
        @wraps(make)
        def copier(*args: P.args, **kwargs: P.kwargs) -> Callable[[], R]:
            found = make(*args, **kwargs)
            return _copier(found) or (lambda: found)

        kept: Callable[P, Callable[[], R]] = st.cache_resource(show_spinner=False, max_entries=max_entries)(copier)

        @wraps(make)
        def read(*args: P.args, **kwargs: P.kwargs) -> R:
            return kept(*args, **kwargs)()

        return read

    return keep


def _copier(found: Any) -> Copier | None:
    """Return what makes a reader's own of an answer; None where there is nothing in it that can be written into.

    It is worked out once, so that a copy takes only as long as the frames, lists and dicts that it is made of.
    """
    if isinstance(found, pd.DataFrame):
        _prepare(found)
        return partial(found.copy, deep=False)
    if type(found) is dict:
        return partial(_copied_dict, found, _copiers(found.items()))
    if type(found) is list:
        return partial(_copied_list, found, _copiers(enumerate(found)))
    if type(found) is tuple:
        parts = _copiers(enumerate(found))
        return partial(_copied_tuple, found, parts) if parts else None
    if is_dataclass(found):
        parts = _copiers((field.name, getattr(found, field.name)) for field in fields(found))
        is_frozen = type(found).__setattr__ is not object.__setattr__
        return partial(_copied_fields, found, parts) if parts or not is_frozen else None
    if isinstance(found, _VALUES):
        return None
    raise TypeError(f"readers cannot share a {type(found).__name__}")


def _copiers(parts: Iterable[tuple[Any, Any]]) -> dict[Any, Copier]:
    """The copiers of those parts that can be written into, by their places."""
    return {place: copier for place, part in parts if (copier := _copier(part)) is not None}


def _copied_dict(found: dict[Any, Any], parts: Mapping[Any, Copier]) -> dict[Any, Any]:
    return found | {key: copy() for key, copy in parts.items()}


def _copied_list(found: Sequence[Any], parts: Mapping[int, Copier]) -> list[Any]:
    own = list(found)
    for at, copy in parts.items():
        own[at] = copy()
    return own


def _copied_tuple(found: tuple[Any, ...], parts: Mapping[int, Copier]) -> tuple[Any, ...]:
    return tuple(_copied_list(found, parts))


def _copied_fields(found: Any, parts: Mapping[str, Copier]) -> Any:
    """A dataclass made again, so that nothing that it worked out for another reader comes along."""
    return replace(found, **{name: copy() for name, copy in parts.items()})


def _prepare(frame: pd.DataFrame) -> None:
    """Make a frame ready for several readers at once: its cells fixed, and its columns found.

    What pandas looks columns up by, it makes at the first look.
    """
    for at, kind in enumerate(frame.dtypes):
        cells = frame.iloc[:, at] if is_object_dtype(kind) else ()
        if any(one in (list, tuple, set, dict) or is_dataclass(one) for one in set(map(type, cells))):
            frame.isetitem(at, pd.Series(list(map(_fixed, cells)), dtype=object).array)
    if len(frame.columns) and frame.columns.is_unique:
        frame.columns.get_loc(frame.columns[0])


def _fixed(cell: Any) -> Any:
    """The value of a cell, in which nobody can write."""
    if type(cell) in (list, tuple):
        return tuple(map(_fixed, cell))
    if isinstance(cell, set):
        return frozenset(cell)
    if isinstance(cell, dict):
        return MappingProxyType({key: _fixed(one) for key, one in cell.items()})
    if is_dataclass(cell) and not isinstance(cell, type):
        return replace(cell, **{field.name: _fixed(getattr(cell, field.name)) for field in fields(cell)})
    return cell
