"""Values that are computed once and shared by all readers, each of whom gets a shallow copy.

Frames, lists and dicts are copied however deep they are in a value; frames share their cells until they are written to (copy
on write), and no cell can be written into.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property, partial, update_wrapper, wraps
from threading import Lock, RLock
from types import MappingProxyType, NoneType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

import pandas as pd
from pandas.api.types import is_object_dtype

from models.snapshots.sizes import size_of

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")
Copier = Callable[[], Any]
#: Types that never change: every reader may have the very same value.
_VALUES = (str, bytes, int, float, date, Decimal, Fraction, Enum, NoneType)
_making = Lock()


class kept(Generic[S, R]):  # noqa: N801  # a decorator, like cached_property
    """A property that is computed once for its object; each access returns a shallow copy.

    Concurrent readers wait for the first one. TypeError for a value that cannot be copied.
    """

    def __init__(self, make: Callable[[S], R]) -> None:
        self._make = make
        update_wrapper(self, make)  # type: ignore[arg-type]

    @overload
    def __get__(self, instance: None, owner: type[S]) -> "kept[S, R]": ...
    @overload
    def __get__(self, instance: S, owner: type[S]) -> R: ...
    def __get__(self, instance: S | None, owner: type[S]) -> "R | kept[S, R]":
        if instance is None:
            return self
        value: R = _copy_of(instance, self._make.__name__, partial(self._make, instance))
        return value


def kept_by(make: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Keep the results of a method for its object by their arguments; each call returns a shallow copy."""

    @wraps(make)
    def read(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (make.__name__, *args, *sorted(kwargs.items()))
        value: R = _copy_of(self, key, partial(make, self, *args, **kwargs))
        return value

    return read  # type: ignore[return-value]  # ParamSpec knows no keyword for self


def _copy_of(instance: Any, key: Any, make: Callable[[], Any]) -> Any:
    values = instance.__dict__.get("_kept")
    if values is None:
        with _making:
            values = instance.__dict__.setdefault("_kept", {"": RLock()})
    if key not in values:
        with values[""]:
            if key not in values:
                found = make()
                values[key] = copier_of(found) or (lambda: found)
                instance.__dict__["_kept_bytes"] = bytes_kept(instance) + size_of(found)
    return values[key]()


class Shared:
    """Base of a frozen dataclass that readers share: each gets a copy."""

    @cached_property
    def copies(self) -> Callable[[], Self]:
        """The function that makes a copy for a reader."""
        return copier_of(self) or (lambda: self)


def bytes_kept(instance: Any) -> int:
    """Return about how many bytes the values take that were computed for an object so far."""
    held: int = getattr(instance, "__dict__", {}).get("_kept_bytes", 0)
    return held


def copier_of(found: Any) -> Copier | None:
    """Return a function that copies a value shallowly; None if nothing in the value can be written into.

    The plan of the copy is made once, so that a copy takes only as long as the frames, lists and dicts in it.
    """
    if isinstance(found, _VALUES) or _is_shared(found):
        return None
    if isinstance(found, pd.DataFrame):
        prepare(found)
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
    raise TypeError(f"readers cannot share a {type(found).__name__}")


def _is_shared(found: Any) -> bool:
    """Return True for a value whose class says that nothing in it can be written into, such as the columns of a day."""
    return getattr(type(found), "is_shared", False)


def _copiers(parts: Iterable[tuple[Any, Any]]) -> dict[Any, Copier]:
    """Return the copiers of those parts that can be written into, by their places."""
    return {place: copier for place, part in parts if (copier := copier_of(part)) is not None}


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
    """Return a dataclass made again, so that nothing cached in it for another reader comes along."""
    return replace(found, **{name: copy() for name, copy in parts.items()})


def prepare(frame: pd.DataFrame) -> None:
    """Make a frame ready for several readers at once: fix its cells, and build the index of its columns.

    pandas builds that index at the first access, which is not safe in threads.
    """
    objects = [at for at, kind in enumerate(frame.dtypes) if is_object_dtype(kind)]
    columns = frame.iloc[:, objects].to_numpy(dtype=object).T.tolist()  # together: one by one takes several times as long
    for at, cells in zip(objects, columns, strict=True):
        if not _is_fixed(set(map(type, cells)), cells):
            frame.isetitem(at, pd.Series(list(map(_fixed, cells)), dtype=object).array)
    if len(frame.columns) and frame.columns.is_unique:
        frame.columns.get_loc(frame.columns[0])


def _is_fixed(kinds: set[type], cells: Iterable[Any]) -> bool:
    """Return True for cells of some types, which nobody can write into: plain values, and tuples of these."""
    if tuple in kinds:
        parts = {type(part) for cell in cells if type(cell) is tuple for part in cell}
        return parts <= {str, int, float, NoneType} and _is_fixed(kinds - {tuple}, ())
    return not any(one in (list, set, dict) or is_dataclass(one) for one in kinds)


def _fixed(cell: Any) -> Any:
    """Return the value of a cell in a form that cannot be written into."""
    if type(cell) in (list, tuple):
        return tuple(map(_fixed, cell))
    if isinstance(cell, set):
        return frozenset(cell)
    if isinstance(cell, dict):
        return MappingProxyType({key: _fixed(one) for key, one in cell.items()})
    if is_dataclass(cell) and not isinstance(cell, type):
        return replace(cell, **{field.name: _fixed(getattr(cell, field.name)) for field in fields(cell)})
    return cell
