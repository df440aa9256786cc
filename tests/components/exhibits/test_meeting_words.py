"""Words of a meeting: the questions on a target in one line, and the subject of a decision."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

import pandas as pd
import pytest

from components.exhibits import meetings
from components.exhibits.address import Address
from components.exhibits.context import ExhibitContext
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.tables import Table
from components.i18n.text import Text
from models.errors import ExportError
from models.status import Status, Word
from models.typed_rows import DecisionStanding, QuestionRow
from tests.rows import row_of

ZH = Text("zh")
DAY = date(2023, 8, 31)
Chosen = Callable[..., ExhibitContext]


@pytest.fixture
def context(builder: ExhibitBuilder, asked: Callable[..., Address]) -> Chosen:
    """Return the demonstration at the end of September with some filters."""
    return lambda **chosen: ExhibitContext(builder.comparison(asked("decisions")), ZH, chosen)


def question(kind: str, **named: Any) -> QuestionRow:
    return row_of(QuestionRow, kind=kind, **{"code": "BA-02", "word": Word.OFF_TRACK, "status": Status.OFF_TRACK, **named})


TURNS = question("turns", day=DAY, to_word=Word.OFF_TRACK)


def frame(*rows: QuestionRow) -> pd.DataFrame:
    names = [one.name for one in fields(QuestionRow)]
    return pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=names, dtype=object)


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ([], ""),
        ([question("no_owner")], "没有写明责任人"),
        ([question("no_reason"), question("no_measure"), question("no_owner")], "没有写明原因、措施、责任人"),
        ([question("stale")], "从未填报"),
        ([question("stale", day=DAY, age=40)], "数据停在2023年8月31日，已40天，超过一个报告周期"),
        ([TURNS, question("no_owner")], "没有写明责任人；若无新进展，2023年8月31日将变为“滞后”"),
    ],
    ids=["none", "one", "all", "never", "old", "what is missing first"],
)
def test_the_questions_on_a_target_are_one_line(questions: list[QuestionRow], said: str) -> None:
    assert meetings._asked_words(ZH, questions) == said


def test_questions_are_grouped_by_target_in_the_order_in_which_they_come() -> None:
    rows = [question("no_owner"), question("stale", code="AB-01"), question("turns")]
    assert [[one.kind for one in own] for own in meetings._by_target(frame(*rows))] == [["no_owner", "turns"], ["stale"]]
    assert meetings._by_target(frame()) == []


def test_a_decision_is_about_a_target_a_work_or_a_district_in_words(context: Chosen) -> None:
    here = context()
    targets = dict(zip(here.view.targets["code"], here.view.targets["name"], strict=True))
    project = here.snapshot.projects.iloc[0]

    def about(subject: str, district: str) -> str:
        return meetings.about(here, row_of(DecisionStanding, subject=subject, district=district))

    assert about("BA-02", "410105") == f"{targets['BA-02']}；金水"
    assert about(project["code"], "") == project["name"]
    assert about("", "410105") == "金水"
    assert about("", "") == ""
    assert about("<b>XX", "999") == "<b>XX；999"


def test_a_target_asked_about_has_a_row_with_all_its_questions(context: Chosen) -> None:
    here = context()
    draft = meetings.asked(here)
    assert isinstance(draft.body, Table)
    assert list(draft.body.keys) == list(dict.fromkeys(here.snapshot.questions["code"]))
    assert all(row[2].text for row in draft.body.rows)
    assert f"{len(draft.body.rows)}项" in draft.title


def test_a_district_without_decisions_has_a_sentence_and_no_note(context: Chosen) -> None:
    draft = meetings.decisions(context(district="999"))
    assert (draft.title, draft.data.rows, draft.notes, draft.limits) == ("没有交办事项。", (), (), ())


def test_a_bridge_needs_a_target_that_moved(context: Chosen) -> None:
    for chosen in ({}, {"target": ""}, {"target": "<b>"}):
        with pytest.raises(ExportError):
            meetings.waterfall(context(**chosen))
