"""Places in columns: of the values that are asked for, and of rows that follow each other. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Rows = NDArray[np.intp]
#: No row.
NONE = -1


@dataclass(frozen=True)
class CodeIndex:
    """Codes in their order, each once, and the places of some of them."""

    codes: NDArray[Any]

    @cached_property
    def _index(self) -> "pd.Index[str]":
        index: pd.Index[str] = pd.Index(self.codes, dtype=object)
        return index

    @cached_property
    def all_codes(self) -> tuple[str, ...]:
        """All codes, by which another index keeps their places."""
        return tuple(self.codes)

    def extended(self, codes: Sequence[str]) -> "CodeIndex":
        """Return an index of these codes and of others after them; itself if there are no others."""
        new = [code for code, place in zip(codes, self.places(tuple(codes)), strict=True) if place == NONE]
        return CodeIndex(np.append(self.codes, np.array(new, dtype=object))) if new else self

    @cached_property
    def _known(self) -> dict[tuple[str, ...], Rows]:
        return {}

    def places(self, codes: Iterable[str]) -> Rows:
        """Return the places of some codes, ``NONE`` for others.

        Those of a tuple are kept: the works and quotas of a target in a district are the same on every day.
        """
        if not isinstance(codes, tuple):
            return np.asarray(self._index.get_indexer(pd.Index(list(codes), dtype=object)), dtype=np.intp)
        if codes not in self._known:
            self._known[codes] = self.places(list(codes))
        return self._known[codes]


def taken(column: NDArray[Any], places: Rows, missing: int) -> NDArray[Any]:
    """Return the values of a column at some places, ``missing`` where a place is ``NONE``."""
    if not len(column):
        return np.full(len(places), missing, dtype=column.dtype)
    found: NDArray[Any] = np.where(places == NONE, missing, column[places])
    return found.astype(column.dtype)


def ranges(starts: Rows, ends: Rows) -> Rows:
    """Return all places from each start to before its end, one range after the other."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()), dtype=np.intp)


def places_in(column: NDArray[Any], values: NDArray[Any]) -> Rows:
    """Return the place of each of some values in a column that holds each value once; ``NONE`` for one that is not there."""
    if not len(column):
        return np.full(len(values), NONE, dtype=np.intp)
    is_sorted = bool((column[1:] > column[:-1]).all())
    order = None if is_sorted else np.argsort(column)
    at = np.minimum(np.searchsorted(column, values, sorter=order), len(column) - 1)
    at = at if order is None else order[at]
    return np.where(column[at] == values, at, NONE)


def ranks_of(texts: Collection[str]) -> NDArray[np.int64]:
    """Return the place of each text in their order."""
    order = sorted(range(len(texts)), key=list(texts).__getitem__)
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks
