"""What the checks of an intake are about: the facts of its rows, what is wrong with them, and what is known beside them."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.auth.roles import Staff
from models.errors import Problem
from models.imports.cells import Level
from models.imports.figure_history import Figure
from models.plan.view import PlanView


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a row: how bad it is, and what to do."""

    level: Level
    row: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a row says: of ``code`` in ``district`` on ``as_of``.

    ``what`` is ("figure",), ("date", milestone, aspect) or ("measure", name). ``row`` is the index of the row among all,
    ``position`` the place of a milestone in its order. A date without ``day`` takes back what was said of it.
    """

    row: int
    where: str
    code: str
    district: str
    what: tuple[str, ...]
    as_of: date
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    day: date | None = None
    position: int = 0
    note: str | None = None
    source: str | None = None

    @property
    def key(self) -> tuple[str, str, tuple[str, ...], date]:
        """What the fact is about: a later fact with the same key replaces it."""
        return self.code, self.district, self.what, self.as_of

    @property
    def figure(self) -> Figure:
        """The numbers of a fact that is a figure."""
        return Figure(self.as_of, self.value, self.numerator, self.denominator)

    @property
    def after(self) -> Decimal | date | str | None:
        """What would stand in the store: the figure as it was given, a date, or a note; None takes back what stood there."""
        if self.day is not None:
            return self.day
        return self.note if self.what == ("figure",) and self.figure.amount is None else self.figure.written

    @property
    def said(self) -> tuple[object, ...]:
        """What the fact says of it; the note only where there is nothing else."""
        numbers = (self.value, self.numerator, self.denominator, self.day)
        return numbers if any(one is not None for one in numbers) else (self.note,)


@dataclass(frozen=True, slots=True)
class Known:
    """What the checks compare with: the plan, its works and quotas by code, and what was reported.

    ``works`` gives (form, milestones in order, district), ``figures`` the history by (code, district) in ascending days,
    ``days`` the actual days by code and milestone, ``divided`` the targets that works or quotas make up. ``staff`` is whose
    rows they are, None for whoever runs the store.
    """

    view: PlanView
    works: Mapping[str, tuple[str, Sequence[str], str]]
    quotas: Mapping[str, tuple[str, int]]
    figures: Mapping[tuple[str, str], Sequence[Figure]]
    days: Mapping[str, Mapping[str, date]]
    divided: Set[str]
    today: date
    staff: Staff | None = None
