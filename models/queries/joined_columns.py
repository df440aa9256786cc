"""Columns of very many rows, each joined into one text by the database."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Select, Text, cast, func, select
from sqlmodel import Session

from models.analysis.days import Days, to_days
from models.analysis.quota_figures import Numbers, to_numbers
from models.queries.common import subjects

T = TypeVar("T")
#: Stands between the cells of a column: it is in no code, date or number.
SEPARATOR = "\x1f"


class JoinedColumns:
    """The columns of some rows, in one order of rows for all; a missing value is an empty text.

    Half a million rows arrive in a quarter of a second; as rows of the driver they take several.
    """

    def __init__(self, texts: dict[str, str | None]) -> None:
        self._texts = texts

    def __bool__(self) -> bool:
        """Return whether there are rows."""
        return any(text is not None for text in self._texts.values())

    def cells(self, name: str) -> NDArray[Any]:
        """Return a column of texts."""
        return np.array((self._texts[name] or "").split(SEPARATOR), dtype=object)

    def numbers(self, name: str) -> NDArray[np.int32]:
        """Return a column of whole numbers, none missing."""
        return np.fromstring(self._texts[name] or "", dtype=np.int32, sep=SEPARATOR)

    def days(self, name: str) -> Days:
        """Return a column of dates, ``NEVER`` where one is missing."""
        at, known = pd.factorize(self.cells(name))  # few dates differ
        return to_days([date.fromisoformat(one) if one else None for one in known])[at]

    def figures(self, name: str) -> Numbers:
        """Return a column of figures, exactly as stored."""
        at, known = pd.factorize(self.cells(name))
        return to_numbers([Decimal(one) if one else None for one in known])[at]

    def moments(self, name: str, known: Iterable[datetime]) -> tuple[list[datetime], NDArray[np.int32]]:
        """Return the different instants of a column, those ``known`` first, and the place of each row's among them."""
        at, found = pd.factorize(self.cells(name))
        texts = [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in found]  # as stored, see ``UtcDateTime``
        moments, places = _places(np.array(texts, dtype=object), known)
        return moments, places[at]

    def places(self, name: str, known: Iterable[str]) -> tuple[list[str], NDArray[np.int32]]:
        """Return the different texts of a column, those ``known`` first, and the place of each row's among them."""
        return _places(self.cells(name), known)

    def subjects(self, session: Session, plan_id: int, known: Iterable[str]) -> tuple[list[str], NDArray[np.int32]]:
        """Return the codes of the rows' subjects, those ``known`` first, and the place of each row's among them."""
        of_plan = read_joined(session, select(subjects.id, subjects.code).where(subjects.plan_id == plan_id))
        code_of = pd.Series(of_plan.cells("code"), index=of_plan.numbers("id"))
        at, ids = pd.factorize(self.numbers("subject_id"))
        codes, places = _places(code_of.reindex(ids).to_numpy(), known)
        return codes, places[at]


def read_joined(session: Session, query: Select[Any]) -> JoinedColumns:
    """Return the columns of a query by name."""
    rows = query.subquery().c
    texts = {one.name: func.coalesce(cast(one, Text), "") for one in rows}
    joined = [func.aggregate_strings(text, SEPARATOR).label(name) for name, text in texts.items()]
    return JoinedColumns(dict(session.execute(select(*joined)).mappings().one()))


def _places(cells: NDArray[Any], known: Iterable[T]) -> tuple[list[T], NDArray[np.int32]]:
    earlier = np.array(list(known), dtype=object)
    at, found = pd.factorize(np.append(earlier, cells))
    return list(found), at[len(earlier) :].astype(np.int32)
