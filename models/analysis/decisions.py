"""The state of decisions on a day. Pure function of the frame of ``read_decisions``."""

from datetime import date
from typing import Literal

import pandas as pd

State = Literal["overdue", "open", "done"]
#: In the order of a meeting's agenda.
STATES: tuple[State, ...] = ("overdue", "open", "done")


def decision_states(decisions: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return every decision with its ``state`` at the end of ``as_of`` and ``days`` past its deadline (0 unless overdue).

    Overdue ones come first, then open, then done; within a state the earlier deadline first. A decision is overdue from the day
    after its deadline.
    """
    told = list(zip(decisions["is_closed"], decisions["until"], decisions["number"], strict=True))
    states = [_state(is_closed, until, as_of) for is_closed, until, _ in told]
    days = [(as_of - until).days if state == "overdue" else 0 for state, (_, until, _) in zip(states, told, strict=True)]
    keys = [(STATES.index(state), until, number) for state, (_, until, number) in zip(states, told, strict=True)]
    columns = {"state": states, "days": days}
    found = decisions.assign(**{name: pd.Series(own, index=decisions.index, dtype=object) for name, own in columns.items()})
    return found.iloc[sorted(range(len(keys)), key=keys.__getitem__)].reset_index(drop=True)


def _state(is_closed: bool, until: date, as_of: date) -> State:
    return "done" if is_closed else "overdue" if as_of > until else "open"
