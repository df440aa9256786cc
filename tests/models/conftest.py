"""A store with rows in every table of the ledger."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from models.commands.ledger import store_contents, store_reports, withdraw_batch
from models.commands.meetings import close_decision, hold_meeting, store_decision, store_meeting, store_narrative
from models.commands.records import (
    BatchContents,
    NewDecision,
    NewMeasurement,
    NewMeeting,
    NewNarrative,
    NewProgramme,
    NewProject,
    NewPublishedFigure,
    NewPublishedSchool,
    NewQuota,
    NewReport,
)

JUNE, JULY = date(2023, 6, 30), date(2023, 7, 31)


def fill(engine: Engine) -> None:
    """Rows in every sealed table."""
    figures = [NewReport("C", day, Decimal(number), district=where) for number, day in enumerate((JUNE, JULY)) for where in "NS"]
    store_reports(engine, "small", figures, author="甲", note="六月")
    store_reports(engine, "small", [NewReport("R", JUNE, Decimal("41.25"), numerator=Decimal(33))], author="乙")
    project = NewProject("P-1", "一小", "N", "primary", "new", given_x=113.6, given_y=34.7, crs="WGS-84", targets=("C",))
    contents = BatchContents(
        projects=[project],
        programmes=[NewProgramme("V-1", "专业", "学校", "secondary", "new")],
        quotas=[NewQuota("Q-1", "N", "teacher", "open", 20)],
        measurements=[NewMeasurement("V-1", "enrolment", JUNE, Decimal("12.5"))],
        published_schools=[
            NewPublishedSchool("S-1", "二小", "N", 2021, "primary", "opened", JUNE, "https://a.example/1", "2021", "B")
        ],
        published_figures=[
            NewPublishedFigure("C", 2022, "city", "项", "number", Decimal(3), "项", "", True, "https://a.example/2", "2022", "A")
        ],
    )
    store_contents(engine, "small", contents, author="丙")
    withdraw_batch(engine, 2, author="甲")
    number = store_meeting(engine, "small", NewMeeting("例会", JUNE, date(2023, 5, 31)), "甲")
    hold_meeting(engine, "small", number, "甲")
    close_decision(
        engine, "small", store_decision(engine, "small", NewDecision(number, "催办", "乙", JULY), "甲"), "甲", note="完"
    )
    store_narrative(engine, "small", NewNarrative("C", reason="雨", meeting=number), "甲")


@pytest.fixture
def full_store(small_store_with: Callable[..., Engine]) -> Engine:
    return small_store_with(fill)
