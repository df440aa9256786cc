"""One version of a plan as everything reads it: its head, and its parts in frames."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

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


@dataclass(frozen=True, slots=True)
class PlanHead:
    """One version of a plan, without its parts."""

    plan_id: int
    version_id: int
    code: str
    number: int
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
    rules: Rules
    geography: dict[str, str]
    terms: Terms


@dataclass(frozen=True, slots=True)
class PlanView:
    """One version of a plan with its parts, a frame each, in the order of the plan file."""

    head: PlanHead
    sections: pd.DataFrame
    districts: pd.DataFrame
    targets: pd.DataFrame
    points: pd.DataFrame
    items: pd.DataFrame
