"""The year of a snapshot as rows for analysis: every target by district and month."""

from models.analysis.months import days_to
from models.analysis.target_months import TargetMonth
from models.snapshots.snapshot import Snapshot


def year_table(snapshot: Snapshot) -> list[TargetMonth]:
    """Return every target, in the city and in the districts, at the end of each past month as known now, and on the day."""
    factory, days = snapshot.factory, days_to(snapshot.view.head.start, snapshot.as_of)
    return [row for day in days for row in factory.reports(snapshot.plan, day, snapshot.known_at).target_months(day)]
