"""Subjects of the checks of an import: the facts of its rows, the findings, and the known data for comparison."""

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
    """A finding about a row: its level, and the problem."""

    level: Level
    row: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in a row: about ``code`` in ``district`` on ``as_of``.

    ``what`` is ("figure",), ("date", milestone, aspect) or ("measure", name). ``row`` is the index of the row among all,
    ``position`` the place of a milestone in its order. A date without ``day`` withdraws the reported one.
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
        """The key of the fact: a later fact with the same key replaces it."""
        return self.code, self.district, self.what, self.as_of

    @property
    def figure(self) -> Figure:
        """The numbers of a fact that is a figure."""
        return Figure(self.as_of, self.value, self.numerator, self.denominator)

    @property
    def after(self) -> Decimal | date | str | None:
        """The content after committing: the figure as given, a date, or a note; None withdraws the present one."""
        if self.day is not None:
            return self.day
        return self.note if self.what == ("figure",) and self.figure.amount is None else self.figure.written

    @property
    def said(self) -> tuple[object, ...]:
        """The content of the fact; the note only if it has nothing else."""
        numbers = (self.value, self.numerator, self.denominator, self.day)
        return numbers if any(one is not None for one in numbers) else (self.note,)


@dataclass(frozen=True, slots=True)
class Known:
    """Known data for the checks: the plan, its works and quotas by code, and the reports.

    ``works`` holds (form, milestones in order, district), ``figures`` the history by (code, district) in ascending days, ``days``
    the actual dates by code and milestone, ``divided`` the targets made up of works or quotas. ``staff`` is the user who imports
    the rows, None for the operator of the store.
    """

    view: PlanView
    works: Mapping[str, tuple[str, Sequence[str], str]]
    quotas: Mapping[str, tuple[str, int]]
    figures: Mapping[tuple[str, str], Sequence[Figure]]
    days: Mapping[str, Mapping[str, date]]
    divided: Set[str]
    today: date
    staff: Staff | None = None
