"""The state of decisions on a day. Pure function of the frame of ``read_decisions``."""

from datetime import date
from typing import Literal

import pandas as pd

from models.analysis.series import Row
from models.frames import records_of

State = Literal["overdue", "open", "done"]
#: In the order of a meeting's agenda.
STATES: tuple[State, ...] = ("overdue", "open", "done")


def decision_states(decisions: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return every decision with its ``state`` at the end of ``as_of`` and ``days`` past its deadline (0 unless overdue).

    Overdue ones come first, then open, then done; within a state the earlier deadline first. A decision is overdue from the day
    after its deadline.
    """
    rows = [row | _state(row, as_of) for row in records_of(decisions)]
    rows.sort(key=lambda row: (STATES.index(row["state"]), row["until"], row["number"]))
    return pd.DataFrame(rows, columns=[*decisions.columns, "state", "days"], dtype=object)


def _state(row: Row, as_of: date) -> Row:
    if row["is_closed"]:
        return {"state": "done", "days": 0}
    late = (as_of - row["until"]).days
    return {"state": "overdue" if late > 0 else "open", "days": max(late, 0)}
