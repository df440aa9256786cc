"""The base of all exhibits: cells with a dash for every missing value, and the first rows of many."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from components.exhibits.address import Address
from components.exhibits.context import (
    ExhibitContext,
    ExhibitDraft,
    day_cell,
    number,
    number_cell,
    status_cell,
    words_cell,
)
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.tables import Cell, Column, Table
from components.i18n.text import Text
from models.status import Status, Word

ZH, EN = Text("zh"), Text("en")
MISSING = pytest.mark.parametrize("value", [None, float("nan"), pd.NaT])
Chosen = Callable[..., ExhibitContext]


@pytest.fixture
def context(builder: ExhibitBuilder, asked: Callable[..., Address]) -> Chosen:
    """Return the demonstration at the end of September for a reader who set some filters."""

    def make(t: Text = ZH, **chosen: str) -> ExhibitContext:
        return ExhibitContext(builder.comparison(asked("targets")), t, chosen)

    return make


def test_a_status_is_its_mark_and_its_word_or_the_words_given() -> None:
    assert status_cell(ZH, Word.OFF_TRACK) == Cell("■ 滞后", None, Status.OFF_TRACK)
    assert status_cell(EN, Word.MET_LATE).text == "✔ Met late"
    assert status_cell(ZH, Word.OFF_TRACK, "滞后<b>") == Cell("■ 滞后<b>", None, Status.OFF_TRACK)


@MISSING
def test_a_missing_value_is_a_dash_in_cells_and_nothing_in_charts(value: Any) -> None:
    assert words_cell(value) == day_cell(value) == number_cell(ZH, value) == Cell("–")
    assert number(value) is None


@pytest.mark.parametrize(("value", "text"), [("", "–"), (" ", " "), (0, "0"), ("=1+1 <b>", "=1+1 <b>")])
def test_words_stay_as_they_are(value: Any, text: str) -> None:
    assert words_cell(value) == Cell(text)


def test_a_day_is_a_date_for_spreadsheets() -> None:
    assert day_cell(date(2023, 9, 3)) == Cell("2023-09-03", date(2023, 9, 3))


@pytest.mark.parametrize(
    ("value", "t", "text"),
    [
        (0, ZH, "0"),
        (Fraction(1, 3), ZH, "0.33"),
        (Decimal("-2.50"), ZH, "-2.5"),
        (12_345, ZH, "12345"),
        (12_345, EN, "12,345"),
    ],
)
def test_a_number_is_rounded_for_readers_and_whole_for_spreadsheets(value: Any, t: Text, text: str) -> None:
    assert number_cell(t, value) == Cell(text, float(value))
    assert number(value) == float(value)


@pytest.mark.parametrize(("most", "n"), [("2", 2), ("0", 0), ("9", 3), ("", 3), ("-1", 3), ("two", 3), ("1.5", 3), ("²", 3)])
def test_as_many_rows_are_shown_as_asked_for_else_all(context: Chosen, most: str, n: int) -> None:
    rows = ["甲", "乙", "丙"]
    limited = context(most=most)
    assert limited.first_of(rows) == rows[:n]
    assert list(limited.first(pd.DataFrame({"name": rows}))["name"]) == rows[:n]


def test_rows_that_are_left_out_are_counted(context: Chosen) -> None:
    (said,) = context().more([1, 2], [1, 2, 3, 4, 5])
    assert ("2" in said, "5" in said) == (True, True)
    assert context().more([], []) == context().more([1], [1]) == ()


def test_districts_have_short_names_in_chinese_and_whole_ones_in_english(context: Chosen) -> None:
    frame = context().view.districts.set_index("code")
    assert (context().districts["410105"], frame.at["410105", "name"]) == ("金水", "金水区")
    assert context(EN).districts["410105"] == frame.at["410105", "name_en"]
    assert set(context().districts) == set(frame.index)


def test_an_exhibit_of_a_table_has_the_table_as_its_body_and_its_numbers() -> None:
    table = Table((Column("目标"),), (), ())
    draft = ExhibitDraft.of_table("题", table, ["注"], ("限",))
    assert (draft.body, draft.data, draft.notes, draft.limits) == (table, table, ("注",), ("限",))
