"""One version of a plan, as all readers use it: its head, and its parts as frames."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from models.frames import rows_of
from models.status import Rules
from models.typed_rows import PlanChange, TargetRow

#: Groups of a plan's own terms, each a list in its head: of programmes, then of recruitment.
TERMS = ("levels", "kinds", "stages", "indicators", "posts", "ways", "steps")


@dataclass(frozen=True, slots=True)
class Terms:
    """The plan's own terms: for each group of ``TERMS`` its codes in order, with Chinese and English names."""

    groups: Mapping[str, tuple[tuple[str, str, str | None], ...]]

    def codes(self, group: str, found: Iterable[str] = ()) -> list[str]:
        """Return the codes of a group in the plan's order, then those that are only ``found`` in the data."""
        listed = [code for code, _, _ in self.groups.get(group, ())]
        return listed + sorted(set(found) - set(listed))

    def word(self, group: str, code: str, language: str) -> str:
        """Return the name of a code; the code itself if the plan has no name for it."""
        for one, name, name_en in self.groups.get(group, ()):
            if one == code:
                return (name_en if language == "en" else None) or name
        return code


def year_end(start: date) -> date:
    """Return the last day of a plan's year with first day ``start``: 31 December, or 31 August for a school year."""
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
        """The last day of the plan's year, which need not be a calendar year."""
        return year_end(self.start)


@dataclass(frozen=True, slots=True)
class PlanView:
    """One version of a plan with its parts, one frame each, in the order of the plan file, and the changes that led to it."""

    head: PlanHead
    sections: pd.DataFrame
    districts: pd.DataFrame
    targets: pd.DataFrame
    points: pd.DataFrame
    items: pd.DataFrame
    changes: tuple[PlanChange, ...] = ()

    def target(self, code: str) -> TargetRow:
        """Return one target. KeyError if the plan has none with this code."""
        for row in rows_of(self.targets[self.targets["code"] == code], TargetRow):
            return row
        raise KeyError(code)

    def gates(self) -> dict[str, list[str]]:
        """Return the names of the gates in order, by the code of their item, or of their target if it has no items."""
        with_items = set(self.items["target"])
        own = zip(self.targets["code"], self.targets["gates"], strict=True)
        gates = {code: found for code, found in own if code not in with_items}
        gates |= dict(zip(self.items["code"], self.items["gates"], strict=True))
        return {code: [gate["name"] for gate in found] for code, found in gates.items() if found}
