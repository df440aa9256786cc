"""Why a figure of a deck moved, as the ledger knows it: reported late, corrected, progress, plan changed."""

from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Final

from components.exhibits.address import Address, parse_address
from components.exhibits.registry import REGISTRY, ExhibitBuilder
from components.export.deck_check.spots import Difference
from models.errors import SanbiaoError
from models.frames import rows_of
from models.snapshots.comparison import Comparison
from models.typed_rows import TargetChange, WorkChange

#: Reasons in the order in which they are told.
REASONS: Final = ("progress", "reported_late", "corrected", "replanned", "forecast", "added", "time")
_PARTS: Final = (
    ("progress", "progress"),
    ("late", "reported_late"),
    ("corrected", "corrected"),
    ("target_change", "replanned"),
    ("replanned", "replanned"),
)
#: The page of quotas, the changes of which the ledger does not break down.
_QUOTAS: Final = "recruitment"


class Causes:
    """The reasons why figures differ between what a deck was made with and what is known now."""

    def __init__(self, builder: ExhibitBuilder) -> None:
        self._moves = lru_cache(8)(_Moves)
        self._builder = builder

    def of(self, made: str, now: str, difference: Difference) -> tuple[str, ...]:
        """Return the reasons of a difference between two addresses of an exhibit; () if the ledger has none."""
        if difference.kind == "edited":
            return ()
        try:
            then, later = parse_address(made), parse_address(now)
            compared = self._builder.factory.comparison(later.plan, later.as_of, then.as_of, later.known_at, then.known_at)
            return self._moves(compared).reasons(difference, later)
        except SanbiaoError:  # a plan that this store does not have
            return ()


class _Moves:
    """The movements of a plan between two days, each as known at a time, by code."""

    def __init__(self, compared: Comparison) -> None:
        self._compared = compared

    @cached_property
    def _by_code(self) -> dict[str, tuple[set[str], set[str]]]:
        """The reasons of each target and work that moved, with the codes of its section or district."""
        compared, found = self._compared, {}
        for target in rows_of(compared.changes, TargetChange):
            reasons = {reason for part, reason in _PARTS if getattr(target, part)}
            found[target.code] = (reasons or {"time"}, {target.section})  # only its status moved: something fell due
        for frame in (compared.project_changes, compared.programme_changes):
            found |= {work.code: (set(work.why), {work.district}) for work in rows_of(frame, WorkChange)}
        return found

    def reasons(self, difference: Difference, asked: Address) -> tuple[str, ...]:
        """Return the reasons of its target or work, else of those of its section or district, else of those of the exhibit."""
        row = difference.key.partition(".")[0]
        moved = self._by_code
        named = [code for code in moved if code in (row, asked.chosen.get("target"))]
        named = named or [code for code in moved if code in difference.then or code in difference.now]
        named = named or [code for code, (_, groups) in moved.items() if row in groups]
        if not named and asked.part in REGISTRY and REGISTRY[asked.part].page != _QUOTAS:
            named = list(moved)
        return _in_order(reason for code in named for reason in moved[code][0])


def _in_order(reasons: Iterable[str]) -> tuple[str, ...]:
    known = set(reasons)
    return tuple(one for one in REASONS if one in known)
