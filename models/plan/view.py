"""One version of a plan as everything reads it: its head, and its parts in frames."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias

import pandas as pd

from models.status import Rules

#: What the words of a plan are words for, each a list in its head: of programmes, then of recruitment.
TERMS = ("levels", "kinds", "stages", "indicators", "posts", "ways", "steps")


@dataclass(frozen=True, slots=True)
class Terms:
    """A plan's own words: of each group of ``TERMS`` its codes in their order, with Chinese and English name."""

    groups: Mapping[str, tuple[tuple[str, str, str | None], ...]]

    def codes(self, group: str, found: Iterable[str] = ()) -> list[str]:
        """The codes of a group in the plan's order, then those that are only ``found`` in the data."""
        listed = [code for code, _, _ in self.groups.get(group, ())]
        return listed + sorted(set(found) - set(listed))

    def word(self, group: str, code: str, language: str) -> str:
        """The name of a code; the code itself where the plan has no name for it."""
        for one, name, name_en in self.groups.get(group, ()):
            if one == code:
                return (name_en if language == "en" else None) or name
        return code


def year_end(start: date) -> date:
    """Return the last day of a plan's year from its first: 31 December, or 31 August of a school year."""
    return date(start.year + 1, start.month, min(start.day, 28)) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlanHead:
    """One version of a plan, without its parts."""

    plan_id: int
    version_id: int
    code: str
    number: int
    document: str | None
    recorded_at: datetime
    demonstration: bool
    city: str
    city_en: str | None
    year: int
    title: str
    title_en: str | None
    theme: str | None
    source: str
    start: date
    opens_on: date | None
    rules: Rules
    geography: dict[str, str]
    terms: Terms

    @property
    def last_day(self) -> date:
        """Return the last day of the plan's year, which need not be that of the calendar."""
        return year_end(self.start)


Subject: TypeAlias = Literal["target", "item", "gate", "district"]
#: A value of a field: a number, a day, words, or the interim targets as pairs of day and number.
Value: TypeAlias = Decimal | date | str | tuple[tuple[date, Decimal], ...] | None


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One thing that version ``number`` of a plan reads otherwise than the version before it, by the paper ``document``.

    ``target`` is the code of the target that it belongs to, "" of a district; ``code`` is its own, of a gate that of the item
    or target. ``field`` is the name of a field, or ``added`` or ``removed`` for the subject as a whole.
    """

    subject: Subject
    target: str
    code: str
    name: str
    name_en: str | None
    field: str
    before: Value
    after: Value
    number: int
    document: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PlanView:
    """One version of a plan with its parts, a frame each, in the order of the plan file, and how it came to read so."""

    head: PlanHead
    sections: pd.DataFrame
    districts: pd.DataFrame
    targets: pd.DataFrame
    points: pd.DataFrame
    items: pd.DataFrame
    changes: tuple[PlanChange, ...] = ()

    def gates(self) -> dict[str, list[str]]:
        """Return the names of the gates in their order, by the code of their item, or of their target where it has no items."""
        with_items = set(self.items["target"])
        own = zip(self.targets["code"], self.targets["gates"], strict=True)
        gates = {code: found for code, found in own if code not in with_items}
        gates |= dict(zip(self.items["code"], self.items["gates"], strict=True))
        return {code: [gate["name"] for gate in found] for code, found in gates.items() if found}
