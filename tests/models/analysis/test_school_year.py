"""School projects at the end of a month: planned, under construction, open, and late."""

from datetime import date

import pandas as pd
import pytest

from models.analysis.school_year import SchoolMonth, SchoolState, StepCounts, is_started, school_month, step_counts
from models.status import Word

DAY = date(2023, 5, 31)


def month(*states: tuple[str, Word]) -> SchoolMonth:
    return SchoolMonth(DAY, {f"P{n}": SchoolState(step, word) for n, (step, word) in enumerate(states)})


@pytest.mark.parametrize(
    ("step", "begun"),
    [("", False), ("approved", False), ("started", True), ("topped_out", True), ("completed", True), ("opened", True)],
)
def test_building_begins_with_the_start_and_not_with_the_approval(step: str, begun: bool) -> None:
    assert is_started(step) is begun


def test_the_numbers_add_up_and_late_ones_are_among_them() -> None:
    every = month(
        ("", Word.NOT_DUE),
        ("approved", Word.OFF_TRACK),
        ("started", Word.ON_TRACK),
        ("completed", Word.OFF_TRACK),
        ("opened", Word.MET),
        ("opened", Word.MET_LATE),
    )
    assert step_counts(every, set(every.states)) == StepCounts(planned=2, building=2, opened=2, late=2)


def test_only_those_are_counted_that_the_filters_leave() -> None:
    every = month(("", Word.NOT_DUE), ("opened", Word.MET), ("started", Word.OFF_TRACK))
    assert step_counts(every, ["P1"]) == StepCounts(planned=0, building=0, opened=1, late=0)
    assert step_counts(every, []) == step_counts(month(), ["P1"]) == StepCounts(0, 0, 0, 0)


def test_a_month_holds_step_and_word_of_every_project() -> None:
    frame = pd.DataFrame({"code": ["A"], "step": ["started"], "word": ["at_risk"], "name": ["一小"]})
    assert school_month(frame, DAY) == SchoolMonth(DAY, {"A": SchoolState("started", Word.AT_RISK)})
