"""The year ribbon: the status of every counted target at the end of each month. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar

from models.status import Status, Word
from models.typed_rows import Standing


@dataclass(frozen=True, slots=True)
class BriefVerdict:
    """The verdict on a target on ``day`` in a few values that are cheap to keep; ``expected`` is the value planned by then."""

    is_shared: ClassVar[bool] = True
    day: date
    status: Status
    word: Word
    actual: Fraction | None
    target: Fraction | None
    expected: Fraction | None


@dataclass(frozen=True, slots=True)
class RibbonRow:
    """A target through the year: one cell per month, None for months to come; ``due`` is the place of the month it is due in."""

    code: str
    cells: tuple[BriefVerdict | None, ...]
    due: int | None


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The year in months: their last days, the place of the current one (None after the year), and the rows by section."""

    is_shared: ClassVar[bool] = True
    months: tuple[date, ...]
    current: int | None
    rows: tuple[RibbonRow, ...]


def brief(standing: Standing, day: date) -> BriefVerdict:
    """Return the verdict of a standing on a day."""
    return BriefVerdict(day, standing.status, standing.word, standing.actual, standing.target, standing.expected)


def ribbon(
    months: Sequence[date], standings: Sequence[Standing], past: Mapping[date, Mapping[str, BriefVerdict]], *, as_of: date
) -> Ribbon:
    """Return the ribbon of the counted targets; ``standings`` are those of ``as_of``, ``past`` the cells of earlier months' ends.

    The cell of the current month is that of ``as_of``. A target that a later revision added has no cell in earlier months.
    """
    current = next((at for at, end in enumerate(months) if as_of <= end), None)
    rows = []
    for one in standings:
        if one.status.is_counted:
            cells = [
                past.get(end, {}).get(one.code) if end < as_of else brief(one, as_of) if at == current else None
                for at, end in enumerate(months)
            ]
            due = next((at for at, end in enumerate(months) if one.due is not None and one.due <= end), None)
            rows.append(RibbonRow(one.code, tuple(cells), due))
    return Ribbon(tuple(months), current, tuple(rows))
