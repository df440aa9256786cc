"""What falls due within thirty days, in the order of the days."""

from datetime import date

import pandas as pd

from models.analysis.due_soon import DueSoon, due_soon
from models.analysis.milestone_dates import MilestoneDates
from models.analysis.work_items import WorksOnDay
from models.frames import frame_of
from models.status import Word
from models.typed_rows import DecisionStanding, MilestoneRow, Standing
from tests.rows import row_of

TODAY = date(2023, 9, 15)
NO_WORKS = WorksOnDay(pd.DataFrame(columns=["code", "name"]), MilestoneDates.of(frame_of([], MilestoneRow)), TODAY, TODAY)


def target(code: str, due: date | None, word: Word = Word.ON_TRACK) -> Standing:
    return row_of(Standing, code=code, name=f"任务{code}", due=due, status=word.status, word=word)


def opening(*dates: tuple[str, date, date | None]) -> WorksOnDay:
    """Schools by code, each with its planned and its forecast day of opening."""
    plain = {"milestone": "opened", "position": 5, "revisions": 0, "replanned_days": 0}
    steps = [row_of(MilestoneRow, code=code, baseline=planned, forecast=forecast, **plain) for code, planned, forecast in dates]
    works = pd.DataFrame({"code": [code for code, *_ in dates], "name": [f"学校{code}" for code, *_ in dates]})
    return WorksOnDay(works, MilestoneDates.of(frame_of(steps, MilestoneRow)), TODAY, TODAY)


def test_targets_due_within_thirty_days_that_are_not_done() -> None:
    targets = [
        target("A", date(2023, 9, 15)),
        target("B", date(2023, 9, 16)),
        target("C", date(2023, 10, 15)),
        target("D", date(2023, 10, 16)),
        target("E", date(2023, 10, 1), Word.MET),
        target("F", date(2023, 10, 1), Word.ACTION),
        target("G", None),
    ]
    assert [one.code for one in due_soon(targets, NO_WORKS, NO_WORKS, [], as_of=TODAY)] == ["B", "C"]


def test_steps_of_one_day_are_one_entry_and_the_forecast_counts() -> None:
    works = opening(("1", date(2023, 9, 1), date(2023, 9, 20)), ("2", date(2023, 9, 20), None), ("3", date(2023, 9, 10), None))
    assert due_soon([], works, NO_WORKS, [], as_of=TODAY) == [DueSoon(date(2023, 9, 20), "project", "opened", "学校1", 2)]


def test_open_decisions_count_and_closed_ones_do_not() -> None:
    decisions = [
        row_of(DecisionStanding, number=1, what="约谈", until=date(2023, 9, 20), is_closed=False),
        row_of(DecisionStanding, number=2, what="督办", until=date(2023, 9, 20), is_closed=True),
    ]
    assert due_soon([], NO_WORKS, NO_WORKS, decisions, as_of=TODAY) == [DueSoon(date(2023, 9, 20), "decision", "1", "约谈")]


def test_nothing_is_due_in_an_empty_plan() -> None:
    assert due_soon([], NO_WORKS, NO_WORKS, [], as_of=TODAY) == []
