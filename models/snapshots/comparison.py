"""A snapshot compared with an earlier day: which targets, projects and programmes moved, and how the plan itself did."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from models.analysis.target_changes import only_moved, variance_bridge
from models.plan.changes import changes_since
from models.snapshots.kept import kept
from models.snapshots.plan_data import Baseline, read_moved_works
from models.store.engine import reading
from models.typed_rows import PlanChange

if TYPE_CHECKING:
    from models.snapshots.snapshot import Snapshot


@dataclass(frozen=True)
class Comparison:
    """A snapshot compared with the end of ``since`` as known at ``known_before``."""

    now: "Snapshot"
    since: date
    known_before: datetime

    @property
    def as_of(self) -> date:
        """The later day."""
        return self.now.as_of

    @property
    def _earlier(self) -> Baseline:
        """The earlier day, shared with other comparisons: to be read only."""
        return self.now.factory.earlier(self.now.plan, self.since, self.known_before, self.now.known_at)

    @property
    def earlier(self) -> Baseline:
        """The earlier day as seen then, with late reports, and as known now."""
        return self._earlier.copies()

    @kept
    def changes(self) -> pd.DataFrame:
        """The targets that moved, the most consequential first."""
        earlier = self._earlier
        return only_moved(variance_bridge(earlier.before, earlier.with_late, earlier.restated, self.now.city))

    @kept
    def plan_changes(self) -> tuple[PlanChange, ...]:
        """The changes of the plan itself."""
        return changes_since(self._earlier.view, self.now.view)

    @kept
    def _moved_works(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        now = self.now
        with reading(now.engine) as session:
            return read_moved_works(
                session,
                now.factory.parts(now.plan, now.known_at),
                since=self.since,
                known_before=self.known_before,
                as_of=now.as_of,
                known_at=now.known_at,
                ledger=now.factory.ledger,
            )

    @property
    def project_changes(self) -> pd.DataFrame:
        """The school projects that moved, by consequence."""
        return self._moved_works[0]

    @property
    def programme_changes(self) -> pd.DataFrame:
        """The vocational programmes that moved, by consequence."""
        return self._moved_works[1]
