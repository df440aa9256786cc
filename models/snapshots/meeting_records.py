"""What meetings of a plan said and decided, the same on every day."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlmodel import Session

from models.queries.meetings import read_decisions, read_meetings, read_narratives
from models.snapshots.kept import Shared


@dataclass(frozen=True)
class MeetingRecords(Shared):
    """The last narrative of each target, project and programme, all decisions, and all meetings, the newest day first."""

    narratives: pd.DataFrame
    decisions: pd.DataFrame
    meetings: pd.DataFrame


def read_records(session: Session, plan_id: int, known_at: datetime) -> MeetingRecords:
    """Read what was said and decided as known at ``known_at``."""
    return MeetingRecords(
        read_narratives(session, plan_id, known_at),
        read_decisions(session, plan_id, known_at=known_at),
        read_meetings(session, plan_id, known_at),
    )
